"""The export: a row a submission and a row an exercise; what was not judged is empty and named."""

import csv
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from course.grading.book.shown import evidence
from course.lesson.project import CourseError, Lesson
from course.scorecard.evidence import Evidence, Mark
from course.scorecard.outline import outline
from tests.grading import classes
from tests.grading.classes import BROKEN, RIGHT, WRONG, grade, hand_in, notebook
from tests.grading.test_nbgrader import nbgrader

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
    assert "returned 16; expected 8" in exercises['b"o, jr double']["sentence"]


def test_a_memo_waits_for_a_person(exercises: Rows) -> None:
    row = exercises["ada memo_doubling"]
    assert (row["state"], row["score"], row["max_score"]) == ("waiting for a person", "", "12.0")


def test_text_is_never_a_formula(exercises: Rows) -> None:
    assert exercises["ada double"]["comment"] == "'=1+1"


def shown(lesson: Lesson, student: str) -> Evidence:
    """What the scorecard reads of a student."""
    engine = create_engine(f"sqlite:///{lesson.root / 'gradebook.db'}")
    try:
        return evidence(engine, student, outline(lesson.root))
    finally:
        engine.dispose()


def test_the_scorecard_reads_the_points_of_the_gradebook(lesson: Lesson) -> None:
    assert shown(lesson, "ada") == Evidence({("01-double", "double"): Mark(3.0, "=1+1")}, (), waiting=1)
    assert shown(lesson, "cy").marks[("01-double", "double")].points == 0


def test_what_nobody_judged_waits_and_is_no_zero(lesson: Lesson) -> None:
    assert shown(lesson, "torn").marks == {}
    assert shown(lesson, "torn").waiting == 2
    assert shown(lesson, "late") == Evidence()


def test_a_memo_that_was_read_counts_with_what_its_reader_wrote(lesson: Lesson) -> None:
    engine = create_engine(f"sqlite:///{lesson.root / 'gradebook.db'}")
    with engine.begin() as book:
        memo = "(select id from base_cell where name = 'memo_doubling')"
        book.execute(text(f"update grade set manual_score = 9, needs_manual_grade = 0 where cell_id in {memo}"))
    engine.dispose()
    assert shown(lesson, "ada").marks[("01-double", "memo_doubling")].points == 9


def test_an_unknown_student_is_named(lesson: Lesson) -> None:
    with pytest.raises(CourseError, match="no student 'eve'; it has ada"):
        shown(lesson, "eve")
