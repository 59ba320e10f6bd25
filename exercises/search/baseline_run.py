"""What does search return today?"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pandas as pd
from huggingface_hub import HfApi

from course import log
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
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

Result = tuple[str, int, str]


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
    yield case("queries in another order", api, backwards, 2, budget=3)
    yield case("no queries", api, _queries(), 10, budget=0)
    yield case("more models than one answer lists", hub_of(_many()), _queries("small"), 3, budget=1)
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


def _table(rows: Iterable[Result]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=RUN)


def _with(find: Callable[[HfApi, Any, int], Iterable[str]]) -> Callable[..., pd.DataFrame]:
    """The right run, but with the results that `find` gives for the text of a query."""

    def run(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
        rows = (
            (query, rank, model)
            for query, text in zip(queries["query_id"], queries["text"], strict=True)
            for rank, model in enumerate(find(api, text, k), start=1)
        )
        return _table(rows)

    return run


def _find(api: HfApi, text: str, k: int, sort: Any = "downloads") -> list[str]:
    return [model.id for model in api.list_models(search=text, sort=sort, limit=k)]


def baseline(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    """The right run."""
    return _with(_find)(api, queries, k)


@exercise.wrong("Ranks start at 1; with 0 your discount takes log of 1.")
def ranks_from_zero(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    run = baseline(api, queries, k)
    return run.assign(rank=run["rank"] - 1)


@exercise.wrong("`query_id` is the column of that name, not the number of the row.")
def row_numbers(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    return baseline(api, queries.reset_index(drop=True).assign(query_id=range(len(queries))), k)


@exercise.wrong("Ranks start again at 1 for each query.")
def ranks_run_on(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    run = baseline(api, queries, k)
    return run.assign(rank=range(1, len(run) + 1))


@exercise.wrong("Let the Hub search: you listed the catalogue for every query.")
def filtered_locally(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    def find(api: HfApi, text: str, k: int) -> list[str]:
        ids = [model.id for model in api.list_models(sort="downloads")]
        return [one for one in ids if all(word in one.lower() for word in text.lower().split())][:k]

    return _with(find)(api, queries, k)


@exercise.wrong("One request a query is enough: `list_models` brings the first k results along.")
def one_request_a_result(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    run = baseline(api, queries, k)
    for model in run["model_id"]:
        api.model_info(model)
    return run


@exercise.wrong("Measure the order users see, not one you computed.")
def sorted_by_id(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    return _with(lambda *asked: sorted(_find(*asked)))(api, queries, k)


@exercise.wrong("Measure the order users see, not one you computed.")
def sorted_by_likes(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    def find(api: HfApi, text: str, k: int) -> list[str]:
        listed = api.list_models(search=text, sort="downloads", limit=k)
        return [model.id for model in sorted(listed, key=lambda model: -(model.likes or 0))]

    return _with(find)(api, queries, k)


@exercise.wrong("Ask for sort='downloads': without it the Hub answers in another order.")
def not_sorted(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    return _with(lambda api, text, k: _find(api, text, k, None))(api, queries, k)


@exercise.wrong("Ask for sort='downloads': the question is not what is liked most.")
def most_liked(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    return _with(lambda api, text, k: _find(api, text, k, "likes"))(api, queries, k)


@exercise.wrong("Keep the first k results: say limit=k.")
def no_limit(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    return _with(lambda api, text, _: _find(api, text, 400))(api, queries, k)


@exercise.wrong("`search` looks for words in names; `filter` asks for tags.")
def by_tag(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    def find(api: HfApi, text: str, k: int) -> list[str]:
        return [model.id for model in api.list_models(filter=text.lower(), sort="downloads", limit=k)]

    return _with(find)(api, queries, k)


@exercise.wrong("Send the whole text: every word of it has to be found.")
def first_word_only(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    return _with(lambda api, text, k: _find(api, text.split()[0], k))(api, queries, k)


@exercise.wrong("A query without results has no rows; an empty row is not a result.")
def empty_rows(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    def find(api: HfApi, text: str, k: int) -> list[Any]:
        return _find(api, text, k) or [None]

    return _with(find)(api, queries, k)


@exercise.wrong("Name the columns when you make the table: one without rows would have none.")
def unnamed_columns(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    return pd.DataFrame(baseline(api, queries, k).to_dict("records"))


@exercise.wrong("Two people may type the same text: they are two queries.")
def a_text_once(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    return baseline(api, queries.drop_duplicates("text"), k)


@exercise.wrong("Keep the queries in the order of their rows.")
def sorted_queries(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    return baseline(api, queries.sort_values("query_id"), k)


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
    pages: list[Any] = [_find(api, text.lower(), k) for text in queries["text"]]
    table = queries[["query_id"]].assign(model_id=pages)
    long = table.explode("model_id").dropna(subset=["model_id"])
    return long.assign(rank=long.groupby("query_id", sort=False).cumcount() + 1)[RUN].reset_index(drop=True)


@exercise.right
def texts_remembered(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    pages: dict[str, list[str]] = {}
    rows: list[Result] = []
    for query, text in queries[["query_id", "text"]].itertuples(index=False):
        if text not in pages:
            pages[text] = _find(api, text, k)
        rows += [(query, rank + 1, model) for rank, model in enumerate(pages[text])]
    return _table(rows)
