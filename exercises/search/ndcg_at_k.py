"""How good is the order, against the best possible order?"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.search.runs import Grades, grades_of, pages_of, qrels_of, queries_of, run_of, scored, shuffled, unseen

exercise = Exercise(
    "03-search",
    "ndcg_at_k",
    looks_at="good models that search missed, queries without a good model, without results or without judgements, "
    "repeated results, few results, rows in any order, and three Hubs you have not seen",
)

Table = pd.DataFrame
Discount = Callable[[int], float]
NAN = float("nan")


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded Hubs."""
    one, pool = queries_of(developer=["q1"]), qrels_of(q1={"a": 3, "b": 0, "c": 2, "z": 2})
    yield case("three results and a good model that search missed", run_of(q1="abc"), pool, one, 3)
    yield case("fewer results than k", run_of(q1="ab"), pool, one, 10)
    yield case("more judged models than k", run_of(q1="cabz"), pool, one, 2)
    yield case("a repeated good result", run_of(q1="aabcz"), pool, one, 5)
    yield case("a result nobody judged", run_of(q1="xcya"), pool, one, 4)
    yield case("no good model", run_of(q1="ab"), qrels_of(q1={"a": 0, "b": 0, "z": 0}), one, 5)
    yield case("no results, and a good model", run_of(), pool, one, 5)
    queries = queries_of(developer=["q3", "q1"], researcher=["q2", "q0", "q4"])
    run = run_of(q1="abcde", q2="bab", q3="xyab", q4="ab")
    judged = qrels_of(
        q0={"a": 3}, q1={"a": 1, "b": 3, "e": 3}, q2={"a": 2, "b": 1}, q3={"a": 3, "z": 1}, q4={"a": 0, "b": 0}
    )
    yield case("five queries", run, judged, queries, 4)
    yield case("rows in any order", shuffled(run), shuffled(judged), shuffled(queries), 3)
    yield case("queries that nobody asked", run, judged, queries[1:3], 4)
    yield case("no judgements at all", run, qrels_of(), queries, 4)
    for slot in SLOTS:
        found = unseen(slot)
        yield case("an unseen Hub", found.run, found.qrels, found.queries)
    found = unseen(SLOTS[0])
    yield case("the first three results of an unseen Hub", found.run, found.qrels, found.queries, 3)


def _log2(rank: int) -> float:
    return float(np.log2(rank + 1))


def _exponential(grade: int) -> float:
    return 2.0**grade - 1


def _dcg(grades: list[int], discount: Discount = _log2, gain: Callable[[int], float] = _exponential) -> float:
    return sum(gain(grade) / discount(rank) for rank, grade in enumerate(grades, start=1))


def _ndcg(
    page: list[str],
    grades: Grades,
    k: int,
    *,
    ideal: list[int] | None = None,
    discount: Discount = _log2,
    gain: Callable[[int], float] = _exponential,
) -> float:
    """nDCG of a page; `ideal` takes the place of the best grades, `discount` that of the found page's discount."""
    distinct = list(dict.fromkeys(page))[:k]
    best = _dcg(sorted(grades.values(), reverse=True)[:k] if ideal is None else ideal, gain=gain)
    return _dcg([grades.get(model, 0) for model in distinct], discount, gain) / best if best else NAN


