"""Would the order of models survive a check?"""

import math
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from course import results
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, shuffled
from exercises.leaderboards.tables import EXAM, LESSON, QUIZ, both, row, table, unseen

exercise = Exercise(
    LESSON,
    "rank_agreement",
    looks_at="ties on one side and on both, equal scores that are stored inexactly, two pairs, three pairs, one side "
    "constant, opposite orders, other tasks, unknown benchmarks, and unseen Hubs",
)

BOARDS = ("measured-guild/sorting-bench", "measured-guild/stair-bench")
NAN = float("nan")
Figures = dict[str, float]


@exercise.cases
def cases() -> Iterator[Case]:
    """Tables written by hand, then two boards of each graded Hub."""
    five = both((71.0, 60.0), (68.5, 63.0), (66.0, 58.0), (64.0, 61.5), (61.0, 50.0))
    yield from also(case("five pairs", table(*five), QUIZ, "default"), gapped_index, shuffled)
    alone = [row("fay/crow", 99.0), row("gus/kite", 40.0, "check"), row("hal/rook", 97.0, "run")]
    yield case("models with one side alone", table(*five, *alone), QUIZ, "default")
    yield case("ties among the claims", table(*both((70, 61), (70, 63), (66, 60), (64, 55))), QUIZ, "default")
    yield case("ties on both sides", table(*both((70, 61), (70, 61), (66, 60), (64, 61), (60, 50))), QUIZ, "default")
    inexact = both((41.2, 30.0), (100 * 0.412, 31.0), (45.0, 20.3), (40.0, 10.1 + 10.2), (39.0, 20.1))
    yield case("equal scores that are stored inexactly", table(*inexact), QUIZ, "default")
    near = both((70.4, 61.0), (70.2, 60.9), (70.3, 60.7), (69.9, 60.8))
    yield case("scores that differ by tenths", table(*near), QUIZ, "default")
    fine = both((70.04, 60.0), (70.01, 61.0), (69.0, 59.0))
    yield case("scores that differ by hundredths", table(*fine), QUIZ, "default")
    finer = both((70.0004, 60.0), (70.0001, 61.0), (69.0, 59.0))
    yield case("scores that differ in the fourth decimal", table(*finer), QUIZ, "default")
    sixth = both((70.000002, 60.000001), (70.000004, 60.000003), (69.0, 60.5))
    yield case("scores that differ in the sixth decimal", table(*sixth), QUIZ, "default")
    seventh = both((70.0000002, 60.0000001), (70.0000004, 60.0000003), (69.0, 59.0))
    yield case("scores that differ in the seventh decimal", table(*seventh), QUIZ, "default")
    far = both((99.0, 90.0), (70.0, 52.0), (69.0, 53.0), (68.0, 54.0), (67.0, 55.0))
    yield case("one model far ahead, the others in reverse", table(*far), QUIZ, "default")
    yield case("opposite orders", table(*both((70, 50), (68, 55), (66, 60), (64, 65))), QUIZ, "default")
    yield case("one order", table(*both((70, 65), (68, 60), (66, 55))), QUIZ, "default")
    yield case("two pairs", table(*both((70, 65), (68, 60))), QUIZ, "default")
    yield case("all claims equal", table(*both((70, 65), (70, 60), (70, 55))), QUIZ, "default")
    yield case("all checks equal", table(*both((70, 60), (69, 60), (67, 60))), QUIZ, "default")
    tasks = [*five, *both((50, 40), (51, 39), (52, 47), (49, 41), task="hard")]
    yield case("another task of the dataset", table(*tasks), QUIZ, "default")
    sets = [*five, *both((50, 40), (51, 39), (52, 47), (49, 41), dataset=EXAM)]
    yield case("another dataset", table(*sets), QUIZ, "default")
    yield from also(case("a benchmark that nobody reported on", table(*five), EXAM, "default"), emptied)
    for slot in hubs.SLOTS:
        rows = unseen(slot)
        yield case("a board of an unseen Hub", rows[rows["dataset_id"].isin(BOARDS)], BOARDS[0], "default")


N, FOUND = '{"n": len(pairs), "tau": np.nan}', '{"n": len(pairs), "tau": (a * b)'
MODELS = 'evals[chosen]["model_id"].nunique()'
TAU = "(a * b).sum() / untied"

# fmt: off
slip = exercise.slip
slip("pearson", "Correlation of scores is not agreement of ranks.",
     TAU, "np.corrcoef(claimed, checked)[0, 1]")
