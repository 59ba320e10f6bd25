"""Lesson 6's solved functions agree with scipy, statsmodels and plain loops, and decide the four snapshots apart."""

import math
from collections import defaultdict
from statistics import fmean
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chisquare
from statsmodels.discrete.discrete_model import Poisson
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.weightstats import CompareMeans

from course.exercise import hubs
from course.hub.connect import connect, snapshot_of
from course.lesson.reference import solution
from course.simulate.plan import PLANS
from tests.lessons.live_cells import asked_live, places

LESSON = "06-experiment"
START = pd.Timestamp("2026-05-04T00:00:00Z")
PLAN = {"control": 0.5, "treat": 0.5}
SEGMENTS = ["developer", "enterprise", "researcher"]
seeds = pytest.mark.parametrize("seed", range(3))
many_seeds = pytest.mark.parametrize("seed", range(8))


def solved(name: str, *args: object) -> Any:
    """What the solved notebook's function `name` returns."""
    return solution(LESSON, name)(*args)


def plans(seed: int) -> tuple[float, float, float]:
    """A share before the test, alpha and power."""
    rng = np.random.default_rng(seed)
    return rng.uniform(0.02, 0.98), rng.choice([0.001, 0.01, 0.05, 0.1]), rng.choice([0.5, 0.8, 0.9])


def detected(p0: float, delta: float, n: int, alpha: float) -> float:
    """How often statsmodels finds an effect of `delta` on the side where it is."""
    size = abs(delta) / math.sqrt(p0 * (1 - p0))
    return float(NormalIndPower().power(size, n, alpha / 2, ratio=1, alternative="larger"))


@many_seeds
def test_the_smallest_visible_effect_is_found_as_often_as_was_asked(seed: int) -> None:
    p0, alpha, power = plans(seed)
    n = int(np.random.default_rng(seed).integers(20, 50_000))
    assert detected(p0, solved("mde", p0, n, alpha, power), n, alpha) == pytest.approx(power)


@many_seeds
def test_the_sample_is_the_smallest_that_suffices(seed: int) -> None:
    p0, alpha, power = plans(seed)
    delta = np.random.default_rng(seed).uniform(0.005, 0.2) * (-1) ** seed
    n = solved("sample_size", p0, delta, alpha, power)
    assert n == 1 or detected(p0, delta, n - 1, alpha) < power
    assert detected(p0, delta, n, alpha) >= power


