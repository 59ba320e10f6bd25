"""Every chart has a title, units, a caption that names its data, and a text that says what it shows."""

import base64
import io
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.image import imread

from course import plots
from course.plots import Chart

MONTHS = pd.DataFrame(
    {
        "month": ["2026-01", "2026-02", "2026-03"],
        "new_models": [20, 35, 11],
        "complete": [True, True, False],
    }
)
SHARES = pd.DataFrame({"field": ["license", "tags"], "plain": [0.4, 0.5], "weighted": [0.9, np.nan]})
DATA = "HUB · tiny, simulated"


def line() -> Chart:
    return plots.line(MONTHS, "month", "new_models", closed="complete", title="Rising", unit="new models", data=DATA)


def bars() -> Chart:
    return plots.bars(["model", "space"], [4140, 12], title="Models lead", unit="public repos", data=DATA)


def dumbbell() -> Chart:
    names = ("by model", "by download")
    return plots.dumbbell(SHARES, "field", "plain", "weighted", names=names, title="Apart", data=DATA)


def lorenz() -> Chart:
    return plots.lorenz({"by model": [0, None, 1, 9]}, title="Unequal", unit="downloads", of="models", data=DATA)


every = pytest.mark.parametrize("draw", [line, bars, dumbbell, lorenz])


def axes(chart: Chart) -> Axes:
    """The one pair of axes of a chart."""
    return chart.figure.axes[0]


@every
def test_title_units_and_caption(draw: Callable[[], Chart]) -> None:
    chart = draw()
    assert axes(chart).get_title(loc="left")
    assert axes(chart).get_xlabel()
    assert axes(chart).get_title(loc="left") in chart.alt
    assert chart.caption == f"Data: {DATA}."


@every
def test_a_picture_in_html_with_its_text(draw: Callable[[], Chart]) -> None:
    chart = draw()
    data, about = chart._repr_mimebundle_()
    assert f'alt="{chart.alt}"' in data["text/html"]
    assert f"<figcaption>{chart.caption}</figcaption>" in data["text/html"]
    assert chart.alt in about["image/png"]["alt"]
    assert imread(io.BytesIO(base64.b64decode(data["image/png"]))).shape[1] > 600


@every
def test_a_chart_leaves_matplotlib_as_it_was(draw: Callable[[], Chart]) -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    draw().png()
    assert dict(mpl.rcParams) == before


def test_the_open_month_is_hatched_and_said() -> None:
    chart = line()
    assert [patch.get_hatch() for patch in axes(chart).patches] == ["///"]
    assert len(axes(chart).lines[0].get_xdata()) == 2  # type: ignore[arg-type]
    assert chart.alt.startswith("Line chart: Rising. new models: 20 in 2026-01, 35 in 2026-02, highest 35 in 2026-02.")
    assert chart.alt.endswith(" Not over yet: 2026-03 at 11.")


def test_a_line_of_nothing_is_drawn() -> None:
    chart = plots.line(MONTHS[:0], "month", "new_models", closed="complete", title="Empty", unit="models", data=DATA)
    assert "nothing to draw" in chart.alt
    assert chart.png()


def test_bars_say_their_values() -> None:
    assert bars().alt == "Bar chart: Models lead. In public repos: model 4,140, space 12."
    assert [text.get_text() for text in axes(bars()).texts] == ["4,140", "12"]


def test_bars_have_the_same_number_of_decimals() -> None:
    chart = plots.bars(["a", "b", "c"], [2.3, 2.27, 1.0], title="Alike", unit="lift", data=DATA)
    assert [text.get_text() for text in axes(chart).texts] == ["2.30", "2.27", "1.00"]
    assert "a 2.30, b 2.27, c 1.00" in chart.alt


def test_dumbbell_tells_its_ends_apart_without_colour() -> None:
    assert len({one.get_marker() for one in axes(dumbbell()).lines}) == 2
    assert "tags 50 % and not known" in dumbbell().alt


def test_lorenz_curves_differ_in_dashes() -> None:
    curves: dict[str, list[float | None]] = {"by model": [1, 2], "by publisher": [1, 5]}
    chart = plots.lorenz(curves, title="Two", unit="downloads", of="models or publishers", data=DATA)
    assert len({one.get_linestyle() for one in axes(chart).lines[1:]}) == 2


def test_lorenz_says_what_is_counted_along_x() -> None:
    assert axes(lorenz()).get_xlabel() == "share of models, smallest first"


def test_lorenz_curve_of_four() -> None:
    holders, held = plots.lorenz_curve([6, 0, None, 1, 1])
    assert holders.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert held.tolist() == [0, 0, 0.125, 0.25, 1]


def test_lorenz_enlarges_the_largest_hundredth_of_the_same_curves() -> None:
    (inset,) = axes(lorenz()).child_axes
    assert isinstance(inset, Axes)
    assert inset.get_title() == "the largest hundredth, enlarged"
    left, right = inset.get_xlim()
    assert 0.98 < left <= 0.99
    assert 1 <= right < 1.01
    assert [text.get_text() for text in inset.get_xticklabels()] == ["99\N{NO-BREAK SPACE}%", "100\N{NO-BREAK SPACE}%"]
    whole, part = axes(lorenz()).lines[1], inset.lines[0]
    assert np.array_equal(whole.get_xydata(), part.get_xydata())
    assert whole.get_color() == part.get_color()


def test_the_alt_text_says_what_the_largest_hundredth_holds() -> None:
    chart = plots.lorenz({"by model": [0] * 99 + [1]}, title="One", unit="downloads", of="models", data=DATA)
    assert "the smaller half holds 0.0\N{NO-BREAK SPACE}% and the largest hundredth 100\N{NO-BREAK SPACE}%" in chart.alt


@pytest.mark.parametrize(
    ("first", "number", "shown"),
    [
        ("2026-01", 3, ["2026-01", "2026-02", "2026-03"]),
        ("2024-06", 25, ["2024-07", "2024-10", "2025-01", "2025-04", "2025-07", "2025-10", "2026-01", "2026-04"]),
        ("2022-03", 52, ["2022-07", "2023-01", "2023-07", "2024-01", "2024-07", "2025-01", "2025-07", "2026-01"]),
    ],
)
def test_months_are_named_at_even_parts_of_a_year(first: str, number: int, shown: list[str]) -> None:
    months = pd.period_range(first, periods=number, freq="M").astype(str)
    table = pd.DataFrame({"month": months, "new_models": 1, "complete": True})
    chart = plots.line(table, "month", "new_models", closed="complete", title="Even", unit="models", data=DATA)
    assert [text.get_text() for text in axes(chart).get_xticklabels()] == shown
    assert [months[int(place)] for place in axes(chart).get_xticks()] == shown


@pytest.mark.parametrize("values", [[], [0, 0], [None]])
def test_lorenz_curve_of_nothing_is_the_diagonal(values: list[float | None]) -> None:
    assert [part.tolist() for part in plots.lorenz_curve(values)] == [[0, 1], [0, 1]]
