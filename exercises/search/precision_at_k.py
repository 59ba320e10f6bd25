"""What share of the first k results is good enough?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.search.runs import Grades, qrels_of, queries_of, run_of, scored, shuffled, unseen

exercise = Exercise(
    "03-search",
    "precision_at_k",
    looks_at="queries without results, repeated results, rows in any order, results nobody judged, good models that "
    "search missed, grades of exactly the minimum, and three Hubs you have not seen",
)

Table = pd.DataFrame


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded Hubs."""
    one, abc = queries_of(developer=["q1"]), run_of(q1="abc")
    yield case("three results of five", abc, qrels_of(q1={"a": 3, "c": 2, "z": 3}), one, 5)
    yield case("a grade of exactly 2", run_of(q1="abcd"), qrels_of(q1={"a": 2, "b": 1, "c": 0, "d": 3}), one, 5)
    yield case("a minimum of 1", run_of(q1="abcd"), qrels_of(q1={"a": 2, "b": 1, "c": 0, "d": 3}), one, 5, 1)
    yield case("a minimum of 3", run_of(q1="abcd"), qrels_of(q1={"a": 2, "b": 1, "c": 0, "d": 3}), one, 5, 3)
    yield case("a repeated good result", run_of(q1="aabc"), qrels_of(q1={"a": 3, "b": 0, "c": 0}), one, 3)
    twice = qrels_of(q1={"a": 2, "b": 0, "c": 2, "d": 2})
    yield case("repeats before good results", run_of(q1="ababcd"), twice, one, 5)
    yield case("a model shown again below", run_of(q1="abca"), qrels_of(q1={"a": 3, "b": 0, "c": 0}), one, 2)
    yield case("results nobody judged", run_of(q1="xyazb"), qrels_of(q1={"a": 3, "b": 3}), one, 3)
    several, judged = _several()
    yield case("queries without results", several[0], judged, several[1], 4)
    yield case("rows in any order", shuffled(several[0]), shuffled(judged), shuffled(several[1]), 3)
    last = qrels_of(q1={"a": 3, "b": 3, "c": 0, "d": 0, "e": 0})
    yield case("results from the last to the first", run_of(q1="abcde")[::-1], last, one, 2)
    yield case("a query that nobody asked", several[0], judged, several[1][:2], 4)
    yield case("queries of another day", several[0], judged, queries_of(developer=["q0", "q1"]), 4)
    yield case("no results at all", run_of(), judged, several[1], 4)
    yield case("no judgements at all", several[0], qrels_of(), several[1], 4)
    for slot in SLOTS:
        found = unseen(slot)
        yield case("an unseen Hub", found.run, found.qrels, found.queries)
    found = unseen(SLOTS[0])
    yield case("the first three results of an unseen Hub", found.run, found.qrels, found.queries, 3, 1)


def _several() -> tuple[tuple[Table, Table], Table]:
    queries = queries_of(developer=["q3", "q1"], researcher=["q2", "q0"])
    run = run_of(q1="abcde", q2="ba", q3="xyabb")
    judged = qrels_of(q0={"a": 3}, q1={"a": 1, "b": 3, "e": 3}, q2={"a": 2, "b": 2}, q3={"a": 3, "b": 2, "z": 3})
    return (run, queries), judged


def _precision(page: list[str], grades: Grades, k: int, least: int) -> float:
    """Hits among the first k distinct results, over k."""
    return sum(grades.get(model, -1) >= least for model in list(dict.fromkeys(page))[:k]) / k


def _right(run: Table, qrels: Table, queries: Table, k: int, least: int) -> pd.Series:
    return scored(run, qrels, queries, lambda page, grades: _precision(page, grades, k, least))


