"""What is the mean outcome with and without treatment in each stratum that has both?"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, reversed_rows
from exercises.datasets import groups
from exercises.datasets.adoption import adoption
from exercises.datasets.by_hand import LESSON

exercise = Exercise(
    LESSON,
    "strata_means",
    looks_at="missing values, groups that have one side, several columns, empty categories, no columns, "
    "and an unseen Hub",
)

ASKED = ("y", "card", ["kind"])


@exercise.cases
def cases() -> Iterator[Case]:
    """Small tables first, then the models of an unseen Hub."""
    yield from also(case("strata of unequal size", groups.UNEQUAL, *ASKED), gapped_index, reversed_rows)
    yield case("strata with one side", groups.SIDES, *ASKED)
    yield case("no overlap", groups.NO_OVERLAP, *ASKED)
    yield case("a missing outcome", groups.gaps("y"), *ASKED)
    yield case("a missing treatment", groups.gaps("card"), *ASKED)
    yield case("a missing stratum", groups.gaps("kind"), *ASKED)
    yield case("a gap in a column that is not named", groups.gaps("kind"), "y", "card", [])
    yield case("two columns", groups.TWO, "y", "card", ["kind", "age"])
    yield case("two columns in the other order", groups.TWO, "y", "card", ["age", "kind"])
    yield case("no columns", groups.SIDES, "y", "card", [])
    yield case("one stratum", groups.UNEQUAL.assign(kind="one"), *ASKED)
    yield case("empty categories", groups.categories(groups.UNEQUAL), *ASKED)
    both = groups.categories(groups.TWO).assign(age=pd.Categorical(groups.TWO["age"], ["new", "old"]))
    yield case("two columns of categories", both, "y", "card", ["kind", "age"])
    yield case("other types of numbers", groups.typed(groups.UNEQUAL), *ASKED)
    yield case("other names of columns", groups.named(groups.UNEQUAL), "mean", "has card", ["count"])
    yield case("a zero among the outcomes", groups.rows(("a", [0, 2], [0])), *ASKED)
    yield case("no rows", groups.UNEQUAL.iloc[:0], *ASKED)
    yield case("an unseen Hub", adoption(hubs.SLOTS[0]), "log_downloads", "documented", ["author_type", "age"])


slip = exercise.slip
DROP = "rows = df.dropna(subset=[outcome, treatment, *strata])"
DROPPED = "means = means.dropna().reset_index()"
slip(
    "one_side_kept",
    "A stratum with one kind of rows has nothing to compare: leave it out.",
    DROPPED,
    "means = means.reset_index()",
)
slip(
    "as_they_come",
    "The strata stand in the order of `groupby`, which sorts them.",
    "observed=True)",
    "observed=True, sort=False)",
)
slip(
    "one_side_is_zero",
    "A mean of no rows is unknown, not 0: leave such a stratum out.",
    DROPPED,
    "means = means.fillna(0).reset_index()",
)
slip(
    "any_gap_drops",
    "Only a gap in a column that is named drops a row; other columns do not matter.",
    DROP,
    "rows = df.dropna()",
)
slip(
    "outcome_gaps_counted",
    "A row without an outcome belongs nowhere: drop it before you count.",
    DROP,
    "rows = df.dropna(subset=[treatment, *strata])",
)
slip(
    "unknown_is_untreated",
    "A row of which nobody knows whether it was treated is neither: drop it.",
    DROP,
    "rows = df.dropna(subset=[outcome, *strata]).fillna({treatment: 0})",
)
slip(
    "missing_stratum_kept",
    "A row without a stratum belongs nowhere: drop it first.",
    DROP,
    "rows = df.dropna(subset=[outcome, treatment])",
    "observed=True)",
    "observed=True, dropna=False)",
)
slip(
    "missing_outcome_zero",
    "A missing outcome is unknown, not 0.",
    DROP,
    "rows = df.fillna({outcome: 0}).dropna(subset=[treatment, *strata])",
)
slip(
    "treated_rows_counted",
    "`n` counts all rows of the stratum, treated or not.",
    '"n"] = 1',
    '"n"] = treated.astype(int)',
)
slip(
    "untreated_rows_counted",
    "`n` counts all rows of the stratum, not only those without treatment.",
    '"n"] = 1',
    '"n"] = 1 - treated.astype(int)',
)
slip(
    "sides_swapped",
    "`treated` is the mean of the rows where the treatment is true.",
    "y.where(treated)",
    "y.mask(treated)",
    "y.where(~treated)",
    "y.mask(~treated)",
)
slip(
    "medians",
    "Means are asked for; yours are medians.",
    '"treated": "mean", "untreated": "mean"',
    '"treated": "median", "untreated": "median"',
)
slip(
    "sums",
    "Divide each sum by its rows: means are asked for.",
    '"treated": "mean", "untreated": "mean"',
    '"treated": "sum", "untreated": "sum"',
)
slip(
    "first_column",
    "A stratum is a combination of all columns in `strata`.",
    'strata or ["all"]',
    'strata[:1] or ["all"]',
)
slip(
    "columns_expected",
    "An empty list of columns makes one stratum of all rows; `groupby` needs at least one column.",
    'strata or ["all"]',
    "strata",
)
slip(
    "zeros_left_out",
    "An outcome of 0 is a value like any other.",
    "y = rows[outcome].astype(float)\n\n    table",
    "y = rows[outcome].astype(float).replace(0, np.nan)\n\n    table",
)


@exercise.right
def with_a_pivot(df: pd.DataFrame, outcome: str, treatment: str, strata: list[str]) -> pd.DataFrame:
    used = df[[outcome, treatment, *strata]].dropna()
    plain = pd.DataFrame({"y": used[outcome].to_numpy(float), "on": used[treatment].to_numpy(bool)})
    plain["key"] = list(zip(*(used[name] for name in strata), strict=True)) if strata else [()] * len(used)
    found = []
    for key in in_order(set(plain["key"]), df, strata):
        own = plain[[one == key for one in plain["key"]]]
        on = own["on"]
        if on.any() and not on.all():
            found.append([*key, len(own), own.loc[on, "y"].mean(), own.loc[~on, "y"].mean()])
    return pd.DataFrame(found, columns=[*strata, "n", "treated", "untreated"])


@exercise.right
def with_two_groupbys(df: pd.DataFrame, outcome: str, treatment: str, strata: list[str]) -> pd.DataFrame:
    used = df.loc[df[[outcome, treatment, *strata]].notna().all(axis=1)].assign(every=0)
    keys = [*strata, "every"]
    y, on = used[outcome].astype(float), used[treatment].astype(bool)
    by = [used[name] for name in keys]
    size = y.groupby(by, observed=True).size().rename("n")
    high = y[on].groupby([one[on] for one in by], observed=True).mean().rename("treated")
    low = y[~on].groupby([one[~on] for one in by], observed=True).mean().rename("untreated")
    table = pd.concat([size, high, low], axis=1, join="inner").sort_index().reset_index()
    return table.astype({"n": int})[[*strata, "n", "treated", "untreated"]]


@exercise.right
def with_apply(df: pd.DataFrame, outcome: str, treatment: str, strata: list[str]) -> pd.DataFrame:
    sums: dict[tuple[object, ...], np.ndarray] = {}
    columns = [df[name].tolist() for name in (outcome, treatment, *strata)]
    for y, on, *values in zip(*columns, strict=True):
        if any(pd.isna(one) for one in (y, on, *values)):
            continue
        cell = sums.setdefault(tuple(values), np.zeros(4))
        cell += [on, on * y, 1 - on, (1 - on) * y]
    found = []
    for key in in_order(sums, df, strata):
        a, b, c, d = sums[key]
        if a > 0 and c > 0:
            found.append([*key, int(a + c), b / a, d / c])
    return pd.DataFrame(found, columns=[*strata, "n", "treated", "untreated"])


def in_order(keys: Iterable[tuple[Any, ...]], df: pd.DataFrame, strata: list[str]) -> list[tuple[Any, ...]]:
    """Combinations of values in the order of `groupby`: categories in their own order, anything else sorted."""
    ranks = [{value: place for place, value in enumerate(pd.Categorical(df[name]).categories)} for name in strata]
    return sorted(keys, key=lambda key: [rank[value] for rank, value in zip(ranks, key, strict=True)])
