"""How much does success change, and how sure is it?"""

import math
from collections.abc import Iterator
from statistics import NormalDist

import numpy as np
import pandas as pd

from course import experiment
from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, reversed_rows, shuffled
from exercises.experiment.arms import NAN, NEAR, at_rates, sessions, unseen, users

exercise = Exercise(
    "06-experiment",
    "arm_effect",
    looks_at="busy users, unequal arms, a panel that harms, arms with few users or none, rates that are all equal, and "
    "three logs you have not seen",
    rel=NEAR,
    abs=NEAR / 2,
)

Figures = dict[str, float]
MIXED = [[0, 1], [1, 1, 0, 1], [0, 0, 1], [1, 0]]
BETTER = [[1, 1], [1, 1, 1, 0], [0, 1, 1], [1, 1]]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    yield from also(case("four users in each arm", *at_rates({"control": MIXED, "treat": BETTER})), shuffled)
    yield case("a panel that harms", *at_rates({"control": BETTER, "treat": MIXED}))
    yield case("arms of unequal size", *at_rates({"control": [*MIXED, [0], [1], [0, 1, 1]], "treat": BETTER[:2]}))
    yield case(
        "a treated arm that varies more", *at_rates({"control": [[0, 1, 1]] * 5 + [[1]], "treat": [[0], [1], [0, 1]]})
    )
    busy = [[1] * 190 + [0] * 10, *MIXED]
    yield case("a user with 200 sessions in control", *at_rates({"control": busy, "treat": BETTER}))
    yield case("a user with 200 sessions in treat", *at_rates({"control": MIXED, "treat": [*BETTER, [0] * 200]}))
    yield case("one user in control", *at_rates({"control": [[1, 0]], "treat": BETTER}))
    yield case("one user in treat", *at_rates({"control": MIXED, "treat": [[1]]}))
    yield case("one user in each arm", *at_rates({"control": [[0]], "treat": [[1]]}))
    yield case("nobody in treat", *at_rates({"control": MIXED, "treat": []}))
    yield case("nobody in control", *at_rates({"control": [], "treat": BETTER}))
    yield case("rates that are all equal", *at_rates({"control": [[1, 0]] * 3, "treat": [[0, 1]] * 4}))
    yield case("rates that are equal in each arm", *at_rates({"control": [[1, 0]] * 3, "treat": [[1, 1]] * 4}))
    shown, met = at_rates({"control": MIXED, "treat": BETTER})
    before = sessions(*[(f"wt{number:02}", -2.0, 0) for number in range(4)])
    yield case("sessions before the exposure", shown, pd.concat([before, met], ignore_index=True))
    at_once = sessions(*[(f"wc{number:02}", 0.0, 1) for number in range(4)])
    yield case("sessions at the moment of the exposure", shown, pd.concat([at_once, met], ignore_index=True))
    again = users(*[(f"wt{number:02}", "developer", "treat", 1.5) for number in range(3)])
    twice = pd.concat([again, shown], ignore_index=True)
    yield from also(case("users shown the panel twice", twice, met), reversed_rows)
    other = users(("wt00", "developer", "control", 3.0), ("wc01", "researcher", "treat", -1.0))
    yield case("users shown both arms", pd.concat([shown, other], ignore_index=True), met)
    absent = users(("x1", "developer", "treat", 0.0), ("x2", "developer", "treat", 0.0), ("x3", None, "control", 0.0))
    yield case("users without a session", pd.concat([shown, absent], ignore_index=True), met)
    gaps = sessions(("wt00", 2.5, None), ("wt01", 2.5, None), ("wc03", 2.5, None), ("zoe", 1.0, 1))
    yield case("sessions without a success, and of an unknown user", shown, pd.concat([met, gaps], ignore_index=True))
    for slot in SLOTS:
        yield case("an unseen log", *unseen(slot))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
SQUARED = '(arms["var"] / n).sum(skipna=False)'
EMPTY = "An arm without users has n 0, and no mean: its n is not missing."
slip("by_session", "Users were randomised, not sessions: take one rate for each user.",
     'kept["rate"] = kept["user_id"].map(rates)', 'kept = seen.assign(rate=seen["success"].astype(float))')
