"""The backlog picker: how full the quarter is, what each pole gets, and what the choice forgoes."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

from course import widgets
from course.lesson.reference import solution

BACKLOG = pd.DataFrame({
    "id": ["a", "b", "c", "d"], "title": ["<b>one</b>", "two", "three", "four"],
    "pole": ["enterprise", "enterprise", "community", "community"],
    "reach": [90, 100, 40, 60], "impact": [1.0, 0.8, 1.0, 1.0],
    "confidence": [1.0, 1.0, 1.0, 0.5], "weeks": [3, 3, 2, 3],
})  # fmt: skip
PLAN = solution("11-inference", "plan_quarter")


def picker(plan: Any = PLAN, capacity: int = 6) -> Any:
    """The picker of the four wishes of the lesson."""
    return widgets.backlog_picker(BACKLOG, plan, capacity)


def tick(box: Any, *ids: str) -> tuple[str, str]:
    """What the bar and the report say when just the named items are ticked."""
    for one in box.children[2].children:
        one.value = one.description.split()[0] in ids
    return box.children[3].value, box.children[4].value


def test_it_begins_empty_and_names_both_best_plans() -> None:
    bar, said = tick(picker())
    assert "0 of 6 weeks, 6 left." in bar
    assert "Nothing is ticked yet, so no pole has a share." in said
    assert "Best plan with the rule: a, c, value 130.00." in said
    assert "Best plan without it: a, b, value 170.00." in said
    assert "The rule forgoes 40.00 of value." in said
    assert "Tick items to compare your choice" in said


def test_a_choice_that_keeps_the_rule_is_compared_with_the_best() -> None:
    bar, said = tick(picker(), "b", "c")
    assert "5 of 6 weeks, 1 left." in bar
    assert "Weeks by pole: community 40%, enterprise 60%; both have their share." in said
    assert "Value of your choice: 120.00." in said
    assert "Your choice forgoes 10.00 against the best plan with the rule." in said


def test_the_best_plan_is_told_so() -> None:
    assert "Your choice is as good as the best plan with the rule." in tick(picker(), "a", "c")[1]


def test_a_choice_that_is_too_long_or_one_sided_is_not_compared() -> None:
    bar, said = tick(picker(), "a", "b", "c")
    assert "8 of 6 weeks, 2 too many." in bar
    assert 'value="6"' in bar, "the bar is full and no more"
    assert "does not fit yet" in said
    said = tick(picker(), "a", "b")[1]
    assert "community 0%, enterprise 100%; too few for community." in said
    assert "breaks the rule about the poles" in said


def test_moving_a_slider_asks_for_a_new_plan_once() -> None:
    asked: list[tuple[float, float]] = []

    def plan(backlog: pd.DataFrame, capacity: float, min_share: float) -> Sequence[str]:
        asked.append((capacity, min_share))
        found: list[str] = PLAN(backlog, capacity, min_share)
        return found

    box = picker(plan)
    weeks, share = box.children[:2]
    tick(box, "a")
    assert asked == [(6, 0.3), (6, 0.0)]
    weeks.value = 9
    assert "Best plan with the rule: a, b, d, value 200.00." in box.children[4].value
    weeks.value = 6
    share.value = 0.5
    assert asked == [(6, 0.3), (6, 0.0), (9, 0.3), (9, 0.0), (6, 0.5)]


def test_where_nothing_fits_it_says_so() -> None:
    assert "Best plan with the rule: none is possible." in picker(capacity=3).children[4].value


def test_titles_are_text_and_weeks_are_read_aloud() -> None:
    box = picker()
    assert "enterprise, 3 weeks, value 90.0" in box.children[2].children[0].description
    assert 'aria-label="weeks used"' in box.children[3].value
    assert all('role="status"' in one.value for one in box.children[3:])


def unwritten(*_: object) -> list[str]:
    raise NotImplementedError("your turn")


def failing(*_: object) -> list[str]:
    raise KeyError("<weeks>")


@pytest.mark.parametrize(
    ("plan", "said"),
    [(unwritten, "unwritten is not written yet; the boxes work without it."), (failing, "failing raised KeyError")],
)
def test_the_boxes_work_without_a_plan(plan: Any, said: str) -> None:
    found = tick(picker(plan), "a", "c")[1]
    assert said in found
    assert "Value of your choice: 130.00." in found
    assert "<weeks>" not in found
