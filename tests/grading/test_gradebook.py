"""The one writer of nbgrader's gradebook, on both databases: what it writes nbgrader reads, what people gave stays."""

import csv
import datetime
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock
from nbgrader.api import Base, get_alembic_version
from nbgrader.api import Gradebook as Theirs
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from course.exercise.state import State
from course.grading.book import schema
from course.grading.book.database import SETTING, address, shown
from course.grading.book.gradebook import Gradebook, opened
from course.grading.book.marks import Marks
from course.grading.book.penalty import Late, configured, no_penalty
from course.grading.book.record import Record
from course.grading.book.result import Answer, Memo, Result
from course.lesson.plan import plan
from course.lesson.project import CourseError, Lesson, Project
from tests.grading.classes import grade, hand_in_all, make_class
from tests.grading.databases import PASSWORD, postgresql
from tests.grading.test_nbgrader import nbgrader

CHECKS = {"double": ["check_double", "graded_double"]}
WHEN = datetime.datetime(2026, 2, 3, 12)


def result(state: State, points: float, sentence: str = "") -> Result:
    return Result("01-double", (), (Answer("double", state, points, 3, sentence),), (Memo("memo_doubling", 12, True),))


def made(student: str, state: State, *points: float | None, content: str = "a", sentence: str = "") -> Record:
    """A record of an answer whose two checks earned `points`."""
    earned = dict(zip(CHECKS["double"], points, strict=True))
    total = sum(one or 0 for one in points)
    found = result(state, total, sentence)
    return Record(student, content, "v", "now", found, {**earned, "memo_doubling": None}, CHECKS)


RIGHT = made("ada", State.RIGHT, 1, 2)
WRONG = made("ada", State.WRONG, 1, 0, sentence="Twice, not squared.")


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    return make_class(tmp_path_factory.mktemp("gradebook") / "course")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, lesson: Lesson) -> Iterator[URL]:
    if request.param == "sqlite":
        yield make_url(f"sqlite:///{lesson.root / 'gradebook.db'}")
        return
    with postgresql() as text:
        yield make_url(text)


@pytest.fixture
def book(lesson: Lesson, url: URL) -> Iterator[Gradebook]:
    """The gradebook, with nobody in it."""
    with Gradebook(Project(lesson.root), plan(lesson), url) as book:
        yield book
    engine = create_engine(url)
    with engine.begin() as connection:
        for table in ("grade", "comment", "submitted_notebook", "submitted_assignment", "student", "course_record"):
            connection.execute(text(f"delete from {table}"))
        connection.execute(text("update assignment set duedate = null"))
    engine.dispose()


@pytest.fixture
def theirs(book: Gradebook, url: URL) -> Iterator[Theirs]:
    """nbgrader's own view of it."""
    with Theirs(url.render_as_string(hide_password=False), "measure-the-hub") as theirs:
        yield theirs


def test_the_tables_are_nbgraders() -> None:
    assert get_alembic_version() == schema.REVISION
    for table in schema.THEIRS.tables.values():
        if table.name != "alembic_version":
            own = Base.metadata.tables[table.name].c
            assert {(one.name, type(one.type)) for one in table.c} <= {(one.name, type(one.type)) for one in own}


def test_nbgrader_reads_what_is_written(book: Gradebook, theirs: Theirs) -> None:
    book.write(WRONG, WHEN)
    found = theirs.find_submission("01-double", "ada")
    assert (found.score, found.max_score, found.timestamp) == (1, 15, WHEN)
    assert found.needs_manual_grade
    comments = {one.name: one.comment for one in found.notebooks[0].comments}
    assert comments == {"double": "wrong: Twice, not squared.", "memo_doubling": None}
    assert book.records() == {"ada": WRONG}


def test_a_second_grade_of_the_same_student_replaces_the_first(book: Gradebook, theirs: Theirs) -> None:
    book.write(WRONG, WHEN)
    book.write(RIGHT, WHEN)
    assert [one.score for one in theirs.assignment_submissions("01-double")] == [3]
    assert book.records() == {"ada": RIGHT}


