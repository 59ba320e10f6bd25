"""What happens in sessions, drawn: the shares that reach each step, and how long people wait."""

import numpy as np
import pandas as pd
import pytest

from course import plots
from course.plots import Chart

DATA = "HUB · tiny, simulated"
RATES = {"developer": [1.0, 0.5, 0.25], "researcher": [np.nan, np.nan, np.nan], "all": [1.0, 0.4, 0.2]}
WAITS = pd.DataFrame(
    {
        "segment": ["developer"] * 5 + ["researcher"] * 2,
        "duration_s": [10.0, 20, 20, 30, 40, 15, 60],
        "observed": [True, True, False, True, False, False, False],
    }
)


@pytest.fixture
def funnel() -> Chart:
    rows = [(segment, step, rate) for segment, own in RATES.items() for step, rate in zip("qcv", own, strict=True)]
    table = pd.DataFrame(rows, columns=["segment", "step", "cum_rate"])
    return plots.funnel(table, title="Half leave at the click", data=DATA)


def test_a_funnel_has_a_bar_for_each_step_and_segment(funnel: Chart) -> None:
    axes = funnel.figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["q", "c", "v"]
    assert len(axes.patches) == 9
    assert [bar.get_bbox().width for bar in axes.patches[:3]] == RATES["developer"]  # type: ignore[attr-defined]
    assert axes.yaxis_inverted()


def test_segments_are_told_apart_without_colour(funnel: Chart) -> None:
    assert len({bar.get_hatch() for bar in funnel.figure.axes[0].patches}) == 3


def test_a_funnel_is_told_in_words(funnel: Chart) -> None:
    assert "c: developer 50 %, researcher not known, all 40 %" in funnel.alt
    assert funnel.caption == f"Data: {DATA}."


def test_a_survival_curve_is_worked_out_by_hand() -> None:
    times, left = plots.survival_curve(WAITS["duration_s"][:5], WAITS["observed"][:5])
    assert times.tolist() == [0, 10, 20, 30]
    assert left == pytest.approx([1, 0.8, 0.6, 0.3])


def test_nobody_succeeds() -> None:
    times, left = plots.survival_curve([15, 60], [False, False])
    assert (times.tolist(), left.tolist()) == ([0], [1])


def test_survival_marks_the_naive_median_and_tells_what_is_left_there() -> None:
    chart = plots.survival(WAITS, 20, title="Slower than it looks", data=DATA)
    assert "after 20 s: developer 60 %, at the end 30 %; researcher 100 %, at the end 100 %" in chart.alt
    axes = chart.figure.axes[0]
    assert axes.get_xlabel() == "seconds since the first query, up to the last success"
    assert len({line.get_linestyle() for line in axes.lines[:2]}) == 2
    assert "simulated" in chart.caption


def test_survival_shows_every_success_and_the_share_it_tells_at_the_end() -> None:
    table = pd.DataFrame({"segment": "a", "duration_s": [10.0, 20, 900, 2000], "observed": [True, True, True, False]})
    (axes,) = plots.survival(table, 20, title="Slower than it looks", data=DATA).figure.axes
    times, left = map(np.asarray, axes.lines[0].get_data())
    assert axes.get_xlim()[1] > 900
    assert (times[-1], left[-1]) == pytest.approx((axes.get_xlim()[1], 0.25))


def test_survival_without_a_success_is_a_line_at_the_top() -> None:
    chart = plots.survival(WAITS[5:], 30, title="Nobody yet", data=DATA)
    assert "researcher 100 %, at the end 100 %" in chart.alt
    assert np.asarray(chart.figure.axes[0].lines[0].get_ydata()).min() == 1
