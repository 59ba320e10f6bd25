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
    assert (texts["check_double"], own) == ("assert double(1) == 2", [])
    changed = "is the course's own cell and was changed; it was run as it was released."
    assert repairs == [f"`setup` {changed}", f"`check_double` {changed}"]


@pytest.mark.parametrize(
    ("cells", "repair"),
    [
        ([Handed("", "double", "code", MINE)], ""),
        ([Handed("", "", "code", MINE)], "found in another cell, by its content"),
        ([Handed("double", "", "code", STUB), Handed("", "x", "code", MINE)], "found in another cell, by its content"),
        ([Handed("double", "", "markdown", MINE)], "had become a markdown cell"),
        ([Handed("double", "", "code", MINE), Handed("double", "", "code", STUB)], "stands in 2 cells"),
    ],
)
def test_an_answer_is_found_where_it_is(cells: list[Handed], repair: str) -> None:
    texts, own, repairs = handed(*cells, MEMO)
    assert (texts["double"], own) == (MINE, [])
    assert [repair in one for one in repairs] == ([True] if repair else [])


HELPER = "def half(number):\n    return number / 2"
SPLIT = "def double(number):\n    return half(4 * number)"


@pytest.mark.parametrize("parts", [(HELPER, SPLIT), (SPLIT, HELPER)])
def test_the_parts_of_a_split_answer_are_run_in_order(parts: tuple[str, str]) -> None:
    made = rebuild(Submission((*(Handed("double", "", "code", part) for part in parts), MEMO)), PLAN)
    sources = [cell.source for cell in made.cells]
    assert sources.index(parts[0]) < sources.index(parts[1]) < sources.index("assert double(1) == 2")
    assert next(cell.source for cell in made.cells if cell.name == "double") == SPLIT
    assert made.repairs == ["`double` stands in 2 cells; what was written in them is run in order."]


def test_of_two_answers_the_last_one_counts_and_the_first_is_not_lost() -> None:
    texts, own, _ = handed(Handed("double", "", "code", "wrong"), Handed("double", "", "code", MINE), MEMO)
    assert (texts["double"], own) == (MINE, ["wrong"])


@pytest.mark.parametrize("locked", ["setup", "check_double"])
def test_what_is_added_to_a_cell_of_the_course_is_run_beside_it(locked: str) -> None:
    released = next(cell.source for cell in PLAN.cells if cell.name == locked)
    answer = Handed("double", "", "code", MINE)
    cells = [Handed(locked, "", "code", f"import random\n{released}"), answer]
    made = rebuild(Submission((*(cells if locked == "setup" else cells[::-1]), MEMO)), PLAN)
    sources = [cell.source for cell in made.cells]
    assert released in sources
    assert sources.index("import random") < sources.index("assert double(1) == 2")
    assert made.repairs == [f"`{locked}` is the course's own cell; what you added to it was run beside it."]


@pytest.mark.parametrize("stub", [(), (Handed("double", "", "code", STUB),)])
def test_an_answer_in_a_cell_of_the_course_is_not_hidden_by_the_stub(stub: tuple[Handed, ...]) -> None:
    texts, own, repairs = handed(Handed("setup", "", "code", f"import math\n{MINE}"), *stub, MEMO)
    assert own == [MINE]
    assert "raise NotImplementedError" not in texts["double"]
    assert "The answer to `double` was found in the cell of `setup`." in repairs


def test_an_answer_in_the_cell_of_another_answer_is_not_hidden_by_the_stub() -> None:
    both = Plan(PLAN.lesson, (*PLAN.cells, Planned("triple", Part.ANSWER, "def triple(n): ...", "def triple(n): todo")))
    text = f"{MINE}\n\ndef triple(number):\n    return 3 * number"
    for rest in ((), (Handed("triple", "", "code", "def triple(n): todo"),)):
        made = rebuild(Submission((Handed("double", "", "code", text), MEMO, *rest)), both)
        assert [cell.source for cell in made.cells if cell.name == "triple"] == [
            "# This answer stands in another cell."
        ]
        assert made.repairs == ["The answer to `triple` was found in the cell of `double`."]


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
