"""How much worse is search for each segment, and is the gap real?"""

from collections.abc import Callable, Iterator

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
Values = np.ndarray
Interval = Callable[[Values, int, np.random.Generator], tuple[float, float]]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the scores of the graded Hubs."""
    scores, queries = _scored(developer=_uneven(7), enterprise=_uneven(9))
    yield case("two segments", scores, queries)
    yield case("rows in any order", shuffled(scores.to_frame())[0], shuffled(queries, 3), 60)
    yield case("another seed", scores, queries, 60, 7)
    single, some = _scored(developer=_uneven(6), enterprise=[0.3], researcher=_uneven(8))
    yield case("a segment with one query", single, some, 50)
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


def _bootstrap(x: Values, draws: int, rng: np.random.Generator) -> tuple[float, float]:
    return _quantiles(x[rng.integers(0, len(x), size=(draws, len(x)))].mean(axis=1))


def _quantiles(means: Values, tail: float = 0.025) -> tuple[float, float]:
    low, high = np.quantile(means, [tail, 1 - tail])
    return float(low), float(high)


def _values(per_query: Series, queries: Table) -> dict[str, Values]:
    """The scores of each segment by query id, those without one left out."""
    found: dict[str, list[float]] = {}
    for query, segment in sorted(zip(queries["query_id"], queries["segment"], strict=True)):
        value = per_query.get(query, NAN)
        found.setdefault(segment, []).extend([] if pd.isna(value) else [float(value)])
    return {segment: np.array(found[segment], float) for segment in sorted(found)}


def _table(values: dict[str, Values], draws: int, seed: int, interval: Interval = _bootstrap) -> Table:
    """The right table, but for the values of the segments and what `interval` makes of them."""
    rng, rows = np.random.default_rng(seed), []
    for segment, x in values.items():
        limits = interval(x, draws, rng) if len(x) > 1 else (NAN, NAN)
        rows.append([segment, len(x), x.mean() if len(x) else NAN, *limits])
    return pd.DataFrame(rows, columns=COLUMNS)


@exercise.wrong("Your segments share the same random draws; create the generator once.")
def generator_each_time(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    def interval(x: Values, draws: int, _: np.random.Generator) -> tuple[float, float]:
        return _bootstrap(x, draws, np.random.default_rng(seed))

    return _table(_values(per_query, queries), B, seed, interval)


@exercise.wrong("The query is the unit: resample queries, not results.")
def results_resampled(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    def interval(x: Values, draws: int, rng: np.random.Generator) -> tuple[float, float]:
        return _bootstrap(np.repeat(x, 10), draws, rng)

    return _table(_values(per_query, queries), B, seed, interval)


@exercise.wrong("That is the spread of queries, not the uncertainty of their mean.")
def spread_of_queries(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    def interval(x: Values, *_: object) -> tuple[float, float]:
        return x.mean() - 1.96 * x.std(ddof=1), x.mean() + 1.96 * x.std(ddof=1)

    return _table(_values(per_query, queries), B, seed, interval)


@exercise.wrong("That is the spread of queries, not the uncertainty of their mean.")
def quantiles_of_queries(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    return _table(_values(per_query, queries), B, seed, lambda x, *_: _quantiles(x))


@exercise.wrong("A formula for large samples knows nothing of few and uneven scores: resample them.")
def standard_error(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    def interval(x: Values, *_: object) -> tuple[float, float]:
        half = 1.96 * x.std(ddof=1) / np.sqrt(len(x))
        return x.mean() - half, x.mean() + half

    return _table(_values(per_query, queries), B, seed, interval)


@exercise.wrong("A query without a score is left out: it did not score 0.")
def missing_is_zero(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    full = per_query.reindex(queries["query_id"]).fillna(0.0)
    return _table(_values(full, queries), B, seed)


@exercise.wrong("`n` counts the queries with a score; the others are left out.")
def every_query_counted(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    table = _table(_values(per_query, queries), B, seed)
    return table.assign(n=table["segment"].map(queries["segment"].value_counts()))


@exercise.wrong("Take the values in the order of `query_id`: the same draws then meet the same queries.")
def rows_as_they_come(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    values: dict[str, Values] = {}
    for segment, own in queries.groupby("segment"):
        values[str(segment)] = per_query.reindex(own["query_id"]).dropna().to_numpy(float)
    return _table(values, B, seed)


@exercise.wrong("Segments come in alphabetical order, for the draws as in the table.")
def segments_as_they_come(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    values = _values(per_query, queries)
    return _table({segment: values[segment] for segment in queries["segment"].unique()}, B, seed)


@exercise.wrong("One score has no interval: leave it missing.")
def interval_of_one(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    table = _table(_values(per_query, queries), B, seed)
    return table.assign(**{name: table[name].fillna(table["mean"]) for name in ("ci_low", "ci_high")})


@exercise.wrong("A segment none of whose queries has a score keeps its row, with n = 0.")
def silent_segments_dropped(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    table = _table(_values(per_query, queries), B, seed)
    return table[table["n"] > 0].reset_index(drop=True)


@exercise.wrong("A 95 % interval leaves 2.5 % on each side.")
def ninety_percent(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    def interval(x: Values, draws: int, rng: np.random.Generator) -> tuple[float, float]:
        return _quantiles(x[rng.integers(0, len(x), size=(draws, len(x)))].mean(axis=1), 0.05)

    return _table(_values(per_query, queries), B, seed, interval)


@exercise.wrong("`B` and `seed` are arguments: 2000 and 0 are only their defaults.")
def default_draws(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    return _table(_values(per_query, queries), 2000, 0)


@exercise.wrong("Draw B rows of n positions: the other way round, the draws are different ones.")
def columns_of_draws(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    def interval(x: Values, draws: int, rng: np.random.Generator) -> tuple[float, float]:
        return _quantiles(x[rng.integers(0, len(x), size=(len(x), draws))].mean(axis=0))

    return _table(_values(per_query, queries), B, seed, interval)


@exercise.wrong("Take B means, one along each row of `size=(B, n)`.")
def means_across_draws(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    def interval(x: Values, draws: int, rng: np.random.Generator) -> tuple[float, float]:
        return _quantiles(x[rng.integers(0, len(x), size=(draws, len(x)))].mean(axis=0))

    return _table(_values(per_query, queries), B, seed, interval)


@exercise.right
def one_by_one(per_query: Series, queries: Table, B: int = 2000, seed: int = 0) -> Table:
    return _table(_values(per_query, queries), B, seed)


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
