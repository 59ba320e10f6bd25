"""Points of several groups on two logarithmic axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from course.plots.chart import BLUE, GREEN, GREY, ORANGE, PURPLE, Chart, canvas, caption, legend

if TYPE_CHECKING:
    from huggingface_hub import HfApi

# Each group has a colour and a marker of its own, so that print and any colour vision tell them apart.
LOOKS = ((BLUE, "o"), (ORANGE, "s"), (GREEN, "^"), (PURPLE, "D"), ("#E69F00", "v"), ("#56B4E9", "P"), (GREY, "X"))


def groups(
    table: pd.DataFrame, x: str, y: str, group: str, *, title: str, units: tuple[str, str], data: HfApi | str
) -> Chart:
    """A point a row of `table`, `y` against `x` on logarithmic axes, coloured by `group`, the largest group first.

    Rows where either number is missing or not above 0 are left out. At most seven groups are told apart.
    """
    numbers = table[[x, y]].apply(pd.to_numeric, errors="coerce").astype(float)
    points = table[[group]].assign(x=numbers[x], y=numbers[y])[(numbers > 0).all(axis=1)]
    names = points[group].value_counts().index.tolist()
    if len(names) > len(LOOKS):
        raise ValueError(f"{len(names)} groups cannot be told apart; join some, {len(LOOKS)} are the most.")
    figure, axes = canvas(title, height=4.8)
    for name, (colour, marker) in zip(names, LOOKS, strict=False):
        own = points[points[group] == name]
        axes.plot(own["x"], own["y"], marker, color=colour, alpha=0.6, markersize=5, label=f"{name} ({len(own):,})")
    axes.set(xlabel=units[0], ylabel=units[1])
    if len(points):
        axes.set(xscale="log", yscale="log")
        legend(figure)
    return Chart(figure, _text(points, group, names, title, units), caption(data))


def _text(points: pd.DataFrame, group: str, names: list[object], title: str, units: tuple[str, str]) -> str:
    if not names:
        return f"Scatter plot: {title}. There is nothing to draw yet."
    medians = points.groupby(group)[["x", "y"]].median()
    rows = medians.loc[names].itertuples(name=None)
    said = "; ".join(f"{name} {across:.3g} and {up:.3g}" for name, across, up in rows)
    return f"Scatter plot of {len(points):,} points: {title}. Medians of {units[0]} and {units[1]} by group: {said}."
