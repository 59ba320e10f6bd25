"""Who benefits, after accounting for looking several times?"""

from collections.abc import Iterator

import pandas as pd

from course import experiment
from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, shuffled
from exercises.experiment.arms import NAN, NEAR, at_rates, sessions, unseen, users

exercise = Exercise(
    "06-experiment",
    "segment_effects",
    looks_at="users in both arms and in two segments, users without a segment, a segment with one arm, a single "
    "segment, no users, and three logs you have not seen",
    ordered=True,
    rel=NEAR,
    abs=NEAR / 2,
)

COLUMNS = ["segment", "n", "diff", "ci_low", "ci_high", "p", "p_holm", "significant"]
LOW = [[0, 0, 0, 1], [0, 1], [0, 0], [0, 0, 1], [0], [0, 1, 0]]
HIGH = [[1, 1, 0, 1], [1, 1], [0, 1], [1, 1, 1], [1], [1, 1, 0]]
MIDDLE = [[0, 1], [1, 1, 0], [1], [0, 1], [0], [1, 0, 1, 0]]
Logs = tuple[pd.DataFrame, pd.DataFrame]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    developer = at_rates({"control": LOW, "treat": HIGH})
    enterprise = at_rates({"control": MIDDLE, "treat": HIGH}, "enterprise")
    researcher = at_rates({"control": MIDDLE, "treat": LOW}, "researcher")
    yield from also(case("three segments", *_both(researcher, developer, enterprise)), shuffled)
    same = at_rates({"control": LOW, "treat": MIDDLE}, "enterprise")
    yield case(
        "three segments where the step acts",
        *_both(developer, same, at_rates({"control": MIDDLE, "treat": HIGH}, "student")),
    )
    weak = at_rates({"control": MIDDLE, "treat": MIDDLE[1:]}, "enterprise")
    yield case("p values above one half", *_both(weak, at_rates({"control": LOW, "treat": LOW[1:]}, "researcher")))
    yield case("a single segment", *developer)
    yield case("an effect that is significant only before it is adjusted", *_both(_clear(), weak))
    alone = at_rates({"control": [], "treat": HIGH}, "enterprise")
    yield case("a segment with one arm", *_both(developer, alone, researcher))
    few = at_rates({"control": [[1]], "treat": HIGH}, "academic")
    yield case("a segment with one user in an arm", *_both(few, researcher, developer))
    nameless = at_rates({"control": LOW, "treat": HIGH}, None)
    yield case("users without a segment", *_both(researcher, nameless, developer))
    moved = users(("wt00", "researcher", "control", 2.0), ("hc01", "developer", "treat", 3.0))
    yield case("users shown both arms, each in another segment", *_both(developer, researcher, (moved, sessions())))
    absent = users(("d9", "developer", "treat", 0.0), ("r9", "researcher", "control", 0.0))
    yield case("users without a session", *_both(developer, researcher, (absent, sessions())))
    fall = at_rates({"control": HIGH * 3, "treat": LOW * 3}, "student")
    yield case("a segment that is harmed", *_both(fall, developer, researcher))
    yield case("no users", users(), developer[1])
    for slot in SLOTS:
        yield case("an unseen log", *unseen(slot))


def _clear() -> Logs:
    """A segment whose p value lies between 0.02 and 0.05."""
    control = [[0, 0, 1], [0, 1], [0, 0], [1], [0, 1, 0], [0, 1]]
    return at_rates({"control": control, "treat": [[1, 1], [1, 0, 1], [0, 1], [1, 1, 1, 0], [1], [1, 1, 0]]})


def _both(*logs: Logs) -> Logs:
    shown, met = (pd.concat(part, ignore_index=True) for part in zip(*logs, strict=True))
    return shown, met


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
LOOKED = "Judge by `p_holm`: you looked more than once."
HOLM = 'holm(table["p"].tolist())'
ONE_ARM = "A segment with one arm keeps its row; only its figures are missing."
NOT_BOTH = "A user in both arms belongs to neither, whatever the segments say: find them over all rows first."
slip("contaminated_within_segments", NOT_BOTH, "in clean_users(users).groupby", "in users.groupby")
slip("contaminated_kept", NOT_BOTH, "arms == 1", "arms >= 1")
slip("raw_p_values", LOOKED, 'table["p_holm"] < 0.05', 'table["p"] < 0.05')
slip("not_adjusted", "Adjust the p values with `holm`: you looked more than once.", HOLM, 'table["p"]')
slip("bonferroni", "Holm keeps the same guarantee and is less strict: use `holm`.",
     HOLM, '(table["p"] * table["p"].count()).clip(upper=1)')