def test_not_judged_is_flagged_and_no_zero(book: Gradebook, theirs: Theirs) -> None:
    book.write(made("ada", State.NOT_JUDGED, None, None), WHEN)
    notebook = theirs.find_submission("01-double", "ada").notebooks[0]
    assert notebook.flagged
    assert {grade.auto_score for grade in notebook.grades} == {None}
    assert all(grade.needs_manual_grade for grade in notebook.grades)


def test_points_and_comments_of_a_person_stay(book: Gradebook, theirs: Theirs) -> None:
    book.write(WRONG, WHEN)
    theirs.find_grade("graded_double", "double", "01-double", "ada").manual_score = 1.5
    theirs.find_grade("graded_double", "double", "01-double", "ada").needs_manual_grade = False
    theirs.find_comment("double", "double", "01-double", "ada").manual_comment = "Good try."
    theirs.db.commit()
    book.write(RIGHT, WHEN)
    assert theirs.find_submission("01-double", "ada").score == 2.5
    marks = book.marks()["ada"]
    assert marks == Marks({"graded_double": 1.5}, {"double": "Good try."}, {"graded_double", "memo_doubling"})


def test_an_equal_grade_does_not_ask_a_person_again(book: Gradebook, theirs: Theirs) -> None:
    book.write(RIGHT, WHEN)
    grade = theirs.find_grade("memo_doubling", "double", "01-double", "ada")
    grade.manual_score, grade.needs_manual_grade = 9, False
    theirs.db.commit()
    book.write(RIGHT, WHEN)
    theirs.db.expire_all()
    assert not theirs.find_submission("01-double", "ada").needs_manual_grade


@pytest.fixture
def strict(book: Gradebook, theirs: Theirs, lesson: Lesson) -> Late:
    """A rule by which late work earns nothing; the work was due two hours before it came."""
    config = lesson.root / "nbgrader_config.py"
    rule = "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
    config.write_text(config.read_text(encoding="utf-8") + rule, encoding="utf-8")
    theirs.find_assignment("01-double").duedate = WHEN - datetime.timedelta(hours=2)
    theirs.db.commit()
    return configured(Project(lesson.root))


def test_the_late_penalty_follows_the_rule_and_the_extension(book: Gradebook, theirs: Theirs, strict: Late) -> None:
    book.write(RIGHT, WHEN, strict)
    assert book.marks()["ada"].penalty == 3
    theirs.grant_extension("01-double", "ada", hours=3)
    book.write(replace(RIGHT, content="b"), WHEN, strict)
    assert book.marks()["ada"].penalty == 0


def test_penalties_follow_the_due_date_and_the_extension_without_a_new_grade(
    book: Gradebook, theirs: Theirs, strict: Late
) -> None:
    book.write(RIGHT, WHEN, strict)
    theirs.grant_extension("01-double", "ada", hours=3)
    assert book.renew_penalties(strict) == [("ada", 3, 0)]
    assert book.marks()["ada"].penalty == 0
    assert book.renew_penalties(strict) == []
    theirs.grant_extension("01-double", "ada", hours=0)
    assert book.renew_penalties(strict) == [("ada", 0, 3)]


def test_without_a_rule_a_penalty_is_a_persons_and_stays(book: Gradebook, theirs: Theirs) -> None:
    book.write(RIGHT, WHEN)
    theirs.find_assignment("01-double").duedate = WHEN - datetime.timedelta(hours=2)
    theirs.find_submission("01-double", "ada").notebooks[0].late_submission_penalty = 0.5
    theirs.db.commit()
    assert book.renew_penalties(no_penalty) == []
    assert book.marks()["ada"].penalty == 0.5


