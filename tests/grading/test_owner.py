"""Work that one account hands in under another's name is refused, where the machine can tell."""

import os
import shutil
from pathlib import Path

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory

from course.grading.by_nbgrader.exchange import Collect
from course.grading.classroom.handed import Class
from course.grading.classroom.owner import COURSE, Owners, owners
from course.lesson.plan import plan
from course.lesson.project import Lesson, Project
from tests.grading import classes
from tests.grading.classes import RIGHT, WHEN, hand_in, notebook

OTHER, OTHERS_NUMBER = "daemon", 1  # an account that every Unix has
root_only = pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file to another account")


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    made = classes.make_class(tmp_path / "course")
    hand_in(made, "ada", notebook(made, RIGHT))
    return made


def refused(lesson: Lesson, *students: str) -> str:
    found = owners(Project(lesson.root), students)
    (one,) = Class(Project(lesson.root), plan(lesson), found).handed_in()
    return one.refused


def collected(lesson: Lesson) -> Path:
    """The folder that `nbgrader submit` made in the exchange."""
    path = lesson.root / "exchange" / COURSE / "inbound" / f"ada+{lesson.key}+{WHEN}+x1"
    path.mkdir(parents=True)
    return path


def test_work_of_the_graders_own_account_is_taken(lesson: Lesson) -> None:
    collected(lesson)
    assert refused(lesson, "ada", OTHER) == ""


@root_only
def test_work_of_another_student_is_refused(lesson: Lesson) -> None:
    os.chown(lesson.root / "submitted" / "ada" / lesson.key, OTHERS_NUMBER, -1)
    expected = "it was handed in from the account 'daemon'; if that is right, grade with --any-owner."
    assert refused(lesson, "ada", OTHER) == expected


@root_only
def test_what_was_collected_is_looked_up_in_the_exchange(lesson: Lesson) -> None:
    os.chown(collected(lesson), OTHERS_NUMBER, -1)
    assert "from the account 'daemon'" in refused(lesson, "ada", OTHER)


@root_only
def test_where_ids_are_no_accounts_nothing_can_be_told(lesson: Lesson) -> None:
    os.chown(collected(lesson), OTHERS_NUMBER, -1)
    assert refused(lesson, "ada") == ""


@root_only
def test_an_id_that_is_an_account_has_to_be_its_owner(tmp_path: Path) -> None:
    (tmp_path / "01-double").mkdir()
    os.chown(tmp_path / "01-double", OTHERS_NUMBER, -1)
    assert "daemon" in Owners(tmp_path / "none", ()).forged("bin", tmp_path / "01-double")
    assert Owners(tmp_path / "none", ()).forged(OTHER, tmp_path / "01-double") == ""


@root_only
def test_collecting_takes_a_students_own_work_and_says_what_it_leaves(
    lesson: Lesson, caplog: pytest.LogCaptureFixture
) -> None:
    inbound = lesson.root / "exchange" / COURSE / "inbound"
    for name in ("bin+01-double+2026-02-03 10:00:00 UTC+a", "bin+01-double+2026-02-03 11:00:00 UTC+b"):
        (inbound / name).mkdir(parents=True)
        (inbound / name / "double.ipynb").write_text(name, encoding="utf-8")
    own, forged = sorted(inbound.iterdir())
    os.chown(own, 2, -1)  # the account bin
    os.chown(forged, OTHERS_NUMBER, -1)
    assert collect(lesson) == own.name
    shutil.rmtree(own)
    shutil.rmtree(lesson.root / "submitted")
    assert collect(lesson) == ""
    left = f"{forged.name} is left in the exchange: it was handed in from the account 'daemon'"
    assert caplog.text.count(left) == 2
    assert collect(lesson, check_owner=False) == forged.name


def collect(lesson: Lesson, *, check_owner: bool = True) -> str:
    """What lies in the place of the work of the student `bin` after collecting, or ""."""
    folder = CourseDirectory(root=str(lesson.root), course_id=COURSE, assignment_id=lesson.key)
    folder.db_url = f"sqlite:///{lesson.root / 'collected.db'}"
    collector = Collect(coursedir=folder, root=str(lesson.root / "exchange"), check_owner=check_owner)
    collector.authenticator = Authenticator()
    collector.start()
    path = lesson.root / "submitted" / "bin" / lesson.key / "double.ipynb"
    return path.read_text(encoding="utf-8") if path.is_file() else ""
