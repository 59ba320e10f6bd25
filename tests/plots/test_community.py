"""Charts of a community: what they draw and what they tell those who cannot see them."""

import numpy as np
import pandas as pd

from course import plots

DATA = "made by hand"
WAITS = pd.DataFrame({
    "group": ["people"] * 4 + ["bots"] * 2,
    "hours": [24.0, 48.0, 240.0, 2400.0, 12.0, 1200.0],
    "observed": [True, True, False, False, False, False],
})  # fmt: skip
COHORTS = pd.DataFrame({
    "cohort": ["2026-01", "2026-02", "2026-03"], "size": [1200, 3, 5], "m1": [0.5, 0.0, np.nan],
    "m2": [0.25, np.nan, np.nan],
})  # fmt: skip


def test_silence_tells_what_is_left_at_the_naive_median() -> None:
    chart = plots.silence(WAITS, 36.0, title="They wait", data=DATA)
    assert "Still without an answer after 1.5 days: bots 100" in chart.alt
    assert "people 75" in chart.alt
    assert "after 60 days 50" in chart.alt


def test_silence_marks_the_naive_median_in_days() -> None:
    axes = plots.silence(WAITS, 36.0, title="They wait", data=DATA).figure.axes[0]
    assert [1.5, 1.5] in [list(line.get_xdata()) for line in axes.lines]  # type: ignore[arg-type]


def test_a_month_that_is_not_over_is_hatched_and_a_zero_is_not() -> None:
    chart = plots.cohorts(COHORTS, title="They return", data=DATA)
    axes = chart.figure.axes[0]
    assert [text.get_text() for text in axes.texts].count("not over") == 3
    assert sum(bool(patch.get_hatch()) for patch in axes.patches) == 3
    assert "2026-02, 3 people: 0\N{NO-BREAK SPACE}%, not over" in chart.alt


def test_a_row_says_how_many_people_it_stands_for() -> None:
    axes = plots.cohorts(COHORTS, title="They return", data=DATA).figure.axes[0]
    assert axes.get_yticklabels()[0].get_text() == "2026-01, 1,200 people"


def test_no_cohorts_are_said_in_words() -> None:
    assert "nothing to draw" in plots.cohorts(COHORTS.iloc[:0], title="They return", data=DATA).alt
