"""Which words do failing queries contain?"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, emptied, gapped_index, reversed_rows, shuffled
from course.lesson.reference import solution
from exercises.failure.visits import LESSON, MANY, unseen_sessions

exercise = Exercise(
    "04-failure",
    "failing_terms",
    looks_at="a word twice in a query, hyphens and dots inside words, ties, missing texts, nothing that failed, "
    "and three logs you have not seen",
    ordered=True,
)


def _asked(failed: Sequence[str | None], found: Sequence[str | None]) -> pd.DataFrame:
    """Queries that failed, then queries that did not."""
    flags = [True] * len(failed) + [False] * len(found)
    texts = pd.Series([*failed, *found], dtype="str")
    return pd.DataFrame({"query_text": texts, "failed": pd.Series(flags, dtype=bool)})


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    plain = case("four queries", _asked(["llama 8gb", "mistral 8gb"], ["bert", "llama"]), 1)
    yield from also(plain, gapped_index, reversed_rows, emptied)
    yield case("brackets, underscores, capitals", _asked(["Llama-3.1 8GB_T4 (awq)"], ["awq, t4", "llama-3.1?"]), 1)
    yield case("a word twice in a query", _asked(["gguf gguf", "gguf", "bert bert GGUF"], ["bert", "ocr", "ocr"]), 2)
    yield case("a minimum of two queries", _asked(["rare thing", "llama 8gb"], ["llama", "8gb cpu", "cpu"]), 2)
    yield case("ties of lift", _asked(["zeta beta", "zeta", "alpha beta"], ["nothing here"]), 1)
    yield from also(case("the top two", _asked(["a b", "a c", "b"], ["a", "c d"]), 1, 2), shuffled)
    yield case("the top one of a tie", _asked(["b", "a", "c"], ["d"]), 1, 1)
    yield case("missing texts", _asked(["8gb cpu", None, None], ["cpu", "8gb", None]), 1)
    yield case("missing texts alone", _asked([None], [None]), 1)
    yield case("texts without a word", _asked(["???", "8gb"], ["", "8gb cpu"]), 1)
    yield case("more texts without a word that failed", _asked(["???", "", "8gb"], ["8gb cpu"]), 1)
    yield case("every query failed", _asked(["8gb cpu", "8gb"], []), 1)
    many = _asked(["8gb cpu"] * 12 + ["vllm"] * 25, ["8gb"] * 8 + ["cpu"] * 7 + ["bert"] * 30)
    yield case("the default minimum", many)
    yield case("more than ten words", _asked(list("abcdefghijklmno"), ["a b c d e", "f g"]), 1)
    yield case("a table with gaps in its index", many[::2], 5, 3)
    yield case("nothing failed", _asked([], ["bert", "llama"]), 1)
    yield case("no queries", _asked(["bert"], ["llama"]).iloc[:0])
    for slot in SLOTS:
        queries = solution(LESSON, "label_queries")(unseen_sessions(slot, MANY))
        queries["failed"] = queries.pop("outcome") != "clicked"
        yield case("an unseen log", queries)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
TOKENS = "tokens_of(text) for"
UNTYPED = "A query without a text still failed or not: leave it in the overall rate."
slip("split_on_spaces", "‘(awq)’ and ‘awq’ are the same word to a user.",
     TOKENS, "set(text.lower().split()) if isinstance(text, str) else set() for")
slip("split_at_every_sign", "Hyphens and dots stay inside a word: ‘llama-3.1’ is one word, not three.",
     TOKENS, 'set(re.findall("[a-z0-9]+", text.lower())) if isinstance(text, str) else set() for')
slip("repeats_counted", "Count queries, not occurrences.",
     TOKENS, "TOKEN.findall(text.lower()) if isinstance(text, str) else [] for")
slip("no_minimum", "Your top term appears in one query: that is noise with a lift of 2.",
     'table["queries"] >= min_queries', 'table["queries"] >= 1')
slip("more_than_the_minimum", "A word in exactly `min_queries` queries is kept.",
     '["queries"] >= min_queries', '["queries"] > min_queries')
slip("missing_texts_dropped", UNTYPED,
     'overall = queries["failed"]', 'overall = queries.loc[queries["query_text"].notna(), "failed"]')
slip("texts_without_a_word_dropped", UNTYPED,
     'overall = queries["failed"]', 'overall = queries.loc[[bool(found) for found in terms], "failed"]')
slip("case_matters", "Upper and lower case make no difference to a user: lower-case the text first.",
     TOKENS, r'set(re.findall(r"[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*", text)) if isinstance(text, str) else set() for')
slip("overall_of_the_words", "Lift divides by the fail rate of all queries, not by that of the words kept.",
     'overall = queries["failed"].mean()', 'overall = each.loc[each["term"].notna(), "failed"].mean()')
slip("lift_is_the_rate", "Lift is the word's fail rate, divided by the fail rate of all queries.",
     'table["fail_rate"] / overall', 'table["fail_rate"]')
slip("lift_is_a_difference", "Lift divides by the fail rate of all queries; it does not subtract it.",
     'table["fail_rate"] / overall', 'table["fail_rate"] - overall')
slip("share_of_the_failed", "The fail rate is of the queries with the word, not of all that failed.",
     'table["lift"] =', 'table["fail_rate"] *= table["queries"] / max(1, queries["failed"].sum())\n    table["lift"] =')
slip("ties_by_alphabet", "Ties go to the word in more queries, then to the alphabet.",
     '["lift", "queries", "term"]', '["lift", "term"]', "[False, False, True]", "[False, True]")
slip("least_lift_first", "The largest lift comes first.",
     "[False, False, True]", "[True, False, True]")
slip("always_ten", "Keep the first `top` rows: ten is only the default.",
     "table.head(top)", "table.head(10)")
slip("nothing_failed_divides", "Where nothing failed there is no lift: return an empty table.",
     " & (overall > 0)", "")
# fmt: on


@exercise.right
def with_findall(queries: pd.DataFrame, min_queries: int = 20, top: int = 10) -> pd.DataFrame:
    found = queries["query_text"].str.lower().str.findall(r"[a-z0-9]+(?:[.\-][a-z0-9]+)*")
    each = pd.DataFrame({"n": range(len(queries)), "failed": queries["failed"].to_numpy(), "term": found.to_numpy()})
    each = each.explode("term").dropna(subset="term").drop_duplicates(["n", "term"])
    grouped = each.astype({"failed": float}).groupby("term")["failed"]
    table = pd.DataFrame({"queries": grouped.size(), "fail_rate": grouped.mean()}).reset_index()
    overall = queries["failed"].mean()
    table = table.assign(lift=table["fail_rate"] / overall).query("queries >= @min_queries and lift.notna()")
    return table.sort_values(["lift", "queries", "term"], ascending=[False, False, True])[:top].reset_index(drop=True)


@exercise.right
def with_counters(queries: pd.DataFrame, min_queries: int = 20, top: int = 10) -> pd.DataFrame:
    seen, lost = Counter[str](), Counter[str]()
    for text, failed in zip(queries["query_text"], queries["failed"], strict=True):
        small = text.lower() if isinstance(text, str) else ""
        words = {match.group() for match in re.finditer(r"[a-z0-9]+([.-][a-z0-9]+)*", small)}
        seen.update(words)
        lost.update(words if failed else ())
    failures = sum(bool(failed) for failed in queries["failed"])
    rows = []
    for term, n in seen.items():
        if failures and n >= min_queries:
            rows.append([term, n, lost[term] / n, lost[term] / n * len(queries) / failures])
    table = pd.DataFrame(rows, columns=["term", "queries", "fail_rate", "lift"])
    table["rank"] = table["lift"].astype(float).round(12)
    order = table.sort_values(["rank", "queries", "term"], ascending=[False, False, True])
    return order.drop(columns="rank")[:top]
