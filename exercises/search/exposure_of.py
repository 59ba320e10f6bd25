"""What are the places of a model worth?"""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index, repeated_index, shuffled
from exercises.search.runs import run_of, unseen

exercise = Exercise(
    "03-search",
    "exposure_of",
    looks_at="models that several queries show or one query shows twice, other values of k, ranks with gaps, rows in "
    "any order, no results, and three Hubs you have not seen",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then what search returns on the graded Hubs."""
    two = case("two pages", run_of(q1="abc", q2="acd"))
    yield from also(two, shuffled, gapped_index, repeated_index)
    yield case("the first place alone", run_of(q1="abc", q2="acd", q3="ba"), 1)
    yield case("two places", run_of(q1="abc", q2="acd"), 2)
    yield from also(case("a model that one query shows twice", run_of(q1="abab", q2="cab"), 3), shuffled)
    gaps = run_of(q1="abc", q2="ba")
    yield case("ranks with gaps", gaps.assign(rank=gaps["rank"] * 4 - 1), 8)
    yield case("more places than nobody asks for", run_of(q1="abcdefghijkla", q2="lka"))
    yield case("nothing within the first k", run_of(q1="abc").assign(rank=[5, 6, 7]), 3)
    yield case("no results", run_of())
    for slot in SLOTS:
        yield from also(case("what search returns on an unseen Hub", unseen(slot).run, 7), shuffled)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, the text of the solution, what stands there instead
slip("not_summed", "A model's exposure is the sum over all its rows of the run.",
     'worth.groupby(shown["model_id"]).sum()', 'worth.set_axis(shown["model_id"])')
slip("best_place_alone", "A model's exposure is the sum over all its rows of the run.",
     ".sum()", ".max()")
slip("mean_place", "A model's exposure is the sum over all its rows of the run.",
     ".sum()", ".mean()")
slip("over_the_queries", "The exposure is a sum over the queries: do not divide it by their number.",
     ".sum()", '.sum() / run["query_id"].nunique()')
slip("log_of_the_rank", "log2(1) is 0: the discount is 1/log2(rank + 1).",
     'shown["rank"] + 1', 'shown["rank"]')
slip("multiplied", "A later place is worth less: divide 1 by the logarithm.",
     "1 / np.log2", "np.log2")
slip("reciprocal_ranks", "The discount is 1/log2(rank + 1), gentler than 1/rank.",
     'np.log2(shown["rank"] + 1)', 'shown["rank"]')
slip("every_rank_alike", "Rank 10 is seen far less than rank 1; use the position discount.",
     '1 / np.log2(shown["rank"] + 1)', '0 * shown["rank"] + 1')
slip("natural_log", "The logarithm has the base 2.",
     "np.log2", "np.log")
slip("one_rank_less", "`k` is an argument: count the results up to rank k, those at rank k too.",
     "<= k", "< k")
slip("every_result", "`k` is an argument: results after rank k are not seen.",
     'run[run["rank"] <= k]', "run")
slip("always_ten", "`k` is an argument: results after rank k are not seen.",
     "<= k", "<= 10")
slip("once_a_query", "Take the run as it stands: a model that one query shows twice is seen twice.",
     '<= k]', '<= k].drop_duplicates(["query_id", "model_id"])')
slip("of_the_results_page", "Take the run as it stands: a model that one query shows twice is seen twice.",
     'run[run["rank"] <= k]', "results_page(run, k)")
# fmt: on


@exercise.right
def one_by_one(run: pd.DataFrame, k: int = 10) -> dict[str, float]:
    seen: dict[str, float] = {}
    for rank, model in zip(run["rank"], run["model_id"], strict=True):
        if rank <= k:
            seen[model] = seen.get(model, 0.0) + 1 / math.log2(rank + 1)
    return seen


@exercise.right
def with_a_weighted_column(run: pd.DataFrame, k: int = 10) -> pd.Series:
    weighted = run.assign(weight=np.log(2) / np.log1p(run["rank"])).query("rank <= @k")
    return weighted.set_index("model_id")["weight"].groupby(level=0).sum()
