"""Vectorised draws that hit a published share exactly, whatever the seed."""

from collections.abc import Mapping, Sequence
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def quota(shares: Sequence[float], n: int) -> npt.NDArray[np.int64]:
    """How many of `n` go to each share, by largest remainder."""
    exact = np.asarray(shares, float) / sum(shares) * n
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: n - int(whole.sum())]] += 1
    return whole


def labels(rng: np.random.Generator, shares: Sequence[float], n: int) -> npt.NDArray[np.int8]:
    """`n` class numbers in random order, each class as often as its share says."""
    return rng.permutation(np.repeat(np.arange(len(shares), dtype=np.int8), quota(shares, n)))


def by_group(
    rng: np.random.Generator, group: npt.NDArray[np.int8], mixes: Sequence[Mapping[str, float]], names: Sequence[str]
) -> npt.NDArray[np.int8]:
    """For each row an index into `names`, drawn from its group's mix by exact quotas."""
    out = np.zeros(len(group), np.int8)
    for number, mix in enumerate(mixes):
        rows = np.flatnonzero(group == number)
        drawn = labels(rng, list(mix.values()), len(rows))
        out[rows] = np.array([names.index(name) for name in mix], np.int8)[drawn]
    return out


def highest(score: Floats, share: float) -> Bools:
    """True for the `share` of rows with the highest score."""
    return top(score, round(share * len(score)))


def top(score: Floats, k: int) -> Bools:
    """True for the `k` rows with the highest score; ties by row."""
    chosen = np.zeros(len(score), bool)
    chosen[np.argsort(-score, kind="stable")[:k]] = True
    return chosen


def highest_by(score: Floats, group: npt.NDArray[np.int8], shares: Sequence[float]) -> Bools:
    """True for the highest rows of each group, as many as the group's share says."""
    chosen = np.zeros(len(score), bool)
    for number, share in enumerate(shares):
        rows = np.flatnonzero(group == number)
        chosen[rows] = highest(score[rows], share)
    return chosen


def ranked(score: Floats, values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """`values` given out so that a higher score gets a higher value."""
    out = np.empty_like(values)
    out[np.argsort(score, kind="stable")] = np.sort(values)
    return out


def spread_normal(rng: np.random.Generator, n: int) -> Floats:
    """`n` standard normal values, one from each n-th of the distribution, so that their mix hardly varies."""
    inverse = NormalDist().inv_cdf
    return np.array([inverse(u) for u in ((np.arange(n) + rng.uniform(0.001, 0.999, n)) / n).tolist()])


def shift_odds(p: Floats, by: float) -> Floats:
    """Probabilities moved by `by` on the logit scale."""
    odds = p / (1 - p) * np.exp(by)
    shifted: Floats = odds / (1 + odds)
    return shifted


def shift_to(p: Floats, weights: Floats, target: float) -> Floats:
    """Probabilities moved on the logit scale until their weighted mean is `target`."""
    low, high = -12.0, 12.0
    for _ in range(60):
        middle = (low + high) / 2
        mean = float((shift_odds(p, middle) * weights).sum() / weights.sum())
        low, high = (middle, high) if mean < target else (low, middle)
    return shift_odds(p, (low + high) / 2)
