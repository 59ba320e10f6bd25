"""Figures with their uncertainty."""

import math
from collections.abc import Iterable, Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd

Z = NormalDist().inv_cdf(0.975)


def wilson(k: float, n: float) -> tuple[float, float]:
    """The 95 % Wilson interval of the share k of n, within [0, 1]; NaN twice where n is 0."""
    if not n:
        return math.nan, math.nan
    p = k / n
    centre = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return max(0.0, centre - half), min(1.0, centre + half)


def tau_b(x: Sequence[float], y: Sequence[float]) -> float:
    """Kendall's τ-b of two sides of the same pairs, from -1 to 1; NaN for fewer than 3 pairs or a constant side."""
    one, other = (np.sign(np.subtract.outer(side, side)) for side in (np.asarray(x, float), np.asarray(y, float)))
    untied = math.sqrt(float((one**2).sum()) * float((other**2).sum()))
    return float((one * other).sum()) / untied if len(x) >= 3 and untied else math.nan


def spearman(x: Iterable[float], y: Iterable[float]) -> float:
    """Spearman's rho of two sides of the same pairs, ties with the mean of their ranks; 0 where a side is constant."""
    sides = [pd.Series([*side], dtype=float).rank().to_numpy() for side in (x, y)]
    if len(sides[0]) < 2 or any(np.ptp(side) == 0 for side in sides):
        return 0.0
    return float(np.corrcoef(sides[0], sides[1])[0, 1])


def rho_within(score: Iterable[float], outcome: Iterable[float], group: Iterable[object]) -> float:
    """The mean of Spearman's rho within each group, weighted by size; a group that is all alike counts as 0."""
    table = pd.DataFrame({"score": [*score], "outcome": [*outcome], "group": [*group]})
    parts = [(len(part), spearman(part["score"], part["outcome"])) for _, part in table.groupby("group")]
    return sum(n * rho for n, rho in parts) / max(sum(n for n, _ in parts), 1)


def km_median(durations: Iterable[float | None], observed: Iterable[bool], q: float = 0.5) -> float:
    """The time by which a share `q` has ended, by the curve of Kaplan and Meier (1958); NaN where it never gets there.

    `observed` says whose time ended; at equal times, those who left without an end were still at risk.
    """
    table = pd.DataFrame({"time": list(durations), "ended": [bool(one) for one in observed]}).dropna(subset="time")
    counts = table.astype(float).groupby("time")["ended"].agg(["size", "sum"])
    at_risk = counts["size"][::-1].cumsum()[::-1]
    waiting = (1 - counts["sum"] / at_risk).cumprod()
    reached = waiting[(counts["sum"] > 0) & (waiting <= 1 - q + 1e-12)]
    return float(reached.index.min()) if len(reached) else float(np.nan)
