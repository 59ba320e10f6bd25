"""Charts of a community: how long threads stay without an answer, and who comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.plots.chart import COLOURS, DASHES, GREY, Chart, canvas, caption, legend, percent
from course.plots.parts import LABEL, _ink
from course.plots.sessions import survival_curve

if TYPE_CHECKING:
    from huggingface_hub import HfApi

DAY = 24  # hours
HATCH = "////"


def silence(table: pd.DataFrame, naive: float, *, title: str, data: HfApi | str, days: float = 60) -> Chart:
    """The share of each group's threads still without an answer, over the first `days`; `naive` hours are marked.

    `table` has `group`, `hours` and `observed`; a wait that is not observed ends without an answer.
    """
    figure, axes = canvas(title)
    said = []
    for (name, own), colour, dash in zip(table.groupby("group"), COLOURS, DASHES, strict=False):
        times, left = survival_curve(own["hours"] / DAY, own["observed"])
        end = min(days, own["hours"].max() / DAY)
        shown = times <= end
        drawn = np.append(times[shown], end), np.append(left[shown], left[shown][-1])
        axes.step(*drawn, dash, where="post", color=colour, linewidth=2.2, label=str(name))
        said.append(f"{name} {_at(times, left, naive / DAY):.0%}, after {days:g} days {_at(times, left, days):.0%}")
    axes.axvline(naive / DAY, color=GREY, linewidth=1.5)
    axes.annotate(" median of the answered alone", (naive / DAY, 0.02), color=GREY)
    axes.axhline(0.5, color=GREY, linewidth=1, linestyle=":")
    axes.set(
        xlim=(0, days), ylim=(0, 1.02), xlabel="days since the thread was opened", ylabel="still without an answer"
    )
    percent(axes, "y")
    legend(figure)
    text = f"Survival curves: {title}. Still without an answer after {naive / DAY:.1f} days: {'; '.join(said)}."
    return Chart(figure, text, caption(data))


def _at(times: np.ndarray, left: np.ndarray, time: float) -> float:
    """The height of a curve at a time."""
    return float(left[np.searchsorted(times, time, side="right") - 1])


def cohorts(table: pd.DataFrame, *, title: str, data: HfApi | str) -> Chart:
    """A square for each cohort and month after it, the darker the fewer came back; a month not over is hatched.

    `table` has `cohort`, `size` and columns such as `m1`, shares from 0 to 1 that are missing where a month is open.
    """
    months = [str(name) for name in table if str(name).removeprefix("m").isdigit()]
    if table.empty or not months:
        return Chart(canvas(title)[0], f"Heat map: {title}. There is nothing to draw yet.", caption(data))
    shares = table[months].to_numpy(float)
    figure, axes = canvas(title, height=1.8 + 0.36 * len(table))
    image = axes.imshow(shares, cmap="cividis", aspect="auto", vmin=0, vmax=max(0.01, np.nanmax(shares, initial=0)))
    for (row, column), share in np.ndenumerate(shares):
        if np.isnan(share):
            axes.fill(*_square(row, column), facecolor="white", edgecolor=GREY, hatch=HATCH, linewidth=0)
            style = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
            axes.text(column, row, "not over", ha="center", va="center", color="black", fontsize=9, bbox=style)
        else:
            ink = _ink(image.cmap(image.norm(share)))
            axes.text(column, row, _percent(share), ha="center", va="center", color=ink, fontsize=LABEL)
    axes.set_xticks(range(len(months)), [f"{str(name)[1:]} later" for name in months], fontsize=LABEL)
    names = [f"{cohort}, {size:,} people" for cohort, size in zip(table["cohort"], table["size"], strict=True)]
    axes.set_yticks(range(len(table)), names, fontsize=LABEL)
    axes.set(xlabel="months after the first contribution; number: share of the cohort active in that month")
    axes.set_ylabel("month of the first contribution")
    axes.grid(visible=False)
    return Chart(figure, _cohorts_text(table, months, title), caption(data))


def _square(row: int, column: int) -> tuple[list[float], list[float]]:
    """The corners of a square of the grid, x and y."""
    left, right, low, high = column - 0.5, column + 0.5, row - 0.5, row + 0.5
    return [left, right, right, left], [low, low, high, high]


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", "\N{NO-BREAK SPACE}%")


def _cohorts_text(table: pd.DataFrame, months: list[str], title: str) -> str:
    said = []
    for row in table[["cohort", "size", *months]].itertuples(index=False):
        cohort, size, *shares = row
        told = ", ".join("not over" if pd.isna(share) else f"{share:.0%}" for share in shares)
        said.append(f"{cohort}, {size:,} people: {told}")
    head = f"Heat map: {title}. Share active {', '.join(str(name)[1:] for name in months)} months later"
    return f"{head}. {'; '.join(said)}."