def test_a_mark_belongs_to_the_text_that_it_was_given_for(book: Gradebook, theirs: Theirs) -> None:
    book.write(RIGHT, WHEN)
    grade = theirs.find_grade("memo_doubling", "double", "01-double", "ada")
    grade.manual_score, grade.needs_manual_grade = 9, False
    theirs.db.commit()
    book.write(replace(RIGHT, content="b"), WHEN, rewritten={"memo_doubling": "print('Hold.')"})
    theirs.db.expire_all()
    assert theirs.find_grade("memo_doubling", "double", "01-double", "ada").manual_score == 9
    assert theirs.find_submission("01-double", "ada").needs_manual_grade
    comment = theirs.find_comment("memo_doubling", "double", "01-double", "ada").auto_comment
    assert comment == " The text changed after a person gave 9. It was: print('Hold.')"


def test_a_penalty_stays_when_the_same_work_is_graded_again(book: Gradebook, theirs: Theirs) -> None:
    book.write(WRONG, WHEN)
    theirs.find_submission("01-double", "ada").notebooks[0].late_submission_penalty = 0.5
    theirs.db.commit()
    book.write(RIGHT, WHEN)
    assert book.marks()["ada"].penalty == 0.5
    book.write(replace(RIGHT, content="b"), WHEN)
    assert book.marks()["ada"].penalty == 0


def test_a_gradebook_of_another_version_is_refused(book: Gradebook, lesson: Lesson, url: URL) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = 'older'"))
    try:
        with pytest.raises(CourseError, match="of another nbgrader") as error:
            Gradebook(Project(lesson.root), plan(lesson), url).__enter__()
        assert PASSWORD not in str(error.value)
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"update alembic_version set version_num = '{schema.REVISION}'"))
        engine.dispose()


def test_a_file_that_is_no_gradebook_is_refused(lesson: Lesson, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("These are not grades at all, I fear.\n" * 40, encoding="utf-8")
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("create table t (x)")
    other.close()
    for name, words in {"text.db": "not a database", "other.db": "another nbgrader", "no/where.db": "open"}.items():
        with pytest.raises(CourseError, match=words):
            Gradebook(Project(lesson.root), plan(lesson), make_url(f"sqlite:///{tmp_path / name}")).__enter__()


def test_there_is_one_writer(lesson: Lesson) -> None:
    (lesson.root / "autograded").mkdir(exist_ok=True)
    with (
        FileLock(lesson.root / "autograded" / ".lock"),
        pytest.raises(CourseError, match="Another `course grade`"),
        opened(Project(lesson.root), plan(lesson), make_url("sqlite://")),
    ):
        pass


def test_a_password_is_not_shown(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, f"postgresql+psycopg://course:{PASSWORD}@127.0.0.1:1/none")
    url = address(Project(lesson.root), None)
    assert PASSWORD not in shown(url)
    with pytest.raises(CourseError, match="cannot be opened") as error:
        Gradebook(Project(lesson.root), plan(lesson), url)
    assert PASSWORD not in str(error.value)


def test_the_whole_cycle_runs_and_tells_no_password(
    lesson: Lesson, url: URL, book: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", url.password or "")
    monkeypatch.setenv(SETTING, url.render_as_string(hide_password=False).replace(f":{PASSWORD}", ""))
    hand_in_all(lesson, ["ada", "bo"])
    said = nbgrader(lesson.root, "generate_assignment", lesson.key, "--force")
    said += grade(lesson)
    said += nbgrader(lesson.root, "generate_feedback", lesson.key, "--force")
    said += nbgrader(lesson.root, "db", "upgrade")
    said += nbgrader(lesson.root, "export")
    said += grade(lesson)
    assert "0 graded now, 2 graded before" in said
    assert PASSWORD not in said
    with (lesson.root / "grades.csv").open(encoding="utf-8") as file:
        assert {row["student_id"]: row["score"] for row in csv.DictReader(file)} == {"ada": "3.0", "bo": "0.0"}


def test_a_password_in_the_url_is_told_nowhere(lesson: Lesson, url: URL, book: Gradebook) -> None:
    given = url.render_as_string(hide_password=False)
    said = grade(lesson, "--db", given)
    assert "Gradebook: " in said
    assert PASSWORD not in said
