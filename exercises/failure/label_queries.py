"""How does each query end, one by one?"""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from course import behaviour
from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, emptied, gapped_index, other_zone
from exercises.failure.visits import Event, sessions, unseen_sessions, visit

exercise = Exercise(
    "04-failure",
    "label_queries",
    looks_at="no results followed by a quick new query, a query exactly 120 s later, counts that were not logged, "
    "clicks before and after the next query, missing texts, several users, a log without queries, "
    "and three logs you have not seen",
)

GGUF, AWQ, BERT = "llama 8b gguf", "llama 8b awq", "bert"


def one_visit(*events: Event) -> pd.DataFrame:
    """The sessions of one developer with these events."""
    return sessions(visit("ada:0", "developer", *events))


def edge_cases() -> Iterator[Case]:
    """Logs written by hand, one difficulty each."""
    rewording = one_visit((0, "query", GGUF, 4), (40, "query", AWQ, 9))
    yield from also(case("a rewording", rewording), gapped_index, other_zone, emptied)
    zero = one_visit((0, "query", GGUF, 0), (30, "query", AWQ, 9), (35, "click"))
    yield case("no results, then a quick rewording", zero)
    yield case("no results, and a click all the same", one_visit((0, "query", GGUF, 0), (8, "click")))
    yield case("a query exactly 120 s later", one_visit((0, "query", GGUF, 4), (120, "query", AWQ, 9)))
    yield case("a query 121 s later", one_visit((0, "query", GGUF, 4), (121, "query", AWQ, 9), (130, "click")))
    yield case("a new topic", one_visit((0, "query", GGUF, 4), (20, "query", BERT, 9), (30, "click")))
    after = one_visit((0, "query", GGUF, 4), (300, "query", BERT, 9), (310, "click"))
    yield case("a click after the next query", after)
    yield case("a click before the query", one_visit((0, "query", GGUF, 4), (9, "click"), (300, "query", BERT, 9)))
    won = one_visit((0, "query", GGUF, 4), (9, "click"), (9, "click"), (40, "query", AWQ, 9))
    yield case("a rewording after two clicks", won)
    between = one_visit((0, "query", GGUF, 4), (9, "model_view"), (40, "query", AWQ, 9), (300, "exit"))
    yield case("an event between query and rewording", between)
    later = one_visit((0, "query", GGUF, 4), (20, "query", BERT, 9), (40, "query", AWQ, 9))
    yield case("a rewording of the query before the last", later)
    yield case("a count that was not logged", one_visit((0, "query", GGUF), (500, "exit")))
    floats = one_visit((0, "query", GGUF, 4), (9, "click"), (500, "query", BERT), (900, "query", BERT, 0))
    yield case("counts with gaps as floats", floats.astype({"n_results": "float64"}))
    missing = one_visit((0, "query", None, 4), (30, "query", GGUF, 3), (60, "query", None, 3))
    yield case("a missing text", missing)
    twice = one_visit((0, "query", None, 4), (30, "query", None, 3), (60, "exit"))
    yield case("two missing texts one after the other", twice)
    yield case("two texts without a word", one_visit((0, "query", "??", 4), (30, "query", "??", 3)))
    capitals = one_visit((0, "query", "GGUF, (Q4)", 4), (30, "query", "q4 gguf", 3))
    yield case("words in capitals and brackets", capitals)
    yield case("a part of a word in common", one_visit((0, "query", "llama-3.1", 4), (30, "query", "llama", 3)))
    yield case("a click before any query", one_visit((0, "click"), (5, "query", GGUF, 4), (9, "exit")))
    yield case("the same query from another user", sessions(*_two_users()))
    yield from also(case("two segments and three users", mixed()), gapped_index)
    yield case("the same users, none of them a researcher", mixed().query("segment != 'researcher'"))
    yield case("a log without queries", one_visit((0, "model_view"), (9, "exit")))
    yield case("an empty log", sessions())


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    yield from edge_cases()
    for slot in SLOTS:
        yield case("an unseen log", unseen_sessions(slot))


def _two_users() -> Iterator[list[dict[str, object]]]:
    for user in ("ada:0", "ben:0", "ben:1"):
        yield visit(user, "developer", (0, "query", GGUF, 4), (5, "exit"))


def mixed() -> pd.DataFrame:
    """Sessions of three users of two segments."""
    fail = [(200.0 * n, "query", text, 3) for n, text in enumerate(("bert", "ner", "asr", "ocr", "tts"))]
    won = visit("ben:0", "developer", (0, "query", "bert ner", 5), (9, "click"), (70, "query", "bert large", 2))
    more = visit("ben:1", "developer", (8000, "query", "bert base", 7), (8010, "query", "bert", 5), (8020, "click"))
    return sessions(visit("ada:0", "researcher", *fail), won, more, visit("cat:0", "developer", (0, "click")))


