"""How large are p values that know how often somebody looked?"""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from course import experiment
from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "06-experiment",
    "holm",
    looks_at="p values in any order, equal ones, large ones, missing ones, one, none, and many",
)

NAN = float("nan")
Values = Sequence[float | None]


@exercise.cases
def cases() -> Iterator[Case]:
    """What the step, the cap and the gaps do, each in a case of its own, then all together."""
    yield case("three where the step acts", [0.01, 0.04, 0.03])
    yield case("three where nothing acts", [0.001, 0.02, 0.3])
    yield case("the largest first", [0.3, 0.02, 0.001])
    yield case("the smallest in the middle", [0.02, 0.001, 0.012])
    yield case("values that would be above 1", [0.6, 0.7, 0.2])
    yield case("a large one first", [0.9, 0.001])
    yield case("equal values", [0.02, 0.02, 0.02])
    yield case("two equal values and a smaller one", [0.03, 0.004, 0.03])
    yield case("one value", [0.04])
    yield case("one large value", [0.8])
    yield case("two values", [0.03, 0.02])
    yield case("four values", [0.012, 0.011, 0.2, 0.04])
    yield case("five values", [0.5, 0.01, 0.02, 0.011, 0.03])
    yield case("a gap in the middle", [0.04, None, 0.01, 0.03])
    yield case("a gap first", [NAN, 0.02, 0.3])
    yield case("a gap last", [0.02, 0.015, NAN])
    yield case("gaps on both sides of one value", [None, 0.03, NAN])
    yield case("gaps alone", [None, NAN])
    yield case("no values", [])
    yield case("values of 0 and 1", [1.0, 0.0, 0.5])
    yield case("twelve values", [round((7 * k % 13) / 200, 3) for k in range(1, 13)])


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
PRODUCTS, BACK = "(known * times)", "adjusted.reindex(range(len(p))).tolist()"
FIRST = "Sort from the smallest: it is multiplied by m, the next one by m − 1, and so on."
STEP = "Go up from the smallest: the largest product so far counts, not the smallest of those that follow."
GAP = "A value that is missing was not tested: it stays missing."
slip("bonferroni", "Holm keeps the same guarantee and is less strict: multiply by m, m − 1 and so on.",
     PRODUCTS, "(known * len(known))")
slip("not_adjusted", "Each value has to be multiplied by the number of looks that are left.", PRODUCTS, "(known)")
slip("always_three", "m is the number of values that were tested, not always three.",
     "np.arange(len(known), 0, -1)", "3 - np.arange(len(known))")
slip("gaps_counted", "A value that is missing was not tested; do not count it in m.",
     "np.arange(len(known), 0, -1)", "len(p) - np.arange(len(known))")
slip("one_less", "The smallest value is multiplied by m itself, and the largest by 1.",
     "np.arange(len(known), 0, -1)", "np.arange(len(known) - 1, -1, -1)")
slip("factors_exchanged", "The smallest value is multiplied by m, and the largest by 1, not the other way round.",
     "np.arange(len(known), 0, -1)", "np.arange(1, len(known) + 1)")
slip("sidak", "Multiply each value by the number of looks that are left; Šidák's formula is another one.",
     PRODUCTS, "(1 - (1 - known) ** times)")
slip("no_step", "An adjusted value may not be smaller than the one before it: take the largest so far.",
     ".cummax()", "")
slip("step_in_the_given_order", "Go through the values from the smallest, and put them back in order at the end.",
     ".cummax()", ".sort_index().cummax()")
slip("step_from_the_largest", STEP,
     ".cummax()", "[::-1].cummin()[::-1]")
slip("no_cap", "A probability cannot be above 1.", ".clip(upper=1)", "")
slip("cap_drops", "What would be above 1 is 1; it is not missing.",
     ".clip(upper=1)", ".where(lambda one: one <= 1)")
slip("not_sorted", FIRST,
     ".sort_values()", "")
slip("sorted_from_the_largest", FIRST,
     ".sort_values()", ".sort_values(ascending=False)")
slip("given_back_sorted", "Give the values back in the order in which they came.",
     BACK, "adjusted.tolist() + [np.nan] * (len(p) - len(adjusted))")
slip("gaps_dropped", GAP, BACK, "adjusted.sort_index().tolist()")
slip("gaps_are_one", GAP, BACK, "adjusted.reindex(range(len(p)), fill_value=1.0).tolist()")
slip("gaps_are_zero", GAP, ".dropna()", ".fillna(0)")
slip("false_discoveries", STEP,
     PRODUCTS + ".cummax()", "(known * len(known) / np.arange(1, len(known) + 1))[::-1].cummin()[::-1]")
# fmt: on

exercise.right(experiment.holm)


@exercise.right
def one_value_at_a_time(p: Values) -> list[float | None]:
    tested = [one for one in p if one is not None and not math.isnan(one)]

    def adjusted(value: float) -> float:
        smaller = [one for one in tested if one <= value]
        least = [(len(tested) - sum(other < one for other in tested)) * one for one in smaller]
        return min(1.0, max(least))

    return [None if one is None or math.isnan(one) else adjusted(one) for one in p]


@exercise.right
def with_numpy(p: Values) -> np.ndarray:
    values = np.array([NAN if one is None else one for one in p], dtype=float)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    m = len(order)
    values[order] = np.minimum(np.maximum.accumulate(values[order] * (m - np.arange(m))), 1.0)
    return values


@exercise.right
def by_rank(p: Values) -> pd.Series:
    given = pd.Series([NAN if one is None else float(one) for one in p], dtype=float)
    rank = given.rank(method="first")
    product = given * (given.count() - rank + 1)
    found = [product[rank <= own].max() if own == own else NAN for own in rank]
    return pd.Series(found, dtype=float).clip(upper=1)
