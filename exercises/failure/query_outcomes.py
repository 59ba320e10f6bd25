"""How does each query end?"""

import re
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.failure.queries import Query, queries_of
from exercises.failure.visits import Event, sessions, unseen_sessions, visit

exercise = Exercise(
    "04-failure",
    "query_outcomes",
    looks_at="no results followed by a quick new query, a query exactly 120 s later, counts that were not logged, "
    "clicks after the next query, missing texts, a log without queries, and three logs you have not seen",
    ordered=True,
)

OUTCOMES = ["zero_result", "clicked", "reformulated", "abandoned"]
TOKEN = re.compile(r"[a-z0-9]+(?:[.\-][a-z0-9]+)*")


def _one(*events: Event) -> pd.DataFrame:
    return sessions(visit("ada:0", "developer", *events))


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    gguf, awq, bert = "llama 8b gguf", "llama 8b awq", "bert"
    yield case("a rewording", _one((0, "query", gguf, 4), (40, "query", awq, 9)))
    yield case("no results, then a quick rewording", _one((0, "query", gguf, 0), (30, "query", awq, 9), (35, "click")))
    yield case("no results, and a click all the same", _one((0, "query", gguf, 0), (8, "click")))
    yield case("a query exactly 120 s later", _one((0, "query", gguf, 4), (120, "query", awq, 9)))
    yield case("a query 121 s later", _one((0, "query", gguf, 4), (121, "query", awq, 9), (130, "click")))
    yield case("a new topic", _one((0, "query", gguf, 4), (20, "query", bert, 9), (30, "click")))
    yield case("a click after the next query", _one((0, "query", gguf, 4), (300, "query", bert, 9), (310, "click")))
    yield case("a rewording after a click", _one((0, "query", gguf, 4), (9, "click"), (40, "query", awq, 9)))
    yield case("a count that was not logged", _one((0, "query", gguf), (500, "exit")))
    floats = _one((0, "query", gguf, 4), (9, "click"), (500, "query", bert), (900, "query", bert, 0))
    yield case("counts with gaps as floats", floats.astype({"n_results": "float64"}))
    yield case("a missing text", _one((0, "query", None, 4), (30, "query", gguf, 3), (60, "query", None, 3)))
    yield case("words in capitals and brackets", _one((0, "query", "GGUF, (Q4)", 4), (30, "query", "q4 gguf", 3)))
    yield case("a part of a word in common", _one((0, "query", "llama-3.1", 4), (30, "query", "llama", 3)))
    yield case("a click before any query", _one((0, "click"), (5, "query", gguf, 4), (9, "exit")))
    yield case("two segments and three users", _mixed())
    yield case("the same users, none of them a researcher", _mixed().query("segment != 'researcher'"))
    yield case("a log without queries", _one((0, "model_view"), (9, "exit")))
    yield case("an empty log", sessions())
    for slot in SLOTS:
        yield case("an unseen log", unseen_sessions(slot))


def _mixed() -> pd.DataFrame:
    fail = [(200.0 * n, "query", text, 3) for n, text in enumerate(("bert", "ner", "asr", "ocr", "tts"))]
    won = visit("ben:0", "developer", (0, "query", "bert ner", 5), (9, "click"), (70, "query", "bert large", 2))
    more = visit("ben:1", "developer", (8000, "query", "bert base", 7), (8010, "query", "bert", 5), (8020, "click"))
    return sessions(visit("ada:0", "researcher", *fail), won, more, visit("cat:0", "developer", (0, "click")))


def _words(text: object) -> set[str]:
    return set(TOKEN.findall(text.lower())) if isinstance(text, str) else set()


def _empty(query: Query) -> bool:
    return bool(pd.notna(query.results) and query.results == 0)


def _reworded(query: Query, seconds: float = 120, words: Callable[[object], set[str]] = _words) -> bool:
    return any(
        (after.ts - query.ts).total_seconds() <= seconds and bool(words(query.text) & words(after.text))
        for after in query.after
    )


def _outcome(query: Query) -> str:
    if _empty(query):
        return "zero_result"
    return "clicked" if query.clicked else "reformulated" if _reworded(query) else "abandoned"


def _table(queries: list[Query], outcome: Callable[[Query], str] = _outcome) -> pd.DataFrame:
    rows = []
    for segment in [*sorted({query.segment for query in queries}), "all"]:
        ends = [outcome(query) for query in queries if segment in ("all", query.segment)]
        shares = [ends.count(name) / len(ends) if ends else np.nan for name in OUTCOMES]
        rows.append([segment, len(ends), *shares])
    return pd.DataFrame(rows, columns=["segment", "queries", *OUTCOMES])


@exercise.wrong("This click belongs to the next query: stop the span there.")
def clicks_to_the_end(log: pd.DataFrame) -> pd.DataFrame:
    def outcome(query: Query) -> str:
        return "clicked" if query.later and not _empty(query) else _outcome(query)

    return _table(queries_of(log), outcome)


def _with_rewordings(log: pd.DataFrame, reworded: Callable[[Query], bool]) -> pd.DataFrame:
    """The table if `reworded` decided which of the queries without results or clicks are rewordings."""

    def outcome(query: Query) -> str:
        found = _outcome(query)
        return found if found in ("zero_result", "clicked") else "reformulated" if reworded(query) else "abandoned"

    return _table(queries_of(log), outcome)


@exercise.wrong("A new topic is not a rewording: require a shared token and 120 s.")
def any_second_query(log: pd.DataFrame) -> pd.DataFrame:
    return _with_rewordings(log, lambda query: bool(query.after))


