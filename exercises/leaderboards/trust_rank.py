"""What order would a second look give?"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

import numpy as np
import pandas as pd

from course import results
from course.exercise import hubs
from course.exercise.exercise import Answer, Case, case
from course.exercise.performance import Measured, PerformanceExercise, Trial
from exercises.leaderboards.second_look import IN_ORDER, Pair, checked_board, copies, looks, scores_of
from exercises.leaderboards.tables import LESSON, row, table

exercise = PerformanceExercise(
    LESSON,
    "trust_rank",
    looks_at="models with nothing but claims, boards where every model is verified or none is, kinds without a pair, "
    "kinds that are inflated the other way round, one model, no models, rows in another order, equal models, and "
    "Kendall's τ with a second look on boards of three unseen Hubs",
    measure="Kendall's τ with the second look",
    least=0.06,
)

EVERYONE = "Everyone must be ranked, each model once; say less, not nothing, about the unverified."
IDS = "Return the ids of the models, the best first."
UNSTEADY = "The order changes with the order of the rows: sort ties by id."
BOLDEST = "This is the baseline: the boldest claim wins."
WORST = "The best comes first; yours begins with the worst."
MIXED = "Every model is verified here: correct a claim before you mix it with a check, or take the check alone."
CHECKED = "A check found this model weak, and a bold claim has lifted it: where a check exists, it counts."
BADGE = "Verified is not better: rank by the corrected score, not by the badge."
MEASURED = "A check is not inflated: take the gap off claims alone."
UNKNOWN = "Where the gap of a kind is NaN, it makes the scores NaN as well: put a number in its place."
ALIKE = "Two claims are nearly equal, but not inflated alike: the kind with the smaller gap comes first."
FIXED = "On another board the other kind is inflated: compute the gaps from the table."
TIES = "Equal models stand in the order of their ids."

EVERY, WEAK, GOOD = "a board where every model is verified", "a bold claim about a weak model", "a good claim"
KINDS, TURNED, EQUAL = "two claims of different kinds", "kinds inflated the other way round", "equal models"
BESIDE, NOBODY = "a board where every model is verified and claims are beside", "nobody is verified"
OTHERS, ONE_KIND = "a claim that no check can be compared with", "a kind without a pair"
COPIES = ("x/d", "x/b", "x/e", "x/a", "x/c")
AFTER: dict[str, tuple[str, list[Pair]]] = {
    EVERY: (MIXED, list(pairwise(IN_ORDER))),
    BESIDE: (MEASURED, [("x/high", "y/low")]),
    WEAK: (CHECKED, [("a/alpha", "w/weak"), ("b/beta", "w/weak")]),
    GOOD: (BADGE, [("h/hero", "c/gamma"), ("h/hero", "f/zeta")]),
    KINDS: (ALIKE, [("y/linked", "x/plain")]),
    TURNED: (FIXED, [("x/plain", "y/linked")]),
    NOBODY: (UNKNOWN, [("x/top", "x/middle"), ("x/middle", "x/low"), ("x/second", "x/first")]),
    OTHERS: (UNKNOWN, [("z/claim", "b/beta")]),
    ONE_KIND: (UNKNOWN, [("x/d", "x/b")]),
    EQUAL: (TIES, list(pairwise(sorted(COPIES)))),
}


@exercise.cases
def cases() -> Iterator[Case]:
    """Boards that an order has to survive."""
    yield case(EVERY, checked_board())
    high, low = (row("x/high", 70.0, "check"), row("x/high", 80.0)), (row("y/low", 68.0, "check", source=True),)
    yield case(BESIDE, table(*high, *low, row("y/low", 69.0, source=True)))
    yield case(WEAK, checked_board(row("w/weak", 50.0, "check"), row("w/weak", 90.0)))
    yield case(GOOD, checked_board(row("h/hero", 85.0, source=True)))
    yield case(KINDS, checked_board(row("x/plain", 80.0), row("y/linked", 79.0, source=True)))
    yield case(TURNED, checked_board(row("x/plain", 79.0), row("y/linked", 80.0, source=True), turned=True))
    yield case(EQUAL, copies(*COPIES))
    linked = row("x/first", 55.0, source=True), row("x/second", 75.0, source=True), row("x/run", 65.0, "run")
    yield case(NOBODY, table(row("x/low", 50.0), row("x/middle", 70.0), row("x/top", 90.0), *linked))
    yield case(OTHERS, table(row("a/alpha", 50.0, "check"), row("b/beta", 40.0, "check"), row("z/claim", 90.0)))
    one_kind = [row("x/a", 69.0), row("x/a", 60.0, "check"), row("x/b", 64.0, source=True), row("x/c", 71.0)]
    yield case(ONE_KIND, table(*one_kind, row("x/d", 74.0, source=True)))
    undated = [row("x/a", 69.0, date=None), row("x/b", 64.0, date=None), row("x/b", 60.0, "check", None)]
    yield case("results without dates", table(*undated))
    several = [row("x/a", 69.0), row("x/a", 75.0, date="2026-01-01"), row("x/a", 68.0, "run"), row("x/b", 66.0, "run")]
    yield case("several results of a model", table(*several))
    yield case("one model", table(row("x/a", 60.0)))
    yield case("no models", table(*several).iloc[:0])


@exercise.trials
def trials() -> Iterator[Trial]:
    """On each unseen Hub, two boards that show one check in three."""
    for slot in hubs.SLOTS:
        asked = looks(slot, _second(slot))
        yield Trial(tuple(case("an unseen board", one.evals) for one in asked), scores_of(asked))


def _second(slot: str) -> "partial[pd.DataFrame]":
    return partial(hubs.kept_back, slot, "reevaluation")


@exercise.baseline
def by_the_boldest_claim(evals: pd.DataFrame) -> Sequence[str]:
    most = evals.groupby("model_id")["value"].max().reset_index()
    return list(most.sort_values(["value", "model_id"], ascending=[False, True])["model_id"])


@exercise.rule
def every_model_once(one: Case, value: object) -> str | None:
    """Whether what was returned are the ids of the models."""
    wanted = sorted(one.args[0]["model_id"].unique())
    if not isinstance(value, list | tuple | pd.Series | pd.Index | np.ndarray):
        return IDS
    found = list(value)
    if found and not all(isinstance(name, str) for name in found):
        return IDS
    return None if sorted(found) == wanted else EVERYONE


@exercise.rule
def order_that_nobody_doubts(one: Case, value: Sequence[str]) -> str | None:
    """Whether models stand in the order that a rule of the question gives them."""
    found, (sentence, pairs) = list(value), AFTER.get(one.about, ("", []))
    if all(found.index(first) < found.index(second) for first, second in pairs):
        return None
    if one.about == EVERY and found[::-1] == IN_ORDER:
        return WORST
    return BOLDEST if found == list(by_the_boldest_claim(*one.args)) else sentence


@exercise.probe
def steady(one: Case, ask: Answer) -> str | None:
    """Whether asking a second time, with the rows in another order, makes no difference."""
    (rows,) = one.args
    return UNSTEADY if list(ask(rows)) != list(ask(rows.sample(frac=1, random_state=1))) else None


@exercise.remark
def nothing_gained(ask: Answer, measured: Sequence[Measured]) -> str | None:
    """Whether every score is the baseline's."""
    return BOLDEST if all(abs(one.got["tau"] - one.baseline["tau"]) < 1e-9 for one in measured) else None


