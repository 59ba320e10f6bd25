"""Shares with their intervals, and a score against what people say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.plots.chart import BLUE, ORANGE, Chart, canvas, caption, percent, spaced

if TYPE_CHECKING:
    from huggingface_hub import HfApi

SPREAD = 0.24
MEDIANS = "median of each quarter"


def intervals(
    table: pd.DataFrame, label: str, share: str, low: str, high: str, *, title: str, unit: str, data: HfApi | str
) -> Chart:
    """One horizontal bar a row of `table`: the share of `unit` in column `share`, with its interval `low` to `high`."""
    names, shares = [str(name) for name in table[label]], table[share].to_numpy(float)
    limits = table[[low, high]].to_numpy(float)
    figure, axes = canvas(title, height=1.4 + 0.5 * len(names))
    axes.barh(names, shares, color=BLUE, height=0.6)
    errors = np.abs(limits.T - shares)
    axes.errorbar(shares, names, xerr=errors, fmt="none", ecolor="black", elinewidth=1.5, capsize=5)
    for place, value in enumerate(shares):
        axes.annotate(
            spaced(f"{value:.0%}"), (limits[place, 1], place), (6, 0), textcoords="offset points", va="center"
        )
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    axes.set(
        xlabel=spaced(f"share of {unit}, with 95% interval"), xlim=(0, min(1.08, limits[:, 1].max(initial=0.1) * 1.15))
    )
    percent(axes, "x")
    rows = zip(names, shares, limits[:, 0], limits[:, 1], strict=True)
    said = "; ".join(f"{name} {value:.0%}, {least:.0%} to {most:.0%}" for name, value, least, most in rows)
    return Chart(figure, f"Bar chart: {title}. Share of {unit} with its 95% interval: {said}.", caption(data))


def scatter(table: pd.DataFrame, x: str, y: str, *, title: str, units: tuple[str, str], data: HfApi | str) -> Chart:
    """A point a row of `table`, `y` against `x` in their `units`, with the median of `y` in each quarter of the rows.

    Points with few values of `y` are moved up or down at random by less than half a step, so that they can be counted;
    the highest only down and the lowest only up, so that none leaves the scale.
    """
    points = table[[x, y]].dropna().astype(float).sort_values(x, ignore_index=True)
    figure, axes = canvas(title, height=4.6)
    step = np.diff(np.unique(points[y])).min(initial=1.0)
    shift = np.random.default_rng(0).uniform(-SPREAD, SPREAD, len(points)) * step
    least, most = points[y].min(), points[y].max()
    if least < most:
        shift = np.select([points[y] == least, points[y] == most], [np.abs(shift), -np.abs(shift)], shift)
    axes.plot(points[x], points[y] + shift, "o", color=BLUE, alpha=0.45, markersize=5)
    quarters = [points.iloc[rows] for rows in np.array_split(np.arange(len(points)), 4) if len(rows)]
    medians = [(float(quarter[x].median()), float(quarter[y].median())) for quarter in quarters]
    axes.plot([left for left, _ in medians], [right for _, right in medians], "-D", color=ORANGE, label=MEDIANS)
    axes.set(xlabel=units[0], ylabel=units[1])
    axes.legend(frameon=False)
    return Chart(figure, _scatter_text(title, units, len(points), medians), caption(data))


def _scatter_text(title: str, units: tuple[str, str], n: int, medians: Iterable[tuple[float, float]]) -> str:
    said = "; ".join(f"{left:.3g} and {right:.3g}" for left, right in medians)
    return f"Scatter plot of {n} points: {title}. Medians of {units[0]} and {units[1]} in each quarter: {said}."
