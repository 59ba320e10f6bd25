"""A regrade tells who would change and why before it writes; what people gave stays."""

import json
import sqlite3
from pathlib import Path

import pytest

from course.grading.classroom.version import changed
from course.lesson.project import Lesson
from tests.grading import classes
from tests.grading.classes import RIGHT, WRONG, feedback, grade, hand_in, notebook, scores

MARK = """
update grade set manual_score = 0.5 where cell_id = (select id from base_cell where name = 'graded_double')
and notebook_id in (select b.id from submitted_notebook b join submitted_assignment a on a.id = b.assignment_id
where a.student_id = 'bo')
"""


def accept_squares(lesson: Lesson) -> None:
    """The instructor finds out that the hidden test was at fault, and changes it."""
    solved = json.loads(lesson.source.read_text(encoding="utf-8"))
    for cell in solved["cells"]:
        text = "".join(cell["source"])
        cell["source"] = text.replace('expect(double, ["ab"], "abab", "text")', 'expect(double, [2], 4, "two")')
    lesson.source.write_text(json.dumps(solved), encoding="utf-8")


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """Ada is right by either test, bo and cy by the new one alone, and a person has given bo half a point."""
    made = classes.make_class(tmp_path_factory.mktemp("regrade") / "course")
    for student, code in {"ada": RIGHT, "bo": WRONG, "cy": WRONG}.items():
        hand_in(made, student, notebook(made, code))
    grade(made)
    with sqlite3.connect(made.root / "gradebook.db") as connection:
        assert connection.execute(MARK).rowcount == 1
    connection.close()
    accept_squares(made)
    return made


def hidden(lesson: Lesson) -> list[float | None]:
    return [scores(lesson)[student]["graded_double"] for student in ("ada", "bo", "cy")]


def test_a_changed_exercise_is_told_and_not_graded_by_itself(lesson: Lesson) -> None:
    said = grade(lesson, code=1)
    assert "3 were graded by another version" in said
    assert "course grade 01-double --regrade" in said
    assert hidden(lesson) == [2, 0, 0]


def test_the_changes_are_shown_and_not_written_without_consent(lesson: Lesson) -> None:
    said = grade(lesson, "--regrade", code=1).splitlines()
    assert "bo: 0 -> 2 of 3 points; the lesson or its exercises changed" in said
    assert any(line.startswith("  double: wrong, 0 of 3 -> wrong, 2 of 3") for line in said)
    assert "  graded_double: a person gave 0.5, which stays" in said
    assert "2 of 3 graded again come out otherwise." in said
    assert not any(line.startswith("ada:") for line in said)
    assert hidden(lesson) == [2, 0, 0]


def test_it_is_written_on_consent_and_marks_stay(lesson: Lesson) -> None:
    grade(lesson, "--regrade", "--yes")
    assert hidden(lesson) == [2, 2, 2]
    found = classes.rows(lesson, "select manual_score from grade where manual_score is not null")
    assert found == [(0.5,)]
    assert "0.5 of 3" in feedback(lesson, "bo")
    assert "2 of 3" in feedback(lesson, "cy")
    assert "3 graded before" in grade(lesson)


def test_without_anything_to_grade_again_nothing_happens(lesson: Lesson) -> None:
    assert "0 of 0 graded again come out otherwise." in grade(lesson, "--regrade")


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("a.b.c", ""),
        ("x.b.c", "the lesson or its exercises changed"),
        ("a.x.x", "the seeds and the engine changed"),
    ],
)
def test_versions_are_told_apart_in_words(before: str, words: str, tmp_path: Path) -> None:
    assert changed(before, "a.b.c") == words
