"""Several lines over one axis of numbers, such as hours or days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from course.plots.chart import COLOURS, DASHES, MARKERS, Chart, canvas, caption, legend, percent

if TYPE_CHECKING:
    from huggingface_hub import HfApi

FEW = 30  # points of a line that are still marked one by one


def lines(
    table: pd.DataFrame, *, title: str, x: str, unit: str, data: HfApi | str, share: bool = False, steps: bool = False
) -> Chart:
    """A line for each column of `table`, in `unit`, over its index, which `x` names; shares are drawn in percent.

    With `steps`, a line keeps its height up to the next point. Missing values leave a gap.
    """
    from matplotlib.ticker import MaxNLocator

    figure, axes = canvas(title)
    drawn = table.astype(float)
    for (name, heights), colour, dash, marker in zip(drawn.items(), COLOURS, DASHES, MARKERS, strict=False):
        look = {"color": colour, "linestyle": dash, "linewidth": 2.2, "label": str(name)}
        if len(drawn) <= FEW and not steps:
            look |= {"marker": marker, "markersize": 5}
        axes.plot(drawn.index, heights, drawstyle="steps-post" if steps else "default", **look)  # type: ignore[arg-type]
    axes.set(xlabel=x, ylabel=unit, ylim=(0, None))
    axes.margins(x=0.02)
    if share:
        percent(axes, "y")
        axes.yaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10]))  # not 2.5: its ticks would be rounded
    legend(figure)
    said = "; ".join(_said(str(name), heights.dropna(), share) for name, heights in drawn.items())
    return Chart(figure, f"Line chart: {title}. {unit}, by {x}: {said}.", caption(data))


def _said(name: str, heights: pd.Series, share: bool) -> str:
    """Where a line begins, ends and is highest, in words."""
    if heights.empty:
        return f"{name} not known"
    first, last, top = heights.index[0], heights.index[-1], heights.index[int(heights.argmax())]
    ends = f"{_at(heights, first, share)}, {_at(heights, last, share)}"
    return f"{name} {ends}, highest {_at(heights, top, share)}"


def _at(heights: pd.Series, place: Any, share: bool) -> str:
    return f"{_number(heights[place], share)} at {round(float(place), 1):g}"


def _number(value: float, share: bool) -> str:
    return f"{value:.0%}" if share else f"{value:,.0f}"
