"""Was the traffic split as planned?"""

import math
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from course import experiment
from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index, shuffled
from exercises.experiment.arms import NAN, PLAN, Exposure, crowd, unseen, users

exercise = Exercise(
    "06-experiment",
    "srm_check",
    looks_at="repeated rows, users in both arms, other plans and levels, an arm without users, no users, an arm that "
    "is not planned, and three logs you have not seen",
)

Figures = dict[str, float]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    yield from also(case("an even split", crowd(control=50, treat=50), PLAN), gapped_index)
    yield case("more in control", crowd(control=60, treat=40), PLAN)
    yield case("more in treat", crowd(control=40, treat=60), PLAN)
    yield case("a split that chance does not explain", crowd(control=40, treat=90), PLAN)
    uneven = crowd(control=70, treat=38)
    yield case("a p value between 0.001 and 0.05", uneven, PLAN)
    yield case("the same users at a level of 0.05", uneven, PLAN, 0.05)
    yield case("the same users at a level of 0.0001", crowd(control=80, treat=38), PLAN, 0.0001)
    yield case("a p value of exactly alpha", crowd(control=7, treat=7), PLAN, 1.0)
    tenth = {"control": 0.9, "treat": 0.1}
    yield case("nine to one, as planned", crowd(control=90, treat=10), tenth)
    yield case("nine to one, planned in half", crowd(control=90, treat=10), PLAN)
    yield case("a plan whose arms stand in another order", crowd(control=85, treat=15), {"treat": 0.1, "control": 0.9})
    yield case("the smaller arm is planned to be larger", crowd(control=30, treat=45), {"control": 0.7, "treat": 0.3})
    yield case("an arm without users", crowd(control=30), PLAN)
    yield case("an arm without users, planned to be small", crowd(control=30), tenth)
    again = [("c0001", "developer", "control", hour) for hour in (1.0, 2.0, 3.0, 4.0)]
    yield from also(
        case("a user shown one arm five times", _joined(crowd(control=20, treat=12), again), PLAN), shuffled
    )
    both = [("x1", "developer", "control", 0.0), ("x1", "developer", "treat", 9.0)]
    yield case("a user shown both arms", _joined(crowd(control=20, treat=12), both), PLAN)
    thrice = [*both, ("x1", "developer", "treat", 11.0), ("x2", "researcher", "treat", 1.0)]
    thrice += [("x2", "developer", "control", 2.0)]
    yield from also(
        case("two users shown both arms, five rows", _joined(crowd(control=20, treat=12), thrice), PLAN), shuffled
    )
    yield case("users shown both arms alone", users(*both), PLAN)
    yield case("no users", users(), PLAN)
    yield case("no users, another plan and level", users(), tenth, 0.05)
    other = [("z1", "developer", "panel", 0.0)]
    yield case("an arm that is not planned", _joined(crowd(control=20, treat=20), other), PLAN)
    hidden = [("z1", "developer", "control", 0.0), ("z1", "developer", "panel", 1.0)]
    yield case("a user shown an arm that is not planned", _joined(crowd(control=20, treat=20), hidden), PLAN)
    yield case("an arm in capitals", _joined(crowd(control=9, treat=9), [("z2", "developer", "Treat", 0.0)]), PLAN)
    yield case("a plan that lacks an arm", crowd(control=20, treat=20), {"control": 1.0})
    for slot in SLOTS:
        yield case("an unseen log", unseen(slot)[0], PLAN)


def _joined(table: pd.DataFrame, rows: Sequence[Exposure]) -> pd.DataFrame:
    return pd.concat([table, users(*rows)], ignore_index=True)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
BOTH = "A user in both arms belongs to neither: leave them out before you count."
ROWS = "A user exposed three times is one user: count users, not rows."
ALPHA = "Compare the p value with the `alpha` that was passed."
ABSENT = "A planned arm that nobody saw counts as 0 users; it is not missing."
NOBODY = "Without users nothing was shown: chi2 and p_value are NaN, and ok is False."
slip("rows_counted", ROWS, 'kept.drop_duplicates("user_id", ignore_index=True)', "kept.reset_index(drop=True)")
slip("contaminated_kept", BOTH, "arms == 1", "arms >= 1")
slip("repeated_left_out", "Only users of both arms are contaminated; a user shown one arm twice counts.",
     'transform("nunique")', 'transform("size")')
slip("contaminated_within_the_segment", "Look at all rows of a user, whatever the segment: do both arms occur?",
     'groupby("user_id")["arm"]', 'groupby(["user_id", "segment"], dropna=False)["arm"]',
     'drop_duplicates("user_id", ', 'drop_duplicates(["user_id", "segment"], ')
slip("rows_of_contaminated", "Count contaminated users, not their rows.",
     'users["user_id"].nunique() - n', '(~users["user_id"].isin(kept["user_id"])).sum()')
slip("rows_beyond_the_users", "`contaminated` counts users who saw both arms; repeated rows of others are none.",
     'users["user_id"].nunique() - n', "len(users) - n")
slip("contaminated_in_n", "`n` is the number of users kept for the test.",
     '"n": n,', '"n": users["user_id"].nunique(),')
slip("rows_in_n", "`n` counts users, each once, after contaminated ones are out.", '"n": n,', '"n": len(users),')
slip("halves_assumed", "Compare with the planned shares in `expected`, not with halves.",
     "n * pd.Series(expected)", "n * pd.Series(1 / len(expected), index=list(expected))")