# fmt: off
# Slips in the labels, which `query_outcomes` foresees too: name, sentence, text of the solution, text instead.
CLICKED = 'sessions["event"].eq("click").groupby([session, span]).transform("any")'
REWORDED = "soon & np.array(shared, dtype=bool)"
TOPIC = "A new topic is not a rewording: require a shared token and 120 s."
UNKNOWN = "A result count that was not logged is unknown, not zero."
COMPARED = "A missing count compared with 0 is <NA>, neither True nor False: make it False."
LABELLING = (
    ("clicks_to_the_end", "This click belongs to the next query: stop the span there.",
     CLICKED, 'sessions["event"].eq("click")[::-1].groupby(session).cummax()'),
    ("clicks_of_the_session", "A click belongs to the query before it: look at each span by itself.",
     CLICKED, 'sessions["event"].eq("click").groupby(session).transform("any")'),
    ("spans_across_sessions", "Spans are numbered in each session anew: group by the session and the number.",
     "groupby([session, span])", "groupby(span)"),
    ("any_second_query", TOPIC, REWORDED, 'following["ts"].notna()'),
    ("soon_is_enough", TOPIC, REWORDED, "soon"),
    ("a_shared_word_is_enough", TOPIC, REWORDED, "np.array(shared, dtype=bool)"),
    ("next_query_of_anyone", "The next query is one of the same session: shift within each session.",
     'queries.groupby("session_id")[["ts", "query_text"]].shift(-1)', 'queries[["ts", "query_text"]].shift(-1)'),
    ("query_before", "Compare with the next query, not with the one before: `shift(-1)`.",
     "shift(-1)", "shift(1)", 'following["ts"] - queries["ts"]', 'queries["ts"] - following["ts"]'),
    ("rewording_first", "Zero results is the cause; the rewording is the symptom.",
     "holds = [nothing,", f"holds = [nothing & ~({REWORDED}),"),
    ("missing_is_zero", UNKNOWN, '["n_results"].eq(0).fillna(False)', '["n_results"].fillna(0).eq(0)'),
    ("missing_count_not_filled", COMPARED, ".fillna(False)", ""),
    ("missing_count_forced", COMPARED, ".fillna(False)", ".to_numpy(dtype=bool)"),
    ("missing_count_in_python", COMPARED,
     'queries["n_results"].eq(0).fillna(False)', 'np.array([bool(n == 0) for n in queries["n_results"]])'),
    ("before_120_seconds", "A query exactly 120 s later still counts as a rewording.",
     "<= pd.Timedelta", "< pd.Timedelta"),
    ("case_matters", "Take the words from the lower-cased text: ‘GGUF’ and ‘gguf’ are the same word.",
     "TOKEN.findall(text.lower())", r're.findall(r"[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*", text)'),
    ("split_on_spaces", "‘(awq)’ and ‘awq’ are the same word to a user.",
     "TOKEN.findall(text.lower())", "text.lower().split()"),
    ("split_at_every_sign", "Hyphens and dots stay inside a word: ‘llama-3.1’ is one word, not three.",
     "TOKEN.findall(", 're.findall("[a-z0-9]+", '),
    ("missing_as_text", "A missing text has no words: it has none in common with another missing text.",
     "if not isinstance(text, str):\n        return set()\n", "text = str(text)\n"),
    ("clicked_first",
     "The first test that holds decides: a query without results stays zero_result, whatever was clicked.",
     '[nothing, queries["clicked"],', '[queries["clicked"], nothing,',
     '["zero_result", "clicked", "reformulated"]', '["clicked", "zero_result", "reformulated"]'),
    ("rewording_before_click", "A click comes before a rewording: the first test that holds decides.",
     f'queries["clicked"], {REWORDED}]', f'{REWORDED}, queries["clicked"]]',
     '"clicked", "reformulated"]', '"reformulated", "clicked"]'),
)
for name, sentence, *texts in LABELLING:
    exercise.slip(name, sentence, *texts)
exercise.slip("a_row_for_each_event", "One row for each `query` event: leave the other events out.",
              'sessions.assign(clicked=clicked)[sessions["event"] == "query"]', "sessions.assign(clicked=clicked)")
exercise.slip("one_row_for_each_session",
              "The unit is the query: a session with five failed queries failed five times.",
              "return labelled.reset_index(drop=True)",
              'return labelled[~queries["session_id"].duplicated()].reset_index(drop=True)')
# fmt: on


exercise.right(behaviour.label_queries)


@exercise.right
def with_spans(log: pd.DataFrame) -> pd.DataFrame:
    def words(text: object) -> set[str]:
        return set(re.findall(r"[a-z0-9]+(?:[.\-][a-z0-9]+)*", text.lower())) if isinstance(text, str) else set()

    rows = log.reset_index(drop=True)
    rows["span"] = rows["event"].eq("query").groupby(rows["session_id"]).cumsum()
    asked = rows[rows["event"] == "query"].copy()
    clicks = rows[rows["event"] == "click"].groupby(["session_id", "span"]).size()
    asked["clicked"] = [key in clicks.index for key in zip(asked["session_id"], asked["span"], strict=True)]
    asked["words"] = asked["query_text"].astype(object).map(words)
    following = asked.assign(span=asked["span"] - 1).set_index(["session_id", "span"])[["ts", "words"]]
    asked = asked.join(following, on=["session_id", "span"], rsuffix="_next")
    soon = (asked["ts_next"] - asked["ts"]).dt.total_seconds() <= 120
    pairs = zip(asked["words"], asked["words_next"], strict=True)
    shared = np.array([isinstance(b, set) and bool(a & b) for a, b in pairs], dtype=bool)
    zero = pd.to_numeric(asked["n_results"]).astype(float) == 0
    ends = np.where(zero, 0, np.where(asked["clicked"], 1, np.where(soon & shared, 2, 3)))
    names = np.array(["zero_result", "clicked", "reformulated", "abandoned"])
    return asked[["segment", "query_text"]].assign(outcome=names[ends])
