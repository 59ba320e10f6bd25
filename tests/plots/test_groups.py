"""Points of several groups are told apart without colour, and told in words."""

import numpy as np
import pandas as pd
import pytest

from course import plots
from course.plots import Chart

POINTS = pd.DataFrame({
    "numbers": [10, 100, 1000, 50, 0, None], "gib": [20, 200, 2000, 25, 5, 5], "dtype": ["BF16"] * 3 + ["I8"] * 3,
})  # fmt: skip


def drawn(table: pd.DataFrame = POINTS) -> Chart:
    names = ("numbers stored", "size, GiB")
    return plots.groups(table, "numbers", "gib", "dtype", title="Apart", units=names, data="HUB · tiny, simulated")


def test_a_point_a_row_on_logarithmic_axes() -> None:
    axes = drawn().figure.axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("numbers stored", "size, GiB")
    assert [np.asarray(line.get_xdata()).tolist() for line in axes.lines] == [[10, 100, 1000], [50]]
    assert len({line.get_marker() for line in axes.lines}) == 2


def test_medians_of_the_groups_are_told_the_largest_first() -> None:
    chart = drawn()
    assert chart.alt == (
        "Scatter plot of 4 points: Apart. Medians of numbers stored and size, GiB by group: BF16 100 and 200; "
        "I8 50 and 25."
    )
    assert chart.caption == "Data: HUB · tiny, simulated."


def test_nothing_is_drawn_and_said_so() -> None:
    chart = drawn(POINTS[4:])
    assert "There is nothing to draw yet." in chart.alt
    assert chart.png()


def test_more_groups_than_looks_are_refused() -> None:
    many = pd.DataFrame({"numbers": range(1, 9), "gib": range(1, 9), "dtype": list("abcdefgh")})
    with pytest.raises(ValueError, match="8 groups cannot be told apart"):
        drawn(many)
