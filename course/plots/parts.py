"""Wholes and their parts: bars stacked out of shares, and a grid of numbers for pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.plots.chart import COLOURS, GREY, HATCHES, Chart, canvas, caption, label_some, legend, percent

if TYPE_CHECKING:
    from huggingface_hub import HfApi

# Okabe and Ito's remaining colours follow the first four; the hatches tell the parts apart in print.
FILLS = (*COLOURS, "#E69F00", "#56B4E9", GREY, "#F0E442")
LABEL = 11  # points: as large as other text of a chart


def stacked(shares: pd.DataFrame, *, title: str, unit: str, data: HfApi | str) -> Chart:
    """One bar a column of `shares`, built from its rows, which are shares of `unit` and sum to 1."""
    if shares.empty:
        return _nothing("Stacked bars", title, data)
    figure, axes = canvas(title, height=4.6)
    places, names = np.arange(shares.shape[1]), [str(name) for name in shares.columns]
    below = np.zeros(len(places))
    for part, fill, hatch in zip(shares.index, FILLS, HATCHES, strict=False):
        heights = shares.loc[part].fillna(0).to_numpy(float)
        axes.bar(places, heights, 0.8, below, color=fill, hatch=hatch, edgecolor="white", label=str(part))
        below += heights
    label_some(axes, names)
    axes.set(ylabel=f"share of {unit}", ylim=(0, 1))
    axes.grid(axis="x", visible=False)
    percent(axes, "y")
    legend(figure)
    return Chart(figure, _stacked_text(shares, title, unit), caption(data))


def heat(table: pd.DataFrame, *, title: str, unit: str, data: HfApi | str) -> Chart:
    """A square for each row and column of `table`, the darker the smaller its number, which is written in it.

    Where rows and columns have the same names, the columns are numbered instead. A missing number is an empty square.
    """
    if table.empty:
        return _nothing("Heat map", title, data)
    numbers = table.to_numpy(float)
    figure, axes = canvas(title, height=1.8 + 0.4 * len(table))
    image = axes.imshow(numbers, cmap="cividis", aspect="auto")
    rows, columns = _names(table)
    axes.set_xticks(range(table.shape[1]), columns, fontsize=LABEL)
    axes.set_yticks(range(len(table)), rows, fontsize=LABEL)
    axes.set(xlabel=f"number in each square: {unit}")
    axes.grid(visible=False)
    for (row, column), number in np.ndenumerate(numbers):
        ground = image.cmap(image.norm(number))
        text = "" if np.isnan(number) else f"{number:g}"
        axes.text(column, row, text, ha="center", va="center", color=_ink(ground), fontsize=LABEL)
    return Chart(figure, _heat_text(table, title, unit), caption(data))


def _ink(ground: Any) -> str:
    """Black or white, whichever has more contrast with `ground` by the luminance that WCAG 2 defines."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in ground[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "black" if (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) else "white"


def _nothing(kind: str, title: str, data: HfApi | str) -> Chart:
    return Chart(canvas(title)[0], f"{kind}: {title}. There is nothing to draw yet.", caption(data))


def _names(table: pd.DataFrame) -> tuple[list[str], list[str]]:
    rows, columns = [str(name) for name in table.index], [str(name) for name in table.columns]
    if rows != columns:
        return rows, columns
    places = [str(place) for place in range(1, len(rows) + 1)]
    return [f"{name}  {place}" for name, place in zip(rows, places, strict=True)], places


def _stacked_text(shares: pd.DataFrame, title: str, unit: str) -> str:
    first, last = shares.iloc[:, 0], shares.iloc[:, -1]
    said = "; ".join(f"{part} {_share(first[part])} and {_share(last[part])}" for part in shares.index)
    return f"Stacked bars: {title}. Shares of {unit} in {first.name} and in {last.name}: {said}."


def _share(value: float) -> str:
    return "not known" if pd.isna(value) else f"{value:.0%}"


def _heat_text(table: pd.DataFrame, title: str, unit: str) -> str:
    numbers = table.to_numpy(float)
    off = numbers[~np.eye(*numbers.shape, dtype=bool)]
    counts = ", ".join(f"{number:g} in {(off == number).sum()}" for number in np.unique(off[~np.isnan(off)])[:12])
    size = f"{table.shape[0]} rows and {table.shape[1]} columns"
    return f"Heat map: {title}. {unit}, how often each number occurs among {size}: {counts}."
