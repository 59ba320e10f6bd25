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
