"""How much worse is search for each segment, and is the gap real?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.lesson.reference import solution
from exercises.search.runs import LESSON, queries_of, shuffled, unseen

exercise = Exercise(
    "03-search",
    "segment_gap",
    looks_at="queries without a score, a segment with one score or with none, rows in any order, other draws and "
    "seeds, and the scores of three Hubs you have not seen",
    ordered=True,
)

COLUMNS = ["segment", "n", "mean", "ci_low", "ci_high"]
NAN = float("nan")
Series = pd.Series
Table = pd.DataFrame


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the scores of the graded Hubs."""
    scores, queries = _scored(developer=_uneven(7), enterprise=_uneven(9))
    yield case("two segments", scores, queries)
    yield case("rows in any order", shuffled(scores.to_frame())[0], shuffled(queries, 3), 60)
    yield case("another seed", scores, queries, 60, 7)
    other = {one: f"{'z' if one.startswith('d') else 'a'}{one}" for one in queries["query_id"]}
    renamed = queries.assign(query_id=queries["query_id"].map(other))
    yield case("segments in another order than their queries", scores.rename(index=other), renamed, 60)
    single, some = _scored(developer=_uneven(6), enterprise=[0.3], researcher=_uneven(8))
    yield case("a segment with one query", single, some, 50)
    pair, few = _scored(developer=[0.2, 0.7], enterprise=_uneven(5))
    yield case("a segment with two queries", pair, few, 50)
    gaps, others = _scored(b=[NAN, *_uneven(6)], a=[*_uneven(5), NAN, 0.0], c=[NAN, 0.5, NAN])
    yield case("queries without a score, segments in another order", gaps, others, 50)
    yield case("queries that the scores leave out", gaps.dropna(), others, 50)
    yield case("a segment without any score", *_scored(a=_uneven(5), b=[NAN, NAN], c=_uneven(7)), 50)
    yield case("one draw", scores, queries, 1)
    for slot in SLOTS:
        yield case("the scores of an unseen Hub", _ndcg(slot), unseen(slot).queries, 500)


def _uneven(number: int) -> list[float]:
    """Scores of which no two means are alike: a slip that gives the same interval draws the same."""
    return [round(float(score), 3) for score in np.random.default_rng(number).random(number) ** 2]


def _scored(**segments: list[float]) -> tuple[Series, Table]:
    """The scores of queries numbered through the segments, and those queries."""
    ids = {name: [f"{name[0]}{place}" for place, _ in enumerate(values)] for name, values in segments.items()}
    scores = [value for values in segments.values() for value in values]
    return pd.Series(scores, index=[one for own in ids.values() for one in own]), queries_of(**ids)


def _ndcg(slot: str) -> Series:
    found = unseen(slot)
    scores: Series = solution(LESSON, "ndcg_at_k")(found.run, found.qrels, found.queries)
    return scores


# fmt: off
slip = exercise.slip  # a name, what it has to be told, the text of the solution, what stands there instead
LIMITS = "low, high = np.quantile(means, [0.025, 0.975])"
slip("generator_each_time", "Your segments share the same random draws; create the generator once.",
     "rng.integers(", "np.random.default_rng(seed).integers(")
slip("results_resampled", "The query is the unit: resample queries, not results.",
     "rng.integers(0, n, size=(B, n))", "rng.integers(0, 10 * n, size=(B, 10 * n))",
     "values.to_numpy()", "np.repeat(values.to_numpy(), 10)")
slip("spread_of_queries", "That is the spread of queries, not the uncertainty of their mean.",
     LIMITS, "low, high = values.mean() - 1.96 * values.std(), values.mean() + 1.96 * values.std()")
slip("quantiles_of_queries", "That is the spread of queries, not the uncertainty of their mean.",
     "np.quantile(means", "np.quantile(values")
slip("standard_error", "A formula for large samples knows nothing of few and uneven scores: resample them.",
     LIMITS, "low, high = values.mean() - 1.96 * values.sem(), values.mean() + 1.96 * values.sem()")
slip("missing_is_zero", "A query without a score is left out: it did not score 0.",
     ".dropna()", ".fillna(0.0)")
slip("every_query_counted", "`n` counts the queries with a score; the others are left out.",
     "[segment, n,", "[segment, len(own),")
slip("rows_as_they_come", "Take the values in the order of `query_id`: the same draws then meet the same queries.",
     '.sort_values("query_id")', "")
slip("segments_as_they_come", "Segments come in alphabetical order, for the draws as in the table.",
     'in queries.sort_values("query_id").groupby("segment")',
     'in [(name, queries[queries["segment"] == name].sort_values("query_id")) for name in queries["segment"].unique()]')
slip("segments_by_their_first_query", "Segments come in alphabetical order, for the draws as in the table.",
     'groupby("segment")', 'groupby("segment", sort=False)')
slip("interval_of_one", "One score has no interval: leave it missing.",
     "low, high = np.nan, np.nan", "low, high = values.mean(), values.mean()")
slip("silent_segments_dropped", "A segment none of whose queries has a score keeps its row, with n = 0.",
     "rows.append(", "_ = n and rows.append(")
slip("ninety_percent", "A 95 % interval leaves 2.5 % on each side.",
     "[0.025, 0.975]", "[0.05, 0.95]")
slip("default_draws", "`B` and `seed` are arguments: 2000 and 0 are only their defaults.",
     "default_rng(seed)", "default_rng(0)", "(B, n)", "(2000, n)")
slip("columns_of_draws", "Draw B rows of n positions: the other way round, the draws are different ones.",
     "(B, n)", "(n, B)", "axis=1", "axis=0")
slip("means_across_draws", "Take B means, one along each row of `size=(B, n)`.",
     "axis=1", "axis=0")
slip("median_for_mean", "The mean of each draw is asked for, and the mean of the scores.",
     "values.mean()", "values.median()",
     "values.to_numpy()[positions].mean(axis=1)", "np.median(values.to_numpy()[positions], axis=1)")
# fmt: on


@exercise.right
def with_choice(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    rng, scores = np.random.default_rng(seed), dict(per_query.dropna().items())
    rows = []
    for segment in sorted(set(queries["segment"])):
        own = sorted(query for query in queries.loc[queries["segment"] == segment, "query_id"] if query in scores)
        x = pd.Series([scores[query] for query in own], dtype=float)
        low = high = None
        if len(own) >= 2:
            means = rng.choice(x.to_numpy(), size=(B, len(x))).mean(axis=1)
            low, high = np.percentile(means, 2.5), np.percentile(means, 97.5)
        rows.append({"segment": segment, "n": len(x), "mean": x.mean(), "ci_low": low, "ci_high": high})
    return pd.DataFrame(rows, columns=COLUMNS).astype({"ci_low": float, "ci_high": float})


@exercise.right
def with_a_sorted_table(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    scores = per_query.rename("score").rename_axis("query_id").reset_index()
    table = queries.merge(scores, on="query_id", how="left").sort_values(["segment", "query_id"])
    summary = table.groupby("segment")["score"].agg(["count", "mean"]).reset_index()
    rng, limits = np.random.default_rng(seed), []
    for segment, n in zip(summary["segment"], summary["count"], strict=True):
        x = table.loc[table["segment"].eq(segment), "score"].dropna().to_numpy()
        drawn = x[rng.integers(0, n, (B, n))].mean(axis=1) if n > 1 else np.array([NAN])
        limits.append(np.quantile(drawn, [0.025, 0.975]))
    bounds = pd.DataFrame(limits, columns=COLUMNS[3:])
    return summary.rename(columns={"count": "n"}).join(bounds)
