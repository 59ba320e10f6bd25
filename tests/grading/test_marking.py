"""Memos marked by people: the page works by keyboard, marks are nbgrader's own, two readers are compared."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import numpy as np
import pytest
from nbgrader.api import Gradebook as Theirs
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from course.cli import main
from course.commands import mark
from course.grading.book.gradebook import Gradebook
from course.grading.book.reading import Reading
from course.grading.marking import shown
from course.grading.marking.agreement import weighted_kappa
from course.grading.marking.desk import Desk
from course.grading.marking.pile import Pile, pile
from course.grading.marking.rubric import rubrics
from course.grading.marking.text import Number, Text, read
from course.grading.pages import autograded
from course.lesson.plan import Part, Plan, plan
from course.lesson.project import CourseError, Lesson, Project
from tests.courses import ROOT
from tests.grading import readers
from tests.grading.databases import postgresql

MEMO = "memo_doubling"


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    return readers.make_lesson(tmp_path_factory.mktemp("marking") / "course")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, lesson: Lesson) -> Iterator[URL]:
    if request.param == "sqlite":
        yield make_url(f"sqlite:///{lesson.root / 'gradebook.db'}")
        return
    with postgresql() as address:
        yield make_url(address)


@pytest.fixture
def handed_in(lesson: Lesson, url: URL) -> Iterator[Lesson]:
    """The memos of three students, not read yet."""
    readers.hand_in(lesson, url)
    yield lesson
    engine = create_engine(url)
    tables = "grade", "comment", "submitted_notebook", "submitted_assignment", "student", "course_record"
    with engine.begin() as connection:
        for table in (*tables, "course_reading"):
            connection.execute(text(f"delete from {table}"))
    engine.dispose()


@pytest.fixture
def theirs(handed_in: Lesson, url: URL) -> Iterator[Theirs]:
    """nbgrader's own view of the gradebook."""
    with Theirs(url.render_as_string(hide_password=False), "measure-the-hub") as theirs:
        yield theirs


def opened(lesson: Lesson, url: URL, reader: str = "rea", *, second: bool = False) -> Pile:
    shown_url = url.render_as_string(hide_password=False)
    return pile("01-double", reader, second=second, url=shown_url, start=lesson.root)


def typed(desk: Desk, keys: str) -> str:
    """Type keys one by one; what the page says then."""
    for key in keys:
        desk.keys.value += key
    return unescape(re.sub("<[^>]*>", "", desk.status.value))


def given(theirs: Theirs, student: str) -> Any:
    """Points, whether they wait, and the comment, as nbgrader has them."""
    theirs.db.expire_all()
    grade = theirs.find_grade(MEMO, "double", "01-double", student)
    comment = theirs.find_comment(MEMO, "double", "01-double", student)
    return grade.manual_score, grade.needs_manual_grade, comment.manual_comment


def test_a_class_is_marked_by_keyboard_and_nbgrader_has_it(handed_in: Lesson, url: URL, theirs: Theirs) -> None:
    found = opened(handed_in, url)
    desk, order = Desk(found), [student for student, _ in found.keys]
    assert "3 of 3 left to read. Row 1 of 2: size." in typed(desk, "")
    desk.remark.value = "Names the window."
    assert "All rows have points: 5 of 6 points" in typed(desk, "32")
    desk.comment.value = "Short and clear."
    assert "2 of 3 left to read" in typed(desk, "n")
    assert given(theirs, order[0]) == (5, False, "3/3 size: Names the window.\n2/3 tension\nShort and clear.")
    assert "Names the window." in desk.offered.value
    typed(desk, "A10n")
    assert given(theirs, order[1]) == (1, False, "1/3 size: Names the window.\n0/3 tension")
    assert "No memo waits." in typed(desk, "00n")
    assert [theirs.find_submission("01-double", one).needs_manual_grade for one in order] == [False] * 3
    assert theirs.find_submission("01-double", order[0]).score == 8


def test_a_memo_is_saved_when_every_row_has_points(handed_in: Lesson, url: URL, theirs: Theirs) -> None:
    found = opened(handed_in, url)
    desk, first = Desk(found), found.keys[0][0]
    assert "Not saved yet: size, tension have no points." in typed(desk, "n")
    assert "Row 2 of 2: tension." in typed(desk, "3")
    assert "Not saved yet: tension has no points." in typed(desk, "n")
    assert "'x' is no key" in typed(desk, "x")
    assert "'4' is no key" in typed(desk, "4")
    assert given(theirs, first) == (None, True, None)


def test_keys_that_come_together_count_once(handed_in: Lesson, url: URL, theirs: Theirs) -> None:
    found = opened(handed_in, url)
    desk = Desk(found)
    for value in ("3", "32", "3", "31n", "31n0"):
        desk.keys.value = value
    assert given(theirs, found.keys[0][0])[2] == "3/3 size\n1/3 tension"
    assert found.own[found.keys[1]].points == {"size": 0}