slip("spearman", "Spearman weighs distances of ranks; use Kendall's τ-b.",
     TAU, "pd.Series(claimed).rank().corr(pd.Series(checked).rank())")
slip("tau_a", "With ties use τ-b, or equal scores count as disagreement.",
     TAU, "(a * b).sum() / (len(pairs) * (len(pairs) - 1))")
slip("gamma", "The divisor is √(Σ a² · Σ b²): a tie on one side alone stays in it.",
     TAU, "(a * b).sum() / np.abs(a * b).sum()")
slip("share_of_agreements", "τ is agreements minus disagreements: take the disagreements off.",
     TAU, "((a * b) > 0).sum() / ((a * b) != 0).sum()")
slip("disagreements_ignored", "τ is agreements minus disagreements: take the disagreements off.",
     TAU, "((a * b) > 0).sum() / untied")
slip("all_models_counted", "`n` counts the models with both kinds.",
     N, N.replace("len(pairs)", MODELS), FOUND, FOUND.replace("len(pairs)", MODELS))
slip("task_ignored", "Another task of this dataset is mixed in.",
     ' & (evals["task_id"] == task_id)', "")
slip("dataset_ignored", "Another dataset with a task of this name is mixed in.",
     '(evals["dataset_id"] == dataset_id) & ', "")
slip("two_pairs_are_enough", "Two models agree by chance half the time: NaN below three.",
     "len(pairs) < 3", "len(pairs) < 2")
slip("three_pairs_are_few", "Three pairs are enough: NaN below three.",
     "len(pairs) < 3", "len(pairs) <= 3")
slip("no_order_is_zero", "Where there is no order to compare, τ is unknown: NaN, not 0.",
     '"tau": np.nan}', '"tau": 0.0}')
slip("not_rounded", "Scores that are equal to 6 decimals are ties: round before you compare.",
     'pairs["claimed"].to_numpy().round(6)', 'pairs["claimed"].to_numpy()',
     'pairs["checked"].to_numpy().round(6)', 'pairs["checked"].to_numpy()')
slip("rounded_to_points", "Round to 6 decimals; whole points make ties that are none.",
     'pairs["claimed"].to_numpy().round(6)', 'pairs["claimed"].to_numpy().round(0)',
     'pairs["checked"].to_numpy().round(6)', 'pairs["checked"].to_numpy().round(0)')
slip("turned_round", "The same order gives +1: subtract in the same direction on both sides.",
     "checked[:, None] - checked", "checked - checked[:, None]")
# fmt: on


@exercise.right
def by_twosomes(evals: pd.DataFrame, dataset_id: str, task_id: str) -> Figures:
    every = results.pairs(evals)
    both = every[every["dataset_id"].eq(dataset_id) & every["task_id"].eq(task_id)].round(6)
    scores = list(zip(both["claimed"], both["checked"], strict=True))
    found = [(np.sign(one[0] - two[0]), np.sign(one[1] - two[1])) for one, two in combinations(scores, 2)]
    left, right = sum(one != 0 for one, _ in found), sum(one != 0 for _, one in found)
    if len(scores) < 3 or not left or not right:
        return {"tau": NAN, "n": len(scores)}
    return {"tau": float(sum(one * other for one, other in found)) / math.sqrt(left * right), "n": len(scores)}


@exercise.right
def by_ranks(evals: pd.DataFrame, dataset_id: str, task_id: str) -> Figures:
    chosen = results.pairs(evals.loc[evals["dataset_id"].eq(dataset_id) & evals["task_id"].eq(task_id)])
    x, y = (chosen[side].round(6).rank(method="dense").to_numpy(int) for side in ("claimed", "checked"))
    if len(x) < 3 or len(set(x)) < 2 or len(set(y)) < 2:
        return {"n": len(x), "tau": NAN}
    concordant = sum(int(((x[at + 1 :] - x[at]) * (y[at + 1 :] - y[at]) > 0).sum()) for at in range(len(x)))
    discordant = sum(int(((x[at + 1 :] - x[at]) * (y[at + 1 :] - y[at]) < 0).sum()) for at in range(len(x)))
    twosomes = len(x) * (len(x) - 1) / 2
    tied = [sum(count * (count - 1) / 2 for count in np.bincount(side)) for side in (x, y)]
    return {"n": len(x), "tau": (concordant - discordant) / math.sqrt((twosomes - tied[0]) * (twosomes - tied[1]))}
