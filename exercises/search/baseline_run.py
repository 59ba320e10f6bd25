"""What does search return today?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from huggingface_hub import HfApi

from course import log
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index
from course.hub.hand_made import hub_of
from exercises.search.runs import RUN

exercise = Exercise(
    "03-search",
    "baseline_run",
    looks_at="queries with no results or few, capitals, two words, the same text asked twice, queries in any order "
    "or none, the number of requests, and three Hubs you have not seen",
    over_budget="Let the Hub search: you listed the catalogue for every query.",
    ordered=True,
)

# Downloads, likes and trending scores put these models in three orders, none of them the order of their ids.
MODELS: list[dict[str, Any]] = [
    {"id": "ada/Heron-7b", "downloads": 90, "likes": 3, "trendingScore": 1, "tags": ["heron"]},
    {"id": "zoe/heron-7b-chat", "downloads": 500, "likes": 1, "trendingScore": 2},
    {"id": "ben/heron-small", "downloads": 40, "likes": 9, "trendingScore": 9, "tags": ["heron", "small"]},
    {"id": "cat/heron-small-chat", "downloads": 40, "likes": 5, "trendingScore": 5},
    {"id": "ben/wren-7b", "downloads": 70, "likes": 7, "trendingScore": 3},
    {"id": "dan/wren-chat", "downloads": 8, "likes": 8, "trendingScore": 7, "tags": ["heron"]},
]
EVERY = 10  # of the queries of a graded Hub, one in so many is asked


@exercise.cases
def cases() -> Iterator[Case]:
    """Small Hubs first; a request for each query suffices."""
    api = hub_of(MODELS)
    for about, texts, k in (
        ("two queries, the second without results", ["heron", "swift"], 2),
        ("fewer results than k", ["wren", "heron"], 3),
        ("capitals and two words", ["HERON", "chat heron", "Small CHAT"], 10),
        ("the same text asked twice", ["wren", "heron", "wren"], 10),
        ("one result a query", ["heron", "wren", "small"], 1),
        ("a query without results between others", ["7b", "swift", "small"], 10),
    ):
        yield case(about, api, _queries(*texts), k, budget=len(texts))
    backwards = _queries("small", "heron", "wren")[::-1]
    yield from also(case("queries in another order", api, backwards, 2, budget=3), gapped_index)
    yield case("no queries", api, _queries("heron").iloc[:0], 10, budget=0)
    many = hub_of(_many())
    yield case("more models than one answer lists", many, _queries("small"), 3, budget=1)
    yield case("more results than one answer lists", many, _queries("finch", "small"), 3, budget=2)
    for slot in hubs.SLOTS:
        asked = log("queries", hubs.hub(slot))[::EVERY]
        yield case("an unseen Hub", hubs.hub(slot), asked, budget=len(asked))


def _many() -> list[dict[str, Any]]:
    """A catalogue that takes two requests to list."""
    return [*MODELS, *({"id": f"eve/finch-{number}"} for number in range(1000))]


def _queries(*texts: str) -> pd.DataFrame:
    """Queries with these texts, asked by a developer and a researcher in turn."""
    table = pd.DataFrame({"query_id": [f"q{place}" for place, _ in enumerate(texts, start=1)], "text": list(texts)})
    return table.astype("str").assign(segment=[("developer", "researcher")[place % 2] for place in range(len(texts))])


# fmt: off
slip = exercise.slip  # a name, what it has to be told, the text of the solution, what stands there instead
SEARCH = 'api.list_models(search=query.text, sort="downloads", limit=k)'
slip("ranks_from_zero", "Ranks start at 1; with 0 your discount takes log of 1.",
     "start=1", "start=0")
slip("row_numbers", "`query_id` is the column of that name, not the number of the row.",
     "query.query_id, rank", "query.Index, rank")
slip("texts_for_ids", "`query_id` is the column of that name, not the text.",
     "query.query_id, rank", "query.text, rank")
slip("ranks_run_on", "Ranks start again at 1 for each query.",
     "query.query_id, rank", "query.query_id, len(rows) + 1")
slip("filtered_locally", "Let the Hub search: you listed the catalogue for every query.",
     SEARCH, '[one for one in api.list_models(sort="downloads")'
     " if all(word in one.id.lower() for word in query.text.lower().split())][:k]")
slip("one_request_a_result", "One request a query is enough: `list_models` brings the first k results along.",
     "model.id]", "api.model_info(model.id).id]")
slip("sorted_by_id", "Measure the order users see, not one you computed.",
     "enumerate(listed,", "enumerate(sorted(listed, key=lambda one: one.id),")
slip("sorted_by_likes", "Measure the order users see, not one you computed.",
     "enumerate(listed,", "enumerate(sorted(listed, key=lambda one: -(one.likes or 0)),")
slip("not_sorted", "Ask for sort='downloads': without it the Hub answers in another order.",
     ', sort="downloads"', "")
slip("most_liked", "Ask for sort='downloads': the question is not what is liked most.",
     'sort="downloads"', 'sort="likes"')
slip("no_limit", "Keep the first k results: say limit=k.",
     ", limit=k", "")
slip("always_ten", "Keep the first k results: say limit=k.",
     "limit=k", "limit=10")
slip("by_tag", "`search` looks for words in names; `filter` asks for tags.",
     "search=query.text", "filter=query.text.lower()")
slip("first_word_only", "Send the whole text: every word of it has to be found.",
     "search=query.text", "search=query.text.split()[0]")
slip("empty_rows", "A query without results has no rows; an empty row is not a result.",
     SEARCH, "list(" + SEARCH + ") or [type(query)(*[None] * len(query))]",
     "model.id]", 'getattr(model, "id", None)]')
slip("unnamed_columns", "Name the columns when you make the table: one without rows would have none.",
     "[query.query_id, rank, model.id]", '{"query_id": query.query_id, "rank": rank, "model_id": model.id}',
     ', columns=["query_id", "rank", "model_id"]', "")
slip("a_text_once", "Two people may type the same text: they are two queries.",
     "queries.itertuples()", 'queries.drop_duplicates("text").itertuples()')
slip("sorted_queries", "Keep the queries in the order of their rows.",
     "queries.itertuples()", 'queries.sort_values("query_id").itertuples()')
# fmt: on


@exercise.right
def row_by_row(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    found: dict[str, list[Any]] = {name: [] for name in RUN}
    for _, query in queries.iterrows():
        for place, model in enumerate(api.list_models(limit=k, search=query["text"], sort="downloads")):
            for name, value in zip(RUN, (query["query_id"], place + 1, model.id), strict=True):
                found[name].append(value)
    return pd.DataFrame(found)


@exercise.right
def exploded(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    listed = [api.list_models(search=text.lower(), sort="downloads", limit=k) for text in queries["text"]]
    pages: list[Any] = [[model.id for model in page] for page in listed]
    table = queries[["query_id"]].assign(model_id=pages)
    long = table.explode("model_id").dropna(subset=["model_id"])
    return long.assign(rank=long.groupby("query_id", sort=False).cumcount() + 1)[RUN].reset_index(drop=True)


@exercise.right
def texts_remembered(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    pages: dict[str, list[str]] = {}
    rows: list[tuple[str, int, str]] = []
    for query, text in queries[["query_id", "text"]].itertuples(index=False):
        if text not in pages:
            pages[text] = [model.id for model in api.list_models(sort="downloads", search=text, limit=k)]
        rows += [(query, rank + 1, model) for rank, model in enumerate(pages[text])]
    return pd.DataFrame(rows, columns=RUN)
