"""What a ranker is measured on: the unseen half of a Hub's queries, the models that search finds, and their grades."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from course import candidates, log
from course.exercise import hubs
from course.hub.seeds import in_force
from exercises.search.runs import Grades, grades_of

ASKED = ["segment", "text", "task", "lang", "gpu_gib", "engine", "license_need"]
FOUND, SHOWN = 30, 10  # models that are ranked, and those of them that are looked at
GIB = 2**30
DISCOUNT = 1 / np.log2(np.arange(2, SHOWN + 2))

Ranker = Callable[[pd.Series, pd.DataFrame], Sequence[str]]


@dataclass(frozen=True)
class Pool:
    """A query, the candidates that search finds for it, and the grades of its judged models."""

    query: pd.Series
    candidates: pd.DataFrame
    grades: Grades

    def ndcg(self, ranked: Sequence[str]) -> float:
        """How good an order of the candidates is: nDCG at 10 against everything judged."""
        gains = 2.0 ** np.array([self.grades.get(model, 0) for model in list(ranked)[:SHOWN]]) - 1
        return float((gains * DISCOUNT[: len(gains)]).sum()) / self.best

    @property
    def best(self) -> float:
        """The DCG of the best order, 0 where no judged model is any good."""
        gains = np.sort(2.0 ** np.array([*self.grades.values()], dtype=float) - 1)[::-1][:SHOWN]
        return float((gains * DISCOUNT[: len(gains)]).sum())


def inventory(slot: str) -> pd.DataFrame:
    """Every public model of the graded Hub in `slot`, with its signals."""
    return _inventory(slot, in_force()).copy()


def pools(slot: str) -> tuple[Pool, ...]:
    """The unseen queries of the graded Hub in `slot` that find something and for which something good is judged."""
    return _pools(slot, in_force())


@cache
def _inventory(slot: str, _seeds: str) -> pd.DataFrame:
    return candidates(hubs.hub(slot))


@cache
def _pools(slot: str, seeds: str) -> tuple[Pool, ...]:
    api, models = hubs.hub(slot), _inventory(slot, seeds)
    queries = log("queries", api)
    hidden = grades_of(hubs.kept_back(slot, "qrels"))
    rows = [row for _, row in queries[queries["split"] == "test"].set_index("query_id").iterrows()]
    made = [Pool(row[ASKED], _found(models, row["text"]), hidden.get(str(row.name), {})) for row in rows]
    return tuple(pool for pool in made if len(pool.candidates) and pool.best)


def _found(models: pd.DataFrame, text: str) -> pd.DataFrame:
    """The candidates that the Hub's search finds: every word of the text is in the id, most downloads first."""
    ids = models["id"].str.lower()
    held = np.logical_and.reduce([ids.str.contains(word, regex=False) for word in text.lower().split()])
    return models[held].head(FOUND).reset_index(drop=True)


def scores_of(asked: Sequence[Pool]) -> Any:
    """The mean nDCG of each segment's queries, developers first."""

    def scores(ranked: Sequence[Sequence[str]]) -> Mapping[str, float]:
        rows = [(one.query["segment"].title(), one.ndcg(ids)) for one, ids in zip(asked, ranked, strict=True)]
        means = pd.DataFrame(rows, columns=["segment", "ndcg"]).groupby("segment")["ndcg"].mean()
        return {f"{segment} nDCG": float(value) for segment, value in means.items()}

    return scores


def silent(found: pd.DataFrame) -> pd.DataFrame:
    """The same models, of which nothing is known but the id."""
    missing = {"author", "pipeline_tag", "library_name", "license", "gated", "origin_region", "license_class",
               "downloads", "downloads_all_time", "likes", "n_params", "weight_bytes", "card_score"}  # fmt: skip
    kept = found.assign(**{name: pd.Series([None] * len(found), dtype=found[name].dtype) for name in missing})
    return kept.assign(tags=pd.Series([[]] * len(found), dtype=object), badge_vllm="unknown", badge_tgi="unknown")


def twins(found: pd.DataFrame, *gib: float) -> pd.DataFrame:
    """Models that only their ids and their sizes tell apart: weights of so many GiB, two bytes a parameter."""
    sizes = [int(one * GIB) for one in gib]
    held = {"weight_bytes": sizes, "n_params": [size // 2 for size in sizes]}
    return copies(found).head(len(gib)).assign(**{name: pd.array(one, "Int64") for name, one in held.items()})


def copies(found: pd.DataFrame) -> pd.DataFrame:
    """Seven models that only their ids tell apart, not in the order of these."""
    alike = pd.concat([found.head(1)] * 7, ignore_index=True)
    return alike.assign(id=[f"lab/copy-{letter}" for letter in "dbgafce"])
