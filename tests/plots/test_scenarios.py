"""The map of signs: hatched below zero, numbers in words, and nothing where nothing is known."""

import numpy as np
import pandas as pd

from course import plots
from course.plots import Chart

DATA = "made by hand"
TABLE = pd.DataFrame({0.0: [8.0, 8.0], 0.5: [2.0, -4.0], 1.0: [-4.0, -16.4]}, index=[0.1, 0.2])


def drawn(table: pd.DataFrame = TABLE) -> Chart:
    """The map of `table`."""
    return plots.sign_map(
        table, title="Half lose", unit="net, $ million", axes_names=("share that leaves", "exposed"), data=DATA
    )


def test_squares_below_zero_are_hatched_and_have_their_number() -> None:
    axes = drawn().figure.axes[0]
    hatched = [(patch.get_x() + 0.5, patch.get_y() + 0.5) for patch in axes.patches]  # type: ignore[attr-defined]
    assert sorted(hatched) == [(1, 1), (2, 0), (2, 1)]
    assert all(patch.get_hatch() for patch in axes.patches)
    assert [text.get_text() for text in axes.texts] == ["+8", "+2", "-4", "+8", "-4", "-16"]


def test_rows_and_columns_are_named_with_the_unit() -> None:
    axes = drawn().figure.axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0.0", "0.5", "1.0"]
    assert axes.get_xlabel() == "share that leaves"
    assert "exposed" in axes.get_ylabel()
    assert "net, $ million" in axes.get_ylabel()


def test_the_map_is_told_in_words() -> None:
    chart = drawn()
    assert "from -16 to +8; below zero in 3 of 6 squares, which are hatched" in chart.alt
    assert chart.caption == f"Data: {DATA}."


def test_zero_is_no_loss() -> None:
    assert "below zero in 0 of 1 squares" in drawn(pd.DataFrame({0.0: [0.0]}, index=[0.1])).alt


def test_a_square_that_is_not_known_is_empty_and_said_so() -> None:
    chart = drawn(TABLE.replace(2.0, np.nan))
    assert "nan" not in chart.alt
    assert "1 not known" in chart.alt
    assert [text.get_text() for text in chart.figure.axes[0].texts] == ["+8", "?", "-4", "+8", "-4", "-16"]


def test_nothing_is_drawn_and_said_so() -> None:
    assert "nothing to draw" in drawn(TABLE.iloc[:0]).alt
    assert "nothing to draw" in drawn(TABLE * np.nan).alt
