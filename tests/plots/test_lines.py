"""Several lines over one axis: each is told by colour, dash and words, and a share is written in percent."""

import numpy as np
import pandas as pd
import pytest

from course import plots
from course.plots import Chart

DATA = "requests, simulated"
TABLE = pd.DataFrame({"free": [0.1, 0.3, 0.2], "pro": [0.0, np.nan, 0.05]}, index=[0, 1, 2])


def lines(table: pd.DataFrame = TABLE, share: bool = True, steps: bool = False) -> Chart:
    """The chart of `table`."""
    words = {"title": "Evenings are worst", "x": "hour", "unit": "share blocked", "data": DATA}
    return plots.lines(table, share=share, steps=steps, **words)


def test_title_axes_and_caption() -> None:
    chart = lines()
    axes = chart.figure.axes[0]
    assert axes.get_title(loc="left") == "Evenings are worst"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("hour", "share blocked")
    assert axes.yaxis.get_major_formatter()(0.25) == "25\N{NO-BREAK SPACE}%"
    assert chart.caption == f"Data: {DATA}."


def test_lines_differ_by_more_than_colour() -> None:
    one, two = lines().figure.axes[0].lines
    assert one.get_linestyle() != two.get_linestyle()
    assert one.get_marker() != two.get_marker()


def test_the_text_says_where_each_line_begins_ends_and_is_highest() -> None:
    said = lines().alt.replace("\N{NO-BREAK SPACE}", " ")
    assert "free 10 % at 0, 20 % at 2, highest 30 % at 1" in said
    assert "pro 0 % at 0, 5 % at 2, highest 5 % at 2" in said
    assert "free 1,000 at 0" in lines(TABLE.fillna(0) * 10_000, share=False).alt


def test_steps_have_no_marks_and_keep_their_height() -> None:
    line = lines(steps=True).figure.axes[0].lines[0]
    assert line.get_drawstyle() == "steps-post"
    assert line.get_marker() == "None"


def test_an_empty_line_is_not_known() -> None:
    assert "free not known" in lines(TABLE[["free"]] * np.nan).alt


def test_percents_on_the_axis_are_whole() -> None:
    chart = lines(pd.DataFrame({"free": [0.0, 0.2071]}))
    chart.png()
    ticks = chart.figure.axes[0].get_yticks()
    assert [round(100 * tick) for tick in ticks] == pytest.approx(100 * ticks)


def test_places_with_many_decimals_are_rounded() -> None:
    chart = lines(pd.DataFrame({"free": [0.1, 0.2]}, index=[0, 910.156]))
    assert "at 910.2," in chart.alt
