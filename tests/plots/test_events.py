"""An event study shows each week with its interval, before and after the event apart."""

import numpy as np
import pandas as pd

from course import plots
from course.plots import Chart

STUDY = pd.DataFrame({"week": [1, -2, -1, 0], "gap": [0.2, 0.0, np.nan, 0.1], "low": [0.1, -0.1, np.nan, np.nan]})
STUDY["high"] = STUDY["low"] + 0.2


def study(table: pd.DataFrame = STUDY) -> Chart:
    """The chart of `table`."""
    names = ("week", "gap", "low", "high")
    return plots.event_study(table, *names, title="It rises", unit="gap", event="the edit", data="a log, simulated")


def test_title_units_and_what_is_read_out() -> None:
    chart = study()
    axes = chart.figure.axes[0]
    assert axes.get_title(loc="left") == "It rises"
    assert axes.get_xlabel() == "week since the edit, 0 is the first"
    assert axes.get_ylabel() == "gap, with its 95\N{NO-BREAK SPACE}% interval"
    assert chart.caption == "Data: a log, simulated."
    assert chart.alt.endswith(
        "week -2: 0.00, -0.10 to 0.10; week -1: not known; week 0: 0.10; week 1: 0.20, 0.10 to 0.30."
    )


def test_weeks_before_and_after_have_marks_of_their_own() -> None:
    axes = study().figure.axes[0]
    marks = {str(line.get_label()): line for line in axes.lines if str(line.get_label()).endswith("the edit")}
    assert [*marks] == ["before the edit", "after the edit"]
    before, after = (np.asarray(line.get_xdata(), float).tolist() for line in marks.values())
    assert (before, after) == ([-2, -1], [0, 1])
    assert len({line.get_marker() for line in marks.values()}) == 2


def test_the_event_lies_between_two_weeks() -> None:
    dashed = [line for line in study().figure.axes[0].lines if line.get_linestyle() == "--"]
    assert np.allclose(np.asarray(dashed[0].get_xdata(), float), -0.5)


def test_an_empty_table_gives_an_empty_chart() -> None:
    assert len(study(STUDY[:0]).png()) > 3_000
