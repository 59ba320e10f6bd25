"""The statistics of the acceptance tests, on values worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from course.simulate import measures


def test_gini_and_top_share() -> None:
    assert measures.gini([0, 1, 1, 6]) == 0.5625
    assert measures.top_share([0, 1, 1, 6], 0.01) == 0.75


def test_rank_correlations() -> None:
    assert measures.spearman([1, 2, 3], [10, 30, 20]) == pytest.approx(0.5)
    assert measures.kendall([1, 2, 3, 4, 4], [1, 3, 2, 4, 5]) == pytest.approx(0.7379, abs=1e-4)


def test_difference_in_differences() -> None:
    levels = {("a", True): (2.0, 2.4), ("b", False): (1.5, 1.7)}
    rows = [
        (repo, treated, week, np.expm1(pair[week >= 0])) for (repo, treated), pair in levels.items() for week in (-1, 0)
    ]
    panel = pd.DataFrame(rows, columns=["repo_id", "treated", "week", "downloads"])
    assert measures.did(panel)[0] == pytest.approx(0.2)


def test_effect_of_an_arm_counts_users_and_only_after_exposure() -> None:
    day = pd.Timestamp("2026-05-01", tz="UTC")
    arms = [("a", "control"), ("b", "control"), ("c", "treat"), ("d", "treat")]
    users = pd.DataFrame([(name, arm, day) for name, arm in arms], columns=["user_id", "arm", "exposed_at"])
    after, before = day + pd.Timedelta(hours=1), day - pd.Timedelta(hours=1)
    seen = [("a", after, 0), ("b", after, 1), ("c", after, 1), ("d", after, 1), ("d", after, 0), ("c", before, 0)]
    sessions = pd.DataFrame(seen, columns=["user_id", "ts", "success"])
    assert measures.arm_effect(users, sessions)[0] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("treated", "n", "verdict"), [(1.0, 4000, "pass"), (0.8, 4000, "fail"), (0.98, 30, "inconclusive")]
)
def test_guardrail(treated: float, n: int, verdict: str) -> None:
    counts = np.tile([1.0, 3.0], n)
    arms = {
        "arm": ["control"] * (2 * n) + ["treat"] * (2 * n),
        "uploads_post": np.concatenate([counts, treated * counts]),
    }
    assert measures.guardrail(pd.DataFrame(arms))[0] == verdict
