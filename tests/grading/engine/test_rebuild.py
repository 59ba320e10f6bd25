"""What of a submission is run: the text of answers and of the learner's own cells, whatever happened to the file."""

from pathlib import Path

import pytest

from course.grading.engine.rebuild import rebuild
from course.lesson.plan import Part, Plan, Planned, bound, loaded, needed
from course.lesson.project import Lesson
from course.lesson.submission import Handed, Submission

STUB = 'def double(number):\n    """Twice."""\n    raise NotImplementedError("your turn")'
MINE = "def double(number):\n    return 2 * number"
PLAN = Plan(
    Lesson(Path("course"), "01-double", "double"),
    (
        Planned("setup", Part.SETUP, "import math", "import math"),
        Planned("double", Part.ANSWER, MINE, STUB),
        Planned("shown", Part.SHOW, "double(2)", "double(2)"),
        Planned("check_double", Part.VISIBLE, "assert double(1) == 2", "assert double(1) == 2", 1),
        Planned("memo", Part.MEMO, 'memo = "Ship."', 'memo = "your text"', 5),
    ),
)  # fmt: skip


def handed(*cells: Handed) -> tuple[dict[str, str], list[str], list[str]]:
    """Text by name, the learner's own cells, and the repairs."""
    made = rebuild(Submission(cells), PLAN)
    own = [cell.source for cell in made.cells if cell.planned is None]
    return {cell.name: cell.source for cell in made.cells if cell.planned}, own, made.repairs


MEMO = Handed("memo", "memo", "code", "memo = 'mine'")


def test_only_answers_and_shown_cells_are_taken() -> None:
    cells = [
        Handed("setup", "", "code", "evil"),
        Handed("double", "", "code", MINE),
        Handed("", "shown", "code", "double(3)"),
    ]
    texts, own, repairs = handed(*cells, Handed("check_double", "", "code", "pass"), MEMO)
    assert (texts["setup"], texts["double"], texts["shown"]) == ("import math", MINE, "double(3)")
    assert (texts["check_double"], own, repairs) == ("assert double(1) == 2", [], [])


@pytest.mark.parametrize(
    ("cells", "repair"),
    [
        ([Handed("", "double", "code", MINE)], ""),
        ([Handed("", "", "code", MINE)], "found in another cell, by its content"),
        ([Handed("double", "", "code", STUB), Handed("", "x", "code", MINE)], "found in another cell, by its content"),
        ([Handed("double", "", "markdown", MINE)], "had become a markdown cell"),
        ([Handed("double", "", "code", "wrong"), Handed("double", "", "code", MINE)], "stands in 2 cells"),
        ([Handed("double", "", "code", MINE), Handed("double", "", "code", STUB)], "stands in 2 cells"),
    ],
)
def test_an_answer_is_found_where_it_is(cells: list[Handed], repair: str) -> None:
    texts, own, repairs = handed(*cells, MEMO)
    assert (texts["double"], own) == (MINE, [])
    assert [repair in one for one in repairs] == ([True] if repair else [])


def test_a_missing_answer_is_put_back_as_released() -> None:
    texts, _, repairs = handed(MEMO)
    assert texts["double"] == STUB
    assert repairs == ["`double` was missing from the notebook and was put back as it was released."]


def test_a_memo_without_marks_is_found_by_its_likeness() -> None:
    texts, own, _ = handed(Handed("double", "", "code", MINE), Handed("", "x", "code", 'memo = "your text, and mine"'))
    assert (texts["memo"], own) == ('memo = "your text, and mine"', [])


def test_own_cells_stay_where_they_were_and_prose_is_left_out() -> None:
    cells = [
        Handed("", "p", "markdown", "text"),
        Handed("", "a", "code", "first = 1"),
        Handed("double", "", "code", MINE),
    ]
    made = rebuild(Submission((*cells, Handed("", "b", "code", "last = 2"), MEMO)), PLAN)
    order = [cell.name or cell.source for cell in made.cells]
    assert order == ["first = 1", "setup", "double", "last = 2", "shown", "check_double", "memo"]


def test_cells_that_only_show_are_not_needed() -> None:
    made = rebuild(Submission((Handed("double", "", "code", MINE), Handed("", "a", "code", "x = 1"), MEMO)), PLAN)
    assert {made.cells[number - 1].name or "own" for number in made.needed()} == {"double", "own"}


def test_names_that_are_bound_and_used() -> None:
    assert bound("import a.b, c as d\nfor e in f: g = h\ndef i(): j = 1\nclass K: pass") == {
        "a",
        "d",
        "e",
        "g",
        "i",
        "K",
    }
    assert {"f", "h"} <= loaded("import a\nfor e in f: g = h")
    assert bound("def (") == frozenset()
    assert loaded("def (x") == {"def", "x"}


def test_what_is_needed_is_followed_to_the_end() -> None:
    shown = [("one", "a = 1"), ("two", "b = a"), ("three", "c = b"), ("four", "print(c)")]
    assert needed(shown, ["use(b)"]) == {"one", "two"}
