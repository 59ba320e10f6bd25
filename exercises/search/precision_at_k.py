"""What share of the first k results is good enough?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.search.runs import qrels_of, queries_of, run_of, shuffled, unseen

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


# fmt: off
slip = exercise.slip  # a name, what it has to be told, the text of the solution, what stands there instead
slip("over_the_results", "Returning three results instead of ten is a failure users feel; divide by k.",
     "hits.reindex(ids, fill_value=0) / k",
     '(hits / results_page(run, k).groupby("query_id").size()).reindex(ids).fillna(0.0)')
slip("without_empty_queries", "The queries with nothing to show are the worst ones; they score 0, they do not vanish.",
     'sorted(queries["query_id"])', 'sorted(set(queries["query_id"]) & set(run["query_id"]))')
slip("missing_for_empty_queries", "The queries with nothing to show are the worst ones; they score 0, not NaN.",
     ", fill_value=0", "")
slip("queries_of_the_run", "The queries are those of `queries`, no others, with results or without.",
     'queries["query_id"]', 'set(run["query_id"])')
slip("any_grade", "Grade 1 is ‘related’, not ‘usable’.",
     ">= min_grade", ">= min(min_grade, 1)")
slip("above_the_minimum", "A grade of exactly `min_grade` is good enough: compare with ≥.",
     ">= min_grade", "> min_grade")
slip("always_two", "`min_grade` is an argument: 2 is only its default.",
     ">= min_grade", ">= 2")
slip("always_ten", "`k` is an argument: 10 is only its default.",
     "results_page(run, k)", "results_page(run)", "/ k", "/ 10")
slip("repeats_counted", "A model shown twice is found once: drop the repeats.",
     "results_page(run, k)", 'run[run["rank"] <= k]')
slip("a_model_once", "A repeat is a repeat within one query: another query may show the same model.",
     'page.drop_duplicates(["query_id", "model_id"])', 'page.drop_duplicates("model_id")')
slip("one_place_less", "The page has k places: the result at rank k belongs to it.",
     "results_page(run, k)", "results_page(run, k - 1)")
slip("one_place_more", "The page has k places: ranks start at 1, and yours leave room for one more.",
     "results_page(run, k)", "results_page(run, k + 1)")
slip("over_the_judged", "Divide by k, not by the results that were judged.",
     '["hit"].sum()', '["hit"].mean()', " / k", "")
slip("last_of_repeats", "A model shown twice counts at its first place.",
     'page.drop_duplicates(["query_id", "model_id"])', 'page.drop_duplicates(["query_id", "model_id"], keep="last")')
slip("merged_on_the_model", "A judgement holds for one query: merge on `query_id` and `model_id`.",
     '.merge(qrels, on=["query_id", "model_id"])', '.merge(qrels.drop(columns="query_id"), on="model_id")')
slip("percent", "A share lies between 0 and 1; you return percent.",
     " / k", " / k * 100")
slip("hits_alone", "That is the number of hits; precision divides it by k.",
     " / k", "")
slip("first_k_with_repeats", "A repeat takes no place: count the ranks again without it, then take the first k.",
     'run.sort_values(["query_id", "rank"])', 'run[run["rank"] <= k].sort_values(["query_id", "rank"])')
slip("judged_results_alone", "A result that nobody judged takes a place too: it counts as 0.",
     "results_page(run, k)", 'results_page(run.merge(qrels[["query_id", "model_id"]]), k)')
slip("recall", "That is recall, the share of the good models that are shown; precision divides by k.",
     "hits.reindex(ids, fill_value=0) / k",
     '(hits / qrels["grade"].ge(min_grade).groupby(qrels["query_id"]).sum()).reindex(ids).fillna(0.0)')
slip("rows_as_they_come", "Rows come in any order: the first k are those with the smallest ranks.",
     'run.sort_values(["query_id", "rank"])', 'run.sort_values("query_id", kind="stable")')
# fmt: on


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
