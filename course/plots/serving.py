"""Charts of a service: how long answers take, how fast a budget burns, what a choice costs, and who earns."""

from __future__ import annotations

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
    from matplotlib.axes import Axes

TAIL = 0.95


def tails(table: pd.DataFrame, by: str, *, title: str, data: HfApi | str) -> Chart:
    """For each group of `table` by the column `by`, the share of `latency_ms` that is at most so long; p95 marked."""
    figure, axes = canvas(title, height=4.6)
    said = []
    for (name, own), colour, dash in zip(table.groupby(by), COLOURS, DASHES, strict=False):
        times = np.sort(own["latency_ms"].dropna().to_numpy(float))
        if not len(times):
            continue
        # a thousand steps look the same as a hundred thousand, and are drawn at once
        share = np.linspace(0, 1, min(len(times), 1_000) + 1)[1:]
        axes.plot(np.quantile(times, share), share, dash, color=colour, linewidth=2.2, label=str(name))
        slow = float(np.quantile(times, TAIL))
        said.append(f"{name} {np.median(times):,.0f} and {slow:,.0f}")
    axes.axhline(TAIL, color=GREY, linewidth=1.5)
    axes.annotate("p95", (0.01, TAIL), (0, 4), xycoords=("axes fraction", "data"), textcoords="offset points")
    axes.set(xscale="log", ylim=(0, 1.02), xlabel="latency in ms, each step ten times the one before")
    axes.set_ylabel("share answered by then")
    _plain(axes, "x")
    percent(axes, "y")
    legend(figure)
    return Chart(figure, f"Cumulative curves: {title}. Median and p95 in ms: {'; '.join(said)}.", caption(data))


def burn(report: pd.DataFrame, *, title: str, data: HfApi | str) -> Chart:
    """One bar a day of `report`, its `burn_rate`, hatched above 1; days without requests are named."""
    figure, axes = canvas(title)
    days, rates = [str(day) for day in report["day"]], report["burn_rate"].to_numpy(float)
    over = rates > 1
    for which, colour, hatch, name in ((~over, BLUE, "", "within its budget"), (over, ORANGE, "///", "above it")):
        if which.any():
            drawn = np.nan_to_num(rates[which])
            axes.bar(np.flatnonzero(which), drawn, 0.8, color=colour, hatch=hatch, edgecolor="white", label=name)
    for place in np.flatnonzero(np.isnan(rates)):
        axes.annotate("no requests", (place, 0), (0, 4), textcoords="offset points", rotation=90, ha="center")
    axes.axhline(1, color=GREY, linewidth=1.5)
    label_some(axes, days, most=16)
    axes.set(ylabel="burn rate, 1 is the day's budget", ylim=(0, 1.15 * max(1.0, np.nanmax(rates, initial=1.0))))
    axes.grid(axis="x", visible=False)
    legend(figure)
    told = ", ".join(f"{day} {_number(rate)}" for day, rate in zip(days, rates, strict=True))
    return Chart(figure, f"Bar chart: {title}. Burn rate by day: {told}.", caption(data))


def by_length(table: pd.DataFrame, cliff: float | None = None, *, title: str, data: HfApi | str) -> Chart:
    """One line a column of `table`, its p95 in ms over the upper edges of lengths in the index; `cliff` is marked."""
    figure, axes = canvas(title, height=4.6)
    for name, colour, dash, marker in zip(table.columns, COLOURS, DASHES, MARKERS, strict=False):
        axes.plot(table.index, table[name], dash, color=colour, marker=marker, linewidth=2, label=str(name))
    axes.set(xscale="log", yscale="log", xlabel="input length, upper edge of the bucket, in tokens")
    axes.set_ylabel("p95 latency in ms")
    axes.set_xticks(list(table.index), [f"{edge:,}" for edge in table.index])
    axes.minorticks_off()
    _plain(axes, "y")
    if cliff is not None and not pd.isna(cliff):
        axes.axvline(cliff, color=GREY, linewidth=1.5)
        axes.annotate(f"{cliff:,.0f} ", (cliff, 0.97), xycoords=("data", "axes fraction"), ha="right", va="top")
    legend(figure)
    told = "; ".join(f"{name} {', '.join(_number(value, 0) for value in table[name])}" for name in table.columns)
    lengths = ", ".join(f"{edge:,}" for edge in table.index)
    return Chart(figure, f"Line chart: {title}. p95 in ms at lengths up to {lengths}: {told}.", caption(data))


