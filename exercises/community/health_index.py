"""One number, without hiding which way each part moved?"""

from collections.abc import Iterator
from math import exp, inf, isfinite, log, nan, prod
from typing import Any

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from exercises.community.threads import LESSON

exercise = Exercise(
    LESSON,
    "health_index",
    looks_at="measures where less is better, values that are zero, negative, infinite, missing or absent on either "
    "side, large changes in both directions, measures that nobody asked for, and none at all",
)

Values = dict[str, Any]
UP = {"people": True, "answers": True, "wait": False}


@exercise.cases
def cases() -> Iterator[Case]:
    """Each rule alone, then together."""
    base: Values = {"people": 40, "answers": 0.5, "wait": 24}
    yield case("three measures", {"people": 44, "answers": 0.5, "wait": 30}, base, UP)
    yield case("measures in another order", {"wait": 12, "answers": 0.6, "people": 50}, base, UP)
    yield case("everything as before", base, base, UP)
    yield case("one doubled, one halved", {"people": 80, "answers": 0.25}, base, {"people": True, "answers": True})
    yield case("a wait that is halved", {"wait": 12}, base, {"wait": False})
    yield case("one measure", {"people": 60}, base, {"people": True})
    for about, value in {
        "a zero": 0,
        "a missing value": None,
        "NaN": nan,
        "infinity": inf,
        "a negative value": -3,
    }.items():
        yield case(f"{about} now", {**base, "people": value, "wait": 20}, base, UP)
        yield case(f"{about} before", {"people": 44, "answers": 0.6, "wait": 20}, {**base, "wait": value}, UP)
    yield case("both negative", {**base, "people": -44}, {**base, "people": -40}, UP)
    yield case("a measure that is absent now", {"answers": 0.6, "wait": 20}, base, UP)
    yield case("a measure that was absent before", {**base, "people": 44}, {"people": 40, "wait": 12}, UP)
    yield case("a measure that is nowhere", {"people": 44}, {"people": 40}, {"people": True, "answers": True})
    large = {"people": 120, "answers": 0.1, "wait": 4}
    yield case("large changes", large, base, UP)
    yield case("a wait that is much longer", {"people": 41, "wait": 240}, base, {"people": True, "wait": False})
    yield case("exactly twice and half", {"people": 80, "wait": 48}, base, {"people": True, "wait": False})
    extra = {"people": 44, "answers": 0.5, "wait": 30, "stars": 9, "note": "new"}
    yield case("measures that nobody asked for", extra, {**base, "stars": 3, "note": "old"}, UP)
    scalars = {"people": np.int64(44), "answers": np.float64(0.55), "wait": np.float32(30)}
    yield case("numbers of numpy", scalars, base, UP)
    many = {"zeta": True, "beta": False, "people": True, "alpha": True}
    yield case("several that are dropped", {"people": 44, "zeta": 1}, {"people": 40, "beta": 2}, many)
    yield case("all dropped", {"people": 0, "answers": None}, base, UP)
    yield case("no measures", {"people": 44}, base, {})


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
USABLE = 'both.between(0, np.inf, inclusive="neither").all()'
DROPPED = "A value that is missing, zero, negative or infinite has no ratio: drop the measure and name it."
CLIP = "One measure may not move the index by more than a factor of two, up or down: clip its ratio."
slip("direction_ignored", "Where less is better, a rise must lower the index: turn the ratio round.",
     "both[0] / both[1] if more_is_better else both[1] / both[0]", "both[0] / both[1]")
slip("always_turned_round", "It is now over base where more is better: 44 against 40 is 1.1.",
     "both[0] / both[1] if more_is_better else both[1] / both[0]",
     "both[1] / both[0] if more_is_better else both[0] / both[1]")
slip("difference", "Compare by a ratio, not by a difference: the measures have different units.",
     "both[0] / both[1] if more_is_better else both[1] / both[0]",
     "1 + (both[0] - both[1] if more_is_better else both[1] - both[0])")
slip("sign_of_the_direction", "Where less is better, turn the ratio round: 24 / 30, not 2 − 30 / 24.",
     "else both[1] / both[0]", "else 2 - both[0] / both[1]")
slip("ordinary_mean", "If one doubles and another is halved, they should cancel: take the mean of the logarithms.",
     "100 * np.exp(sum(drivers.values()))", "100 * np.mean([np.exp(value) for value in logs.values()])")
