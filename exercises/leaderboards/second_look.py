"""What an order is measured on: boards of unseen Hubs that show few checks, and what a second look found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from course import stats
from course.hub.seeds import in_force
from exercises.leaderboards.tables import row, table, unseen

BOARDS = ("measured-guild/stair-bench", "measured-guild/sorting-bench")
SHOWN = 1 / 3  # of the checked models, those whose checks a board still shows
TIMES = 3  # choices of the checks that are shown, for each board

Pair = tuple[str, str]  # a model, and one that has to come after it


@dataclass(frozen=True)
class Look:
    """The results that a board shows, and the score of each model in a second look."""

    evals: pd.DataFrame
    scores: pd.Series

    def tau(self, ranked: Sequence[str]) -> float:
        """Kendall's τ-b between an order, best first, and the second look."""
        known = [name for name in ranked if name in self.scores.index]
        return stats.tau_b([-place for place in range(len(known))], self.scores[known].tolist())


def looks(slot: str, reevaluation: Callable[[], pd.DataFrame]) -> tuple[Look, ...]:
    """The boards of the graded Hub in `slot`, each several times with other checks shown."""
    return _looks(slot, in_force(), reevaluation)


@cache
def _looks(slot: str, _seeds: str, reevaluation: Callable[[], pd.DataFrame]) -> tuple[Look, ...]:
    rows, second = unseen(slot), reevaluation()
    found = []
    for board in BOARDS:
        scores = second[second["dataset_id"].eq(board)].set_index("model_id")["value"]
        held = rows[rows["dataset_id"].eq(board)].reset_index(drop=True)
        checked = np.sort(held.loc[held["verified"], "model_id"].unique())
        for time in range(TIMES):
            shown = np.random.default_rng(time).permutation(checked)[: round(SHOWN * len(checked))]
            kept = held[~held["verified"] | held["model_id"].isin(shown)]
            found.append(Look(kept.sample(frac=1, random_state=time, ignore_index=True), scores))
    return tuple(found)


def scores_of(asked: Sequence[Look]) -> Callable[[Sequence[Any]], Mapping[str, float]]:
    """The mean τ of the orders of these boards."""

    def scores(ranked: Sequence[Any]) -> Mapping[str, float]:
        return {"tau": float(np.mean([one.tau(list(ids)) for one, ids in zip(asked, ranked, strict=True)]))}

    return scores


# Six checked models whose claims are 9 points too high without a source and 1 point with one.
CHECKS = {"a/alpha": 73.0, "b/beta": 70.0, "c/gamma": 66.0, "d/delta": 63.0, "e/epsilon": 60.0, "f/zeta": 54.0}
IN_ORDER = list(CHECKS)


def checked_board(*more: Any, turned: bool = False) -> pd.DataFrame:
    """The six checked models and further results; `turned`: claims with a source are the inflated ones."""
    rows = []
    for place, (model, check) in enumerate(CHECKS.items()):
        source = place % 2 == 0
        claim = check + (9.0 if source == turned else 1.0)
        rows += [row(model, claim, source=source), row(model, check, "check", source=True)]
    return table(*rows, *more)


def copies(*names: str) -> pd.DataFrame:
    """Models that only their ids tell apart."""
    return table(*(row(name, 70.0) for name in names))
