"""Names compare as people read them, whether an accent is a character of its own or not."""

import unicodedata
from pathlib import Path

import pytest

from course.grading.book.scores import Student
from course.grading.classroom.handed import TWICE, Class
from course.grading.lms.roster import ids, matched
from course.grading.lms.sheet import read
from course.lesson.plan import plan
from course.lesson.project import Lesson, Project
from tests.grading.classes import RIGHT, hand_in, make_class, notebook

ONE = unicodedata.normalize("NFC", "jos\N{LATIN SMALL LETTER E WITH ACUTE}")
TWO = unicodedata.normalize("NFD", ONE)
assert ONE != TWO


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    """A lesson with one hand-in, whose folder macOS named."""
    made = make_class(tmp_path / "course")
    hand_in(made, TWO, notebook(made, RIGHT))
    return made


@pytest.mark.parametrize("asked", [ONE, TWO])
def test_a_folder_is_the_student_that_it_reads_as(lesson: Lesson, asked: str) -> None:
    (found,) = Class(Project(lesson.root), plan(lesson), only=[asked]).handed_in()
    assert (found.student, found.refused) == (ONE, "")
    assert found.submission is not None


def test_two_folders_that_read_the_same_are_named(lesson: Lesson) -> None:
    hand_in(lesson, ONE, notebook(lesson, RIGHT))
    found = list(Class(Project(lesson.root), plan(lesson)).handed_in())
    assert [(one.student, one.refused) for one in found] == [(ONE, ""), (ONE, TWICE)]


@pytest.mark.parametrize(("ours", "theirs"), [(ONE, TWO), (TWO, ONE)])
def test_a_row_is_the_student_that_it_reads_as(tmp_path: Path, ours: str, theirs: str) -> None:
    (tmp_path / "lms.csv").write_text(f"Login,Points\n{theirs},\n", encoding="utf-8")
    (tmp_path / "ids.csv").write_text(f"student_id,lms_id\n{theirs},S1\n", encoding="utf-8")
    sheet, students = read(tmp_path / "lms.csv"), [Student(ours), Student("ada")]
    assert matched(sheet, [1], ["Login"], students, {}).students == {1: ours}
    assert ids(tmp_path / "ids.csv", students) == {"S1": ours}
