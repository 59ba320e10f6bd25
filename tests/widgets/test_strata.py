"""The strata picker runs the learner's estimate with the ticked columns and keeps what was tried."""

from typing import Any

import pandas as pd
from ipywidgets import VBox

from course import widgets
from course.lesson.reference import solution

TABLE = pd.DataFrame(
    {"kind": ["a", "a", "b", "b"], "age": ["x", "y", "x", "x"], "card": [1, 0, 1, 0], "y": [4, 3, 2, 0]}
)
ESTIMATE = solution("08-datasets", "stratified_effect")


def picker(estimate: Any = ESTIMATE) -> VBox:
    """The picker of the small table."""
    return widgets.strata_picker(TABLE, estimate, "y", "card", ["kind", "age"])


def tick(box: VBox, *names: str) -> str:
    """What stands below the boxes when just the named ones are ticked."""
    for one in box.children[0].children:
        one.value = one.description in names
    return str(box.children[1].value)


def test_it_begins_with_nothing_held_equal() -> None:
    said = str(picker().children[1].value)
    assert "With nothing held equal, the gap is 1.50 instead of 1.50; 100% of the rows" in said


def test_ticked_columns_are_the_strata_and_the_overlap_is_shown() -> None:
    said = tick(picker(), "kind", "age")
    assert "With kind, age held equal, the gap is 2.00 instead of 1.50; 50% of the rows" in said


def test_every_estimate_stays_the_newest_last() -> None:
    box = picker()
    tick(box, "kind")
    said = tick(box)
    held = [line.split("</th>")[0].rpartition(">")[2] for line in said.split("<tr>")[2:]]
    assert held == ["kind", "nothing"]


def test_no_overlap_is_not_known() -> None:
    box = widgets.strata_picker(TABLE[:1], ESTIMATE, "y", "card", ["kind"])
    assert "the gap is not known instead of not known; 0%" in tick(box, "kind")


def test_an_unwritten_or_failing_function_is_one_sentence() -> None:
    def unwritten(*_: object) -> dict[str, float]:
        raise NotImplementedError("your turn")

    def failing(*_: object) -> dict[str, float]:
        raise KeyError("kind")

    assert "unwritten is not written yet" in str(picker(unwritten).children[1].value)
    said = str(picker(failing).children[1].value)
    assert "failing raised KeyError" in said
    assert "Traceback" not in said
