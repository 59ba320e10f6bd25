"""Are claims with a source inflated as much as claims without one?"""

from collections.abc import Iterator
from statistics import fmean

import pandas as pd

from course import results
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, shuffled
from exercises.leaderboards.tables import LESSON, both, row, table, unseen

exercise = Exercise(
    LESSON,
    "gap_by_source",
    looks_at="checks with and without a source, a model with claims of both kinds, one kind alone, community results, "
    "no pairs, no results, and unseen Hubs",
)

BOARDS = ("sorting-bench", "listening-bench")
LINKED = ("ann/owl", "cy/finch", "eve/lark")
Gaps = dict[str, float]


def _linked(rows: pd.DataFrame, *, checks: bool = False) -> pd.DataFrame:
    """The results with a source for three of the birds: for their claims, or for their checks alone."""
    return rows.assign(has_source=rows["model_id"].isin(LINKED) & rows["verified"].eq(checks))


@exercise.cases
def cases() -> Iterator[Case]:
    """Tables written by hand, then two boards of each graded Hub."""
    six = table(*both((71.0, 70.0), (79.5, 70.0), (64.0, 66.5), (61.0, 52.0), (55.0, 54.0), (70.5, 50.0)))
    yield from also(case("claims with a source and without", _linked(six)), gapped_index, shuffled)
    yield case("checks with a source, claims without", _linked(six, checks=True))
    yield case("every result with a source", six.assign(has_source=True))
    yield case("no result with a source", six)
    kinds = [row("ann/owl", 75.0, date="2026-05-01"), row("ann/owl", 71.0, source=True), row("ann/owl", 70.0, "check"),
             row("ben/wren", 69.0), row("ben/wren", 64.0, "check", source=True)]  # fmt: skip
    yield case("a model with claims of both kinds", table(*kinds))
    run = row("ben/wren", 60.0, "run", "2026-05-01", source=True)
    yield case("a community result", table(*kinds, run))
    alone = [row("fay/crow", 99.0), row("gus/kite", 98.0, source=True), row("hal/rook", 20.0, "check")]
    yield case("models with one side alone", table(*kinds, *alone))
    below = [
        row("cy/finch", 50.0, source=True),
        row("cy/finch", 58.0, "check"),
        row("eve/lark", 61.0),
        row("eve/lark", 64.0, "check"),
    ]
    yield case("claims below their checks", table(*kinds, *below))
    yield from also(case("no pairs", table(*alone)), emptied)
    for slot in hubs.SLOTS:
        rows = unseen(slot)
        yield case("two boards of an unseen Hub", rows[rows["dataset_id"].str.rpartition("/")[2].isin(BOARDS)])


KEPT = 'evals["verified"] | (evals["has_source"] == has_source)'
GAP = '(pairs["claimed"] - pairs["checked"]).mean()'

# fmt: off
slip = exercise.slip
slip("one_gap_for_all", "Sourced and unsourced claims are not inflated alike: look at one kind at a time.",
     KEPT, 'evals["value"].notna()')
slip("checks_without_source_dropped", "A check stays, whether it has a source or not.",
     KEPT, 'evals["has_source"] == has_source')
slip("source_of_the_check", "The source of the claim decides, not that of the check.",
     KEPT, '~evals["verified"] | (evals["has_source"] == has_source)')
slip("kinds_swapped", "You swapped the two kinds.",
     '{"sourced": True, "unsourced": False}', '{"sourced": False, "unsourced": True}')
slip("turned_round", "A gap above 0 means that the author claimed more: subtract the check from the claim.",
     'pairs["claimed"] - pairs["checked"]', 'pairs["checked"] - pairs["claimed"]')
slip("means_of_all", "The models that verify are different models; compare each with itself.",
     GAP, 'kept.loc[~kept["verified"], "value"].mean() - kept.loc[kept["verified"], "value"].mean()')
slip("nothing_is_zero", "Without a pair no gap is known: NaN, not 0.",
     GAP, GAP.replace(".mean()", ".sum() / max(len(pairs), 1)"))
slip("median_gap", "The gap of a kind is the mean, not the median.",
     GAP, GAP.replace("mean", "median"))
slip("absolute_gap", "Under-claiming happens; keep the sign.",
     GAP, GAP.replace(".mean()", ".abs().mean()"))
slip("sum_of_gaps", "The gap of a kind is a mean: divide by the number of its pairs.",
     GAP, GAP.replace(".mean()", ".sum(min_count=1)"))
slip("ratio", "The gap is a difference in points, not a ratio.",
     GAP, '(pairs["claimed"] / pairs["checked"]).mean()')
# fmt: on


@exercise.right
def from_two_tables(evals: pd.DataFrame) -> Gaps:
    checks = evals[evals["verified"]]
    claims = evals[~evals["verified"] & ~evals["community"]]
    told = {}
    for name, rows in (("sourced", claims[claims["has_source"]]), ("unsourced", claims[~claims["has_source"]])):
        sides = results.pairs(pd.concat([rows, checks]))
        told[name] = sides["claimed"].sub(sides["checked"]).mean()
    return told


@exercise.right
def in_one_walk(evals: pd.DataFrame) -> Gaps:
    latest: dict[tuple[object, ...], tuple[float, list[float]]] = {}
    for one in evals.to_dict("records"):
        if one["community"] and not one["verified"]:
            continue
        kind = "check" if one["verified"] else "sourced" if one["has_source"] else "unsourced"
        key = kind, one["model_id"], one["dataset_id"], one["task_id"]
        when = -1e18 if pd.isna(one["date"]) else one["date"].timestamp()
        before, values = latest.get(key, (-2e18, []))
        if when >= before:
            latest[key] = when, [*(values if when == before else []), one["value"]]
    gaps: dict[str, list[float]] = {"sourced": [], "unsourced": []}
    for (name, *where), (_, values) in latest.items():
        kind = str(name)
        if kind in gaps and ("check", *where) in latest:
            gaps[kind].append(fmean(values) - fmean(latest["check", *where][1]))
    return {kind: fmean(found) if found else float("nan") for kind, found in gaps.items()}