slip("not_clipped", CLIP, "np.log(np.clip(ratio, 0.5, 2))", "np.log(ratio)")
slip("clipped_above_only", CLIP, "np.clip(ratio, 0.5, 2)", "min(ratio, 2)")
slip("clipped_below_only", CLIP, "np.clip(ratio, 0.5, 2)", "max(ratio, 0.5)")
slip("n_of_all", "Divide by the number of measures that are left, not of all.", "value / len(logs)", "value / len(up)")
slip("drivers_not_divided", "The drivers add up to the logarithm of index / 100: divide each by n.",
     '"drivers": drivers', '"drivers": logs')
slip("ratios_for_drivers", "A driver is the logarithm of its ratio, divided by n, so that all can be added.",
     '"drivers": drivers', '"drivers": {name: np.exp(value) for name, value in logs.items()}')
slip("other_logarithm", "`np.log` is the natural logarithm, and `exp` undoes that one alone.",
     "np.log(np.clip(ratio, 0.5, 2))", "np.log10(np.clip(ratio, 0.5, 2))")
slip("product_without_root", "The index is the geometric mean: divide the sum of the logarithms by n first.",
     "100 * np.exp(sum(drivers.values()))", "100 * np.exp(sum(logs.values()))")
slip("not_times_100", "No change is an index of 100: multiply by 100.", "100 * np.exp(", "np.exp(")
slip("missing_is_unchanged", "Unknown is not unchanged: drop the measure, and say so.",
     f"        if {USABLE}:", f"        logs[name] = 0.0\n        if {USABLE}:")
slip("zero_kept", DROPPED, 'inclusive="neither"', 'inclusive="left"')
slip("infinite_kept", DROPPED, 'inclusive="neither"', 'inclusive="right"')
slip("negative_kept", DROPPED, USABLE, "both.notna().all() and (both != 0).all() and np.isfinite(both).all()")
slip("one_good_value_is_enough", DROPPED, ").all():", ").any():")
slip("nothing_left_is_100", "If no measure is left, the index is not known: NaN.", "if logs else np.nan",
     "if logs else 100")
slip("dropped_in_silence", "`dropped` names what was left out.", '"dropped": dropped', '"dropped": []')
slip("dropped_counted", "`dropped` is the list of names, not their number.", '"dropped": dropped',
     '"dropped": len(dropped)')
slip("dropped_unsorted", "`dropped` is sorted by name.", "sorted(set(up) - set(logs))",
     "[name for name in up if name not in logs]")
slip("all_keys_dropped", "Other keys than those of `up` are ignored: they are not dropped.",
     "sorted(set(up) - set(logs))", "sorted((set(up) | set(now)) - set(logs))")
slip("absent_not_expected", "A key can be absent: ask with `get`.", "now.get(name)", "now[name]")
slip("absent_before_not_expected", "A key can be absent: ask with `get`.", "base.get(name)", "base[name]")
# fmt: on


@exercise.right
def with_plain_python(now: Values, base: Values, up: dict[str, bool]) -> Values:
    ratios: dict[str, float] = {}
    for name in up:
        pair = [now.get(name), base.get(name)]
        numbers = [float(value) for value in pair if value is not None]
        if len(numbers) == 2 and all(isfinite(one) and one > 0 for one in numbers):
            new, old = numbers if up[name] else numbers[::-1]
            ratios[name] = min(2.0, max(0.5, new / old))
    if not ratios:
        return {"index": nan, "drivers": {}, "dropped": sorted(up)}
    n = len(ratios)
    drivers = {name: log(ratio) / n for name, ratio in ratios.items()}
    return {"index": 100 * prod(ratios.values()) ** (1 / n), "drivers": drivers, "dropped": sorted({*up} - {*ratios})}


@exercise.right
def with_a_table(now: Values, base: Values, up: dict[str, bool]) -> Values:
    rows = {name: [now.get(name), base.get(name)] for name in up}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["now", "base"]).astype(float)
    left = table[(table > 0).all(axis=1) & table.lt(inf).all(axis=1)]
    signs = pd.Series({name: 1 if up[name] else -1 for name in left.index}, index=left.index, dtype=float)
    logs = (np.log(left["now"]) - np.log(left["base"])).mul(signs).clip(-log(2), log(2))
    index = 100 * exp(logs.mean()) if len(logs) else nan
    dropped = sorted(name for name in up if name not in left.index)
    return {"dropped": dropped, "index": index, "drivers": (logs / len(logs)).to_dict() if len(logs) else {}}