@exercise.wrong("A new topic is not a rewording: require a shared token and 120 s.")
def soon_is_enough(log: pd.DataFrame) -> pd.DataFrame:
    return _with_rewordings(log, lambda query: _reworded(query, words=lambda _: {"any"}))


@exercise.wrong("A new topic is not a rewording: require a shared token and 120 s.")
def a_shared_word_is_enough(log: pd.DataFrame) -> pd.DataFrame:
    return _with_rewordings(log, lambda query: _reworded(query, seconds=float("inf")))


@exercise.wrong("The unit is the query: a session with five failed queries failed five times.")
def last_query_of_the_session(log: pd.DataFrame) -> pd.DataFrame:
    last = {query.session: query for query in queries_of(log)}
    return _table(list(last.values()))


@exercise.wrong("The unit is the query: a session with five failed queries failed five times.")
def first_query_of_the_session(log: pd.DataFrame) -> pd.DataFrame:
    queries = queries_of(log)
    first = {query.session: query for query in reversed(queries)}
    return _table(list(first.values()))


@exercise.wrong("The unit is the query: a session with five failed queries failed five times.")
def shares_of_sessions(log: pd.DataFrame) -> pd.DataFrame:
    ends = {(query.session, _outcome(query)): query for query in queries_of(log)}
    table = _table(queries_of(log)).set_index("segment")
    for segment in table.index:
        inside = [(key, query) for key, query in ends.items() if segment in ("all", query.segment)]
        visits = {session for (session, _), _ in inside}
        for name in OUTCOMES:
            hits = sum(outcome == name for (_, outcome), _ in inside)
            table.loc[segment, name] = hits / len(visits) if visits else np.nan
        table.loc[segment, "queries"] = len(visits)
    return table.reset_index()


@exercise.wrong("Zero results is the cause; the rewording is the symptom.")
def rewording_first(log: pd.DataFrame) -> pd.DataFrame:
    def outcome(query: Query) -> str:
        return "reformulated" if _empty(query) and _reworded(query) else _outcome(query)

    return _table(queries_of(log), outcome)


@exercise.wrong("A result count that was not logged is unknown, not zero.")
def missing_is_zero(log: pd.DataFrame) -> pd.DataFrame:
    return _table(queries_of(log.assign(n_results=log["n_results"].fillna(0))))


@exercise.wrong("A query exactly 120 s later still counts as a rewording.")
def before_120_seconds(log: pd.DataFrame) -> pd.DataFrame:
    return _with_rewordings(log, lambda query: _reworded(query, seconds=119.999))


@exercise.wrong("Take the words from the lower-cased text: ‘GGUF’ and ‘gguf’ are the same word.")
def case_matters(log: pd.DataFrame) -> pd.DataFrame:
    def words(text: object) -> set[str]:
        return set(re.findall(r"[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*", text)) if isinstance(text, str) else set()

    return _with_rewordings(log, lambda query: _reworded(query, words=words))


@exercise.wrong("The first test that holds decides: a query without results stays zero_result, whatever was clicked.")
def clicked_first(log: pd.DataFrame) -> pd.DataFrame:
    return _table(queries_of(log), lambda query: "clicked" if query.clicked else _outcome(query))


@exercise.wrong("Each share is of the segment's own queries, not of all.")
def shares_of_all_queries(log: pd.DataFrame) -> pd.DataFrame:
    table = _table(queries_of(log))
    return table.assign(**{name: table[name] * table["queries"] / table["queries"].iloc[-1] for name in OUTCOMES})


@exercise.wrong("The last row is `all`, with the queries of every segment, also for a log that holds none.")
def no_row_for_all(log: pd.DataFrame) -> pd.DataFrame:
    return _table(queries_of(log))[:-1]


@exercise.right
def one_by_one(log: pd.DataFrame) -> pd.DataFrame:
    return _table(queries_of(log))


@exercise.right
def with_spans(log: pd.DataFrame) -> pd.DataFrame:
    rows = log.reset_index(drop=True)
    rows["span"] = rows["event"].eq("query").groupby(rows["session_id"]).cumsum()
    asked = rows[rows["event"] == "query"].copy()
    clicks = rows[rows["event"] == "click"].groupby(["session_id", "span"]).size()
    asked["clicked"] = [key in clicks.index for key in zip(asked["session_id"], asked["span"], strict=True)]
    asked["words"] = asked["query_text"].astype(object).map(_words)
    following = asked.assign(span=asked["span"] - 1).set_index(["session_id", "span"])[["ts", "words"]]
    asked = asked.join(following, on=["session_id", "span"], rsuffix="_next")
    soon = (asked["ts_next"] - asked["ts"]).dt.total_seconds() <= 120
    pairs = zip(asked["words"], asked["words_next"], strict=True)
    shared = np.array([isinstance(b, set) and bool(a & b) for a, b in pairs], dtype=bool)
    zero = pd.to_numeric(asked["n_results"]).astype(float) == 0
    ends = np.where(zero, 0, np.where(asked["clicked"], 1, np.where(soon & shared, 2, 3)))
    table = pd.DataFrame(ends[:, None] == np.arange(4), columns=OUTCOMES).assign(segment=asked["segment"].to_numpy())
    parts = [*table.groupby("segment"), ("all", table)]
    return pd.DataFrame([{"segment": s, "queries": len(p), **p[OUTCOMES].mean()} for s, p in parts])
