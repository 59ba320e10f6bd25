"""Places on a leaderboard: how they change between two rankings, and how far each may move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.plots.chart import BLUE, GREY, ORANGE, Chart, canvas, caption, legend

if TYPE_CHECKING:
    from huggingface_hub import HfApi

FAR = 10  # places
FALLS, RISES, STAYS = (f"falls {FAR} places or more", f"rises {FAR} places or more", "moves less")
LOOKS = {FALLS: (ORANGE, "--", "s", 1.8), RISES: (BLUE, "-", "o", 1.8), STAYS: ("#9A9A9A", "-", "", 0.8)}


def slope(
    table: pd.DataFrame, label: str, left: str, right: str, *, names: tuple[str, str], title: str, data: HfApi | str
) -> Chart:
    """A line a row of `table` from its rank in column `left` to that in `right`, rank 1 on top; `names` say of what.

    The rows that move far stand out; the first on the left and the one that falls furthest are named.
    """
    ranks = table[[left, right]].to_numpy(float)
    moved = ranks[:, 1] - ranks[:, 0]
    figure, axes = canvas(title, height=6.2)
    kinds = np.select([moved >= FAR, moved <= -FAR], [FALLS, RISES], STAYS)
    for kind, (colour, dash, marker, width) in reversed(LOOKS.items()):
        lines = ranks[kinds == kind].T
        if lines.size:
            drawn = axes.plot([0, 1], lines, dash, color=colour, marker=marker, markersize=5, linewidth=width)
            drawn[0].set_label(f"{kind} ({lines.shape[1]})")
    named = list(dict.fromkeys([int(np.argmin(ranks[:, 0])), int(np.argmax(moved))])) if len(ranks) else []
    axes.plot([0, 1], ranks[named[:1]].T, "-D", color="black", linewidth=1.8, markersize=5)
    for at in named:
        axes.annotate(str(table[label].iloc[at]), (1, ranks[at, 1]), (8, 0), textcoords="offset points", va="center")
    axes.set_xticks([0, 1], list(names))
    axes.set(xlim=(-0.05, 1.75), ylabel="rank, 1 is the best")
    axes.set_yticks([1, *range(10, len(ranks) + 1, 10)])
    axes.invert_yaxis()
    axes.grid(axis="x", visible=False)
    legend(figure)
    return Chart(figure, _slope_text(table[label].tolist(), ranks, kinds, title, names), caption(data))


def ranges(
    table: pd.DataFrame, label: str, rank: str, low: str, high: str, *, title: str, of: str, data: HfApi | str
) -> Chart:
    """A point at the rank of each row of `table`, and a bar from `low` to `high`: the ranks that `of` leaves open."""
    names, places = [str(name) for name in table[label]], table[[rank, low, high]].to_numpy(float)
    figure, axes = canvas(title, height=1.8 + 0.3 * len(names))
    rows = np.arange(len(names))
    axes.hlines(rows, places[:, 1], places[:, 2], color=GREY, linewidth=5, alpha=0.6, label=f"ranks under {of}")
    axes.plot(places[:, 0], rows, "D", color=BLUE, markersize=7, label="rank of the score")
    axes.set_yticks(rows, names)
    axes.grid(axis="y", visible=False)
    axes.set(ylim=(len(names) - 0.4, -0.6), xlabel="rank, 1 is the best")
    axes.set_xticks([1, *range(5, int(np.nanmax(places, initial=1)) + 1, 5)])
    legend(figure)
    said = "; ".join(
        f"{name} {one:.0f}, {least:.0f} to {most:.0f}" for name, (one, least, most) in zip(names, places, strict=True)
    )
    return Chart(figure, f"Forest plot: {title}. Rank, and its range under {of}: {said}.", caption(data))


def _slope_text(labels: list[str], ranks: np.ndarray, kinds: np.ndarray, title: str, names: tuple[str, str]) -> str:
    counts = ", ".join(f"{(kinds == kind).sum()} {kind.replace('s ', ' ', 1)}" for kind in LOOKS)
    first = np.argsort(ranks[:, 0], kind="stable")[:3]
    said = "; ".join(f"{labels[at]} from {ranks[at, 0]:.0f} to {ranks[at, 1]:.0f}" for at in first)
    between = f"{names[0]} to {names[1]}"
    return f"Slope chart of {len(labels)} models, {between}: {title}. {counts}. First on the left: {said}."
