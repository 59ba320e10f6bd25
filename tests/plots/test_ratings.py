"""Intervals and scatters say what they show, keep every point countable, and stand an empty table."""

import numpy as np
import pandas as pd
import pytest

from course import plots
from course.plots import Chart

DATA = "upload_attempts, simulated"
MIX = pd.DataFrame({"category": ["metadata", "size"], "share": [0.68, 0.32], "low": [0.58, 0.24], "high": [0.76, 0.42]})
RATED = pd.DataFrame({"score": [10.0, 30, 55, 80, None], "rating": [1, 2, 2, 4, 3]})


def mix(table: pd.DataFrame = MIX) -> Chart:
    return plots.intervals(
        table, "category", "share", "low", "high", title="Metadata leads", unit="failed repos", data=DATA
    )


def rated(table: pd.DataFrame = RATED) -> Chart:
    return plots.scatter(table, "score", "rating", title="They agree", units=("points", "mean rating"), data=DATA)


@pytest.mark.parametrize("chart", [mix(), rated()], ids=["intervals", "scatter"])
def test_title_units_and_caption(chart: Chart) -> None:
    axes = chart.figure.axes[0]
    assert axes.get_title(loc="left") in chart.alt
    assert axes.get_xlabel()
    assert chart.caption == f"Data: {DATA}."
    assert len(chart.png()) > 10_000


def test_intervals_are_drawn_and_said() -> None:
    chart = mix()
    ends = chart.figure.axes[0].collections[0].get_segments()  # type: ignore[attr-defined]
    assert np.allclose([sorted(line[:, 0]) for line in ends], MIX[["low", "high"]])
    assert "metadata 68 %, 58 % to 76 %" in chart.alt


def test_a_scatter_leaves_out_gaps_and_moves_points_less_than_half_a_step() -> None:
    drawn = rated().figure.axes[0].lines[0]
    assert list(np.asarray(drawn.get_xdata())) == [10, 30, 55, 80]
    heights = np.asarray(drawn.get_ydata(), float)
    assert 0 < np.abs(heights - [1, 2, 2, 4]).max() < 0.5
    assert 1 <= heights.min() <= heights.max() <= 4


def test_the_medians_of_the_quarters_are_said() -> None:
    assert "Scatter plot of 4 points" in rated().alt
    assert "10 and 1; 30 and 2; 55 and 2; 80 and 4" in rated().alt


@pytest.mark.parametrize("chart", [mix(MIX.head(0)), rated(RATED.tail(1))], ids=["intervals", "scatter"])
def test_nothing_can_be_drawn(chart: Chart) -> None:
    assert chart.png()
