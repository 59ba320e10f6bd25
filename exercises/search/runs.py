"""Results, judgements and queries for the cases: written by hand, or taken from the graded Hubs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from course import log
from course.exercise import hubs
from course.hub.seeds import in_force
from course.lesson.reference import solution

LESSON = "03-search"
RUN, GRADES = ["query_id", "rank", "model_id"], ["query_id", "model_id", "grade"]

Grades = dict[str, int]
Row = tuple[str | int, ...]


@dataclass(frozen=True)
class Unseen:
    """The training half of a graded Hub's queries, their judgements, and what search returns for them."""

    queries: pd.DataFrame
    qrels: pd.DataFrame
    run: pd.DataFrame


def run_of(**pages: Iterable[str]) -> pd.DataFrame:
    """Results: for each query the ids of its models, the first rank first."""
    rows = [(query, rank, model) for query, page in pages.items() for rank, model in enumerate(page, start=1)]
    return _table(rows, RUN, ("q", 1, "m"))


def qrels_of(**grades: Mapping[str, int]) -> pd.DataFrame:
    """Judgements: for each query the grades of models."""
    rows = [(query, model, grade) for query, judged in grades.items() for model, grade in judged.items()]
    return _table(rows, GRADES, ("q", "m", 0))


def queries_of(**segments: Iterable[str]) -> pd.DataFrame:
    """Queries: for each segment its query ids."""
    rows = [(query, segment) for segment, ids in segments.items() for query in ids]
    return _table(rows, ["query_id", "segment"], ("q", "s"))


def _table(rows: Sequence[Row], columns: Sequence[str], example: Row) -> pd.DataFrame:
    """The rows as a table, which has the dtypes of a full one even where there are none: those of `example`."""
    return pd.DataFrame([example, *rows], columns=list(columns)).iloc[1:].reset_index(drop=True)


def shuffled(table: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """The same rows in another order, under their old labels."""
    return table.iloc[np.random.default_rng(seed).permutation(len(table))]


def grades_of(qrels: pd.DataFrame) -> dict[str, Grades]:
    """The grades of each query's judged models."""
    found: dict[str, Grades] = {}
    for query, model, grade in zip(qrels["query_id"], qrels["model_id"], qrels["grade"], strict=True):
        found.setdefault(query, {})[model] = int(grade)
    return found


def unseen(slot: str) -> Unseen:
    """What the graded Hub in `slot` holds for this lesson."""
    found = _unseen(slot, in_force())
    return Unseen(found.queries.copy(), found.qrels.copy(), found.run.copy())


@cache
def _unseen(slot: str, _seeds: str) -> Unseen:
    api = hubs.hub(slot)
    queries = log("queries", api)
    queries = queries[queries["split"] == "train"]
    return Unseen(queries, log("qrels", api), solution(LESSON, "baseline_run")(api, queries))
