"""A difference between two groups, week by week around an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.plots.chart import BLUE, GREY, ORANGE, Chart, canvas, caption, legend, spaced

if TYPE_CHECKING:
    from huggingface_hub import HfApi


def event_study(
    table: pd.DataFrame,
    time: str,
    value: str,
    low: str,
    high: str,
    *,
    title: str,
    unit: str,
    event: str,
    data: HfApi | str,
) -> Chart:
    """The column `value` of `table`, in `unit`, with its interval from `low` to `high` at each `time`.

    Times are whole numbers; those below 0 lie before the `event`, which a line marks. A row without a known value
    leaves its place empty, and one without an interval has its point alone.
    """
    rows = table.sort_values(time)
    at, figures = rows[time].to_numpy(float), rows[[value, low, high]].to_numpy(float)
    figure, axes = canvas(title, height=4.4)
    axes.axhline(0, color=GREY, linewidth=1)
    axes.axvline(-0.5, color=GREY, linestyle="--", linewidth=1.5)
    for which, name, colour, marker, fill in (
        (at < 0, f"before {event}", ORANGE, "s", "white"),
        (at >= 0, f"after {event}", BLUE, "o", BLUE),
    ):
        axes.vlines(at[which], figures[which, 1], figures[which, 2], color=colour, linewidth=2)
        axes.plot(at[which], figures[which, 0], marker, color=colour, markerfacecolor=fill, markersize=7, label=name)
    if len(at):
        axes.set_xticks(np.arange(at.min(), at.max() + 1))
    axes.set(xlabel=f"{time} since {event}, 0 is the first", ylabel=spaced(f"{unit}, with its 95% interval"))
    legend(figure)
    said = "; ".join(f"{time} {place:.0f}: {_text(*row)}" for place, row in zip(at, figures.tolist(), strict=True))
    text = f"Estimates {time} by {time} around {event}: {title}. {unit} with its 95% interval: {said}."
    return Chart(figure, text, caption(data))


def _text(point: float, low: float, high: float) -> str:
    if np.isnan(point):
        return "not known"
    return f"{point:.2f}" if np.isnan(low) else f"{point:.2f}, {low:.2f} to {high:.2f}"
