"""How good is the order, against the best possible order?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.search.runs import qrels_of, queries_of, run_of, shuffled, unseen

exercise = Exercise(
    "03-search",
    "ndcg_at_k",
    looks_at="good models that search missed, queries without a good model, without results or without judgements, "
    "repeated results, few results, rows in any order, and three Hubs you have not seen",
)

Table = pd.DataFrame


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded Hubs."""
    one, pool = queries_of(developer=["q1"]), qrels_of(q1={"a": 3, "b": 0, "c": 2, "z": 2})
    yield case("three results and a good model that search missed", run_of(q1="abc"), pool, one, 3)
    yield case("fewer results than k", run_of(q1="ab"), pool, one, 10)
    yield case("more judged models than k", run_of(q1="cabz"), pool, one, 2)
    yield case("a repeated good result", run_of(q1="aabcz"), pool, one, 5)
    yield case("a result nobody judged", run_of(q1="xcya"), pool, one, 4)
    yield case("results that nobody judged", run_of(q1="xy"), pool, one, 4)
    yield case("no good model", run_of(q1="ab"), qrels_of(q1={"a": 0, "b": 0, "z": 0}), one, 5)
    yield case("nothing better than a grade of 1", run_of(q1="ba"), qrels_of(q1={"a": 1, "b": 0}), one, 5)
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


# fmt: off
slip = exercise.slip  # a name, what it has to be told, the text of the solution, what stands there instead
slip("ideal_of_the_found",
     "Your ideal only re-orders what was found; a relevant model that search missed must cost you.",
     'qrels.sort_values("grade", ascending=False)', 'page.sort_values("grade", ascending=False)')
slip("natural_log", "The discount is log base 2 of rank + 1.",
     "dcg, ideal = sums", "dcg, ideal = sums[0] / np.log(2), sums[1]")
slip("log_of_the_rank", "log2(1) is 0: use log2(rank + 1), with ranks from 1.",
     '(table["rank"] + 1)', '(table["rank"])')
slip("discount_of_the_next_rank", "Ranks start at 1: the first result is divided by log2(2), which is 1.",
     'table["rank"] + 1', 'table["rank"] + 2')
slip("page_from_the_next_rank", "Ranks start at 1: the first result is divided by log2(2), which is 1.",
     '.merge(qrels, on=["query_id", "model_id"])',
     '.merge(qrels, on=["query_id", "model_id"]).assign(rank=lambda page: page["rank"] + 1)')
slip("reciprocal_ranks", "The discount is log2(rank + 1), gentler than the rank itself.",
     'np.log2(table["rank"] + 1)', 'table["rank"]')
slip("linear_gain", "This course uses 2^grade − 1, so a 3 is worth seven times a 1.",
     '(2.0 ** table["grade"] - 1)', 'table["grade"]')
slip("gain_of_nothing", "The gain is 2^grade − 1: a grade of 0 is worth nothing.",
     '(2.0 ** table["grade"] - 1)', '2.0 ** table["grade"]')
slip("one_place_less", "The page has k places: the result at rank k belongs to it.",
     "results_page(run, k)", "results_page(run, k - 1)")
slip("always_ten", "`k` is an argument: 10 is only its default.",
     "results_page(run, k)", "results_page(run)", '["rank"] <= k', '["rank"] <= 10')
slip("zero_without_a_good_model", "No good model exists for this query; it cannot measure ordering.",
     "return dcg / ideal.where(ideal > 0)", "return (dcg / ideal.where(ideal > 0)).fillna(0.0)")
slip("missing_without_results",
     "A query without results is not unknown: a good model exists and was not shown, which is 0.",
     "return dcg / ideal.where(ideal > 0)",
     'return (dcg / ideal.where(ideal > 0)).where(dcg.index.isin(run["query_id"]))')
slip("missing_where_nothing_is_judged",
     "A query without results is not unknown: a good model exists and was not shown, which is 0.",
     ", fill_value=0", "")
slip("unscored_dropped", "Every query of `queries` stays, also one that has no score.",
     "return dcg / ideal.where(ideal > 0)", "return (dcg / ideal.where(ideal > 0)).dropna()")
slip("queries_of_the_run", "The queries are those of `queries`, no others, with results or without.",
     'queries["query_id"]', 'set(run["query_id"])')
slip("ideal_of_all", "The best page has k places too: cut the ideal after k.",
     'best[best["rank"] <= k]', "best")
slip("ideal_as_long_as_the_page", "The best page has k places, however few results were found.",
     'best[best["rank"] <= k]',
     'best[best["rank"] <= best["query_id"].map(results_page(run, k).groupby("query_id").size())]')
slip("repeats_counted", "A model shown twice is found once: drop the repeats.",
     "results_page(run, k)", 'run[run["rank"] <= k]')
slip("a_model_once", "A repeat is a repeat within one query: another query may show the same model.",
     'page.drop_duplicates(["query_id", "model_id"])', 'page.drop_duplicates("model_id")')
slip("merged_on_the_model", "A judgement holds for one query: merge on `query_id` and `model_id`.",
     '.merge(qrels, on=["query_id", "model_id"])', '.merge(qrels.drop(columns="query_id"), on="model_id")')
slip("ideal_worst_first", "The ideal has the best grades first: sort them in falling order.",
     "ascending=False", "ascending=True")
slip("ideal_as_it_comes", "The ideal comes from the grades: sort them best first, whatever the order of the rows.",
     'qrels.sort_values("grade", ascending=False)', "qrels")
slip("last_of_repeats", "A model shown twice counts at its first place.",
     'page.drop_duplicates(["query_id", "model_id"])', 'page.drop_duplicates(["query_id", "model_id"], keep="last")')
slip("old_ranks_kept", "Count the ranks again once the repeats are gone.",
     'page.assign(rank=page.groupby("query_id").cumcount() + 1)', "page")
slip("judged_results_alone", "A result that nobody judged takes a place too: its gain is 0.",
     "results_page(run, k)", 'results_page(run.merge(qrels[["query_id", "model_id"]]), k)')
slip("rows_as_they_come", "Rows come in any order: the first result is the one with the smallest rank.",
     'run.sort_values(["query_id", "rank"])', 'run.sort_values("query_id", kind="stable")')
# fmt: on


@exercise.right
def with_natural_logs_throughout(run: Table, qrels: Table, queries: Table, k: int = 10) -> pd.Series:
    scores = {}
    weights = 1 / np.log(np.arange(2, k + 2))
    for query in queries["query_id"]:
        own = qrels[qrels["query_id"] == query]
        grades = dict(zip(own["model_id"], own["grade"], strict=True))
        shown = run[run["query_id"] == query].sort_values("rank")["model_id"]
        found = np.array([grades.get(model, 0) for model in dict.fromkeys(shown)], float)[:k]
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
