"""Which new models will people still want in three months?"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from course import spec, stats
from course.exercise import hubs
from course.exercise.exercise import Answer, Case, case
from course.exercise.performance import Measured, PerformanceExercise, Trial
from exercises.capstone.tables import LESSON, T0, adoption, cohort, model, models

exercise = PerformanceExercise(
    LESSON,
    "health_score",
    looks_at="one model, no models, rows in another order, models of which nothing is known, better cards, copies "
    "of copies and copies without their original, and ρ with the outcome within the kinds of authors on three unseen "
    "Hubs",
    measure="ρ within the kinds of authors",
    least=0.04,
)

WITHIN, OVERALL = "ρ within the kinds of authors", "ρ over all models"
ALIKE = "On models that it has not seen, the score is the same for all: it ranks nobody."
FORM = "This is the baseline: a well-filled form is not yet a good model."
PUBLISHERS = "Your order is the order of publishers; within each kind, ρ is near zero."
TURNED = "The best score belongs to the models that fewest people want: turn it round."
NEAR_ZERO = 0.03
UNKNOWN = ("card_score", "has_verified_eval", "working_spaces", "broken_spaces", "commits_7d", "author_age_days",
           "author_prior_models", "lint_errors", "depth", "arxiv")  # fmt: skip


def nothing_known(table: pd.DataFrame) -> pd.DataFrame:
    """The models with no value in any feature."""
    gone = table.assign(**dict.fromkeys(UNKNOWN, np.nan), **dict.fromkeys(("license_class", "badge_vllm"), None))
    return gone.assign(weight_bytes=pd.array([pd.NA] * len(table), "Int64"), n_params_known=False)


@exercise.cases
def cases() -> Iterator[Case]:
    """Tables that a score has to survive."""
    some = [
        model("a/plain"),
        model("a/rich", card_score=90.0, has_verified_eval=True, working_spaces=3, author_type="lab"),
        model("b/poor", card_score=0.0, license_class=None, n_params_known=False, created_at=T0),
        model("c/half", card_score=55.5, newcomer=True, working_spaces=1, author_type="organisation"),
    ]
    yield case("four models", models(*some))
    yield case("rows in another order", models(*some[::-1]))
    yield case("numbered rows", models(*some).set_axis([7, 3, 9, 1]))
    yield case("one model", models(some[1]))
    yield case("models of which nothing is known", nothing_known(models(*some)))
    better = {"card_score": 100.0, "has_verified_eval": True, "working_spaces": 9, "is_duplicate": True}
    copy = model("z/copy", copy_of="b/poor", **better)
    yield case("a copy with a better card", models(*some, copy))
    yield case("a copy before its original", models(copy, *some))
    yield case("a copy without its original", models(some[0], model("z/copy", copy_of="gone/away", **better)))
    chain = model("y/copy", copy_of="z/copy", **better)
    yield case("a copy of a copy", models(chain, copy, *some))


@exercise.trials
def trials() -> Iterator[Trial]:
    """The young models of three unseen Hubs, taken together: one Hub alone would measure chance too."""
    yield Trial(tuple(case("unseen young models", cohort(slot)) for slot in hubs.SLOTS), _scores)


def _scores(found: Sequence[pd.Series]) -> dict[str, float]:
    ours = [rhos(score, cohort(slot), adoption(slot)) for slot, score in zip(hubs.SLOTS, found, strict=True)]
    return {name: float(np.mean([one[name] for one in ours])) for name in (WITHIN, OVERALL)}


def rhos(score: pd.Series, table: pd.DataFrame, outcome: pd.Series) -> dict[str, float]:
    """How well a score foretells the outcome of models: within the kinds of authors, and over all."""
    points, reached = score[table["id"]].astype(float), outcome[table["id"]]
    within = stats.rho_within(points, reached, table["author_type"])
    return {WITHIN: within, OVERALL: stats.spearman(points, reached)}


def held_down(score: pd.Series, table: pd.DataFrame) -> pd.Series:
    """The scores by id, a copy's no higher than its original's."""
    points = dict(zip(table["id"], score.astype(float), strict=True))
    of = {one: other for one, other in zip(table["id"], table["copy_of"], strict=True) if other in points}
    for name in of:
        seen, at = {name}, name
        while at in of and of[at] not in seen:
            at = of[at]
            seen.add(at)
            points[name] = min(points[name], points[at])
    return pd.Series(points)


@exercise.baseline
def filled_in(table: pd.DataFrame) -> pd.Series:
    form: Any = (
        table["card_score"].ge(50).astype(int) + table["license_class"].notna() + table["n_params_known"].eq(True)
    )
    return held_down(30.0 * form, table)


@exercise.rule
def fit_scores(one: Case, value: Any) -> str | None:
    """Whether what was returned are scores of the models, a copy's no higher than its original's."""
    return spec.score_fault(value, one.args[0])


@exercise.probe
def foreseeable(one: Case, ask: Answer) -> str | None:
    """Whether other rows make no difference, and a better card does no harm."""
    if len(one.args[0]) < 2:
        return None
    copies = one.args[0][one.args[0]["copy_of"].notna()]
    found = [] if len(copies) else spec.score_faults(ask, one.args[0])
    return found[0] if found else None


@exercise.remark
def what_it_orders(ask: Answer, measured: Sequence[Measured]) -> str | None:
    """What an order that earns little is the order of."""
    (one,) = measured
    if all(value == 0 for value in one.got.values()):
        return ALIKE
    if all(abs(one.got[name] - one.baseline[name]) < 1e-9 for name in one.got):
        return FORM
    if one.got[WITHIN] < -NEAR_ZERO:
        return TURNED
    return PUBLISHERS if one.got[WITHIN] < NEAR_ZERO and one.got[OVERALL] > NEAR_ZERO else None


# fmt: off
slip = exercise.slip
ALL = 'score = points.astype(float).sum(axis=1).set_axis(models["id"])'
CARD = '0.4 * models["card_score"].astype(float).fillna(0).clip(0, 100)'
slip("constant", ALIKE, ALL, 'score = pd.Series(50.0, index=models["id"])')
slip("publishers", PUBLISHERS,
     ALL, 'score = models.set_index("id")["author_type"].map({"lab": 90.0, "organisation": 60.0}).fillna(30.0)')
slip("no_index", spec.INDEX, '.set_axis(models["id"])', ".reset_index(drop=True)",
     'originals = models.set_index("id")["copy_of"]', 'originals = models["copy_of"]')
slip("missing_card_is_missing", spec.MISSING, ".fillna(0).clip(0, 100)", ".clip(0, 100)", "sum(axis=1)",
     "sum(axis=1, skipna=False)")
slip("beyond_a_hundred", spec.RANGE, CARD, CARD.replace("0.4", "4.0"))
slip("below_zero", spec.RANGE, "return score", "return score - 30")
slip("copies_free", spec.COPY, "limit = originals.map(score).astype(float)", "limit = score")
slip("copies_once", spec.COPY, "range(5)", "range(1)")
slip("copies_praised", spec.COPY, "return score", "return score + 5 * originals.notna()")
slip("share_of_the_best", spec.OTHERS, "return score", "return 100 * score / max(score.max(), 1)")
slip("ranks", spec.OTHERS, "return score", "return 100 * score.rank(pct=True)")
slip("long_cards_are_worse", spec.FALLS, CARD, "40 - " + CARD)
slip("full_cards_are_suspect", spec.FALLS, CARD, CARD + '.where(~(models["card_score"] > 95), 36)')
slip("turned_round", TURNED, "0.4 * models", "0.0 * models", '20 * models["has_verified_eval"]',
     '-20 * models["has_verified_eval"]', '20 * models["working_spaces"]', '-20 * models["working_spaces"]',
     '20 * months', '-20 * months', ALL, ALL.replace("sum(axis=1)", "sum(axis=1).add(60)"))
# fmt: on


@exercise.wrong(FORM)
def the_form_again(table: pd.DataFrame) -> pd.Series:
    form: pd.Series = filled_in(table)
    return form / 2 + 5


@exercise.wrong(ALIKE)
def remembered_ids(table: pd.DataFrame) -> pd.Series:
    seen = {"a/plain": 80.0}
    return held_down(table["id"].map(seen).fillna(10.0), table)


@exercise.right
def row_by_row(table: pd.DataFrame) -> pd.Series:
    points: dict[str, float] = {}
    for row in table.to_dict("records"):
        card = 0.0 if pd.isna(row["card_score"]) else min(max(float(row["card_score"]), 0), 100)
        found = 0.30 * card
        found += 18 if row["has_verified_eval"] == 1 else 0
        found += 22 if pd.notna(row["working_spaces"]) and row["working_spaces"] > 0 else 0
        days = 0.0 if pd.isna(row["created_at"]) else (T0 - row["created_at"]).total_seconds() / 86400
        points[str(row["id"])] = found + 20 * min(max(days / 90, 0), 1)
    return held_down(pd.Series(points), table)


@exercise.right
def in_bands(table: pd.DataFrame) -> pd.Series:
    """Five signals, the time in three steps instead of day by day."""
    weeks = (T0 - table["created_at"]).dt.days // 15
    score = 35 * table["card_score"].astype(float).fillna(0) / 100 + 20 * table["has_verified_eval"].eq(True)
    score = score + 20 * pd.to_numeric(table["working_spaces"]).ge(1) + 5 * table["license_class"].notna()
    return held_down((score + 4 * weeks.fillna(0).clip(0, 5)).astype(float).clip(0, 100), table)
