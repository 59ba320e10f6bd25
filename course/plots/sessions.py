"""Charts of what happens in sessions: how far they get, and how long they wait."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.plots.chart import COLOURS, DASHES, GREY, HATCHES, Chart, canvas, caption, legend, percent

if TYPE_CHECKING:
    from huggingface_hub import HfApi


def funnel(table: pd.DataFrame, *, title: str, data: HfApi | str) -> Chart:
    """The share of each segment's sessions that reach each step; `table` has `segment`, `step` and `cum_rate`."""
    steps = [str(step) for step in dict.fromkeys(table["step"])]
    segments = [str(segment) for segment in dict.fromkeys(table["segment"])]
    rates = {name: own.set_index("step")["cum_rate"].reindex(steps).tolist() for name, own in table.groupby("segment")}
    figure, axes = canvas(title, height=1.6 + 0.9 * len(steps))
    for place, (segment, colour, hatch) in enumerate(zip(segments, COLOURS, HATCHES, strict=False)):
        rows = np.arange(len(steps)) + 0.86 * ((place + 0.5) / len(segments) - 0.5)
        colour = GREY if segment == "all" else colour
        drawn = axes.barh(rows, rates[segment], 0.8 / len(segments), color=colour, hatch=hatch, label=segment)
        axes.bar_label(drawn, [_share(rate) for rate in rates[segment]], padding=3, fontsize=9)
    axes.set_yticks(range(len(steps)), steps)
    axes.grid(axis="y", visible=False)
    axes.set(xlim=(0, 1.06), ylim=(len(steps) - 0.5, -0.5), xlabel=f"share of sessions with a {steps[0]}")
    percent(axes, "x")
    legend(figure)
    said = [f"{name}: " + ", ".join(f"{s} {_share(rates[s][n])}" for s in segments) for n, name in enumerate(steps)]
    return Chart(figure, f"Funnel: {title}. {'; '.join(said)}.", caption(data))


def survival(
    table: pd.DataFrame, naive: float, *, title: str, goal: str = "a working call", data: HfApi | str
) -> Chart:
    """The Kaplan-Meier curve of each segment, `naive` marked; `table` has `segment, duration_s, observed`."""
    figure, axes = canvas(title)
    said = []
    right = 1.02 * max(naive, table.loc[table["observed"].astype(bool), "duration_s"].max())
    for (name, own), colour, dash in zip(table.groupby("segment"), COLOURS, DASHES, strict=False):
        times, left = survival_curve(own["duration_s"], own["observed"])
        seen = min(right, max(times[-1], own["duration_s"].max()))
        drawn = np.append(times, seen), np.append(left, left[-1])
        axes.step(*drawn, dash, where="post", color=colour, linewidth=2.2, label=str(name))
        at_naive = float(left[np.searchsorted(times, naive, side="right") - 1])
        said.append(f"{name} {at_naive:.0%}, at the end {left[-1]:.0%}")
    axes.axvline(naive, color=GREY, linewidth=1.5)
    axes.annotate(" median of successes alone", (naive, 0.02), color=GREY)
    axes.axhline(0.5, color=GREY, linewidth=1, linestyle=":")
    axes.set(xlim=(0, right), ylim=(0, 1.02), xlabel="seconds since the first query, up to the last success")
    axes.set_ylabel(f"still without {goal}")
    percent(axes, "y")
    legend(figure)
    text = f"Survival curves: {title}. Still without {goal} after {naive:.0f} s: {'; '.join(said)}."
    return Chart(figure, text, caption(data))


def survival_curve(durations: Iterable[float], observed: Iterable[bool]) -> tuple[np.ndarray, np.ndarray]:
    """The times of successes, from 0, and the Kaplan-Meier share still waiting after each."""
    table = pd.DataFrame({"time": list(durations), "ok": [bool(one) for one in observed]}).dropna().astype(float)
    counts = table.groupby("time")["ok"].agg(["size", "sum"])
    at_risk = counts["size"][::-1].cumsum()[::-1]
    left = (1 - counts["sum"] / at_risk).cumprod()[counts["sum"] > 0]
    return np.concatenate([[0.0], left.index.to_numpy(float)]), np.concatenate([[1.0], left.to_numpy(float)])


def _share(rate: float) -> str:
    return "not known" if pd.isna(rate) else f"{rate:.0%}"
