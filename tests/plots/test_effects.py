"""Forest plots show each estimate with its interval, and one without an interval as a point."""

import numpy as np
import pandas as pd
import pytest

from course import plots
from course.plots import Chart

DATA = "judgements, simulated"
GAPS = pd.DataFrame(
    {"segment": ["developer", "enterprise"], "mean": [0.15, 0.3], "low": [0.1, 0.2], "high": [0.2, 0.4]}
)


def forest(table: pd.DataFrame = GAPS, reference: float | None = None) -> Chart:
    """The chart of `table`."""
    columns = ("segment", "mean", "low", "high")
    return plots.forest(table, *columns, title="Buyers lead", unit="nDCG", data=DATA, reference=reference)


def test_title_units_and_caption() -> None:
    chart = forest()
    axes = chart.figure.axes[0]
    assert axes.get_title(loc="left") == "Buyers lead"
    assert axes.get_xlabel() == "nDCG, with its 95 % interval"
    assert chart.caption == f"Data: {DATA}."
    assert chart.alt.endswith("interval: developer 0.15, 0.10 to 0.20; enterprise 0.30, 0.20 to 0.40.")


def test_intervals_are_drawn() -> None:
    ends = forest().figure.axes[0].collections[0].get_segments()  # type: ignore[attr-defined]
    assert np.allclose([sorted(line[:, 0]) for line in ends], GAPS[["low", "high"]])


@pytest.mark.parametrize(("gap", "said"), [(0.5, "buyer 0.50."), (np.nan, "buyer not known.")])
def test_what_is_missing_is_left_out(gap: float, said: str) -> None:
    alone = pd.DataFrame({"segment": ["buyer"], "mean": [gap], "low": [np.nan], "high": [np.nan]})
    chart = forest(alone)
    assert chart.alt.endswith(said)
    assert len(chart.png()) > 5_000


def test_a_line_marks_the_reference() -> None:
    (line,) = [one for one in forest(reference=0.25).figure.axes[0].lines if one.get_linestyle() == "--"]
    assert np.allclose(np.asarray(line.get_xdata(), float), 0.25)


def test_an_empty_table_gives_an_empty_chart() -> None:
    assert len(forest(GAPS[:0]).png()) > 3_000