def front(table: pd.DataFrame, *, title: str, data: HfApi | str) -> Chart:
    """Each row of `table` at its `p95_ms` and `usd_per_1m_tokens`, a shape a `runtime`; those with `pareto` named."""
    figure, axes = canvas(title, height=5.0)
    known = table.dropna(subset=["p95_ms", "usd_per_1m_tokens"])
    shapes = dict(zip(dict.fromkeys(known["runtime"]), zip(COLOURS, MARKERS, strict=True), strict=False))
    for name, (colour, marker) in shapes.items():
        own = known[known["runtime"] == name]
        inside = [colour if left else "white" for left in own["pareto"]]
        drawn = {"edgecolors": colour, "marker": marker, "s": 70, "linewidths": 1.6, "zorder": 3}
        axes.scatter(own["p95_ms"], own["usd_per_1m_tokens"], c=inside, **drawn)
        axes.plot([], [], marker, color=colour, label=str(name))  # a filled sign for the legend
    best = known[known["pareto"].astype(bool)].sort_values("p95_ms")
    axes.step(best["p95_ms"], best["usd_per_1m_tokens"], where="post", color=GREY, linewidth=1.2)
    _name_front(axes, best)
    axes.set(xscale="log", ylim=(0, None), xlabel="p95 latency in ms; filled signs are on the front")
    axes.set_ylabel("USD for a million tokens")
    _plain(axes, "x", subs=(1.0, 2.0, 5.0))
    legend(figure)
    rows = zip(best["runtime"], best["gpu"], best["p95_ms"], best["usd_per_1m_tokens"], strict=True)
    told = "; ".join(f"{runtime} on {gpu} at {ms:,.0f} ms and {usd:.2f} USD" for runtime, gpu, ms, usd in rows)
    return Chart(figure, f"Scatter chart: {title}. {len(known)} choices; on the front: {told}.", caption(data))


def profits(table: pd.DataFrame, *, title: str, data: HfApi | str) -> Chart:
    """What each row of `table` keeps, `revenue_usd` less `cost_usd`, from the largest loss to the largest gain."""
    figure, axes = canvas(title)
    kept = np.sort((table["revenue_usd"] - table["cost_usd"]).to_numpy(float))
    places = np.arange(1, len(kept) + 1)
    for which, colour, hatch, name in ((kept < 0, ORANGE, "///", "loses money"), (kept >= 0, BLUE, "", "earns")):
        if which.any():
            drawn = axes.fill_between(places[which], kept[which], step="mid", color=colour, hatch=hatch, label=name)
            drawn.set(edgecolor="white", linewidth=0)
    axes.axhline(0, color=GREY, linewidth=1)
    axes.set(xlabel="endpoints, from the largest loss to the largest gain", ylabel="USD kept in the month")
    legend(figure)
    lost, won = kept[kept < 0], kept[kept >= 0]
    told = f"{len(lost)} of {len(kept)} lose {abs(lost.sum()):,.0f} USD together, the others earn {won.sum():,.0f} USD"
    return Chart(figure, f"Area chart: {title}. {told}.", caption(data))


def _name_front(axes: Axes, best: pd.DataFrame) -> None:
    """Name what is on the front, below and to the left of it: nothing else can stand there."""
    columns = ["p95_ms", "usd_per_1m_tokens", "runtime", "gpu"]
    for place, (x, y, runtime, gpu) in enumerate(best[columns].itertuples(index=False)):
        side = "right" if place else "left"  # the first one stands at the left edge of the picture
        below = (0, -11 if place % 2 == 0 else -27)  # close neighbours stand in two lines
        text = f"{runtime}, {gpu}"
        axes.annotate(text, (x, y), below, textcoords="offset points", fontsize=9, ha=side, va="top")


def _plain(axes: Axes, which: str, subs: tuple[float, ...] = (1.0,)) -> None:
    """Numbers on a logarithmic axis as they are read, not as powers of ten; `subs` are named in each decade."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(LogLocator(subs=subs))
    axis.set_major_formatter(FuncFormatter(_readable))
    axis.set_minor_formatter(NullFormatter())


def _readable(value: float, _place: int | None = None) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _number(value: float, decimals: int = 2) -> str:
    return "not known" if pd.isna(value) else f"{value:,.{decimals}f}"