def test_a_key_that_replaces_the_whole_field_goes_back_no_row(handed_in: Lesson, url: URL) -> None:
    found = opened(handed_in, url)
    desk = Desk(found)
    for value in ("3", "2"):
        desk.keys.value = value
    assert found.own[found.keys[0]].points == {"size": 3, "tension": 2}


def test_it_resumes_where_it_stopped(handed_in: Lesson, url: URL) -> None:
    typed(Desk(opened(handed_in, url)), "33n2")
    later = opened(handed_in, url)
    desk = Desk(later)
    assert len(later.waiting) == 2
    assert "2 of 3 left to read. Row 2 of 2: tension." in typed(desk, "")
    assert "2 of 3" in desk.rubric.value


def test_a_mark_can_be_corrected(handed_in: Lesson, url: URL, theirs: Theirs) -> None:
    found = opened(handed_in, url)
    desk, first = Desk(found), found.keys[0]
    typed(desk, "33n")
    desk.choice.value = first
    assert "Row 2 of 2" in typed(desk, "b")
    typed(desk, "0n")
    assert given(theirs, first[0])[0] == 3


def test_a_text_that_was_rewritten_is_read_again(handed_in: Lesson, url: URL, theirs: Theirs) -> None:
    found = opened(handed_in, url)
    first = found.keys[0]
    typed(Desk(found), "33n33n33n")
    readers.hand_in(handed_in, url, (first[0],), 'memo = "Hold."', "Hold.")
    again = opened(handed_in, url)
    assert again.waiting == {first}
    desk = Desk(again)
    assert "All rows have points: 6 of 6 points" in typed(desk, "")
    typed(desk, "bb1n")
    assert given(theirs, first[0])[:2] == (4, False)
    readers.hand_in(handed_in, url, (first[0],), 'memo = "Hold."', "Hold.")
    assert given(theirs, first[0])[:2] == (4, False)


