"""The export: a row a submission and a row an exercise; what was not judged is empty and named."""

import csv
import sqlite3
from pathlib import Path

import pytest

from course.lesson.project import Lesson
from tests.grading import classes
from tests.grading.classes import BROKEN, RIGHT, WRONG, grade, hand_in, notebook
from tests.grading.test_nbgrader import nbgrader

pytestmark = pytest.mark.xdist_group("export")
Rows = dict[str, dict[str, str]]


def table(path: Path, *keys: str) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return {" ".join(row[key] for key in keys): row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """Right, wrong, broken, torn, and one who is in the class and has handed in nothing; exported."""
    made = classes.make_class(tmp_path_factory.mktemp("export") / "course")
    for student, code in {"ada": RIGHT, 'b"o, jr': WRONG, "cy": BROKEN}.items():
        hand_in(made, student, notebook(made, code))
    hand_in(made, "torn", "{")
    grade(made, code=1)
    nbgrader(made.root, "db", "student", "add", "late")
    with sqlite3.connect(made.root / "gradebook.db") as connection:
        connection.execute("update comment set manual_comment = '=1+1'")
    connection.close()
    assert "without a score: torn (01-double)" in nbgrader(made.root, "export", "--to", "out.csv")
    return made


@pytest.fixture
def totals(lesson: Lesson) -> Rows:
    return table(lesson.root / "out.csv", "student_id")


@pytest.fixture
def exercises(lesson: Lesson) -> Rows:
    return table(lesson.root / "out-exercises.csv", "student_id", "exercise")


def test_each_submission_has_its_score(totals: Rows) -> None:
    found = {student: row["score"] for student, row in totals.items()}
    assert found == {"ada": "3.0", 'b"o, jr': "0.0", "cy": "0.0", "torn": "", "late": ""}


def test_what_is_missing_is_named(totals: Rows) -> None:
    assert totals["torn"]["note"].startswith("not judged: double")
    assert totals["late"]["note"] == "nothing was handed in"
    assert totals["ada"]["note"] == "waiting for a person: memo_doubling"


def test_each_exercise_has_its_state(exercises: Rows) -> None:
    states = {who: row["state"] for who, row in exercises.items() if row["exercise"] == "double"}
    assert states == {
        "ada double": "right",
        'b"o, jr double': "wrong",
        "cy double": "broken",
        "torn double": "not judged",
    }
    assert (exercises["torn double"]["score"], exercises["ada double"]["score"]) == ("", "3.0")
    assert "twice, not squared" in exercises['b"o, jr double']["sentence"]


def test_a_memo_waits_for_a_person(exercises: Rows) -> None:
    row = exercises["ada memo_doubling"]
    assert (row["state"], row["score"], row["max_score"]) == ("waiting for a person", "", "12.0")


def test_text_is_never_a_formula(exercises: Rows) -> None:
    assert exercises["ada double"]["comment"] == "'=1+1"
