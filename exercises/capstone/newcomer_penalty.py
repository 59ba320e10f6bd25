"""At equal later adoption, does a score rank newcomers lower?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from exercises.capstone.ranked import chance, tables, with_dicts
from exercises.capstone.tables import LESSON

exercise = Exercise(
    LESSON,
    "newcomer_penalty",
    looks_at="fifths without newcomers or without others, unequal numbers of newcomers, ties, missing values, few "
    "models, newcomers alone, and none",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """What the first step is tried on, and more at random."""
    yield from tables()
    for seed in (3, 4):
        yield case("models at random", chance(60, seed))


# fmt: off
slip = exercise.slip
slip("unconditional", "Newcomers' models may be wanted less on average; compare at equal outcome.",
     'ranked(df).groupby("fifth")', 'ranked(df).assign(fifth=0).groupby("fifth")')
slip("unweighted", "Weight each fifth by its newcomers.", "np.average(gaps, weights=weights)", "np.mean(gaps)")
slip("weighted_by_size", "The weights are newcomers, not all models.", "weights.append(len(new))",
     "weights.append(len(group))")
slip("weighted_by_others", "The weights are newcomers, not the others.", "weights.append(len(new))",
     "weights.append(len(others))")
slip("sign", "Below 0 means that newcomers stand lower: newcomers minus others.",
     "new.mean() - others.mean()", "others.mean() - new.mean()")
slip("medians", "Take the means of the percentiles.", "new.mean() - others.mean()", "new.median() - others.median()")
slip("against_all", "Compare with the others, not with all models of the fifth.",
     "new.mean() - others.mean()", 'new.mean() - group["pct"].mean()')
slip("nothing_is_zero", "Without a fifth that has both groups, nothing can be said: NaN.", "else np.nan", "else 0.0")
slip("one_group_counts", "A fifth with newcomers alone says nothing: leave it out.",
     "if len(new) and len(others):", "if len(new):", "new.mean() - others.mean()",
     "new.mean() - (others.mean() if len(others) else 0.5)")
slip("sum_of_fifths", "Take the weighted mean of the fifths, not their sum.",
     "np.average(gaps, weights=weights)", "np.sum(gaps)")
slip("percent", "The result is a part of 1, not a percentage.",
     "float(np.average(gaps, weights=weights))", "float(100 * np.average(gaps, weights=weights))")
# fmt: on


@exercise.right
def fifth_by_fifth(df: pd.DataFrame) -> float:
    made = with_dicts(df)
    total, people = 0.0, 0
    for fifth in range(5):
        rows = made[made["fifth"] == fifth]
        new = [pct for pct, is_new in zip(rows["pct"], rows["newcomer"], strict=True) if is_new]
        others = [pct for pct, is_new in zip(rows["pct"], rows["newcomer"], strict=True) if not is_new]
        if new and others:
            total += len(new) * (sum(new) / len(new) - sum(others) / len(others))
            people += len(new)
    return total / people if people else float("nan")


@exercise.right
def newcomer_by_newcomer(df: pd.DataFrame) -> float:
    """Each newcomer's distance from the mean of the others in the same fifth, then the mean of these."""
    made = with_dicts(df)
    new = made["newcomer"].to_numpy(dtype=bool)
    usual = made[~new].groupby("fifth")["pct"].mean()
    apart = made[new]["pct"] - made[new]["fifth"].map(usual)
    known = apart.astype(float).dropna()
    return float(known.mean()) if len(known) else np.nan