LEVELS = 'np.select([evals["verified"], evals["community"]], [0, 1], 2)'
OF_KIND = '{True: usual["sourced"], False: usual["unsourced"]}'
SCORE = 'evals["value"] - gap.astype(float).mask(measured, 0)'
GROUPED = 'scored.groupby("model_id", as_index=False)["score"]'
SORTED = '["score", "model_id"], ascending=[False, True]'
IDS_OF = 'ranked["model_id"].tolist()'

# fmt: off
slip = exercise.slip
slip("boldest_claim", BOLDEST,
     LEVELS, "0", SCORE, 'evals["value"]', '{"level": "min", "date": "max"}', "{}",
     '["score"].mean()', '["score"].max()')
slip("unverified_dropped", EVERYONE,
     "    for column, best in", '    scored = scored[scored["verified"]]\n    for column, best in')
slip("one_gap_for_all", ALIKE,
     OF_KIND, "{True: usual.mean(), False: usual.mean()}")
slip("claims_as_they_are", ALIKE,
     SCORE, 'evals["value"]')
slip("missing_gap_drops", EVERYONE,
     "usual = usual.fillna(usual.mean()).fillna(0)\n", "\n", "ranked = means.sort", "ranked = means.dropna().sort")
slip("missing_gap_stays", UNKNOWN,
     "usual = usual.fillna(usual.mean()).fillna(0)\n", "\n")
slip("gap_of_nobody_stays", UNKNOWN,
     "usual = usual.fillna(usual.mean()).fillna(0)", "usual = usual.fillna(usual.mean())")
slip("gap_off_checks", MEASURED,
     SCORE, 'evals["value"] - gap.astype(float)')
