"""Slope charts show who moves far between two rankings, and rank forests how far each rank may move."""

import numpy as np
import pandas as pd

from course import plots
from course.plots import Chart
from course.plots.ranks import FALLS, RISES, STAYS

DATA = "results, simulated"
MOVES = pd.DataFrame(
    {
        "model": [f"m{place}" for place in range(1, 13)],
        "claims": range(1, 13),
        "checks": [12, *range(2, 11), 11, 1],  # the first falls to the last place, the last rises to the first
    }
)
RANGES = pd.DataFrame({"model": ["a", "b", "c"], "rank": [1, 2, 2], "lo": [1, 1, 2], "hi": [2, 3, 3]})


def slope(table: pd.DataFrame = MOVES) -> Chart:
    """The slope chart of `table`."""
    names = ("rank by claim", "rank by check")
    return plots.slope(table, "model", "claims", "checks", names=names, title="The first falls", data=DATA)


def ranges(table: pd.DataFrame = RANGES) -> Chart:
    """The ranges of `table`."""
    return plots.ranges(table, "model", "rank", "lo", "hi", title="Two could be first", of="resampling", data=DATA)


def drawn(chart: Chart) -> dict[str, int]:
    """The number of lines behind each entry of the legend, as the entry says it."""
    labels = chart.figure.axes[0].get_legend_handles_labels()[1]
    return {text.rpartition(" (")[0]: int(text.rpartition("(")[2].rstrip(")")) for text in labels}


def test_a_slope_chart_counts_who_falls_rises_and_stays() -> None:
    assert drawn(slope()) == {FALLS: 1, RISES: 1, STAYS: 10}


def test_each_line_goes_from_one_rank_to_the_other_and_rank_1_is_on_top() -> None:
    axes = slope().figure.axes[0]
    ends = {tuple(np.asarray(line.get_ydata(), float)) for line in axes.lines}
    assert ends >= {tuple(map(float, pair)) for pair in MOVES[["claims", "checks"]].to_numpy()}
    assert axes.yaxis_inverted()
    assert axes.get_ylabel() == "rank, 1 is the best"


def test_falls_and_rises_differ_by_more_than_their_colour() -> None:
    lines = {str(line.get_label()).rpartition(" (")[0]: line for line in slope().figure.axes[0].lines}
    looks = {(lines[kind].get_linestyle(), lines[kind].get_marker()) for kind in (FALLS, RISES, STAYS)}
    assert len(looks) == 3


def test_the_first_and_the_one_that_falls_furthest_are_named() -> None:
    two = MOVES.assign(checks=[3, 12, *range(4, 13), 1])
    assert [text.get_text() for text in slope(two).figure.axes[0].texts] == ["m1", "m2"]
    assert [text.get_text() for text in slope().figure.axes[0].texts] == ["m1"]


def test_a_slope_chart_is_told_in_words() -> None:
    chart = slope()
    assert chart.alt.startswith("Slope chart of 12 models, rank by claim to rank by check: The first falls.")
    assert "1 fall 10 places or more, 1 rise 10 places or more, 10 move less." in chart.alt
    assert chart.alt.endswith("First on the left: m1 from 1 to 12; m2 from 2 to 2; m3 from 3 to 3.")
    assert chart.caption == f"Data: {DATA}."


def test_ranges_are_bars_with_a_mark_at_the_rank() -> None:
    axes = ranges().figure.axes[0]
    bars = [sorted(line[:, 0].tolist()) for line in axes.collections[0].get_segments()]  # type: ignore[attr-defined]
    assert bars == RANGES[["lo", "hi"]].to_numpy().tolist()
    (marks,) = axes.lines
    assert np.asarray(marks.get_xdata()).tolist() == RANGES["rank"].tolist()
    assert [text.get_text() for text in axes.get_yticklabels()] == ["a", "b", "c"]
    assert axes.yaxis_inverted()


def test_ranges_are_told_in_words_and_do_not_promise_an_interval() -> None:
    chart = ranges()
    assert chart.alt.endswith("under resampling: a 1, 1 to 2; b 2, 1 to 3; c 2, 2 to 3.")
    assert "95" not in chart.alt
    assert axis_of(chart) == "rank, 1 is the best"


def axis_of(chart: Chart) -> str:
    """What stands below the horizontal axis."""
    return str(chart.figure.axes[0].get_xlabel())


def test_an_empty_table_gives_an_empty_chart() -> None:
    assert len(slope(MOVES[:0]).png()) > 3_000
    assert len(ranges(RANGES[:0]).png()) > 3_000
