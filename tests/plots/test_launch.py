"""A launch is decided by two intervals, each drawn beside the line that it has to clear."""

import math

import numpy as np
import pytest

from course import plots
from course.plots import Chart

EFFECT = {"diff": 0.016, "ci_low": 0.0035, "ci_high": 0.0285}
GUARDRAIL = {"ratio": 0.995, "ci_low": 0.961, "ci_high": 1.031}
DATA = "an experiment, simulated"


def launch(effect: dict[str, float] = EFFECT, guardrail: dict[str, float] = GUARDRAIL, level: float = 0.95) -> Chart:
    return plots.launch(effect, guardrail, 0.05, title="The rule says: ship", data=DATA, level=level)


def test_each_interval_has_its_line() -> None:
    upper, lower = launch().figure.axes
    for axes, border, ends in ((upper, 0.0, [0.35, 2.85]), (lower, 0.95, [0.961, 1.031])):
        (line,) = [one for one in axes.lines if one.get_linestyle() == "--"]
        assert np.allclose(np.asarray(line.get_xdata(), float), border)
        assert np.allclose(axes.collections[0].get_segments()[0][:, 0], ends)  # type: ignore[attr-defined]


def test_the_two_differ_without_colour_and_name_their_units() -> None:
    upper, lower = launch(level=0.99).figure.axes
    assert upper.lines[0].get_marker() != lower.lines[0].get_marker()
    plain = [axes.get_xlabel().replace("\N{NO-BREAK SPACE}", " ") for axes in (upper, lower)]
    assert plain[0].startswith("change of success, points, with its 99")
    assert plain[1].startswith("uploads with the panel over uploads without, with its 95")


def test_it_is_told_in_words() -> None:
    chart = launch()
    assert chart.alt == (
        "Two intervals: The rule says: ship. change of success, points 1.6, 0.4 to 2.9, against 0; uploads with the "
        "panel over uploads without 0.995, 0.961 to 1.031, against 0.95."
    )
    assert chart.caption == f"Data: {DATA}."


@pytest.mark.parametrize(("value", "said"), [(0.8, "without 0.800, against"), (math.nan, "without not known, against")])
def test_what_is_missing_is_not_drawn(value: float, said: str) -> None:
    chart = launch(guardrail={"ratio": value, "ci_low": math.nan, "ci_high": math.nan})
    assert said in chart.alt
    assert len(chart.png()) > 5_000
