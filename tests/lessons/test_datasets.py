"""Lesson 8's estimates agree with statsmodels on random data, and find in the graded Hubs what was planted there."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from course.exercise import hubs
from course.lesson.reference import solution
from course.simulate.plan import PLANS
from exercises.datasets.adoption import adoption
from exercises.datasets.panels import unseen
from tests.lessons.live_cells import asked_live, places

formula = pytest.importorskip("statsmodels.formula.api")
each_seed = pytest.mark.parametrize("seed", range(4))
each_slot = pytest.mark.parametrize("slot", hubs.SLOTS)
WEEKS = range(-8, 8)


def solved(name: str, *args: object) -> Any:
    """What the solved notebook's function `name` returns."""
    return solution("08-datasets", name)(*args)


def strata(seed: int, *, balanced: bool) -> pd.DataFrame:
    """Random rows in five strata with effects of their own; the share of treated is the same in all if `balanced`."""
    rng = np.random.default_rng(seed)
    frames = []
    for place in range(5):
        n = int(rng.integers(4, 40)) * 10
        treated = np.arange(n) < (n // 2 if balanced else int(n * rng.uniform(0.2, 0.8)))
        y = place * 0.7 + (0.3 + 0.2 * place) * treated + rng.normal(0, 0.3, n)
        frames.append(pd.DataFrame({"kind": f"k{place}", "card": treated.astype(int), "y": y}))
    return pd.concat(frames, ignore_index=True)


def panel(seed: int, *, trend: float = 0.0, effect: float = 0.3) -> pd.DataFrame:
    """A random panel in which every model has every week, with a common drift; the treated have a `trend` beside it."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(24):
        level, treated = rng.normal(4, 1), number % 2 == 0
        for week in WEEKS:
            own = effect * (week >= 0) + trend * week
            y = level + 0.02 * week + own * treated + rng.normal(0, 0.1)
            rows.append((f"m{number:02}", treated, week, np.expm1(y)))
    return pd.DataFrame(rows, columns=["repo_id", "treated", "week", "downloads"])


@each_seed
def test_equal_shares_of_treated_make_strata_and_dummies_agree(seed: int) -> None:
    # a regression weighs a stratum by n·p·(1 − p), the definition by n: the same where p is the same everywhere
    rows = strata(seed, balanced=True)
    ours = solved("stratified_effect", rows, "y", "card", ["kind"])["stratified"]
    theirs = formula.ols("y ~ card + C(kind)", data=rows).fit().params["card"]
    assert ours == pytest.approx(theirs, rel=1e-9)


@each_seed
def test_strata_and_dummies_have_one_sign_and_differ_by_their_weights_alone(seed: int) -> None:
    rows = strata(seed, balanced=False)
    ours = solved("stratified_effect", rows, "y", "card", ["kind"])["stratified"]
    theirs = formula.ols("y ~ card + C(kind)", data=rows).fit().params["card"]
    means = solved("strata_means", rows, "y", "card", ["kind"])
    gaps = means["treated"] - means["untreated"]
    share = rows.groupby("kind")["card"].mean().to_numpy()
    assert np.sign(ours) == np.sign(theirs)
    assert gaps.min() <= min(ours, theirs) <= max(ours, theirs) <= gaps.max()
    assert theirs == pytest.approx(np.average(gaps, weights=means["n"] * share * (1 - share)), rel=1e-9)


@each_seed
def test_saturated_regression_averaged_over_rows_is_the_stratified_gap(seed: int) -> None:
    rows = strata(seed, balanced=False)
    fitted = formula.ols("y ~ card * C(kind)", data=rows).fit()
    effect = (fitted.predict(rows.assign(card=1)) - fitted.predict(rows.assign(card=0))).mean()
    assert solved("stratified_effect", rows, "y", "card", ["kind"])["stratified"] == pytest.approx(effect, rel=1e-8)


@each_seed
def test_two_way_fixed_effects_are_the_difference_in_differences(seed: int) -> None:
    weeks = panel(seed)
    rows = weeks.assign(y=np.log1p(weeks["downloads"]), on=(weeks["treated"] & weeks["week"].ge(0)).astype(int))
    theirs = formula.ols("y ~ on + C(repo_id) + C(week)", data=rows).fit().params["on"]
    found = solved("did_effect", weeks, 400)
    assert found["att"] == pytest.approx(theirs, rel=1e-8)
    assert found["ci_low"] < found["att"] < found["ci_high"]
    assert abs(found["att"] - 0.3) < 0.06


def event_study(weeks: pd.DataFrame) -> pd.DataFrame:
    """The table that the lesson's event study draws: the gap of each week, with its interval."""
    moved = {week: solved("changes", weeks, range(-8, 0), [week]) for week in WEEKS}
    return pd.DataFrame({week: solved("gap_interval", table) for week, table in moved.items()}).T


@each_seed
def test_the_event_study_is_a_regression_with_an_effect_in_each_week(seed: int) -> None:
    # a regression compares with one week, the lesson with the mean of the eight before the edit
    weeks = panel(seed)
    rows = weeks.assign(y=np.log1p(weeks["downloads"]))
    names = {week: f"treated_in_{place}" for place, week in enumerate(WEEKS)}
    for week, name in names.items():
        rows[name] = (rows["treated"] & rows["week"].eq(week)).astype(int)
    others = " + ".join(list(names.values())[1:])
    fitted = formula.ols(f"y ~ C(repo_id) + C(week) + {others}", data=rows).fit()
    gaps = pd.Series({week: fitted.params.get(name, 0.0) for week, name in names.items()})
    study = event_study(weeks)
    assert study["gap"].to_numpy() == pytest.approx((gaps - gaps.loc[-8:-1].mean()).to_numpy(), rel=1e-7, abs=1e-9)
    assert (study["low"] < study["gap"]).all()
    assert (study["gap"] < study["high"]).all()


def test_a_trend_before_the_edit_shows_and_none_is_invented() -> None:
    steep, flat = (solved("did_effect", panel(0, trend=trend, effect=0.0), 400) for trend in (0.05, 0.0))
    assert steep["pre_low"] > 0, "the groups did not move alike"
    assert steep["att"] == pytest.approx(8 * 0.05, abs=0.06), "a trend looks like an effect"
    assert flat["pre_low"] < 0 < flat["pre_high"]


@each_slot
def test_the_planted_effect_lies_in_the_interval(slot: str) -> None:
    found, planted = solved("did_effect", unseen(slot)), np.log1p(PLANS[slot].card_effect)
    slack = 0.01  # one interval in twenty misses, and the seeds are drawn anew
    assert found["ci_low"] - slack <= planted <= found["ci_high"] + slack
    assert abs(found["pretrend"]) < 0.1


def test_on_one_hub_cards_do_nothing_and_it_shows() -> None:
    nothing = [slot for slot in hubs.SLOTS if PLANS[slot].card_effect == 0]
    assert nothing == ["s3"]
    effects = {slot: solved("did_effect", unseen(slot))["att"] for slot in hubs.SLOTS}
    assert min(effects, key=lambda slot: effects[slot]) == "s3"
    assert abs(effects["s3"]) < 0.06
    study = event_study(unseen("s3"))
    late = study.loc[0:]
    assert ((late["low"] <= 0) & (late["high"] >= 0)).sum() >= 6, "two of eight weeks may miss by chance"


@each_slot
def test_each_estimate_is_smaller_than_the_one_before(slot: str) -> None:
    found = solved("stratified_effect", adoption(slot), "log_downloads", "documented", ["author_type", "age"])
    assert found["naive"] > found["stratified"] > np.log1p(PLANS[slot].card_effect)


def test_the_live_cell_takes_one_listing_and_stands_beside_practice_and_a_published_figure() -> None:
    shown, hub = asked_live("08-datasets", "live_trust")
    assert places(shown) == ["practice", "stand-in for live at 127.0.0.1", "published"]
    assert shown.rows[0].values == shown.rows[1].values
    assert set(shown.rows[1].values) == {"licence", "language", "task"}
    assert len(hub.asked) == 1


@pytest.mark.parametrize(("fault", "said"), [("500", "status 500"), ("page", "127.0.0.1"), ("429 after 250", "251 s")])
def test_where_the_hub_fails_the_live_cell_says_so_and_keeps_the_rest(fault: str, said: str) -> None:
    shown, _ = asked_live("08-datasets", "live_trust", faults=(fault,) * 6)
    assert said in shown.said[0]
    assert places(shown) == ["practice", "published"]