slip("no_step", "An adjusted value may not be smaller than the one before it.", ".cummax()", "")
slip("no_cap", "A probability cannot be above 1.", ".clip(upper=1)", "")
slip("always_three", "m is the number of segments that were tested, not always three.",
     "np.arange(len(known), 0, -1)", "3 - np.arange(len(known))")
slip("untested_counted", "A segment without a p value was not tested; do not count it in m.",
     "np.arange(len(known), 0, -1)", "len(p) - np.arange(len(known))")
slip("untested_is_significant", "A segment that was not tested is not significant.",
     'table["p_holm"] < 0.05', '~(table["p_holm"] >= 0.05)')
slip("only_gains", "A fall can be significant too: look at `p_holm` alone.",
     'table["p_holm"] < 0.05', '(table["p_holm"] < 0.05) & (table["diff"] > 0)')
slip("segment_missing_named", "Users without a segment are left out of this table.",
     "in clean_users(users).groupby", 'in clean_users(users).fillna({"segment": "unknown"}).groupby')
slip("one_arm_left_out", ONE_ARM, "return table", 'return table.dropna(subset="diff", ignore_index=True)')
slip("untested_left_out", ONE_ARM, "return table", 'return table.dropna(subset="p", ignore_index=True)')
slip("everybody_counted", "`n` counts the users with a rate, not all users of the segment.",
     'n = found["n_control"] + found["n_treat"]', "n = len(own)")
slip("treated_counted", "`n` counts the users of both arms together.",
     'n = found["n_control"] + found["n_treat"]', 'n = found["n_treat"]')
slip("as_they_come", "The segments stand in alphabetical order.",
     'groupby("segment"):', 'groupby("segment", sort=False):')
slip("sorted_by_effect", "The segments stand in alphabetical order, not by effect.",
     "return table", 'return table.sort_values("diff", ascending=False, ignore_index=True)')
slip("segment_missing_kept", "Users without a segment are left out of this table.",
     'groupby("segment"):', 'groupby("segment", dropna=False):')
slip("row_for_all", "The table has a row for each segment, and none for all together.",
     'columns = ["segment", "n"', 'everybody = arm_effect(users, sessions)\n    rows.append(["all", '
     'everybody["n_control"] + everybody["n_treat"], *[everybody[name] for name in '
     '["diff", "ci_low", "ci_high", "p_value"]]])\n    columns = ["segment", "n"')
slip("treat_from_control", "Positive means that treatment is better: subtract control from treat.",
     'mean["treat"] - mean["control"]', 'mean["control"] - mean["treat"]')
slip("absent_as_zero", "A user without a session after the exposure has no rate; leave them out.",
     'kept.dropna(subset="rate", ignore_index=True)', 'kept.fillna({"rate": 0.0})')
slip("effect_of_all", "Within a segment, compare the users of that segment alone.",
     "arm_effect(own, sessions)", "arm_effect(users, sessions)")
slip("holm_column_left_out", "The table has eight columns, in the order of the question.",
     "return table", 'return table.drop(columns="p_holm")')
# fmt: on


@exercise.right
def segment_by_segment(users: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    kept = experiment.clean_users(users)
    names = sorted(kept["segment"].dropna().unique())
    found = {name: experiment.arm_effect(kept[kept["segment"] == name], sessions) for name in names}
    adjusted = experiment.holm([one["p_value"] for one in found.values()])
    rows = [
        [
            name,
            one["n_control"] + one["n_treat"],
            one["diff"],
            one["ci_low"],
            one["ci_high"],
            one["p_value"],
            p,
            p < 0.05,
        ]
        for (name, one), p in zip(found.items(), adjusted, strict=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


@exercise.right
def from_one_table_of_rates(users: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    rates = experiment.user_rates(users, sessions)
    arms = rates.pivot_table("rate", "segment", "arm", aggfunc=["size", "mean", "var"])
    wanted = pd.MultiIndex.from_product([["size", "mean", "var"], ["control", "treat"]])
    arms = arms.reindex(columns=wanted)
    n = arms["size"].fillna(0)
    table = pd.DataFrame({"n": n["control"] + n["treat"], "diff": arms["mean"]["treat"] - arms["mean"]["control"]})
    squared = arms["var"] / n.where(n > 0)
    se = (squared["control"] + squared["treat"]) ** 0.5
    table["ci_low"], table["ci_high"] = table["diff"] - 1.96 * se, table["diff"] + 1.96 * se
    table["p"] = [_p_value(diff, width) for diff, width in zip(table["diff"], se, strict=True)]
    table["p_holm"] = experiment.holm(table["p"])
    table["significant"] = table["p_holm"].lt(0.05)
    return table.rename_axis("segment").reset_index()[COLUMNS]


def _p_value(diff: float, se: float) -> float:
    import math

    return math.erfc(abs(diff) / se / math.sqrt(2)) if se > 0 else NAN