@exercise.wrong("Returning three results instead of ten is a failure users feel; divide by k.")
def over_the_results(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    def score(page: list[str], grades: Grades) -> float:
        shown = min(k, len(set(page)))
        return _precision(page, grades, k, min_grade) * k / shown if shown else 0.0

    return scored(run, qrels, queries, score)


@exercise.wrong("The queries with nothing to show are the worst ones; they score 0, they do not vanish.")
def without_empty_queries(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    return _right(run, qrels, queries[queries["query_id"].isin(run["query_id"])], k, min_grade)


@exercise.wrong("The queries with nothing to show are the worst ones; they score 0, not NaN.")
def missing_for_empty_queries(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    scores = _right(run, qrels, queries, k, min_grade)
    return scores.where(scores.index.isin(run["query_id"]))


@exercise.wrong("The queries are those of `queries`, no others, with results or without.")
def queries_of_the_run(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    return _right(run, qrels, run.drop_duplicates("query_id"), k, min_grade)


@exercise.wrong("Grade 1 is ‘related’, not ‘usable’.")
def any_grade(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    return _right(run, qrels, queries, k, min(min_grade, 1))


@exercise.wrong("A grade of exactly `min_grade` is good enough: compare with ≥.")
def above_the_minimum(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    return _right(run, qrels, queries, k, min_grade + 1)


@exercise.wrong("`min_grade` is an argument: 2 is only its default.")
def always_two(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    return _right(run, qrels, queries, k, 2)


@exercise.wrong("`k` is an argument: 10 is only its default.")
def always_ten(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    return _right(run, qrels, queries, 10, min_grade)


@exercise.wrong("A model shown twice is found once: drop the repeats.")
def repeats_counted(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    def score(page: list[str], grades: Grades) -> float:
        return sum(grades.get(model, 0) >= min_grade for model in page[:k]) / k

    return scored(run, qrels, queries, score)


@exercise.wrong("A repeat is a repeat within one query: another query may show the same model.")
def a_model_once(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    once = run.sort_values(["query_id", "rank"]).drop_duplicates("model_id")
    return _right(once, qrels, queries, k, min_grade)


@exercise.wrong("The page has k places: the result at rank k belongs to it.")
def one_place_less(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    return _right(run, qrels, queries, k - 1, min_grade) * (k - 1) / k


@exercise.wrong("The page has k places: ranks start at 1, and yours leave room for one more.")
def one_place_more(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    return _right(run, qrels, queries, k + 1, min_grade) * (k + 1) / k


@exercise.wrong("Divide by k, not by the results that were judged.")
def over_the_judged(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    def score(page: list[str], grades: Grades) -> float:
        judged = sum(model in grades for model in list(dict.fromkeys(page))[:k])
        return _precision(page, grades, k, min_grade) * k / judged if judged else 0.0

    return scored(run, qrels, queries, score)


@exercise.wrong("A model shown twice counts at its first place.")
def last_of_repeats(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    def score(page: list[str], grades: Grades) -> float:
        return _precision([*dict.fromkeys(page[::-1])][::-1], grades, k, min_grade)

    return scored(run, qrels, queries, score)


@exercise.wrong("A judgement holds for one query: merge on `query_id` and `model_id`.")
def merged_on_the_model(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    good = qrels.loc[qrels["grade"] >= min_grade, "model_id"].value_counts()

    def score(page: list[str], _: Grades) -> float:
        return sum(int(good.get(model, 0)) for model in list(dict.fromkeys(page))[:k]) / k

    return scored(run, qrels, queries, score)


@exercise.wrong("A share lies between 0 and 1; you return percent.")
def percent(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    return 100 * _right(run, qrels, queries, k, min_grade)


@exercise.wrong("That is the number of hits; precision divides it by k.")
def hits_alone(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    return k * _right(run, qrels, queries, k, min_grade)


@exercise.wrong("A repeat takes no place: count the ranks again without it, then take the first k.")
def first_k_with_repeats(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    return scored(run, qrels, queries, lambda page, grades: _precision(page[:k], grades, k, min_grade))


@exercise.wrong("A result that nobody judged takes a place too: it counts as 0.")
def judged_results_alone(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    def score(page: list[str], grades: Grades) -> float:
        return _precision([model for model in page if model in grades], grades, k, min_grade)

    return scored(run, qrels, queries, score)


@exercise.wrong("That is recall, the share of the good models that are shown; precision divides by k.")
def recall(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    def score(page: list[str], grades: Grades) -> float:
        good = sum(grade >= min_grade for grade in grades.values())
        return _precision(page, grades, k, min_grade) * k / good if good else 0.0

    return scored(run, qrels, queries, score)


@exercise.wrong("Rows come in any order: the first k are those with the smallest ranks.")
def rows_as_they_come(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    pages = {str(query): rows["model_id"].tolist() for query, rows in run.groupby("query_id", sort=False)}
    return scored(run, qrels, queries, lambda page, grades: _precision(page, grades, k, min_grade), pages)


@exercise.right
def one_by_one(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    return _right(run, qrels, queries, k, min_grade)


@exercise.right
def with_a_table_of_grades(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    best = run.groupby(["query_id", "model_id"])["rank"].min().sort_values().groupby("query_id").head(k)
    good = qrels[qrels["grade"] >= min_grade].set_index(["query_id", "model_id"]).index
    hits = best[best.index.isin(good)].groupby("query_id").size()
    return pd.Series({query: hits.get(query, 0) / k for query in sorted(queries["query_id"])}, dtype=float)


@exercise.right
def with_sets(run: Table, qrels: Table, queries: Table, k: int = 10, min_grade: int = 2) -> pd.Series:
    scores: dict[str, np.float64] = {}
    for query in sorted(queries["query_id"]):
        page = run[run["query_id"] == query].sort_values("rank")["model_id"].drop_duplicates()[:k]
        good = qrels.loc[(qrels["query_id"] == query) & (qrels["grade"] >= min_grade), "model_id"]
        scores[query] = np.float64(len(set(page) & set(good))) / k
    return pd.Series(scores, dtype="float64")
