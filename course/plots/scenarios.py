"""What follows from two assumptions at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.plots.chart import Chart, canvas, caption

if TYPE_CHECKING:
    from huggingface_hub import HfApi


def sign_map(table: pd.DataFrame, *, title: str, unit: str, axes_names: tuple[str, str], data: HfApi | str) -> Chart:
    """A square for each row and column of `table`, orange below zero and blue above, with its number in `unit`.

    `axes_names` say what the columns and the rows are. Squares below zero are hatched, so that no colour is needed; a
    missing number is a question mark.
    """
    numbers = table.to_numpy(float)
    if not np.isfinite(numbers).any():
        return Chart(canvas(title)[0], f"Map of signs: {title}. There is nothing to draw yet.", caption(data))
    figure, axes = canvas(title, height=1.8 + 0.45 * len(table))
    most = float(np.nanmax(np.abs(numbers), initial=1e-9))
    axes.imshow(numbers, cmap="PuOr", vmin=-1.6 * most, vmax=1.6 * most, aspect="auto")
    axes.set_xticks(range(table.shape[1]), [str(name) for name in table.columns])
    axes.set_yticks(range(table.shape[0]), [str(name) for name in table.index])
    axes.grid(visible=False)
    for (row, column), number in np.ndenumerate(numbers):
        if number < 0:
            axes.add_patch(_hatched(column, row))
        told = "?" if np.isnan(number) else f"{number:+.0f}"
        axes.text(column, row, told, ha="center", va="center", color="black", bbox=_LABEL)
    axes.set(xlabel=axes_names[0], ylabel=f"{axes_names[1]}\n(number in each square: {unit})")
    below, unknown = int((numbers < 0).sum()), int(np.isnan(numbers).sum())
    open_ones = f"; {unknown} not known" if unknown else ""
    text = (
        f"Map of signs: {title}. {unit}, from {np.nanmin(numbers):+.0f} to {np.nanmax(numbers):+.0f}; "
        f"below zero in {below} of {numbers.size} squares, which are hatched{open_ones}."
    )
    return Chart(figure, text, caption(data))


_LABEL = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}


def _hatched(column: int, row: int) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, hatch="//", edgecolor="#7F3B08", linewidth=0)
