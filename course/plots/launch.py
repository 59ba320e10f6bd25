"""What a launch is decided on: the change of success and the ratio of uploads, each with its interval and its line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from course.plots.chart import BLUE, GREY, ORANGE, Chart, canvas, caption, spaced

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from matplotlib.axes import Axes

HELP = "change of success, points"
HARM = "uploads with the panel over uploads without"


def launch(
    effect: Mapping[str, Any],
    guardrail: Mapping[str, Any],
    margin: float,
    *,
    title: str,
    data: HfApi | str,
    level: float = 0.95,
) -> Chart:
    """Two intervals, one below the other: the effect against 0, and the ratio against 1 − `margin`.

    `effect` has diff, ci_low and ci_high as shares; `guardrail` has ratio, ci_low and ci_high. An interval that is
    missing is not drawn. `level` says how sure the interval of the effect is; that of the ratio is at 95 %.
    """
    figure, first = canvas(title, height=3.6)
    first.remove()
    upper, lower = figure.subplots(2, 1)
    points = [100 * float(effect[name]) for name in ("diff", "ci_low", "ci_high")]
    ratios = [float(guardrail[name]) for name in ("ratio", "ci_low", "ci_high")]
    figure.suptitle(spaced(title), x=0.01, ha="left", fontsize=13, fontweight="bold", wrap=True)
    _drawn(upper, points, 0.0, BLUE, "o", 1, f"{HELP}, with its {level:.0%} interval; line at no change")
    _drawn(lower, ratios, 1 - margin, ORANGE, "s", 3, f"{HARM}, with its 95% interval; line at {1 - margin:.2f}")
    said = f"{HELP} {_text(points, 1)}, against 0; {HARM} {_text(ratios, 3)}, against {1 - margin:.2f}"
    return Chart(figure, f"Two intervals: {title}. {said}.", caption(data))


def _drawn(axes: Axes, values: list[float], border: float, colour: str, marker: str, decimals: int, unit: str) -> None:
    point, low, high = values
    axes.hlines([0], [low], [high], color=colour, linewidth=3)
    axes.plot([point], [0], marker, color=colour, markersize=9)
    axes.axvline(border, color=GREY, linestyle="--")
    if not math.isnan(high):
        axes.annotate(f"{point:.{decimals}f}", (high, 0), (9, 0), textcoords="offset points", va="center")
    axes.set_yticks([])
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD")
    axes.set_axisbelow(True)
    axes.margins(x=0.14)
    axes.set(ylim=(-0.5, 0.5), xlabel=spaced(unit))


def _text(values: list[float], decimals: int) -> str:
    point, low, high = (f"{value:.{decimals}f}" for value in values)
    if point == "nan":
        return "not known"
    return point if low == "nan" else f"{point}, {low} to {high}"
