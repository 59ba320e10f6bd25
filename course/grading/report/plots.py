"""The plots of a report: SVG texts that print, whose marks differ by pattern and place and not by colour alone."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill

import matplotlib
from matplotlib.figure import Figure

from course.exercise.state import State
from course.grading.report.figures import Figures, counts

LOOKS = {  # Okabe and Ito's colours (2008), each with a pattern of its own
    State.RIGHT: ("#009E73", ""),
    State.PARTLY: ("#56B4E9", "//"),
    State.WRONG: ("#D55E00", "\\\\"),
    State.BROKEN: ("#CC79A7", "xx"),
    State.NOT_ATTEMPTED: ("#FFFFFF", ".."),
    State.NOT_JUDGED: ("#BBBBBB", ""),
}


@dataclass(frozen=True)
class Plot:
    """A plot: its picture as SVG, the finding that its title states, and what it shows in words."""

    svg: bytes
    title: str
    alt: str


def states(found: Sequence[Figures]) -> Plot:
    """How the answers to each exercise came out, as shares of the submissions."""
    shown = list(reversed(found))
    made = Figure(figsize=(8, 1.4 + 0.38 * len(shown)), layout="constrained")
    axes = made.subplots()
    left = [0.0] * len(shown)
    for state, (colour, hatch) in LOOKS.items():
        shares = [100 * one.states[state] / max(sum(one.states.values()), 1) for one in shown]
        if any(shares):
            axes.barh(
                [one.name for one in shown],
                shares,
                left=left,
                color=colour,
                hatch=hatch,
                edgecolor="black",
                label=str(state),
            )
        left = [one + other for one, other in zip(left, shares, strict=True)]
    title = _hardest(found)
    axes.set_title(fill(title, 70), loc="left", fontsize=11)
    axes.set_xlabel("share of the submissions, %")
    axes.set_xlim(0, 100)
    made.legend(loc="outside lower center", ncols=3, frameon=False)
    words = "; ".join(f"{one.name}: {counts(one)}" for one in found)
    return Plot(_svg(made), title, f"Bars of how the answers came out. {words}.")


def discrimination(found: Sequence[Figures]) -> Plot | None:
    """Difficulty against discrimination, an exercise a point; None where no discrimination is defined."""
    shown = [one for one in found if not math.isnan(one.discrimination) and not math.isnan(one.difficulty)]
    if not shown:
        return None
    made = Figure(figsize=(8, 4), layout="constrained")
    axes = made.subplots()
    axes.axhline(0, color="black", linewidth=0.8)
    axes.plot([one.difficulty for one in shown], [one.discrimination for one in shown], "o", color="#0072B2")
    for number, one in enumerate(sorted(shown, key=_place)):
        offset = (6, 6) if number % 2 else (6, -12)
        axes.annotate(one.name, _place(one), xytext=offset, textcoords="offset points", fontsize=8)
    title = _weakest(shown)
    axes.set_title(fill(title, 80), loc="left", fontsize=11)
    axes.set_xlabel("difficulty: mean share of the points earned (1: everybody has all)")
    axes.set_ylabel("discrimination")
    axes.set_xlim(-0.05, 1.15)
    words = "; ".join(
        f"{one.name}: difficulty {one.difficulty:.2f}, discrimination {one.discrimination:.2f}" for one in shown
    )
    return Plot(_svg(made), title, f"An exercise a point. {words}.")


def _hardest(found: Sequence[Figures]) -> str:
    known = [one for one in found if not math.isnan(one.difficulty)]
    if not known:
        return "Nothing was judged"
    least = min(known, key=_difficulty)
    return f"The class earned least in {least.name}: {least.difficulty:.0%} of its points"


def _weakest(found: Sequence[Figures]) -> str:
    least = min(found, key=_discrimination)
    return f"{least.name} tells least who does well in the rest of the lesson: r = {least.discrimination:.2f}"


def _difficulty(one: Figures) -> float:
    return one.difficulty


def _discrimination(one: Figures) -> float:
    return one.discrimination


def _place(one: Figures) -> tuple[float, float]:
    return one.difficulty, one.discrimination


def _svg(made: Figure) -> bytes:
    file = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "report", "svg.fonttype": "path", "hatch.linewidth": 0.6}):
        made.savefig(file, format="svg", metadata={"Date": None}, facecolor="white")
    return file.getvalue()
