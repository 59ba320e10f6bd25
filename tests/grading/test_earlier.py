"""A gradebook that an earlier version of the grader wrote: its grades count, and are named as another version's.

`earlier/gradebook.sql` was written by the grader as it was before lessons, exercises and the parts of grading had rooms
of their own: Ada is right, Bo squares, Cy's answer raises, and a person gave Bo half a point.
"""

import json
import sqlite3
from pathlib import Path

import pytest

from course.lesson.project import Lesson
from tests.grading import classes
from tests.grading.classes import BROKEN, RIGHT, WRONG, grade, hand_in, notebook, scores

BOOK = Path(__file__).parent / "earlier" / "gradebook.sql"
GIVEN = "select manual_score from grade where manual_score is not null"


def as_then(text: str) -> str:
    """A notebook with the check that was released when the gradebook was written: it brought its slips along."""
    learner = json.loads(text)
    for cell in learner["cells"]:
        if cell["id"] == "check_double":
            cell["source"] = 'expect(double, [4], 8, "four", slips={16: "twice, not squared."})'
    return json.dumps(learner)


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """The class that the gradebook is of, with the gradebook as it was."""
    made = classes.make_class(tmp_path_factory.mktemp("earlier") / "course")
    for student, code in {"ada": RIGHT, "bo": WRONG, "cy": BROKEN}.items():
        hand_in(made, student, as_then(notebook(made, code)))
    with sqlite3.connect(made.root / "gradebook.db") as connection:
        connection.executescript(BOOK.read_text(encoding="utf-8"))
    connection.close()
    return made


def graded(lesson: Lesson) -> list[float | None]:
    """What the program gave for the hidden check."""
    return [scores(lesson)[student]["graded_double"] for student in ("ada", "bo", "cy")]


def test_earlier_grades_stay_and_are_named_as_another_versions(lesson: Lesson) -> None:
    said = grade(lesson, code=1)
    assert "0 graded now, 3 graded before" in said
    assert "3 were graded by another version" in said
    assert graded(lesson) == [2, 0, 0]
    assert classes.rows(lesson, GIVEN) == [(0.5,)]


def test_a_regrade_finds_the_same_points_and_keeps_what_people_gave(lesson: Lesson) -> None:
    said = grade(lesson, "--regrade", "--yes")
    assert "bo: 0 -> 0 of 3 points" in said  # his sentence alone differs: the check of today has no hint for it
    assert "1 of 3 graded again come out otherwise." in said
    assert graded(lesson) == [2, 0, 0]
    assert classes.rows(lesson, GIVEN) == [(0.5,)]
