"""Charts of a service: what they draw and what they tell those who cannot see them."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from course import plots

DATA = "made by hand"
LOG = pd.DataFrame({
    "runtime": ["onnx"] * 5 + ["tgi"] * 3 + ["none"], "latency_ms": [100.0, 110, 120, 130, 1000, 50, 60, np.nan, np.nan]
})  # fmt: skip
REPORT = pd.DataFrame({"day": ["2026-06-01", "2026-06-02", "2026-06-03"], "burn_rate": [0.5, np.nan, 3.25]})
LENGTHS = pd.DataFrame({"onnx": [50.0, 100, 200], "tensorrt": [20.0, 40, np.nan]}, index=[128, 256, 512])
CHOICES = pd.DataFrame({
    "runtime": ["onnx", "tgi", "tgi", "vllm"], "gpu": ["t4", "t4", "a100", "t4"],
    "p95_ms": [400.0, 150, 90, 100], "usd_per_1m_tokens": [0.9, 0.3, 0.7, np.nan],
    "pareto": [False, True, True, False],
})  # fmt: skip
MONTH = pd.DataFrame({"revenue_usd": [100.0, 50, 0, 80], "cost_usd": [60.0, 60, 25, 80]})


def only(chart: plots.Chart) -> Axes:
    """The one pair of axes of a chart."""
    (axes,) = chart.figure.axes
    return axes


def test_tails_end_at_the_slowest_and_mark_the_p95() -> None:
    chart = plots.tails(LOG, "runtime", title="The mean hides it", data=DATA)
    axes = only(chart)
    curve = axes.lines[1]
    assert (curve.get_label(), curve.get_xydata()[-1].tolist()) == ("tgi", [60.0, 1.0])  # type: ignore[index, union-attr]
    assert "Median and p95 in ms: onnx 120 and 826; tgi 55 and 60." in chart.alt
    assert "none" not in chart.alt, "an engine without a known latency has no curve"
    assert len({line.get_linestyle() for line in axes.lines[:2]}) == 2
    assert [0.95, 0.95] in [list(line.get_ydata()) for line in axes.lines]  # type: ignore[arg-type]


def test_a_long_log_is_drawn_in_a_thousand_steps() -> None:
    log = pd.DataFrame({"runtime": "onnx", "latency_ms": np.arange(1.0, 20_001)})
    curve = only(plots.tails(log, "runtime", title="All alike", data=DATA)).lines[0]
    assert np.shape(curve.get_xydata()) == (1000, 2)
    assert np.asarray(curve.get_xdata())[949] == pytest.approx(np.quantile(log["latency_ms"], 0.95))


def test_a_day_above_its_budget_is_hatched_and_an_empty_one_is_named() -> None:
    chart = plots.burn(REPORT, title="One bad day", data=DATA)
    axes = only(chart)
    heights = {round(bar.get_x() + 0.4): (bar.get_height(), bool(bar.get_hatch())) for bar in axes.patches}  # type: ignore[attr-defined]
    assert heights[0] == (0.5, False)
    assert heights[2] == (3.25, True)
    assert [(text.get_text(), text.xy[0]) for text in axes.texts] == [("no requests", 1)]  # type: ignore[attr-defined]
    assert "2026-06-01 0.50, 2026-06-02 not known, 2026-06-03 3.25" in chart.alt


@pytest.mark.parametrize("rates", [[np.nan, np.nan], [0.1, 0.2], [1.0, 2.0]])
def test_burn_shows_the_line_of_the_budget_whatever_the_days(rates: list[float]) -> None:
    report = pd.DataFrame({"day": ["2026-06-01", "2026-06-02"], "burn_rate": rates})
    axes = only(plots.burn(report, title="Two days", data=DATA))
    assert axes.get_ylim()[1] > 1
    assert [1, 1] in [list(line.get_ydata()) for line in axes.lines]  # type: ignore[arg-type]


def test_exactly_the_budget_is_within_it() -> None:
    report = pd.DataFrame({"day": ["2026-06-01"], "burn_rate": [1.0]})
    assert not any(bar.get_hatch() for bar in only(plots.burn(report, title="Just so", data=DATA)).patches)


def test_the_cliff_is_marked_and_lengths_stand_as_they_are_read() -> None:
    chart = plots.by_length(LENGTHS, 256, title="A cliff", data=DATA)
    axes = only(chart)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["128", "256", "512"]
    assert [256, 256] in [list(line.get_xdata()) for line in axes.lines]  # type: ignore[arg-type]
    assert "onnx 50, 100, 200; tensorrt 20, 40, not known" in chart.alt
    assert len({line.get_marker() for line in axes.lines[:2]}) == 2


@pytest.mark.parametrize("cliff", [None, np.nan, pd.NA])
def test_without_a_cliff_nothing_is_marked(cliff: float | None) -> None:
    axes = only(plots.by_length(LENGTHS, cliff, title="No cliff", data=DATA))
    assert (len(axes.lines), len(axes.texts)) == (2, 0)


def test_the_front_names_what_nothing_beats_and_leaves_out_what_has_no_price() -> None:
    chart = plots.front(CHOICES, title="Two are left", data=DATA)
    axes = only(chart)
    assert [text.get_text() for text in axes.texts] == ["tgi, a100", "tgi, t4"]
    assert "3 choices; on the front: tgi on a100 at 90 ms and 0.70 USD; tgi on t4 at 150 ms and 0.30 USD" in chart.alt
    assert axes.get_ylim()[0] == 0


def test_names_stand_below_the_front_in_two_lines_and_numbers_are_no_powers() -> None:
    axes = only(plots.front(CHOICES, title="Two are left", data=DATA))
    first, second = (text.get_position() for text in axes.texts)
    assert first[1] < 0
    assert second[1] < first[1] - 11, "a line of 9 points has its own height"
    axes.figure.draw_without_rendering()  # type: ignore[union-attr]
    named = [label.get_text() for label in axes.get_xticklabels(which="both") if label.get_text()]
    assert {"100", "200", "500"} & set(named)
    assert not [text for text in named if "times" in text or "^" in text]


def test_a_front_of_nothing_is_told() -> None:
    assert "0 choices" in plots.front(CHOICES.iloc[:0], title="Nothing", data=DATA).alt


def test_endpoints_that_lose_are_hatched_and_their_sum_is_told() -> None:
    chart = plots.profits(MONTH, title="Two lose", data=DATA)
    assert "2 of 4 lose 35 USD together, the others earn 40 USD" in chart.alt
    assert [bool(area.get_hatch()) for area in only(chart).collections] == [True, False]


def test_nobody_loses() -> None:
    chart = plots.profits(MONTH.iloc[:1], title="One earns", data=DATA)
    assert "0 of 1 lose 0 USD together" in chart.alt
    assert len(only(chart).collections) == 1