slip("before_the_exposure", "This session happened before the user saw the panel.",
     'seen[seen["ts"] >= seen["exposed_at"]]', "seen")
slip("strictly_after", "A session at the moment of the exposure counts.",
     'seen["ts"] >= seen["exposed_at"]', 'seen["ts"] > seen["exposed_at"]')
slip("since_the_last_exposure", "The clock starts at the first exposure of a user.",
     '["user_id", "exposed_at"])', '["user_id", "exposed_at"], ascending=[True, False])')
slip("contaminated_kept", "A user in both arms belongs to neither: leave them out.", "arms == 1", "arms >= 1")
slip("repeated_left_out", "A user shown one arm twice is not contaminated: keep them.",
     'transform("nunique")', 'transform("size")')
slip("absent_as_zero", "A user without a session after the exposure has no rate; leave them out.",
     'kept.dropna(subset="rate", ignore_index=True)', 'kept.fillna({"rate": 0.0})')
slip("missing_as_failure", "A session without `success` is unknown, not failed: leave it out.",
     'sessions.dropna(subset="success")', 'sessions.fillna({"success": 0})')
slip("joined_with_every_row", "A user's second row doubled their sessions: join with one row a user.",
     '.merge(kept, on="user_id")', '.merge(users[["user_id", "exposed_at"]], on="user_id")')
slip("treat_from_control", "Positive means that treatment is better: subtract control from treat.",
     'mean["treat"] - mean["control"]', 'mean["control"] - mean["treat"]')
slip("arms_exchanged", "Look the arms up by name: control stands for those without the panel.",
     'arms.reindex(["control", "treat"])', 'arms.reindex(["treat", "control"]).set_axis(["control", "treat"])')
slip("divided_by_n", "Use the sample variance, which divides by n − 1.", SQUARED,
     '(arms["var"] * (n - 1) / n / n).sum(skipna=False)')
slip("variance_of_a_yes_or_no", "A user's rate is not a yes or no: use the variance of the rates.", SQUARED,
     '(mean * (1 - mean) / n).where(n > 1).sum(skipna=False)')
slip("errors_added", "The squared errors add up, not the errors: take the root at the end.",
     f"sqrt({SQUARED})", '((arms["var"] / n) ** 0.5).sum(skipna=False)')
slip("not_divided", "Divide each variance by the users of its arm.", SQUARED, 'arms["var"].sum(skipna=False)')
slip("pooled_n", "Divide each variance by the users of its own arm.", SQUARED,
     '(arms["var"] / n.mean()).sum(skipna=False)')
slip("pooled_variance", "Each arm has a variance of its own; nothing says that they are equal.", SQUARED,
     '((arms["var"] * (n - 1)).sum() / (n.sum() - 2) * (1 / n).where(n > 1)).sum(skipna=False)')
slip("one_sided_p", "A fall would count as well: the p value has two sides.",
     "erfc(abs(diff) / se / sqrt(2)) if", "erfc(abs(diff) / se / sqrt(2)) / 2 if")
slip("sign_in_the_p_value", "The p value looks at the size of the difference: take it without its sign.",
     "erfc(abs(diff)", "erfc((diff)")
slip("no_root_of_two", "The p value is erfc(|diff| / se / √2): the root of 2 is missing.",
     "/ se / sqrt(2)", "/ se")
slip("chance_of_less", "The p value is the chance of a difference at least as large: erfc, not erf.",
     "erfc(abs(diff) / se / sqrt(2)) if", "1 - erfc(abs(diff) / se / sqrt(2)) if")
slip("ninety_percent", "A 95 % interval leaves 2.5 % on each side: use the quantile at 0.975.",
     "inv_cdf(0.975)", "inv_cdf(0.95)")
slip("one_standard_error", "The interval reaches 1.96 standard errors to each side, not one.",
     "NormalDist().inv_cdf(0.975) * se", "se")
slip("in_points", "Rates and their difference are shares; multiply by 100 only where you print.",
     "rates = user_rates(users, sessions)", 'rates = user_rates(users, sessions).eval("rate = 100 * rate")')
