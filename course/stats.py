"""Figures with their uncertainty."""

import math
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)


def wilson(k: float, n: float) -> tuple[float, float]:
    """The 95 % Wilson interval of the share k of n, within [0, 1]; NaN twice where n is 0."""
    if not n:
        return math.nan, math.nan
    p = k / n
    centre = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return max(0.0, centre - half), min(1.0, centre + half)