def test_a_second_reader_is_blind_and_changes_no_points(
    handed_in: Lesson, url: URL, theirs: Theirs, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(Desk(opened(handed_in, url)), "33n21n00n")
    found = opened(handed_in, url, "sam", second=True)
    desk = Desk(found)
    assert "3 of 3 left" in typed(desk, "")
    assert "of 3<" not in desk.rubric.value
    assert desk.agreement.value == ""
    typed(desk, "33n23n00n")
    assert given(theirs, found.keys[1][0])[0] == 3
    label = found.label(found.keys[1])
    assert f"{label}</th>" in desk.agreement.value
    assert opened(handed_in, url, "sam", second=True).waiting == set()
    lines = list(shown.agreement_lines(opened(handed_in, url)))
    assert lines[1] == "  size: weighted κ 1.00, equal in 100% of 3"
    assert lines[2] == "  tension: weighted κ 0.67, equal in 67% of 3"
    assert lines[-1] == f"  memo {label}, tension: 1 and 3"


def test_nobody_is_the_second_reader_of_their_own_marks(handed_in: Lesson, url: URL) -> None:
    typed(Desk(opened(handed_in, url)), "33n")
    assert len(opened(handed_in, url, "rea", second=True).keys) == 2
    assert len(opened(handed_in, url, "sam", second=True).keys) == 3
    typed(Desk(opened(handed_in, url)), "33n33n")
    with pytest.raises(CourseError, match="rea was the first reader of every memo"):
        opened(handed_in, url, "rea", second=True)


def test_a_memo_that_cannot_be_shown_is_passed_over(handed_in: Lesson, url: URL) -> None:
    found = opened(handed_in, url)
    lost = autograded.path(handed_in, found.keys[0][0])
    lost.unlink()
    desk = Desk(found)
    said = typed(desk, "")
    assert f"Memo {found.label(found.keys[0])} cannot be shown" in said
    assert "2 of 3 left to read" in said
    assert f"are not here: {found.label(found.keys[0])}." in typed(desk, "33n33n")


def test_the_page_names_no_author(handed_in: Lesson, url: URL) -> None:
    desk = Desk(opened(handed_in, url))
    typed(desk, "3")
    said = " ".join(str(getattr(one, "value", "")) for one in desk.box.children)
    said += " ".join(label for label, _ in desk.choice.options)
    assert "Ship." in said
    assert not re.search(rf"\b({'|'.join(readers.STUDENTS)})\b", said)


def test_what_cannot_be_written_is_said_and_stays_on_the_page(
    handed_in: Lesson, url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(opened(handed_in, url))
    with monkeypatch.context() as patch:
        patch.setattr(Gradebook, "keep", _away)
        typed(desk, "3")
        assert "Nothing was written: the database is away" in typed(desk, "3n")
    typed(desk, "n")
    assert len(opened(handed_in, url).waiting) == 2


def _away(*_: object) -> None:
    raise CourseError("the database is away.")


def test_a_reading_of_somebody_who_is_gone_is_refused(handed_in: Lesson, url: URL) -> None:
    found = opened(handed_in, url)
    lost = Reading("zoe", MEMO, found.place, "rea", "x", {"size": 1}, done=True)
    with pytest.raises(CourseError, match="no submission of 'zoe'"):
        found.keep(lost)


def test_the_command_writes_a_notebook_without_marks(handed_in: Lesson, url: URL) -> None:
    written = mark.write(opened(handed_in, url, "sam", second=True)).read_text(encoding="utf-8")
    assert "desk('01-double', 'sam', second=True)" in written


def test_the_command_says_what_is_missing(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lesson.root)
    with pytest.raises(CourseError, match="no gradebook at"):
        pile("01-double", "rea", url=f"sqlite:///{lesson.root / 'none.db'}")
    assert main(["mark", "02-none"]) == 2


def planned_with(lesson: Lesson, table: str) -> Plan:
    """The lesson with another text above its memo."""
    found = plan(lesson)
    cells = [replace(one, source=table) if one.name == "memo_task" else one for one in found.cells]
    return replace(found, cells=tuple(cells))


def test_every_memo_of_the_course_has_a_rubric_for_its_points() -> None:
    for one in Project(ROOT).lessons:
        planned = plan(one)
        found = rubrics(planned)
        memos = {cell.name: cell.points for cell in planned.cells if cell.part is Part.MEMO}
        assert {name: rubric.out_of for name, rubric in found.items()} == memos
        assert all(row.name and row.full and row.low for rubric in found.values() for row in rubric.rows)


@pytest.mark.parametrize("table", ["No table.", "| row | 3 points | 1 point |\n|---|---|---|\n| size | a | b |\n"])
def test_a_memo_without_a_rubric_is_named(lesson: Lesson, table: str) -> None:
    with pytest.raises(CourseError, match="memo_doubling is worth 6 points"):
        rubrics(planned_with(lesson, table))


def numbers(source: str, ran: str, outputs: str = "") -> list[Number]:
    return list(Text(source, ran, outputs).numbers())


def test_numbers_are_told_by_where_they_come_from() -> None:
    found = numbers(
        'memo = f"About {a:.1%} of {b[1]:,}, or 7, not 1,200."', "About 4.5% of 2,000, or 7, not 1,200.", "1200.0"
    )
    assert found == [
        Number("4.5%", "a", shown=True),
        Number("2,000", "b[1]", shown=True),
        Number("7"),
        Number("1,200", shown=True),
    ]


def test_references_that_cannot_be_told_apart_stay_together() -> None:
    assert numbers('memo = f"{a}{b} of 3"', "45 of 3")[0] == Number("45", "a and b", shown=True)
    assert numbers('memo = f"{a} of {b}."', "1 of 2 of 3.")[0] == Number("1 of 2 of 3", "a and b", shown=True)


@pytest.mark.parametrize(
    ("source", "ran"),
    [
        ("memo = f'{a} now", "3 now"),
        ('memo = "now 3"', "now 3"),
        ('memo = f"{a} now"', "then 3"),
        ("memo = build()", "3"),
    ],
)
def test_a_text_whose_references_are_not_known_has_typed_numbers(source: str, ran: str) -> None:
    assert numbers(source, ran) == [Number("3")]


def test_a_text_that_did_not_run_is_shown_as_its_cell(lesson: Lesson) -> None:
    url = make_url(f"sqlite:///{lesson.root / 'gradebook.db'}")
    readers.hand_in(lesson, url, ("dee",), "memo = f'{<b>}'", "")
    found = read((lesson.root / "autograded/dee/01-double/double.ipynb").read_text("utf-8"), MEMO, readers.MEMO)
    assert found is not None
    assert "&lt;b&gt;" in shown.memo(found)
    assert "is not known" in shown.memo(found)
    assert list(found.numbers()) == []


def test_kappa_is_the_correlation_that_it_should_be() -> None:
    """With quadratic weights κ is 2 cov / (var + var + squared difference of the means) (Fleiss and Cohen 1973)."""
    draw = np.random.default_rng(3)
    for most in (3, 5):
        first = draw.integers(0, most + 1, 60)
        second = np.clip(first + draw.integers(-1, 2, 60), 0, most)
        apart = (first.mean() - second.mean()) ** 2
        wanted = 2 * np.cov(first, second, ddof=0)[0, 1] / (first.var() + second.var() + apart)
        pairs = [(int(a), int(b)) for a, b in zip(first, second, strict=True)]
        assert weighted_kappa(pairs, most) == pytest.approx(wanted)


def test_kappa_without_room_for_chance_is_not_defined() -> None:
    assert shown.kappa(weighted_kappa([(2, 2), (2, 2)], 3)) == "not defined"
    assert shown.kappa(weighted_kappa([], 3)) == "not defined"
    assert weighted_kappa([(0, 3), (3, 0)], 3) == -1
