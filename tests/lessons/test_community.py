"""Lesson 12's solved functions agree with plain loops and with scipy and statsmodels on random data."""

import math
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import gmean
from statsmodels.duration.survfunc import SurvfuncRight

from course import stats
from course.lesson.reference import solution

LESSON = "12-community"
START = pd.Timestamp("2026-06-14T00:00:00Z")
EDGES = (-0.001, 0.0, 0.001)  # seconds around the edge of a window
Quotas = dict[tuple[str, str], int]


def solved(name: str, *args: object) -> Any:
    """What the solved notebook's function `name` returns."""
    return solution(LESSON, name)(*args)


def trace(seed: int, window: int) -> pd.DataFrame:
    """Two hundred requests of six callers, two in three of them within a millisecond of the edge of a window."""
    rng = np.random.default_rng(seed)
    count = 200
    edges = window * rng.integers(0, 4, count) + rng.choice(EDGES, count)
    seconds = np.where(rng.random(count) < 2 / 3, edges, rng.uniform(0, 4 * window, count).round(3))
    caller = rng.integers(0, 6, count)
    uploads = [f"u{number}-{one}" for number, one in zip(caller, rng.integers(0, 3, count), strict=True)]
    return pd.DataFrame({
        "request_id": [f"r{number:04}" for number in rng.permutation(count)],
        "ts": START + pd.to_timedelta((1000 * seconds).round().astype("int64"), "ms"),
        "principal": [f"p{number}" for number in caller],
        "plan": np.where(caller < 3, "free", "pro"),
        "persona": np.where(caller < 2, "newcomer", "maintainer"),
        "bucket": rng.choice(["api", "pages"], count),
        "upload_id": [one if rng.random() < 0.4 else None for one in uploads],
    })  # fmt: skip


def quotas(seed: int) -> Quotas:
    """Small quotas for three of four pairs, zero among them."""
    rng = np.random.default_rng(seed)
    pairs = [("free", "api"), ("free", "pages"), ("pro", "api")]
    return {pair: int(rng.integers(0, 6)) for pair in pairs}


def looped(log: pd.DataFrame, limits: Quotas, window: int) -> list[bool]:
    """Whether each request is blocked, one after the other in whole milliseconds."""
    order = sorted(range(len(log)), key=lambda place: (log["ts"].iloc[place], log["request_id"].iloc[place]))
    used: Counter[tuple[str, str, int]] = Counter()
    found = [False] * len(log)
    for place in order:
        row = log.iloc[place]
        milliseconds = (row["ts"] - pd.Timestamp(0, tz="UTC")) // pd.Timedelta(milliseconds=1)
        key = (row["principal"], row["bucket"], milliseconds // (1000 * window))
        used[key] += 1
        limit = limits.get((row["plan"], row["bucket"]))
        found[place] = limit is not None and used[key] > limit
    return found


@pytest.mark.parametrize("window", [60, 300, 420])
@pytest.mark.parametrize("seed", range(4))
def test_blocked_is_what_a_plain_loop_finds_at_the_edges_of_windows(seed: int, window: int) -> None:
    log, limits = trace(seed, window), quotas(seed)
    found = solved("blocked", log, limits, window)
    assert found.tolist() == looped(log, limits, window)


@pytest.mark.parametrize("seed", range(4))
def test_impact_counts_what_a_plain_loop_counts(seed: int) -> None:
    log, limits = trace(seed, 300), quotas(seed)
    log["bad"] = looped(log, limits, 300)
    found = solved("rate_limit_impact", log.drop(columns="bad"), limits).set_index("persona")
    for persona, own in log.groupby("persona"):
        broken = set(own.loc[own["bad"], "upload_id"].dropna())
        hit = set(own.loc[own["bad"], "principal"])
        row = found.loc[persona]
        assert row["blocked"] == own["bad"].sum()
        assert row["blocked_share"] == pytest.approx(own["bad"].mean())
        assert row["principals_hit_share"] == pytest.approx(len(hit) / own["principal"].nunique())
        assert (row["uploads"], row["uploads_failed"]) == (own["upload_id"].nunique(), len(broken))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("q", [0.25, 0.5])
def test_the_median_of_waits_is_statsmodels(seed: int, q: float) -> None:
    rng = np.random.default_rng(seed)
    waits, seen = rng.integers(1, 40, 80).astype(float), rng.random(80) < 0.6
    curve = SurvfuncRight(waits, seen.astype(int))
    reached = curve.surv_times[curve.surv_prob <= 1 - q + 1e-12]
    wanted = reached[0] if len(reached) else math.nan
    assert stats.km_median(waits, seen, q) == pytest.approx(wanted, nan_ok=True)
    assert solution("04-failure", "km_median")(waits, seen, q) == pytest.approx(wanted, nan_ok=True)


@pytest.mark.parametrize("seed", range(6))
def test_the_index_is_scipys_geometric_mean(seed: int) -> None:
    rng = np.random.default_rng(seed)
    names = [f"measure {number}" for number in range(5)]
    base, now = (dict(zip(names, rng.uniform(1, 3, 5), strict=True)) for _ in range(2))
    up = {name: bool(rng.random() < 0.5) for name in names}
    ratios = [np.clip(now[name] / base[name] if up[name] else base[name] / now[name], 0.5, 2) for name in names]
    found = solved("health_index", now, base, up)
    assert found["index"] == pytest.approx(100 * gmean(ratios))
    assert sum(found["drivers"].values()) == pytest.approx(math.log(found["index"] / 100))


@pytest.mark.parametrize("seed", range(6))
def test_the_absence_factor_is_the_smallest_group_that_suffices(seed: int) -> None:
    rng = np.random.default_rng(seed)
    authors = [[f"p{number}" for number in rng.integers(0, 9, rng.integers(1, 4))] for _ in range(30)]
    weights: Counter[str] = Counter()
    for names in authors:
        for one in set(names):
            weights[one] += 1 / len(set(names))  # type: ignore[assignment]
    sizes = sorted(weights.values(), reverse=True)
    wanted = next(n for n in range(10) if sum(sizes[:n]) >= 0.5 * sum(sizes) - 1e-12)
    assert solved("absence_factor", pd.DataFrame({"authors": authors})) == wanted
