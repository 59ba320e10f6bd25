"""What an experiment with two arms says: who counts, whether the split held, effects with their intervals.

These are the functions of lesson 6, under the names that a learner gives them, so that whoever left one out can go on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from statistics import NormalDist, fmean, variance

import numpy as np
import pandas as pd

Z = NormalDist().inv_cdf(0.975)
KEPT = ["user_id", "segment", "arm", "exposed_at"]


def clean_users(users: pd.DataFrame) -> pd.DataFrame:
    """One row a user who saw one arm, sorted by `user_id`: segment, arm and first exposure."""
    arms = users.drop_duplicates(["user_id", "arm"])["user_id"].value_counts()
    rows = users[~users["user_id"].isin(arms.index[arms > 1])]
    first = rows.sort_values("exposed_at", kind="stable").drop_duplicates("user_id")
    return first.sort_values("user_id", ignore_index=True)[KEPT]


def srm_check(users: pd.DataFrame, expected: Mapping[str, float], alpha: float = 0.001) -> dict[str, float]:
    """Whether the kept users are split as `expected` says: n, contaminated, chi2, p_value and ok.

    Raises ValueError for an arm that is not in `expected`.
    """
    unknown = set(users["arm"]) - set(expected)
    if unknown:
        raise ValueError(f"{sorted(map(str, unknown))[0]!r} is no arm of the plan; it has: {', '.join(expected)}.")
    kept = clean_users(users)
    n = len(kept)
    planned = {arm: n * share for arm, share in expected.items()}
    apart = ((int(kept["arm"].eq(arm).sum()) - many) ** 2 / many for arm, many in planned.items())
    chi2 = sum(apart) if n else math.nan
    p_value = math.erfc(math.sqrt(chi2 / 2))
    found = {"n": n, "contaminated": users["user_id"].nunique() - n, "chi2": chi2, "p_value": p_value}
    return found | {"ok": p_value >= alpha}


def user_rates(users: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """The share of successful sessions of each kept user from the first exposure on: user_id, segment, arm, rate.

    Sessions without `success` do not count, and a user without a session that counts has no row.
    """
    kept = clean_users(users).set_index("user_id")
    moment = pd.Series(kept["exposed_at"].reindex(sessions["user_id"]).array, index=sessions.index)
    counted = sessions[(sessions["ts"] >= moment) & sessions["success"].notna()]
    totals = counted.assign(success=counted["success"].astype(float)).groupby("user_id")["success"].agg(["sum", "size"])
    rates = (totals["sum"] / totals["size"]).rename("rate")
    return kept.join(rates, how="inner").sort_index().reset_index()[["user_id", "segment", "arm", "rate"]]


def arm_effect(users: pd.DataFrame, sessions: pd.DataFrame) -> dict[str, float]:
    """The mean rate of each arm and their difference, treat minus control, with its 95 % interval and p value."""
    rates = user_rates(users, sessions)
    control, treat = (rates.loc[rates["arm"] == arm, "rate"].tolist() for arm in ("control", "treat"))
    means = [fmean(arm) if arm else math.nan for arm in (control, treat)]
    diff, se = means[1] - means[0], math.sqrt(_squared_error(control) + _squared_error(treat))
    found = {"n_control": len(control), "n_treat": len(treat), "control": means[0], "treat": means[1], "diff": diff}
    p_value = math.erfc(abs(diff) / se / math.sqrt(2)) if se > 0 else math.nan
    return found | {"ci_low": diff - Z * se, "ci_high": diff + Z * se, "p_value": p_value}


def _squared_error(values: list[float]) -> float:
    """The squared standard error of a mean; NaN for fewer than two values."""
    return variance(values) / len(values) if len(values) > 1 else math.nan


def ratio_interval(uploads: pd.DataFrame) -> tuple[float, float, float]:
    """Mean later uploads of treat over control, and the ends of its 95 % interval; NaN where a mean is 0 or unknown."""
    known = uploads.dropna(subset=["uploads_post"])
    control, treat = (known.loc[known["arm"] == arm, "uploads_post"].astype(float) for arm in ("control", "treat"))
    if not (control.mean() > 0 and treat.mean() > 0):
        return math.nan, math.nan, math.nan
    relative = [_squared_error(arm.tolist()) / arm.mean() ** 2 for arm in (control, treat)]
    ratio, half = treat.mean() / control.mean(), Z * math.sqrt(sum(relative))
    return ratio, ratio * math.exp(-half), ratio * math.exp(half)


def upload_guardrail(uploads: pd.DataFrame, margin: float = 0.05) -> dict[str, float | str]:
    """Whether the loss of uploads is shown to be smaller than `margin` (pass), larger (fail), or neither."""
    ratio, low, high = ratio_interval(uploads)
    verdict = "pass" if low > 1 - margin else "fail" if high < 1 - margin else "inconclusive"
    return {"ratio": ratio, "ci_low": low, "ci_high": high, "verdict": verdict}


def holm(p: Iterable[float | None]) -> list[float]:
    """Holm's adjusted p values, in the order of `p`; a missing one stays missing and is not counted."""
    given = [math.nan if pd.isna(one) else float(one) for one in p]
    order = [place for place in np.argsort(given, kind="stable").tolist() if not math.isnan(given[place])]
    adjusted, least = [math.nan] * len(given), 0.0
    for step, place in enumerate(order):
        least = max(least, min(1.0, (len(order) - step) * given[place]))
        adjusted[place] = least
    return adjusted
