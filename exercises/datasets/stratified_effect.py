"""How much of a gap is left between like and like?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, shuffled
from exercises.datasets import groups
from exercises.datasets.adoption import adoption
from exercises.datasets.by_hand import LESSON

exercise = Exercise(
    LESSON,
    "stratified_effect",
    looks_at="strata of unequal size, one side alone, no overlap, missing values, and three unseen Hubs",
)

ASKED = ("y", "card", ["kind"])
NAN = float("nan")


@exercise.cases
def cases() -> Iterator[Case]:
    """Small tables first, then the models of unseen Hubs."""
    yield from also(case("strata of unequal size", groups.UNEQUAL, *ASKED), gapped_index, shuffled)
    yield case("strata with one side", groups.SIDES, *ASKED)
    yield case("a missing outcome", groups.gaps("y"), *ASKED)
    yield case("a missing treatment", groups.gaps("card"), *ASKED)
    yield case("a missing stratum", groups.gaps("kind"), *ASKED)
    yield case("a gap in a column that is not named", groups.gaps("kind"), "y", "card", [])
    yield case("no overlap", groups.NO_OVERLAP, *ASKED)
    yield case("treated rows alone", groups.rows(("a", [3, 5], []), ("b", [1], [])), *ASKED)
    yield case("untreated rows alone", groups.rows(("a", [], [3, 5])), *ASKED)
    yield case("two columns", groups.TWO, "y", "card", ["kind", "age"])
    yield case("no columns", groups.SIDES, "y", "card", [])
    yield case("one stratum", groups.UNEQUAL.assign(kind="one"), *ASKED)
    yield case("empty categories", groups.categories(groups.UNEQUAL), *ASKED)
    yield case("other types of numbers", groups.typed(groups.UNEQUAL), *ASKED)
    yield case("other names of columns", groups.named(groups.SIDES), "mean", "has card", ["count"])
    yield case("a negative effect", groups.rows(("a", [1, 2], [4]), ("b", [0], [5, 5, 5])), *ASKED)
    yield case("a single row", groups.UNEQUAL.iloc[:1], *ASKED)
    yield case("no rows", groups.UNEQUAL.iloc[:0], *ASKED)
    for slot in hubs.SLOTS:
        yield case("an unseen Hub", adoption(slot), "log_downloads", "documented", ["author_type", "age"])


slip = exercise.slip
WEIGHTED = '(means["n"] * gaps).sum() / kept if kept > 0 else np.nan'
NAIVE = "y[treated].mean() - y[~treated].mean()"
OWN = "means = strata_means(df, outcome, treatment, strata)"
DROPPED = "means = means.dropna().reset_index()"
slip(
    "strata_alike",
    "A stratum of three rows moved your estimate as much as one of three thousand: weigh each by its rows.",
    WEIGHTED,
    "gaps.mean()",
)
slip(
    "weighed_by_treated",
    "That is the effect on the documented; the question is about all rows: weigh by all rows of a stratum.",
    OWN,
    f"{OWN}\n    number = df[df[treatment].eq(1)].dropna(subset=[outcome]).groupby(strata, observed=True).size()"
    '\n    number = means.set_index(strata).index.map(number.to_dict()) if strata else means["n"]',
    WEIGHTED,
    "(number * gaps).sum() / sum(number) if kept > 0 else np.nan",
)
slip(
    "divided_by_all_rows",
    "The weights of the kept strata must add up to 1: divide by the rows that were kept.",
    WEIGHTED,
    '(means["n"] * gaps).sum() / len(rows) if kept > 0 else np.nan',
)
slip(
    "not_divided",
    "The weights of the strata are shares: divide by the number of rows that were kept.",
    WEIGHTED,
    '(means["n"] * gaps).sum() if kept > 0 else np.nan',
)
slip(
    "no_overlap_is_zero",
    "Without overlap nothing was compared: NaN, not 0.",
    "/ kept if kept > 0 else np.nan",
    "/ kept if kept > 0 else 0.0",
)
slip(
    "sides_swapped",
    "The gap is treated minus untreated.",
    'means["treated"] - means["untreated"]',
    'means["untreated"] - means["treated"]',
)
slip(
    "naive_swapped",
    "The naive gap is treated minus untreated as well.",
    NAIVE,
    "y[~treated].mean() - y[treated].mean()",
)
slip(
    "naive_of_kept",
    "The naive gap is over all complete rows, also those of strata that are left out.",
    NAIVE,
    'np.average(means["treated"], weights=means["n"]) - np.average(means["untreated"], weights=means["n"])'
    " if kept > 0 else np.nan",
)
slip(
    "naive_before_dropping",
    "Drop rows with a gap first, for the naive gap as well.",
    NAIVE,
    "df.loc[df[treatment].eq(1).fillna(False), outcome].astype(float).mean()"
    " - df.loc[df[treatment].eq(0).fillna(False), outcome].astype(float).mean()",
)
slip(
    "share_of_strata",
    "`overlap_share` counts rows, not strata.",
    "kept / len(rows) if len(rows) > 0 else np.nan",
    "len(means) / len(rows.groupby(strata, observed=True)) if len(rows) > 0 and strata else np.nan",
)
slip(
    "share_of_rows_given",
    "The share is of complete rows: those with a gap were dropped first.",
    "kept / len(rows) if len(rows) > 0",
    "kept / len(df) if len(rows) > 0",
)
slip(
    "rows_kept",
    "The overlap is a share from 0 to 1: divide by all complete rows.",
    "kept / len(rows) if len(rows) > 0 else np.nan",
    "kept",
)
slip(
    "nothing_is_divided",
    "Without rows there is nothing to divide by: NaN.",
    "kept / len(rows) if len(rows) > 0 else np.nan",
    "int(kept) / len(rows)",
)
slip(
    "rows_for_strata", "`n_strata` is the number of strata, not of rows.", '"n_strata": len(means)', '"n_strata": kept'
)
slip(
    "all_strata_counted",
    "`n_strata` counts the strata that were kept, those with both kinds of rows.",
    '"n_strata": len(means)',
    '"n_strata": len(rows.groupby(strata, observed=True)) if strata else len(means)',
)
slip(
    "one_side_is_zero",
    "A stratum with one kind of rows has nothing to compare: leave it out.",
    DROPPED,
    "means = means.fillna(0).reset_index()",
)


@exercise.right
def with_plain_loops(df: pd.DataFrame, outcome: str, treatment: str, strata: list[str]) -> dict[str, float]:
    cells: dict[tuple[object, ...], tuple[list[float], list[float]]] = {}
    columns = [df[name].tolist() for name in (outcome, treatment, *strata)]
    for y, on, *key in zip(*columns, strict=True):
        if not any(pd.isna(one) for one in (y, on, *key)):
            cells.setdefault(tuple(key), ([], []))[0 if on else 1].append(float(y))
    both = [(a, b) for a, b in cells.values() if a and b]
    size = sum(len(a) + len(b) for a, b in both)
    every = [[y for cell in cells.values() for y in cell[side]] for side in (0, 1)]
    total = len(every[0]) + len(every[1])
    gap = sum((len(a) + len(b)) * (np.mean(a) - np.mean(b)) for a, b in both)
    return {
        "n_strata": len(both),
        "overlap_share": size / total if total else NAN,
        "stratified": float(gap) / size if size else NAN,
        "naive": float(np.mean(every[0]) - np.mean(every[1])) if every[0] and every[1] else NAN,
    }


@exercise.right
def by_weights_of_rows(df: pd.DataFrame, outcome: str, treatment: str, strata: list[str]) -> pd.Series:
    used = df[[outcome, treatment, *strata]].dropna()
    y, on = used[outcome].astype(float), used[treatment].astype(float)
    found = {"naive": y[on == 1].mean() - y[on == 0].mean(), "stratified": NAN, "overlap_share": NAN, "n_strata": 0}
    if used.empty:
        return pd.Series(found)
    code = used.groupby(strata, observed=True).ngroup() if strata else pd.Series(0, index=used.index)
    share = on.groupby(code).transform("mean")  # of treated rows in the stratum of each row
    kept = share.between(0, 1, inclusive="neither")
    found["overlap_share"], found["n_strata"] = kept.mean(), code[kept].nunique()
    if kept.any():
        weight = on / share - (1 - on) / (1 - share)
        found["stratified"] = float((weight * y)[kept].sum() / kept.sum())
    return pd.Series(found)
