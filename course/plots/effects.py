"""Estimates with their intervals, one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.plots.chart import BLUE, GREY, Chart, canvas, caption, spaced

if TYPE_CHECKING:
    from huggingface_hub import HfApi


def forest(
    table: pd.DataFrame,
    label: str,
    value: str,
    low: str,
    high: str,
    *,
    title: str,
    unit: str,
    data: HfApi | str,
    reference: float | None = None,
) -> Chart:
    """One point a row of `table`, in `unit`, with its interval from column `low` to `high`; a line at `reference`.

    A row whose interval is missing has its point alone.
    """
    names, figures = [str(name) for name in table[label]], table[[value, low, high]].to_numpy(float)
    figure, axes = canvas(title, height=1.6 + 0.6 * len(names))
    rows = np.arange(len(names))
    axes.hlines(rows, figures[:, 1], figures[:, 2], color=BLUE, linewidth=2.5)
    axes.plot(figures[:, 0], rows, "D", color=BLUE, markersize=8)
    for row, (point, _, end) in zip(rows, figures, strict=True):
        if not np.isnan(point):
            right = point if np.isnan(end) else end
            near = axes.annotate(f"{point:.2f}", (right, row), (9, 0), textcoords="offset points", va="center")
            near.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})  # a line may pass behind it
    if reference is not None:
        axes.axvline(reference, color=GREY, linestyle="--")
    axes.set_yticks(rows, names)
    axes.grid(axis="y", visible=False)
    axes.margins(x=0.12)
    axes.set(ylim=(len(names) - 0.4, -0.6), xlabel=spaced(f"{unit}, with its 95% interval"))
    said = "; ".join(f"{name} {_text(*row)}" for name, row in zip(names, figures.tolist(), strict=True))
    return Chart(figure, f"Forest plot: {title}. {unit} with its 95% interval: {said}.", caption(data))


def _text(point: float, low: float, high: float) -> str:
    if np.isnan(point):
        return "not known"
    return f"{point:.2f}" if np.isnan(low) else f"{point:.2f}, {low:.2f} to {high:.2f}"
