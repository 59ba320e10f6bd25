"""Which words do failing queries contain?"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.lesson.reference import solution
from exercises.failure.visits import LESSON, MANY, unseen_sessions

exercise = Exercise(
    "04-failure",
    "failing_terms",
    looks_at="a word twice in a query, hyphens and dots inside words, ties, missing texts, nothing that failed, "
    "and three logs you have not seen",
    ordered=True,
)

COLUMNS = ["term", "queries", "fail_rate", "lift"]
TOKEN = re.compile(r"[a-z0-9]+(?:[.\-][a-z0-9]+)*")
Words = Callable[[object], Iterable[str]]


def _asked(failed: Sequence[str | None], found: Sequence[str | None]) -> pd.DataFrame:
    """Queries that failed, then queries that did not."""
    flags = [True] * len(failed) + [False] * len(found)
    texts = pd.Series([*failed, *found], dtype="str")
    return pd.DataFrame({"query_text": texts, "failed": pd.Series(flags, dtype=bool)})


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    yield case("four queries", _asked(["llama 8gb", "mistral 8gb"], ["bert", "llama"]), 1)
    yield case("brackets, underscores, capitals", _asked(["Llama-3.1 8GB_T4 (awq)"], ["awq, t4", "llama-3.1?"]), 1)
    yield case("a word twice in a query", _asked(["gguf gguf", "gguf", "bert bert GGUF"], ["bert", "ocr", "ocr"]), 2)
    yield case("a minimum of two queries", _asked(["rare thing", "llama 8gb"], ["llama", "8gb cpu", "cpu"]), 2)
    yield case("ties of lift", _asked(["zeta beta", "zeta", "alpha beta"], ["nothing here"]), 1)
    yield case("the top two", _asked(["a b", "a c", "b"], ["a", "c d"]), 1, 2)
    yield case("missing texts", _asked(["8gb cpu", None, None], ["cpu", "8gb", None]), 1)
    yield case("texts without a word", _asked(["???", "8gb"], ["", "8gb cpu"]), 1)
    many = _asked(["8gb cpu"] * 12 + ["vllm"] * 25, ["8gb"] * 8 + ["cpu"] * 7 + ["bert"] * 30)
    yield case("the default minimum", many)
    yield case("more than ten words", _asked(list("abcdefghijklmno"), ["a b c d e", "f g"]), 1)
    yield case("a table with gaps in its index", many[::2], 5, 3)
    yield case("nothing failed", _asked([], ["bert", "llama"]), 1)
    yield case("no queries", _asked([], []))
    for slot in SLOTS:
        queries = solution(LESSON, "label_queries")(unseen_sessions(slot, MANY))
        queries["failed"] = queries.pop("outcome") != "clicked"
        yield case("an unseen log", queries)


def _words(text: object) -> set[str]:
    return set(TOKEN.findall(text.lower())) if isinstance(text, str) else set()


def _table(
    queries: pd.DataFrame, least: int, top: int, words: Words = _words, overall: float | None = None
) -> pd.DataFrame:
    """The right table, but for how a text is divided into `words` and the `overall` rate."""
    seen, lost = Counter[str](), Counter[str]()
    for text, failed in zip(queries["query_text"], queries["failed"], strict=True):
        seen.update(words(text))
        lost.update(words(text) if failed else ())
    rate = queries["failed"].mean() if overall is None else overall
    rows: list[list[Any]] = [
        [term, n, lost[term] / n, lost[term] / n / rate] for term, n in seen.items() if rate and n >= least
    ]
    rows.sort(key=lambda row: (-row[3], -row[1], row[0]))
    return pd.DataFrame(rows[:top], columns=COLUMNS)


@exercise.wrong("‘(awq)’ and ‘awq’ are the same word to a user.")
def split_on_spaces(queries: pd.DataFrame, min_queries: int = 20, top: int = 10) -> pd.DataFrame:
    def words(text: object) -> set[str]:
        return set(text.lower().split()) if isinstance(text, str) else set()

    return _table(queries, min_queries, top, words)


@exercise.wrong("Hyphens and dots stay inside a word: ‘llama-3.1’ is one word, not three.")
def split_at_every_sign(queries: pd.DataFrame, min_queries: int = 20, top: int = 10) -> pd.DataFrame:
    def words(text: object) -> set[str]:
        return set(re.findall("[a-z0-9]+", text.lower())) if isinstance(text, str) else set()

    return _table(queries, min_queries, top, words)


@exercise.wrong("Count queries, not occurrences.")
def repeats_counted(queries: pd.DataFrame, min_queries: int = 20, top: int = 10) -> pd.DataFrame:
    def words(text: object) -> list[str]:
        return TOKEN.findall(text.lower()) if isinstance(text, str) else []

    return _table(queries, min_queries, top, words)


@exercise.wrong("Your top term appears in one query: that is noise with a lift of 2.")
def no_minimum(queries: pd.DataFrame, min_queries: int = 20, top: int = 10) -> pd.DataFrame:
    return _table(queries, 1, top)


@exercise.wrong("A word in exactly `min_queries` queries is kept.")
def more_than_the_minimum(queries: pd.DataFrame, min_queries: int = 20, top: int = 10) -> pd.DataFrame:
    return _table(queries, min_queries + 1, top)


@exercise.wrong("A query without a text still failed or not: leave it in the overall rate.")
def missing_texts_dropped(queries: pd.DataFrame, min_queries: int = 20, top: int = 10) -> pd.DataFrame:
    return _table(queries.dropna(subset="query_text"), min_queries, top)


@exercise.wrong("Upper and lower case make no difference to a user: lower-case the text first.")
def case_matters(queries: pd.DataFrame, min_queries: int = 20, top: int = 10) -> pd.DataFrame:
    def words(text: object) -> set[str]:
        return set(re.findall(r"[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*", text)) if isinstance(text, str) else set()

    return _table(queries, min_queries, top, words)


@exercise.wrong("Lift divides by the fail rate of all queries, not by that of the words kept.")
def overall_of_the_words(queries: pd.DataFrame, min_queries: int = 20, top: int = 10) -> pd.DataFrame:
    lengths = [len(_words(text)) for text in queries["query_text"]]
    failed = sum(n for n, lost in zip(lengths, queries["failed"], strict=True) if lost)
    return _table(queries, min_queries, top, overall=failed / sum(lengths) if failed else 0.0)


@exercise.wrong("Ties go to the word in more queries, then to the alphabet.")
def ties_by_alphabet(queries: pd.DataFrame, min_queries: int = 20, top: int = 10) -> pd.DataFrame:
    table = _table(queries, min_queries, len(queries) * 9 + 9)
    return table.sort_values(["lift", "term"], ascending=[False, True]).head(top).reset_index(drop=True)


@exercise.wrong("Where nothing failed there is no lift: return an empty table.")
def nothing_failed_divides(queries: pd.DataFrame, min_queries: int = 20, top: int = 10) -> pd.DataFrame:
    if len(queries) and not queries["failed"].any():
        return _table(queries, min_queries, top, overall=float("nan"))
    return _table(queries, min_queries, top)


@exercise.right
def with_explode(queries: pd.DataFrame, min_queries: int = 20, top: int = 10) -> pd.DataFrame:
    found = queries["query_text"].str.lower().str.findall(TOKEN.pattern)
    each = pd.DataFrame({"n": range(len(queries)), "failed": queries["failed"].to_numpy(), "term": found.to_numpy()})
    each = each.explode("term").dropna(subset="term").drop_duplicates(["n", "term"])
    grouped = each.astype({"failed": float}).groupby("term")["failed"]
    table = pd.DataFrame({"queries": grouped.size(), "fail_rate": grouped.mean()}).reset_index()
    overall = queries["failed"].mean()
    table = table.assign(lift=table["fail_rate"] / overall).query("queries >= @min_queries and lift.notna()")
    return table.sort_values(["lift", "queries", "term"], ascending=[False, False, True])[:top].reset_index(drop=True)


@exercise.right
def with_counters(queries: pd.DataFrame, min_queries: int = 20, top: int = 10) -> pd.DataFrame:
    return _table(queries, min_queries, top)