slip("kinds_swapped", ALIKE,
     OF_KIND, '{True: usual["unsourced"], False: usual["sourced"]}')
slip("raw_mean", MIXED,
     LEVELS, "0", SCORE, 'evals["value"]')
slip("claims_before_checks", CHECKED,
     "[0, 1], 2)", "[1, 2], 0)")
slip("verified_first", BADGE,
     GROUPED, 'scored.groupby(["model_id", "level"], as_index=False)["score"]',
     SORTED, '["level", "score", "model_id"], ascending=[True, False, True]')
slip("fixed_gaps", FIXED,
     OF_KIND, "{True: 1.0, False: 7.0}")
slip("ties_by_row", TIES,
     GROUPED, 'scored.groupby("model_id", as_index=False, sort=False)["score"]',
     SORTED, '"score", ascending=False, kind="stable"')
slip("ties_turned_round", TIES,
     SORTED, '["score", "model_id"], ascending=[False, False]')
slip("worst_first", WORST,
     SORTED, '["score", "model_id"]')
slip("row_numbers", IDS,
     IDS_OF, "ranked.index.tolist()")
slip("rows", IDS,
     IDS_OF, "ranked")
slip("every_result", EVERYONE,
     IDS_OF, 'evals.sort_values("value", ascending=False)["model_id"].tolist()')
# fmt: on


@exercise.right
def model_by_model(evals: pd.DataFrame) -> list[str]:
    gaps = {kind: 0.0 if np.isnan(gap) else gap for kind, gap in results.gaps(evals).items()}
    scores: dict[str, float] = {}
    for model, rows in evals.groupby("model_id"):
        checks, runs = rows[rows["verified"]], rows[rows["community"]]
        claims = rows[~rows["verified"] & ~rows["community"]]
        best = next(part for part in (checks, runs, claims) if len(part))
        newest = best["date"].fillna(results.OLDEST)
        kept = best[newest == newest.max()]
        usual = kept["has_source"].map({True: gaps["sourced"], False: gaps["unsourced"]})
        scores[str(model)] = float((kept["value"] - (usual if best is claims else 0)).mean())
    return sorted(scores, key=lambda model: (-scores[model], model))


@exercise.right
def shrunk_gaps(evals: pd.DataFrame) -> list[str]:
    """The gap of a kind is drawn towards the gap of all pairs, the more so the fewer pairs the kind has."""
    sides = {
        kind: results.pairs(evals[evals["verified"] | evals["has_source"].eq(kind)]).set_index(results.KEYS)
        for kind in (True, False)
    }
    gaps = {kind: pairs["claimed"] - pairs["checked"] for kind, pairs in sides.items()}
    every = pd.concat([gaps[True], gaps[False]])
    usual = float(every.mean()) if len(every) else 0.0
    drawn = {kind: (found.sum() + 3 * usual) / (len(found) + 3) for kind, found in gaps.items()}
    level = np.select([evals["verified"], evals["community"]], [2, 1], 0)
    told = evals.assign(level=level, date=evals["date"].fillna(results.OLDEST))
    told["score"] = told["value"] - told["has_source"].map(drawn).astype(float).where(level == 0, 0.0)
    told = told[told["level"].eq(told.groupby("model_id")["level"].transform("max"))]
    told = told[told["date"].eq(told.groupby("model_id")["date"].transform("max"))]
    scores = told.groupby("model_id")["score"].mean().round(9)
    return [str(name) for name in scores.sort_index().sort_values(ascending=False, kind="stable").index]


@exercise.right
def checks_and_corrected_claims(evals: pd.DataFrame) -> np.ndarray:
    """Claims less the gap of their kind, the gaps drawn together where pairs are few; a check weighs twenty claims."""
    table = evals.reset_index(drop=True)
    sides = results.pairs(table)
    both = float((sides["claimed"] - sides["checked"]).mean()) if len(sides) else 0.0
    usual = {kind: both if np.isnan(gap) else gap for kind, gap in results.gaps(table).items()}
    gap = np.where(table["has_source"], usual["sourced"], usual["unsourced"])
    measured = table["verified"] | table["community"]
    score = table["value"] - np.where(measured, 0.0, gap)
    weight = np.select([table["verified"], table["community"]], [20.0, 5.0], 1.0)
    sums = pd.DataFrame({"model": table["model_id"], "sum": score * weight, "weight": weight}).groupby("model").sum()
    mean = (sums["sum"] / sums["weight"]).round(9).sort_index().sort_values(ascending=False, kind="stable")
    return mean.index.to_numpy(dtype=object)
