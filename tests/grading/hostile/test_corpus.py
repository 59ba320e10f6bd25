"""Hostile submissions, each between two honest neighbours, run for real: fair score, no harm, nothing leaks."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from course.exercise.state import State
from course.grading.engine.engine import Engine
from course.grading.engine.graded import GradedNotebook
from course.grading.engine.pool import Handed, grade_handed
from tests.grading.hostile import denial, files, harm, secrets, subverting
from tests.grading.hostile.cases import Hostile
from tests.grading.hostile.conftest import Listener, fingerprint
from tests.grading.hostile.trial import DOUBLE, FULL, MARKER, handed_in

CORPUS = (*denial.CASES, *harm.CASES, *secrets.CASES, *subverting.CASES, *files.CASES)
LONGEST = 400_000


def write(engine: Engine, case: Hostile, port: int) -> Path:
    """The submission as a file."""
    root = engine.plan.lesson.root
    texts = [text.replace("{root}", str(root)).replace("{port}", str(port)) for text in (case.double, case.total)]
    notebook = handed_in(
        engine.plan.lesson, *(text.replace("{{", "{").replace("}}", "}") for text in texts), *case.extra
    )
    path = root / "handed" / "trial.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(case.file(notebook) if case.file else json.dumps(notebook).encode())
    return path


def graded_file(engine: Engine, path: Path) -> GradedNotebook:
    """The graded notebook of a file that was handed in."""
    return grade_handed(engine, Handed("", path))


def honest(engine: Engine) -> float:
    """The score of a neighbour."""
    path = write(engine, Hostile("", "", FULL, DOUBLE), 0)
    return graded_file(engine, path).result.points


def readable(graded: GradedNotebook) -> str:
    """All that a student gets to read: sentences, outputs, cells; not what stands in the student's own cells."""
    cells = [asdict(cell) for cell in graded.cells]
    return json.dumps([asdict(graded.result), cells], default=str)


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: f"{case.family}: {case.name}")
def test_hostile_submission_is_graded_fairly_and_harms_nobody(case: Hostile, trial: Engine, listener: Listener) -> None:
    path, before, heard = write(trial, case, listener.port), fingerprint(trial.plan.lesson.root), len(listener.received)
    graded = graded_file(trial, path)
    assert graded.result.points == case.score, [answer.sentence for answer in graded.result.answers]
    assert case.state in (None, graded.result.answers[0].state)
    unjudged = {answer.name for answer in graded.result.answers if answer.state is State.NOT_JUDGED}
    assert not unjudged or case.state is State.NOT_JUDGED
    assert graded.result.out_of == FULL
    assert honest(trial) == FULL
    assert fingerprint(trial.plan.lesson.root) == before
    assert len(listener.received) == heard
    assert MARKER not in readable(graded)
    assert len(readable(graded)) < LONGEST


def test_a_linked_notebook_is_not_followed(trial: Engine) -> None:
    link = trial.plan.lesson.root / "handed" / "link.ipynb"
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(trial.plan.lesson.source)
    graded = graded_file(trial, link)
    assert "is a link" in graded.fault
    assert {answer.state for answer in graded.result.answers} == {State.NOT_JUDGED}