def experiment(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Exposures and sessions of 300 users: some shown twice, some shown both arms, some sessions early or unknown."""
    rng = np.random.default_rng(seed)
    names = [f"u{number:03}" for number in rng.permutation(300)]
    of = pd.DataFrame({"user_id": names, "segment": rng.choice(SEGMENTS, 300), "arm": rng.choice([*PLAN], 300)})
    again = of.sample(60, random_state=seed)
    changed = of.sample(12, random_state=seed + 1).assign(arm=rng.choice([*PLAN], 12))
    users = pd.concat([of, again, changed], ignore_index=True)
    users["exposed_at"] = START + pd.to_timedelta(rng.integers(0, 500, len(users)), unit="h")
    met = pd.DataFrame({"user_id": rng.choice([*names, "stranger"], 1_500)})
    met["ts"] = START + pd.to_timedelta(rng.integers(0, 700, 1_500), unit="h")
    met["success"] = pd.Series(rng.choice([0.0, 1.0, 1.0, math.nan], 1_500)).astype("Int64")
    return users.sample(frac=1, random_state=seed), met


def looped(users: pd.DataFrame, sessions: pd.DataFrame) -> dict[tuple[str, str], list[float]]:
    """Each kept user's rate by segment and arm, with plain loops."""
    seen: dict[str, set[str]] = defaultdict(set)
    exposed: dict[str, pd.Timestamp] = {}
    kind: dict[str, str] = {}
    for name, segment, arm, moment in users[["user_id", "segment", "arm", "exposed_at"]].to_numpy():
        seen[name].add(arm)
        exposed[name] = min(moment, exposed.get(name, moment))
        kind[name] = segment
    ended: dict[str, list[int]] = defaultdict(list)
    for name, moment, success in sessions[["user_id", "ts", "success"]].to_numpy():
        if len(seen[name]) == 1 and success is not pd.NA and moment >= exposed[name]:
            ended[name].append(success)
    rates: dict[tuple[str, str], list[float]] = defaultdict(list)
    for name, successes in ended.items():
        rates[kind[name], next(iter(seen[name]))].append(fmean(successes))
    return rates


def compared(control: list[float], treat: list[float]) -> tuple[float, float, float]:
    """statsmodels' interval of treat minus control with unequal variances, and its p value."""
    means = CompareMeans.from_data(treat, control)
    low, high = means.zconfint_diff(usevar="unequal")
    return low, high, means.ztest_ind(usevar="unequal")[1]


@seeds
def test_the_split_is_scipys_chi_square(seed: int) -> None:
    users, _ = experiment(seed)
    share = np.random.default_rng(seed).uniform(0.3, 0.7)
    arms = users.groupby("user_id")["arm"].agg(lambda one: "+".join(sorted(set(one)))).value_counts()
    expected = [share * arms[[*PLAN]].sum(), (1 - share) * arms[[*PLAN]].sum()]
    chi2, p_value = chisquare(arms[[*PLAN]], expected)
    found = solved("srm_check", users, {"control": share, "treat": 1 - share})
    assert found == pytest.approx({
        "n": arms[[*PLAN]].sum(), "contaminated": arms.get("control+treat", 0), "chi2": chi2, "p_value": p_value,
        "ok": p_value >= 0.001,
    })  # fmt: skip


@seeds
def test_the_effect_is_statsmodels_interval_of_the_users_rates(seed: int) -> None:
    users, sessions = experiment(seed)
    rates = looped(users, sessions)
    control, treat = ([rate for one in SEGMENTS for rate in rates[one, arm]] for arm in PLAN)
    low, high, p_value = compared(control, treat)
    assert solved("arm_effect", users, sessions) == pytest.approx({
        "n_control": len(control), "n_treat": len(treat), "control": fmean(control), "treat": fmean(treat),
        "diff": fmean(treat) - fmean(control), "ci_low": low, "ci_high": high, "p_value": p_value,
    })  # fmt: skip


@seeds
def test_each_segment_has_its_own_interval_and_holms_p_value(seed: int) -> None:
    users, sessions = experiment(seed)
    rates = looped(users, sessions)
    wanted = [compared(rates[one, "control"], rates[one, "treat"]) for one in SEGMENTS]
    found = solved("segment_effects", users, sessions)
    assert found["segment"].tolist() == SEGMENTS
    assert found[["ci_low", "ci_high", "p"]].to_numpy() == pytest.approx(np.array(wanted))
    significant, adjusted, *_ = multipletests([p for *_, p in wanted], method="holm")
    assert found["p_holm"].tolist() == pytest.approx(adjusted)
    assert found["significant"].tolist() == significant.tolist()


@many_seeds
def test_adjusted_p_values_are_statsmodels(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.choice([*rng.random(4), *rng.random(4) / 50], rng.integers(1, 12)).tolist()
    _, adjusted, *_ = multipletests(values, method="holm")
    assert solved("holm", values) == pytest.approx(adjusted)


@seeds
def test_the_ratio_is_a_log_linear_models_with_robust_errors(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(150, 400, 2)
    posted = [rng.negative_binomial(0.5, 0.3, size).astype(float) for size in sizes]
    table = pd.DataFrame({"arm": np.repeat([*PLAN], sizes), "uploads_post": np.concatenate(posted)})
    arms = np.repeat(np.eye(2), sizes, axis=0)
    model = Poisson(table["uploads_post"].to_numpy(), arms).fit(disp=0, cov_type="HC0")
    # the robust variance of a log mean divides by n; the sample variance divides by n − 1
    half = 1.959964 * math.sqrt((model.bse**2 * sizes / (sizes - 1)).sum())
    logs = model.params[1] - model.params[0] + np.array([0, -half, half])
    found = solved("ratio_interval", table.sample(frac=1, random_state=seed))
    assert found == pytest.approx(np.exp(logs), rel=1e-5)
    verdict = solved("upload_guardrail", table, 0.05)["verdict"]
    assert verdict == ("pass" if found[1] > 0.95 else "fail" if found[2] < 0.95 else "inconclusive")


def test_a_decision_of_its_own_is_found_on_each_snapshot() -> None:
    found = {}
    for slot in ("s0", *hubs.SLOTS):
        snapshot = snapshot_of(connect("practice") if slot == "s0" else hubs.hub(slot))
        assert snapshot is not None
        users, sessions, uploads = (snapshot.log(name) for name in ("ab_users", "ab_sessions", "ab_uploads"))
        split, effect = solved("srm_check", users, PLAN), solved("arm_effect", users, sessions)
        found[slot] = solved("ship_decision", split, effect, solved("upload_guardrail", uploads))
    assert found == {"s0": "ship", "s1": "hold", "s2": "invalid", "s3": "extend"}
    assert found == {name: plan.decision for name, plan in PLANS.items()}


def test_the_live_cell_asks_at_most_twice_and_stands_beside_practice_and_published_figures() -> None:
    shown, hub = asked_live(LESSON, "live_uploaders")
    assert places(shown) == ["practice", "stand-in for live at 127.0.0.1", "published", "published"]
    assert list(shown.rows[0].values.values()) == list(shown.rows[1].values.values())
    assert 1 <= len(hub.asked) <= 2
