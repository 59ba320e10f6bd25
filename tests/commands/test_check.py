"""`course check`: what a learner reads after grading their own notebook."""

import json
import shutil
from pathlib import Path

import pytest

from course import cli
from course.commands import check
from course.exercise.state import State
from course.lesson.project import Lesson
from tests.courses import Answering

RIGHT = "def double(number):\n    return number + number"


@pytest.fixture(autouse=True)
def no_hubs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lesson of these tests asks no Hub, so none is built."""
    monkeypatch.setattr("course.commands._building.built", lambda name, about: Path(name))


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, output, errors."""
    code = cli.main(["check", "--no-open", *words])
    seen = capsys.readouterr()
    return code, seen.out, seen.err


def test_all_right_is_0_and_says_how_to_repeat_it(answering: Answering, capsys: pytest.CaptureFixture[str]) -> None:
    path = answering({"double": RIGHT})
    code, out, _ = run(capsys, str(path), "--seed", "4,5,6")
    assert code == 0
    assert out.splitlines() == [
        "+ double: right, 3 of 3",
        "  memo_doubling: 12 points, read by a person",
        "3 of 3 points. The same Hubs again: --seed 4,5,6",
        f"Feedback page: {path.with_name('double-feedback.html')}",
    ]


def test_a_wrong_answer_is_1_with_its_sentence(answering: Answering, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, str(answering({"double": "def double(number):\n    return number ** 2"}).parent))
    assert code == 1
    assert out.startswith("- double: wrong, 0 of 3. double(four) returned 16; expected 8.")


def test_json_is_the_whole_result_and_nothing_else(answering: Answering, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, str(answering({"double": RIGHT})), "--json", "--seed", "1,2,3")
    result = json.loads(out)
    assert (result["lesson"], result["seeds"]) == ("01-double", [1, 2, 3])
    assert result["answers"][0] | {"code": ""} == {
        "name": "double", "state": "right", "points": 3.0, "out_of": 3.0, "sentence": "", "code": "",
        "looked_at": "Graded on zero and on text.", "comment": "", "given": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"{", "is not a notebook that can be read"),
        (b"\xff\xfe\x00", "is not text"),
        (b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "holds no answer cell of this course"),
    ],
)
def test_what_is_no_notebook_of_ours_is_one_sentence(
    released: Lesson, capsys: pytest.CaptureFixture[str], content: bytes, sentence: str
) -> None:
    path = released.root / "odd.ipynb"
    path.write_bytes(content)
    code, out, error = run(capsys, str(path))
    assert (code, out, error.count("\n")) == (2, "", 1)
    assert sentence in error


def test_without_a_name_the_lessons_are_listed(
    released: Lesson, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(released.root)
    code, _, error = run(capsys)
    assert (code, error.count("\n")) == (2, 1)
    assert "course check 01-double. The lessons: 01-double." in error


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("nowhere.ipynb", "nowhere.ipynb is neither a notebook nor a folder. There is no lesson 'nowhere.ipynb'"),
        ("1", "my-lessons/01-double holds no notebook; `course start` makes a copy."),
        ("source/01-double", "source/01-double holds 2 notebooks; name one."),
    ],
)
def test_nothing_to_grade_is_one_sentence(
    released: Lesson, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str, sentence: str
) -> None:
    (released.source.parent / "second.ipynb").write_bytes(released.source.read_bytes())
    monkeypatch.chdir(released.root)
    code, _, error = run(capsys, given)
    assert (code, error.count("\n")) == (2, 1)
    assert sentence in error


def test_a_lesson_means_the_working_copy(
    answering: Answering, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(answering({"double": RIGHT}).parents[2])
    assert run(capsys, "01-double")[0] == 0


def test_without_a_working_copy_a_lesson_means_the_released_notebook_that_was_worked_in(
    answering: Answering, released: Lesson, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    solved = json.loads(answering({"double": RIGHT}).read_text(encoding="utf-8"))
    shutil.rmtree(released.working_copy.parents[1])
    for cell in solved["cells"]:
        cell["execution_count"] = 1 if cell["cell_type"] == "code" else None
    released.release.write_text(json.dumps(solved), encoding="utf-8")
    monkeypatch.chdir(released.root)
    assert run(capsys, "01-double")[0] == 0


def test_a_page_that_cannot_be_written_is_said_before_grading(
    answering: Answering, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, error = run(capsys, str(answering({})), "--out", "/proc/feedback.html")
    assert (code, out) == (2, "")
    assert "No feedback page can be written to /proc/feedback.html" in error
    assert "--out" in error


@pytest.mark.parametrize("seed", ["1,2", "1,2,x", "-1,2,3", ""])
def test_seeds_are_three_whole_numbers(seed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["check", "x.ipynb", f"--seed={seed}"])
    assert "three whole numbers" in capsys.readouterr().err


def test_each_state_has_a_mark_of_its_own() -> None:
    assert len(set(check.MARKS.values())) == len(check.MARKS) == len(State)


def test_what_hidden_tests_found_is_kept_in_the_progress(
    answering: Answering, released: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    own = released.working_copy
    own.parent.mkdir(parents=True, exist_ok=True)
    for code, state in ((f"{RIGHT} + 1", "wrong"), (RIGHT, "right")):
        own.write_bytes(answering({"double": code}).read_bytes())
        run(capsys, str(own))
        kept = json.loads((released.root / "my-lessons/progress.json").read_text(encoding="utf-8"))
        graded = kept["lessons"][released.key]["exercises"]["double"]["graded"]
        assert (graded["state"], graded["out_of"]) == (state, 3.0)
