"""The plots of docs/practice-hub.md: published figures beside those of the practice Hub."""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from bench.simulate_marginals import MARGINALS
from course.simulate import cards
from course.simulate.calendar import KNOTS, RATES
from course.simulate.hub import Hub


def plot_shares(axes: Axes, hub: Hub) -> None:
    """Published and simulated shares, one line each."""
    rows = [(name, published, measure(hub)) for name, published, _, measure in MARGINALS if published < 1][::-1]
    for place, (_, published, value) in enumerate(rows):
        axes.plot([published, value], [place, place], color="0.7", zorder=1)
    axes.scatter([row[1] for row in rows], range(len(rows)), marker="o", s=36, color="#0072B2", label="published")
    axes.scatter([row[2] for row in rows], range(len(rows)), marker="D", s=20, color="#D55E00", label="practice")
    axes.set_yticks(range(len(rows)), [row[0] for row in rows], fontsize=8)
    axes.set(xlim=(0, 1), xlabel="share", title="Published shares and the practice Hub (simulated)")
    axes.legend(loc="lower right")
    axes.grid(axis="x", alpha=0.3)


def plot_tail(axes: Axes, hub: Hub) -> None:
    """How many models have at least so many downloads, with the published points."""
    counts = np.sort(hub.adoption.downloads[hub.adoption.downloads > 0])
    axes.step(counts, 0.295 * (1 - np.arange(len(counts)) / len(counts)), color="#D55E00", label="practice (simulated)")
    axes.scatter([1, 3, 73], [0.295, 0.1475, 0.0295], color="#0072B2", zorder=3, label="published, Feb 2026")
    axes.set(xscale="log", yscale="log", xlabel="downloads in 30 days, at least", ylabel="share of models")
    axes.set_title("Downloads: a third of the models, and a long tail")
    axes.legend()
    axes.grid(alpha=0.3)


def plot_cards(axes: Axes, hub: Hub) -> None:
    """The share of models with a card by downloads: published in 2022, and in practice."""
    bucket = np.searchsorted(cards.CARD_EDGES, hub.adoption.drawn, side="right")
    names = ["0", "1", "2–10", "11–100", "101–1k", "1k–10k", "10k–100k", "> 100k"]
    sizes = np.bincount(bucket, minlength=8)
    filled = [float(hub.cards.present[bucket == i].mean()) if sizes[i] else np.nan for i in range(8)]
    axes.plot(names, cards.CARD_BY_DOWNLOADS, "o-", color="#0072B2", label="published, Oct 2022")
    axes.plot(names, filled, "D-", color="#D55E00", label="practice (simulated), moved to July 2025")
    axes.set(ylim=(0, 1), xlabel="downloads in 30 days", ylabel="share with a card", title="Cards by downloads")
    axes.legend(loc="lower right")
    axes.grid(alpha=0.3)


def plot_arrivals(axes: Axes, hub: Hub) -> None:
    """New models a month, scaled to the whole Hub, and the published rates."""
    months = hub.world.created[hub.world.sentinel :].astype("datetime64[s]").astype("datetime64[M]")
    when, counts = np.unique(months, return_counts=True)
    scale = 2_700_000 / hub.models / 1000
    axes.bar(
        when[:-1].astype("datetime64[D]"),
        counts[:-1] * scale,
        width=25,
        color="#D55E00",
        alpha=0.6,
        label="practice, scaled",
    )
    axes.plot(KNOTS, RATES["models"], "o-", color="#0072B2", label="published rates")
    axes.set(ylabel="thousand new models a month", title="Arrivals (complete months)")
    axes.legend()


def draw(hub: Hub, folder: Path) -> None:
    """The four plots as SVG files."""
    mpl.use("Agg")
    mpl.rcParams.update({"svg.hashsalt": "practice", "svg.fonttype": "none", "figure.constrained_layout.use": True})
    folder.mkdir(parents=True, exist_ok=True)
    plots = {
        "shares": (plot_shares, (8, 8)),
        "downloads": (plot_tail, (7, 4)),
        "cards": (plot_cards, (7, 4)),
        "arrivals": (plot_arrivals, (7, 4)),
    }
    for name, (plot, size) in plots.items():
        figure, axes = plt.subplots(figsize=size)
        plot(axes, hub)
        figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
        plt.close(figure)
