"""What stands on the page?"""

from collections.abc import Iterator

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index, repeated_index, reversed_rows, shuffled
from exercises.search.runs import run_of, unseen

exercise = Exercise(
    "03-search",
    "results_page",
    looks_at="models shown twice, in one query and in two, ranks with gaps, rows in any order, several numbers of "
    "places, no results, and three Hubs you have not seen",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then what search returns on the graded Hubs."""
    yield from also(case("a model shown twice", run_of(q1="aabc", q2="da"), 2), shuffled, reversed_rows, gapped_index)
    yield from also(case("repeats on the whole page", run_of(q2="abab", q1="cacab"), 4), shuffled, repeated_index)
    yield case("a repeat among the first places", run_of(q1="abacd", q2="efgh"), 4)
    yield case("repeats below the last place", run_of(q1="abcab", q2="bcdb"), 3)
    gaps = run_of(q1="abca", q2="bdc")
    yield from also(case("ranks with gaps", gaps.assign(rank=gaps["rank"] * 3 + 4), 3), shuffled)
    yield case("one place", run_of(q1="bba", q2="c", q3="ab"), 1)
    yield case("fewer results than places", run_of(q1="ab", q2="c"), 5)
    yield case("as many places as nobody says", run_of(q1="abcdefghijkl", q2="aab"))
    yield case("no results", run_of(), 3)
    for slot in SLOTS:
        yield from also(case("what search returns on an unseen Hub", unseen(slot).run, 7), shuffled)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, the text of the solution, what stands there instead
slip("repeats_kept", "A model shown twice takes one place: drop the repeat.",
     'page.drop_duplicates(["query_id", "model_id"])', "page")
slip("a_model_once", "A repeat is a repeat within one query: another query may show the same model.",
     'drop_duplicates(["query_id", "model_id"])', 'drop_duplicates("model_id")')
slip("last_of_repeats", "A model shown twice counts at its first place.",
     '["query_id", "model_id"])', '["query_id", "model_id"], keep="last")')
slip("first_of_the_table", "Ranks start again at 1 for each query, and each keeps its first k.",
     'page[page["rank"] <= k]', "page.head(k)")
slip("one_place_less", "The page has k places: the result at rank k belongs to it.",
     '["rank"] <= k', '["rank"] < k')
slip("always_ten", "`k` is an argument: 10 is only its default.",
     '["rank"] <= k', '["rank"] <= 10')
slip("ranks_from_zero", "Ranks start at 1.",
     ".cumcount() + 1", ".cumcount()", '["rank"] <= k', '["rank"] < k')
slip("ranks_from_zero_and_one_place_more", "Ranks start at 1.",
     ".cumcount() + 1", ".cumcount()")
slip("ranks_run_on", "Ranks start again at 1 for each query, and each keeps its first k.",
     'page.groupby("query_id").cumcount() + 1', "range(1, len(page) + 1)")
slip("rows_as_they_come", "Rows come in any order: the first result is the one with the smallest rank.",
     'run.sort_values(["query_id", "rank"])', 'run.sort_values("query_id", kind="stable")')
slip("sorted_by_rank_alone", "Sort by query first, then by rank.",
     'sort_values(["query_id", "rank"])', 'sort_values("rank", kind="stable")')
slip("old_ranks_kept", "Count the ranks again once the repeats are gone.",
     'page.assign(rank=page.groupby("query_id").cumcount() + 1)', "page")
slip("counted_before_dropping", "Count the ranks again once the repeats are gone.",
     'page = run.sort_values(["query_id", "rank"])',
     'page = run.sort_values(["query_id", "rank"])\n    places = page.groupby("query_id").cumcount() + 1',
     'page.groupby("query_id").cumcount() + 1)', "places)")
slip("cut_before_dropping", "A repeat takes no place: count the ranks again without it, then take the first k.",
     'page = run.sort_values(["query_id", "rank"])',
     'page = run.sort_values(["query_id", "rank"])\n    page = page[page.groupby("query_id").cumcount() < k]')
# fmt: on


@exercise.right
def one_by_one(run: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    pages: dict[str, list[str]] = {}
    for query, _, model in sorted(zip(run["query_id"], run["rank"], run["model_id"], strict=True)):
        page = pages.setdefault(query, [])
        if model not in page and len(page) < k:
            page.append(model)
    rows = [(query, place + 1, model) for query, page in pages.items() for place, model in enumerate(page)]
    return pd.DataFrame(rows, columns=["query_id", "rank", "model_id"])


@exercise.right
def with_the_best_rank(run: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    best = run.groupby(["query_id", "model_id"], as_index=False)["rank"].min()
    best["rank"] = best.groupby("query_id")["rank"].rank().astype(int)
    kept: pd.DataFrame = best[best["rank"].between(1, k)]
    return kept.sort_values(["query_id", "rank"])
