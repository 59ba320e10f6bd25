"""Stacked shares and pairs are drawn and told, with and without colour."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from course import plots

DATA = "HUB · tiny, simulated"
SHARES = pd.DataFrame(
    {"2026-04": [0.75, 0.25, 0.0], "2026-05": [0.5, np.nan, 0.5]}, index=["original", "merge", "copy"]
)
PAIRS = pd.DataFrame([[0, 2], [2, 0]], index=["a/x", "b/y"], columns=["a/x", "b/y"])


def test_the_parts_of_a_bar_stand_on_each_other() -> None:
    chart = plots.stacked(SHARES, title="Copies rise", unit="new models", data=DATA)
    bars = [[patch.get_y() for patch in part] for part in chart.figure.axes[0].containers]
    assert bars == [[0, 0], [0.75, 0.5], [1.0, 0.5]]
    assert len({part[0].get_hatch() for part in chart.figure.axes[0].containers}) == 3
    assert len({part[0].get_facecolor() for part in chart.figure.axes[0].containers}) == 3


def test_stacked_bars_are_told() -> None:
    chart = plots.stacked(SHARES, title="Copies rise", unit="new models", data=DATA)
    assert chart.alt == (
        "Stacked bars: Copies rise. Shares of new models in 2026-04 and in 2026-05: "
        "original 75 % and 50 %; merge 25 % and not known; copy 0 % and 50 %."
    )
    assert chart.caption == f"Data: {DATA}."
    assert chart.png()


def test_a_pair_is_a_square_with_its_number() -> None:
    chart = plots.heat(PAIRS, title="Alike", unit="fields that differ", data=DATA)
    axes = chart.figure.axes[0]
    assert [text.get_text() for text in axes.texts] == ["0", "2", "2", "0"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a/x  1", "b/y  2"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1", "2"]
    assert axes.get_xlabel() == "number in each square: fields that differ"


def luminance(colour: Any) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return float(np.dot([0.2126, 0.7152, 0.0722], parts))


def test_numbers_in_squares_are_large_enough_and_contrast_with_their_ground() -> None:
    table = pd.DataFrame(np.arange(16.0).reshape(4, 4))
    axes = plots.heat(table, title="T", unit="u", data=DATA).figure.axes[0]
    image = axes.images[0]
    for text, number in zip(axes.texts, table.to_numpy().ravel(), strict=True):
        light, dark = sorted([luminance(text.get_color()), luminance(image.cmap(image.norm(number))[:3])], reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, number
        assert float(text.get_fontsize()) >= 11


def test_pairs_are_told() -> None:
    chart = plots.heat(PAIRS, title="Alike", unit="fields that differ", data=DATA)
    assert chart.alt == (
        "Heat map: Alike. fields that differ, how often each number occurs among 2 rows and 2 columns: 2 in 2."
    )
    assert chart.png()


def test_a_missing_number_leaves_its_square_empty() -> None:
    table = PAIRS.astype(float).replace(0, np.nan)
    chart = plots.heat(table, title="Alike", unit="fields that differ", data=DATA)
    axes = chart.figure.axes[0]
    assert [text.get_text() for text in axes.texts] == ["", "2", "2", ""]
    assert chart.alt.endswith("2 rows and 2 columns: 2 in 2.")


def test_rows_and_columns_of_their_own_keep_their_names() -> None:
    axes = plots.heat(PAIRS.set_axis(["p", "q"], axis=1), title="T", unit="u", data=DATA).figure.axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["p", "q"]


@pytest.mark.parametrize("draw", [plots.stacked, plots.heat])
def test_nothing_is_drawn_and_said_so(draw: Callable[..., plots.Chart]) -> None:
    chart = draw(pd.DataFrame(), title="Empty", unit="models", data=DATA)
    assert "There is nothing to draw yet." in chart.alt
    assert chart.png()