slip("alpha_ignored", ALPHA, "p_value >= alpha", "p_value >= 0.001")
slip("five_percent", "At 5 % one healthy test in twenty is thrown away: compare with `alpha`.",
     "p_value >= alpha", "p_value >= 0.05")
slip("ok_inverted", "A small p value means that the split is broken: `ok` is then False.",
     "p_value >= alpha", "p_value < alpha")
slip("equal_is_not_ok", "A p value of exactly `alpha` is at least `alpha`: ok.",
     "p_value >= alpha", "p_value > alpha")
slip("no_root", "With two arms the p value is erfc(√(chi2 / 2)): the root is missing.",
     "erfc(sqrt(chi2 / 2))", "erfc(chi2 / 2)")
slip("not_halved", "With two arms the p value is erfc(√(chi2 / 2)): halve chi2 first.",
     "erfc(sqrt(chi2 / 2))", "erfc(sqrt(chi2))")
slip("root_alone_halved", "With two arms the p value is erfc(√(chi2 / 2)): the 2 stands under the root.",
     "erfc(sqrt(chi2 / 2))", "erfc(sqrt(chi2) / 2)")
slip("one_minus", "The p value is the chance of a split at least as uneven, not of a more even one.",
     "erfc(sqrt(chi2 / 2))", "1 - erfc(sqrt(chi2 / 2))")
slip("not_squared", "Square each distance before you divide by the expected number.",
     "((counted - planned) ** 2 / planned)", "(abs(counted - planned) / planned)")
slip("not_divided", "Divide each squared distance by the users expected in that arm.",
     "((counted - planned) ** 2 / planned)", "((counted - planned) ** 2)")
slip("expected_squared", "Divide by the expected number once; only the distance is squared.",
     "(counted - planned) ** 2 / planned", "((counted - planned) / planned) ** 2")
slip("divided_by_observed", "Divide by the users expected, not by those counted.",
     "(counted - planned) ** 2 / planned", "(counted - planned) ** 2 / counted.where(counted > 0)")
slip("one_arm_alone", "Add up both arms: each has its own distance from the plan.",
     ".sum(skipna=False)", ".iloc[0]")
slip("absent_arm_missing", ABSENT, "reindex(planned.index, fill_value=0)", "reindex(planned.index)")
slip("absent_arm_left_out", ABSENT, "reindex(planned.index, fill_value=0)", "reindex(planned.index)",
     ".sum(skipna=False)", ".sum(min_count=1)")
slip("larger_arm_first", "Match the counts with the plan by the name of the arm, not by their order.",
     "counted = kept", 'counted = pd.Series(sorted(kept["arm"].value_counts().reindex(planned.index, '
     "fill_value=0), reverse=True), index=planned.index, dtype=float)\n    counted = counted if len(counted) else kept")
slip("unplanned_arm_let_through", "An arm that is not in `expected` is a mistake in the data: raise ValueError.",
     ".all():", ".all() and expected is None:")
slip("looked_after_cleaning", "Look for unplanned arms in all rows, before contaminated users are taken out.",
     'users["arm"].isin', 'clean_users(users)["arm"].isin')
slip("one_sided", "A split can be uneven on either side: do not halve the p value.",
     "erfc(sqrt(chi2 / 2))", "erfc(sqrt(chi2 / 2)) / 2")
slip("nobody_is_ok", NOBODY, ".sum(skipna=False)", ".sum()")
slip("nobody_is_ok_without_a_number", NOBODY, "p_value >= alpha", "not p_value < alpha")
# fmt: on

exercise.right(experiment.srm_check)


@exercise.right
def with_two_sets(users: pd.DataFrame, expected: Mapping[str, float], alpha: float = 0.001) -> Figures:
    seen: dict[str, set[str]] = {arm: set() for arm in expected}
    for name, arm in zip(users["user_id"], users["arm"], strict=True):
        if arm not in seen:
            raise ValueError(f"{arm} is not planned")
        seen[arm].add(name)
    people = set().union(*seen.values())
    clean = {name for name in people if sum(name in names for names in seen.values()) == 1}
    n = len(clean)
    found = {"n": n, "contaminated": len(people) - n, "chi2": NAN, "p_value": NAN, "ok": False}
    if n:
        planned = {arm: share * n for arm, share in expected.items()}
        chi2 = sum((len(seen[arm] & clean) - many) ** 2 / many for arm, many in planned.items())
        p_value = 2 * (1 - _below(math.sqrt(chi2)))
        found |= {"chi2": chi2, "p_value": p_value, "ok": p_value > alpha or math.isclose(p_value, alpha)}
    return found


def _below(z: float) -> float:
    return (1 + math.erf(z / math.sqrt(2))) / 2


@exercise.right
def from_one_row_a_user(users: pd.DataFrame, expected: Mapping[str, float], alpha: float = 0.001) -> pd.Series:
    if set(users["arm"]) - set(expected):
        raise ValueError("unplanned")
    sets = users.groupby("user_id")["arm"].agg(set)
    kept = sets[sets.map(len) == 1].map(min)
    observed = pd.Series({arm: float((kept == arm).sum()) for arm in expected})
    plan = pd.Series(dict(expected)) * len(kept)
    chi2 = float((observed**2 / plan).sum() - len(kept)) if len(kept) else NAN
    p_value = math.erfc((max(chi2, 0.0) / 2) ** 0.5) if len(kept) else NAN
    figures = {"n": len(kept), "contaminated": len(sets) - len(kept), "chi2": chi2, "p_value": p_value}
    return pd.Series(figures | {"ok": bool(len(kept)) and p_value >= alpha}, dtype="object")
