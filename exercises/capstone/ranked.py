"""Where does each model stand, by score and by outcome?"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, shuffled
from exercises.capstone.tables import LESSON

exercise = Exercise(
    LESSON,
    "ranked",
    looks_at="ties in the score and in the outcome, numbers of models that five does not divide, fewer than five, "
    "missing scores and outcomes, other columns, rows in another order, and none",
)


def table(scores: list[Any], outcomes: list[Any], new: str, ids: str = "") -> pd.DataFrame:
    """Models whose ids are letters; `new` names the newcomers."""
    names = list(ids or "abcdefghijklmnopqrstuvwxyz"[: len(scores)])
    return pd.DataFrame(
        {"id": names, "score": scores, "outcome": outcomes, "newcomer": [name in new for name in names]}
    )


def chance(n: int, seed: int, levels: int = 10**6) -> pd.DataFrame:
    """n models at random, with ties if there are few levels."""
    rng = np.random.default_rng(seed)
    ids = [f"m{number:03}" for number in rng.permutation(n)]
    new = rng.random(n) < 0.3
    score, outcome = rng.integers(0, levels, n), rng.integers(0, levels, n)
    return pd.DataFrame({"id": ids, "score": score, "outcome": outcome, "newcomer": new})


def tables() -> Iterator[Case]:
    """What both steps are tried on."""
    ten = table([10, 20, 30, 40, 50, 45, 60, 70, 80, 90], list(range(10)), "acegi")
    yield from also(case("ten models", ten), shuffled, gapped_index, emptied)
    yield case("ties in the score", table([5, 5, 5, 9, 9, 1], [1, 2, 3, 4, 5, 6], "ace"))
    yield case(
        "ties in the outcome, ids against the rows", table([1, 2, 3, 4, 5, 6], [7, 7, 7, 7, 7, 0], "bd", "fedcba")
    )
    yield case("seven models", table([7, 1, 6, 2, 5, 3, 4], [1, 1, 2, 3, 5, 8, 13], "ad"))
    yield case("three models", table([3, 1, 2], [9, 8, 7], "b"))
    yield case("one model", table([3], [9], ""))
    yield case("a missing score", table([1, None, 3, 4, 5, 6, 7], [3, 1, 4, 1, 5, 9, 2], "bce"))
    yield case("a missing outcome", table([1, 2, 3, 4, 5, 6, 7], [3, 1, None, 1, 5, 9, 2], "bce"))
    yield case("all scores alike", table([4] * 8, [1, 2, 3, 4, 5, 6, 7, 8], "ach"))
    yield case("a column more", ten.assign(simulated=True, author=None))
    yield case("unequal numbers of newcomers", table([9, 1, 8, 2, 7, 3, 6, 4, 5, 0], list(range(10)), "abceg"))
    yield case("newcomers alone", table([1, 2, 3, 4, 5], [5, 4, 3, 2, 1], "abcde"))
    yield case("no newcomers", table([1, 2, 3, 4, 5], [5, 4, 3, 2, 1], ""))
    yield case("many models", chance(97, 1))
    yield case("many ties", chance(88, 2, levels=4))


@exercise.cases
def cases() -> Iterator[Case]:
    """Ranks of every kind."""
    yield from tables()


# fmt: off
slip = exercise.slip
SORTED = '.sort_values("id", ignore_index=True)'
slip("raw_scores", "Percentiles make two scores comparable; points do not.",
     '(kept["score"].rank() - 0.5) / n', 'kept["score"]')
slip("without_the_half", "The percentile is (r − 0.5) / n.", ' - 0.5) / n', ") / n")
slip("from_zero_to_one", "The percentile is (r − 0.5) / n.", ' - 0.5) / n', " - 1) / max(n - 1, 1)")
slip("first_of_ties", "Equal scores share the mean of their ranks.",
     'kept["score"].rank()', 'kept["score"].rank(method="first")')
slip("lowest_of_ties", "Equal scores share the mean of their ranks.",
     'kept["score"].rank()', 'kept["score"].rank(method="min")')
slip("best_first", "The highest score has the highest percentile.",
     'kept["score"].rank()', 'kept["score"].rank(ascending=False)')
slip("fifths_of_the_score", "Condition on the outcome; conditioning on the score hides the penalty you measure.",
     'kept["outcome"].rank(method="first")', 'kept["score"].rank(method="first")')
slip("outcome_ties_averaged", "Ties in the outcome are settled by id.",
     'kept["outcome"].rank(method="first")', 'kept["outcome"].rank()')
slip("outcome_ties_by_row", "Ties in the outcome are settled by id: sort before you rank.",
     SORTED, ".reset_index(drop=True)", '"fifth", "newcomer"]]',
     '"fifth", "newcomer"]].sort_values("id", ignore_index=True)')
slip("edges_by_value", "Fifths are by rank, so that they hold equal numbers.",
     "5 * place // n", '5 * (kept["outcome"] - kept["outcome"].min()) // (kept["outcome"].max() + 1)')
slip("from_one", "The fifths are numbered from 0 to 4.", "(5 * place // n)", "(5 * place // n + 1)")
slip("quarters", "Five equal parts, not four.", "5 * place", "4 * place")
slip("sixth_part", "The rank begins with 0 here, or the last model falls into a sixth part.",
     'rank(method="first") - 1', 'rank(method="first")')
slip("missing_is_zero", "Leave out a row without a score or an outcome before you rank.",
     'df.dropna(subset=["score", "outcome"])', "df.fillna({'score': 0, 'outcome': 0})")
slip("scores_alone_checked", "Leave out rows without an outcome too.", '["score", "outcome"])', '["score"])',
     "(5 * place // n).astype(int)", "(5 * place // n).fillna(0).astype(int)")
# fmt: on


@exercise.right
def with_dicts(df: pd.DataFrame) -> pd.DataFrame:
    kept = df[df["score"].notna() & df["outcome"].notna()].to_dict("records")
    n = len(kept)
    by_outcome = {row["id"]: at for at, row in enumerate(sorted(kept, key=lambda row: (row["outcome"], row["id"])))}
    rows = []
    for row in sorted(kept, key=lambda row: row["id"]):
        below = sum(other["score"] < row["score"] for other in kept)
        same = sum(other["score"] == row["score"] for other in kept)
        rows.append((row["id"], (below + same / 2) / n, 5 * by_outcome[row["id"]] // n, row["newcomer"]))
    return pd.DataFrame(rows, columns=["id", "pct", "fifth", "newcomer"])


@exercise.right
def with_numpy(df: pd.DataFrame) -> pd.DataFrame:
    made = df.dropna(subset=["outcome", "score"]).sort_values(["outcome", "id"], ignore_index=True)
    made["fifth"] = [int(np.floor(5 * at / len(made))) for at in range(len(made))]
    made["pct"] = made["score"].rank(method="average").sub(0.5).div(max(len(made), 1))
    return made.sort_values("id")[["id", "pct", "fifth", "newcomer"]].reset_index(drop=True)
