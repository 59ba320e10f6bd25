"""The scenario sliders: they begin with a row, hand what is moved to the learner's function, and say what follows."""

from typing import Any

import pandas as pd
import pytest

from course import widgets
from course.lesson.reference import solution

SCENARIOS = pd.DataFrame({
    "scenario": ["modest", "gone", "safe", "sure"], "new_revenue_usd": [40e6, 60e6, 40e6, 40e6],
    "new_margin": [0.45, 0.0, 0.45, 0.45], "build_cost_usd": [10e6, 20e6, 10e6, 10e6], "revenue_usd": [130e6] * 4,
    "margin": [0.6] * 4, "exposure": [0.5, 0.4, 0.0, 0.1], "exit_share": [0.34] * 4, "simulated": [True] * 4,
})  # fmt: skip
BREAKEVEN = solution("13-enterprise", "neutrality_breakeven")


def sliders(breakeven: Any = BREAKEVEN) -> Any:
    """The sliders of four scenarios."""
    return widgets.scenario_sliders(SCENARIOS, breakeven)


def named(box: Any) -> dict[str, Any]:
    """The controls by the words before them."""
    beginning, *sliders = box.children[:-1]
    return {one.description: one for one in (beginning.children[0], *sliders)}


def said(box: Any) -> str:
    """What stands below the sliders."""
    return str(box.children[-1].value)


def test_it_begins_with_the_first_scenario() -> None:
    box = sliders()
    assert "Gain $8.0 million, loss $13.3 million, net $-5.3 million a year." in said(box)
    assert "The gain is undone if 21% of the exposed suppliers leave." in said(box)
    assert named(box)["new revenue, $ million"].value == 40
    assert named(box)["share of suppliers that leave"].value == 0.34


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gone", "There is no gain, so there is nothing to break even on."),
        ("safe", "No exit undoes the gain, even if every supplier leaves."),
        ("sure", "No exit undoes the gain, even if every supplier leaves."),
    ],
)
def test_another_scenario_moves_every_slider(name: str, words: str) -> None:
    box = sliders()
    named(box)["begin with"].value = name
    row = SCENARIOS.set_index("scenario").loc[name]
    assert named(box)["building cost, $ million"].value == row["build_cost_usd"] / 1e6
    assert named(box)["exposed share of today's revenue"].value == row["exposure"]
    assert words in said(box)


def test_one_assumption_turns_the_sign() -> None:
    box = sliders()
    leaves = named(box)["share of suppliers that leave"]
    leaves.value = 0.2
    assert "net $+0.2 million" in said(box)
    leaves.value = 0.21
    assert "net $-0.2 million" in said(box)


def test_the_function_gets_dollars_and_one_row_with_the_other_columns() -> None:
    given: list[pd.DataFrame] = []

    def breakeven(scenario: pd.DataFrame) -> pd.DataFrame:
        given.append(scenario)
        found: pd.DataFrame = BREAKEVEN(scenario)
        return found

    box = sliders(breakeven)
    named(box)["new revenue, $ million"].value = 75
    assert given[-1].index.tolist() == [0]
    (row,) = given[-1][["scenario", "new_revenue_usd", "simulated"]].to_dict("records")
    assert row == {"scenario": "modest", "new_revenue_usd": 75e6, "simulated": True}
    assert set(given[-1]) == set(SCENARIOS)


def test_an_unwritten_or_failing_function_is_one_sentence() -> None:
    def unwritten(_: object) -> pd.DataFrame:
        raise NotImplementedError("your turn")

    def failing(_: object) -> pd.DataFrame:
        raise KeyError("<margin>")

    assert "unwritten is not written yet; nothing is computed." in said(sliders(unwritten))
    assert "failing raised KeyError" in said(sliders(failing))
    assert "<margin>" not in said(sliders(failing))


def test_what_follows_is_read_aloud() -> None:
    assert 'role="status"' in said(sliders())
