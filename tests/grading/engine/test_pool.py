"""A class side by side: results as they come, resumed by key, folders that hold anything."""

import json
from pathlib import Path
from typing import Any

import pytest

from course.exercise.state import State
from course.grading.classroom import faults
from course.grading.engine.engine import Engine
from course.grading.engine.graded import GradedNotebook
from course.grading.engine.limits import Limits
from course.grading.engine.pool import Handed, Progress, grade_handed, grade_many, grade_submission
from course.grading.engine.session import Session
from tests.grading.engine.conftest import RIGHT, states
from tests.grading.engine.test_engine import FULL


def folder(engine: Engine, place: Path, name: str = "forms.ipynb", **answers: str) -> Path:
    """A student's folder with one notebook."""
    made = json.loads(engine.plan.lesson.release.read_text(encoding="utf-8"))
    for cell in made["cells"]:
        cell["source"] = {**RIGHT, **answers}.get(cell["id"], cell["source"])
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_text(json.dumps(made), encoding="utf-8")
    return place


def test_each_student_is_graded_once_and_progress_is_told(forms: Engine, tmp_path: Path) -> None:
    texts = {f"student {number}": f"def triple(number):\n    return {number} * number" for number in range(6)}
    handed = [Handed(name, folder(forms, tmp_path / name, triple=text)) for name, text in texts.items()]
    told: list[Progress] = []
    found = list(grade_many(handed, forms, workers=3, on_progress=told.append))
    assert sorted(name for name, _ in found) == sorted(texts)
    assert {name for name, graded in found if states(graded) == FULL} == {"student 3"}
    assert [one.done for one in told] == [1, 2, 3, 4, 5, 6]


def test_a_consumer_that_stops_early_leaves_nothing_running(forms: Engine, tmp_path: Path) -> None:
    endless = "def triple(number):\n    while True: pass"
    handed = [Handed(str(number), folder(forms, tmp_path / str(number), triple=endless)) for number in range(5)]
    with Engine(forms.plan.lesson, (1, 2, 3), Limits(call=1, cell=1), for_class=False) as engine:
        children = [warm._child for warm in engine._now.warm.values()]
        results = grade_many(handed, engine, workers=1)
        next(results)
        results.close()
        assert [one.poll() is not None for one in children] == [True, True]
        assert "it was stopped" in grade_handed(engine, handed[0]).fault


def test_a_renamed_notebook_is_found_and_said_so(forms: Engine, tmp_path: Path) -> None:
    place = folder(forms, tmp_path / "a", "final version (2).ipynb")
    (place / "other.ipynb").write_text('{"cells": []}', encoding="utf-8")
    graded = grade_handed(forms, Handed("a", place))
    assert states(graded) == FULL
    assert graded.result.repairs == (
        "The notebook was handed in as final version (2).ipynb; it is graded as forms.ipynb.",
    )


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "no notebook was handed in"),
        ({"a.ipynb": '{"cells": []}', "b.ipynb": "x"}, "none holds an answer cell of 01-forms"),
        ({"forms.ipynb": ""}, "is empty"),
        ({"forms.ipynb": "{"}, "is not JSON"),
    ],
)
def test_a_folder_without_a_notebook_of_the_lesson_is_not_judged(
    forms: Engine, tmp_path: Path, files: dict[str, str], why: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    graded = grade_handed(forms, Handed("a", tmp_path))
    assert why in graded.fault
    assert {answer.state for answer in graded.result.answers} == {State.NOT_JUDGED}
    assert graded.result.out_of == 10


def test_a_fault_of_the_grader_costs_one_submission_and_is_kept_with_its_traceback(
    forms: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def graded(session: Session, *args: Any, **more: Any) -> GradedNotebook:
        if any("WORST" in cell.source for cell in session._rebuilt.cells):
            raise ZeroDivisionError("of ours")
        return honest(session, *args, **more)

    honest = Session.grade
    monkeypatch.setattr(Session, "grade", graded)
    handed = [Handed(name, folder(forms, tmp_path / name)) for name in ("ada", "cy")]
    handed.insert(1, Handed("b\x1bo", folder(forms, tmp_path / "bo", triple=f"{RIGHT['triple']}  # WORST")))
    with faults.kept(tmp_path):
        found = dict(grade_many(handed, forms, workers=1))
    assert [states(found[name]) == FULL for name in ("ada", "b\x1bo", "cy")] == [True, False, True]
    assert found["b\x1bo"].fault == "the grader itself failed on it (ZeroDivisionError)."
    log = tmp_path / faults.NAME
    assert "ZeroDivisionError: of ours" in log.read_text(encoding="utf-8")
    assert capsys.readouterr().err == (
        "'b\\x1bo': not judged, for the grader itself failed on it\n"
        f"The grader itself failed at something; what happened stands in {log}.\n"
    )


def test_where_nothing_goes_wrong_there_is_no_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with faults.kept(tmp_path):
        pass
    assert (list(tmp_path.iterdir()), capsys.readouterr().err) == ([], "")


def test_one_submission_by_itself(forms: Engine, tmp_path: Path) -> None:
    assert states(grade_submission(folder(forms, tmp_path), forms.plan.lesson, (1, 2, 3))) == FULL


def test_progress_reads_as_a_sentence() -> None:
    assert str(Progress(30, 60, 15.0)) == "30 of 60 graded, 120 a minute, 15 s left"
    assert str(Progress(0, 60, 0.0)).startswith("0 of 60")