@exercise.wrong("Your ideal only re-orders what was found; a relevant model that search missed must cost you.")
def ideal_of_the_found(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    def score(page: list[str], grades: Grades) -> float:
        found = {model: grades.get(model, 0) for model in list(dict.fromkeys(page))[:k]}
        return _ndcg(page, grades, k, ideal=sorted(found.values(), reverse=True))

    return scored(run, qrels, queries, score)


@exercise.wrong("The discount is log base 2 of rank + 1.")
def natural_log(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    discount: Discount = np.log1p
    return scored(run, qrels, queries, lambda page, grades: _ndcg(page, grades, k, discount=discount))


@exercise.wrong("Ranks start at 1: the first result is divided by log2(2), which is 1.")
def discount_of_the_next_rank(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    return scored(run, qrels, queries, lambda page, grades: _ndcg(page, grades, k, discount=lambda r: _log2(r + 1)))


@exercise.wrong("This course uses 2^grade − 1, so a 3 is worth seven times a 1.")
def linear_gain(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    return scored(run, qrels, queries, lambda page, grades: _ndcg(page, grades, k, gain=float))


@exercise.wrong("The gain is 2^grade − 1: a grade of 0 is worth nothing.")
def gain_of_nothing(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    return scored(run, qrels, queries, lambda page, grades: _ndcg(page, grades, k, gain=lambda grade: 2.0**grade))


@exercise.wrong("The page has k places: the result at rank k belongs to it.")
def one_place_less(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    def score(page: list[str], grades: Grades) -> float:
        return _ndcg(list(dict.fromkeys(page))[: k - 1], grades, k)

    return scored(run, qrels, queries, score)


@exercise.wrong("No good model exists for this query; it cannot measure ordering.")
def zero_without_a_good_model(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    return _right(run, qrels, queries, k).fillna(0.0)


@exercise.wrong("A query without results is not unknown: a good model exists and was not shown, which is 0.")
def missing_without_results(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    scores = _right(run, qrels, queries, k)
    return scores.where(scores.index.isin(run["query_id"]))


@exercise.wrong("Every query of `queries` stays, also one that has no score.")
def unscored_dropped(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    return _right(run, qrels, queries, k).dropna()


@exercise.wrong("The best page has k places too: cut the ideal after k.")
def ideal_of_all(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    def score(page: list[str], grades: Grades) -> float:
        return _ndcg(page, grades, k, ideal=sorted(grades.values(), reverse=True))

    return scored(run, qrels, queries, score)


@exercise.wrong("The best page has k places, however few results were found.")
def ideal_as_long_as_the_page(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    def score(page: list[str], grades: Grades) -> float:
        places = len(list(dict.fromkeys(page))[:k])
        return _ndcg(page, grades, k, ideal=sorted(grades.values(), reverse=True)[:places])

    return scored(run, qrels, queries, score)


@exercise.wrong("A model shown twice is found once: drop the repeats.")
def repeats_counted(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    def score(page: list[str], grades: Grades) -> float:
        best = _dcg(sorted(grades.values(), reverse=True)[:k])
        return _dcg([grades.get(model, 0) for model in page[:k]]) / best if best else NAN

    return scored(run, qrels, queries, score)


@exercise.wrong("A repeat is a repeat within one query: another query may show the same model.")
def a_model_once(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    return _right(run.sort_values(["query_id", "rank"]).drop_duplicates("model_id"), qrels, queries, k)


@exercise.wrong("The ideal has the best grades first: sort them in falling order.")
def ideal_worst_first(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    return scored(run, qrels, queries, lambda page, grades: _ndcg(page, grades, k, ideal=sorted(grades.values())[:k]))


@exercise.wrong("The ideal comes from the grades: sort them best first, whatever the order of the rows.")
def ideal_as_it_comes(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    return scored(run, qrels, queries, lambda page, grades: _ndcg(page, grades, k, ideal=[*grades.values()][:k]))


@exercise.wrong("A model shown twice counts at its first place.")
def last_of_repeats(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    return scored(run, qrels, queries, lambda page, grades: _ndcg([*dict.fromkeys(page[::-1])][::-1], grades, k))


@exercise.wrong("Count the ranks again once the repeats are gone.")
def old_ranks_kept(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    def score(page: list[str], grades: Grades) -> float:
        best = _dcg(sorted(grades.values(), reverse=True)[:k])
        first = [model for place, model in enumerate(page[:k]) if model not in page[:place]]
        found = sum(_exponential(grades.get(model, 0)) / _log2(page.index(model) + 1) for model in first)
        return found / best if best else NAN

    return scored(run, qrels, queries, score)


@exercise.wrong("A result that nobody judged takes a place too: its gain is 0.")
def judged_results_alone(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    def score(page: list[str], grades: Grades) -> float:
        return _ndcg([model for model in page if model in grades], grades, k)

    return scored(run, qrels, queries, score)


@exercise.wrong("Rows come in any order: the first result is the one with the smallest rank.")
def rows_as_they_come(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    pages = {str(query): rows["model_id"].tolist() for query, rows in run.groupby("query_id", sort=False)}
    return scored(run, qrels, queries, lambda page, grades: _ndcg(page, grades, k), pages)


def _right(run: Table, qrels: Table, queries: Table, k: int) -> pd.Series:
    return scored(run, qrels, queries, lambda page, grades: _ndcg(page, grades, k))


@exercise.right
def one_by_one(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    return _right(run, qrels, queries, k)


@exercise.right
def with_natural_logs_throughout(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    shown, judged, scores = pages_of(run), grades_of(qrels), {}
    weights = 1 / np.log(np.arange(2, k + 2))
    for query in sorted(queries["query_id"]):
        grades = judged.get(query, {})
        found = np.array([grades.get(model, 0) for model in dict.fromkeys(shown.get(query, []))], float)[:k]
        best = np.sort(np.array(list(grades.values()), float))[::-1][:k]
        most = (2**best - 1) @ weights[: len(best)]
        scores[query] = (2**found - 1) @ weights[: len(found)] / most if most else None
    return pd.Series(scores, dtype="float64")


@exercise.right
def with_merged_tables(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    page = run.sort_values("rank").drop_duplicates(["query_id", "model_id"]).merge(qrels, how="left")
    found, best = _sums(page, k), _sums(qrels.sort_values("grade", ascending=False), k)
    ids = pd.Index(sorted(queries["query_id"]))
    best = best.reindex(ids)
    return found.reindex(ids, fill_value=0.0) / best.where(best > 0)


def _sums(table: Table, k: int) -> "pd.Series[float]":
    """The discounted gain of the first k rows of each query."""
    rank = table.groupby("query_id").cumcount() + 1
    gain = pd.Series((2.0 ** table["grade"].fillna(0).to_numpy(float) - 1) / np.log2(rank + 1), index=table.index)
    return gain[rank <= k].groupby(table["query_id"]).sum()
