"""`course grade` says which walls stand, and grades behind fewer than all only if somebody agrees to that."""

import io
import sys
from dataclasses import replace

import pytest

from course.commands import grade
from course.grading.classroom.classroom import Report
from course.grading.engine import walls
from course.lesson.project import CourseError

FULL = walls.Level(True, True, True, True, ())
FEWER = replace(FULL, view=False, missing=("a file view of its own",))


class Terminal(io.StringIO):
    """A terminal at which somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(params=[FEWER])
def fewer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "level", lambda: request.param)


@pytest.mark.usefixtures("fewer")
@pytest.mark.parametrize("fewer", [FULL], indirect=True)
def test_behind_all_walls_nobody_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    grade._agree_to_walls("all")
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("fewer")
def test_a_script_has_to_say_that_any_walls_will_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with pytest.raises(CourseError, match="to grade behind the walls that stand, add --walls any"):
        grade._agree_to_walls("all")
    assert capsys.readouterr().err == (
        "Student code runs in a process of its own with limits; missing here: a file view of its own.\n"
    )
    grade._agree_to_walls("any")


@pytest.mark.usefixtures("fewer")
@pytest.mark.parametrize(("typed", "agreed"), [("y", True), ("YES ", True), ("", False), ("n", False)])
def test_at_a_terminal_it_asks_once(typed: str, agreed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(f"{typed}\n"))
    if agreed:
        return grade._agree_to_walls("all")
    with pytest.raises(CourseError, match="Nothing was graded; `course doctor` says how"):
        grade._agree_to_walls("all")
    return None


@pytest.mark.usefixtures("fewer")
def test_the_report_says_which_walls_stood() -> None:
    lines = list(grade._lines(Report("01-double", graded=["ada"]), "gradebook.db"))
    assert str(FEWER) in lines