slip("certain_without_noise", "Where nothing varies, the p value cannot be computed: NaN.",
     "if se > 0 else np.nan", "if se > 0 or np.isnan(se) else 0.0")
slip("no_effect_without_noise", "Where nothing varies, the p value cannot be computed: NaN.",
     "if se > 0 else np.nan", "if se > 0 or np.isnan(se) else 1.0")
slip("one_user_does_not_vary", "One user has no variance, which is not a variance of 0: the limits and p are NaN.",
     "skipna=False", "skipna=True, min_count=1")
slip("empty_arm_has_no_n", EMPTY, '"n_control": n["control"], "n_treat": n["treat"]',
     '"n_control": arms.loc["control", "size"], "n_treat": arms.loc["treat", "size"]')
slip("empty_arm_has_a_mean", "An arm without users has no mean: NaN, not 0.", 'mean = arms["mean"]',
     'mean = arms["mean"].fillna(0)')
slip("difference_in_points", "Rates and their difference are shares; multiply by 100 only where you print.",
     '"diff": diff, "ci_low": diff - half, "ci_high": diff + half',
     '"diff": 100 * diff, "ci_low": 100 * (diff - half), "ci_high": 100 * (diff + half)')
slip("everybody_counted", "`n_control` and `n_treat` count the users with a rate, not all who were kept.",
     '"n_control": n["control"], "n_treat": n["treat"]',
     '"n_control": (clean_users(users)["arm"] == "control").sum(), '
     '"n_treat": (clean_users(users)["arm"] == "treat").sum()')
# fmt: on

exercise.right(experiment.arm_effect)


@exercise.right
def with_numpy(users: pd.DataFrame, sessions: pd.DataFrame) -> Figures:
    arms = {name: set(rows["arm"]) for name, rows in users.groupby("user_id")}
    starts = users.groupby("user_id")["exposed_at"].min().to_dict()
    found: dict[str, dict[str, list[int]]] = {"control": {}, "treat": {}}
    for name, moment, success in zip(sessions["user_id"], sessions["ts"], sessions["success"], strict=True):
        if name in arms and len(arms[name]) == 1 and moment >= starts[name] and not pd.isna(success):
            found[min(arms[name])].setdefault(name, []).append(success)
    c, t = (np.array([np.mean(own) for own in found[arm].values()], dtype=float) for arm in ("control", "treat"))
    means = [arm.mean() if arm.size else NAN for arm in (c, t)]
    squared = [arm.var(ddof=1) / arm.size if arm.size > 1 else NAN for arm in (c, t)]
    diff, se = means[1] - means[0], math.sqrt(sum(squared))
    z = abs(diff) / se if se else NAN
    half = 1.959963984540054 * se
    return {
        "diff": diff,
        "ci_low": diff - half,
        "ci_high": diff + half,
        "p_value": NAN if math.isnan(z) else 2 * NormalDist().cdf(-z),
        "n_control": c.size,
        "n_treat": t.size,
        "control": means[0],
        "treat": means[1],
    }


@exercise.right
def as_a_series(users: pd.DataFrame, sessions: pd.DataFrame) -> pd.Series:
    one = users.groupby("user_id").agg(arms=("arm", "nunique"), arm=("arm", "max"), start=("exposed_at", "min"))
    both = sessions.join(one[one["arms"] == 1], on="user_id", how="inner")
    both = both[(both["ts"] >= both["start"]) & both["success"].notna()]
    rate = both.assign(success=both["success"].astype("float64")).groupby(["arm", "user_id"])["success"].mean()
    control, treat = (rate[rate.index.get_level_values("arm") == arm] for arm in ("control", "treat"))
    diff = treat.mean() - control.mean()
    half = 1.96 * math.hypot(*(float(arm.std()) / math.sqrt(len(arm)) if len(arm) else NAN for arm in (control, treat)))
    p_value = math.erfc(abs(diff) / (half / 1.96) / math.sqrt(2)) if half > 0 else None
    figures = {"n_control": len(control), "n_treat": len(treat), "control": control.mean(), "treat": treat.mean()}
    figures |= {"diff": diff, "ci_low": diff - half, "ci_high": diff + half}
    return pd.Series({**figures, "p_value": p_value}, dtype="object")
