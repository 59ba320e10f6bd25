"""Lines over time, bars, dumbbells and Lorenz curves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.plots.chart import (
    BLUE,
    COLOURS,
    DASHES,
    GREY,
    MARKERS,
    ORANGE,
    Chart,
    canvas,
    caption,
    label_some,
    legend,
    percent,
)

if TYPE_CHECKING:
    from huggingface_hub import HfApi


def line(
    table: pd.DataFrame, x: str, y: str, *, title: str, unit: str, data: HfApi | str, closed: str | None = None
) -> Chart:
    """The column `y` of `table`, in `unit`, over `x`; rows where the column `closed` is False are drawn hatched."""
    names, heights = [str(name) for name in table[x]], table[y].astype(float).to_numpy()
    done = np.ones(len(table), bool) if closed is None else table[closed].to_numpy(bool)
    figure, axes = canvas(title)
    axes.plot(np.arange(len(names))[done], heights[done], color=BLUE, marker="o", markersize=4)
    for place in np.flatnonzero(~done):
        axes.bar(place, heights[place], width=0.8, facecolor="white", edgecolor=ORANGE, hatch="///")
        axes.annotate(
            "not over yet", (place, heights[place]), (0, 4), textcoords="offset points", ha="center", fontsize=9
        )
    label_some(axes, names)
    axes.set(xlabel=x.replace("_", " "), ylabel=unit, ylim=(0, None))
    return Chart(figure, _line_text(title, names, heights, done, unit), caption(data))


def bars(labels: Sequence[str], values: Iterable[float], *, title: str, unit: str, data: HfApi | str) -> Chart:
    """One horizontal bar a label, the first on top, its value in `unit` written beside it."""
    figure, axes = canvas(title, height=1.2 + 0.5 * len(labels))
    heights = [float(value) for value in values]
    drawn = axes.barh(list(labels), heights, color=BLUE, height=0.6)
    told = _alike(heights)
    axes.bar_label(drawn, labels=told, padding=4)
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    axes.set(xlabel=unit)
    axes.margins(x=0.12)
    parts = ", ".join(f"{label} {value}" for label, value in zip(labels, told, strict=True))
    return Chart(figure, f"Bar chart: {title}. In {unit}: {parts}.", caption(data))


def dumbbell(
    table: pd.DataFrame, label: str, left: str, right: str, *, names: tuple[str, str], title: str, data: HfApi | str
) -> Chart:
    """Two shares a row, the columns `left` and `right` of `table`, joined by a line; `names` say what each one is."""
    figure, axes = canvas(title, height=1.6 + 0.5 * len(table))
    rows = np.arange(len(table))
    axes.hlines(rows, table[left], table[right], color=GREY, linewidth=2)
    for column, name, colour, marker in zip((left, right), names, COLOURS, MARKERS, strict=False):
        axes.plot(table[column], rows, marker, color=colour, markersize=9, label=name)
    axes.set_yticks(rows, [str(name) for name in table[label]])
    axes.set(xlim=(-0.02, 1.02), ylim=(len(table) - 0.5, -0.5), xlabel="share")
    percent(axes, "x")
    legend(figure)
    return Chart(figure, _dumbbell_text(table, label, left, right, names, title), caption(data))


def lorenz(series: Mapping[str, Iterable[float | None]], *, title: str, unit: str, of: str, data: HfApi | str) -> Chart:
    """The Lorenz curve of each series: the share of all `unit` that the smallest `of`, such as models, hold."""
    figure, axes = canvas(title, width=7.2, height=5.6)
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1, label="everyone the same")
    said = []
    top = axes.inset_axes((0.1, 0.33, 0.45, 0.45))
    for (name, values), colour, dash in zip(series.items(), COLOURS, DASHES, strict=False):
        holders, held = lorenz_curve(values)
        axes.plot(holders, held, dash, color=colour, linewidth=2.2, label=name, clip_on=False)
        top.plot(holders, held, dash, color=colour, linewidth=2.2)
        half = float(np.interp(0.5, holders, held))
        said.append(f"{name}, the smaller half holds {half:.1%} and the largest hundredth {_top(holders, held):.0%}")
    axes.set(xlabel=f"share of {of}, smallest first", ylabel=f"share of {unit}", xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    top.set(xlim=(0.989, 1.0005), ylim=(-0.04, 1.04), xticks=[0.99, 1], yticks=[0, 0.5, 1])
    top.set_title("the largest hundredth, enlarged", fontsize=9, fontweight="normal")
    top.tick_params(labelsize=9)
    for one, which in ((axes, "x"), (axes, "y"), (top, "x"), (top, "y")):
        percent(one, which)
    legend(figure)
    return Chart(figure, f"Lorenz curves: {title}. Of {unit}: {'; '.join(said)}.", caption(data))


def lorenz_curve(values: Iterable[float | None]) -> tuple[np.ndarray, np.ndarray]:
    """Cumulated shares of holders and of what they hold, both from 0 to 1, missing values left out."""
    held = np.sort(pd.to_numeric(pd.Series(list(values), dtype="object"), errors="coerce").dropna().to_numpy(float))
    total = held.sum()
    if total <= 0:
        return np.array([0.0, 1.0]), np.array([0.0, 1.0])
    return np.linspace(0, 1, len(held) + 1), np.concatenate([[0.0], held.cumsum() / total])


def _top(holders: np.ndarray, held: np.ndarray) -> float:
    return 1 - float(np.interp(0.99, holders, held))


def _line_text(title: str, names: list[str], heights: np.ndarray, done: np.ndarray, unit: str) -> str:
    if not done.any():
        return f"Line chart: {title}. There is nothing to draw yet."
    first, last = np.flatnonzero(done)[[0, -1]]
    top = int(np.argmax(np.where(done, heights, -np.inf)))
    text = (
        f"Line chart: {title}. {unit}: {heights[first]:,g} in {names[first]}, {heights[last]:,g} in {names[last]}, "
        f"highest {heights[top]:,g} in {names[top]}."
    )
    still = ", ".join(f"{names[i]} at {heights[i]:,g}" for i in np.flatnonzero(~done))
    return f"{text} Not over yet: {still}." if still else text


def _dumbbell_text(table: pd.DataFrame, label: str, left: str, right: str, names: tuple[str, str], title: str) -> str:
    rows = zip(table[label], table[left], table[right], strict=True)
    said = "; ".join(f"{name} {_share(one)} and {_share(other)}" for name, one, other in rows)
    return f"Dumbbell chart: {title}. {names[0]} and {names[1]}: {said}."


def _alike(values: Sequence[float]) -> list[str]:
    """Numbers as text, all with as many decimals as the one that needs most, three at most."""
    decimals = max((len(f"{value:.3f}".rstrip("0").partition(".")[2]) for value in values), default=0)
    return [f"{value:,.{decimals}f}" for value in values]


def _share(value: float) -> str:
    return "not known" if pd.isna(value) else f"{value:.0%}"
