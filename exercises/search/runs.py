"""Results, judgements and queries for the cases: written by hand, or taken from the graded Hubs."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from course import log
from course.exercise import hubs
from course.lesson.reference import solution

LESSON = "03-search"
RUN, GRADES = ["query_id", "rank", "model_id"], ["query_id", "model_id", "grade"]

Grades = dict[str, int]


@dataclass(frozen=True)
class Unseen:
    """The training half of a graded Hub's queries, their judgements, and what search returns for them."""

    queries: pd.DataFrame
    qrels: pd.DataFrame
    run: pd.DataFrame


def run_of(**pages: Iterable[str]) -> pd.DataFrame:
    """Results: for each query the ids of its models, the first rank first."""
    rows = [(query, rank, model) for query, page in pages.items() for rank, model in enumerate(page, start=1)]
    return pd.DataFrame(rows, columns=RUN).astype({"query_id": "str", "rank": "int64", "model_id": "str"})


def qrels_of(**grades: Mapping[str, int]) -> pd.DataFrame:
    """Judgements: for each query the grades of models."""
    rows = [(query, model, grade) for query, judged in grades.items() for model, grade in judged.items()]
    return pd.DataFrame(rows, columns=GRADES).astype({"query_id": "str", "model_id": "str", "grade": "int64"})


def queries_of(**segments: Iterable[str]) -> pd.DataFrame:
    """Queries: for each segment its query ids."""
    rows = [(query, segment) for segment, ids in segments.items() for query in ids]
    return pd.DataFrame(rows, columns=["query_id", "segment"]).astype("str")


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
    found = _unseen(slot, os.environ.get("COURSE_GRADING_SEEDS", ""))
    return Unseen(found.queries.copy(), found.qrels.copy(), found.run.copy())


@cache
def _unseen(slot: str, _seeds: str) -> Unseen:
    api = hubs.hub(slot)
    queries = log("queries", api)
    queries = queries[queries["split"] == "train"]
    return Unseen(queries, log("qrels", api), solution(LESSON, "baseline_run")(api, queries))
