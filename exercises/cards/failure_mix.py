"""What share of failed uploads comes from metadata?"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from course import cards
from course.cards import CAUSES
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, other_zone, repeated_index, reversed_rows, shuffled
from course.stats import wilson
from exercises.cards import hub_uploads

exercise = Exercise(
    "07-cards",
    "failure_mix",
    looks_at="retries, shared repos, messages that fit twice or are missing, no failures, and unseen Hubs",
    ordered=True,
)

COLUMNS = ["category", "n", "share", "ci_low", "ci_high"]


def attempts(*rows: tuple[str, str, int, bool, str | None]) -> pd.DataFrame:
    """Upload attempts from (user, repo, minute, ok, message); ids run against the order of the rows."""
    start = pd.Timestamp("2026-05-01T00:00Z")
    number = len(rows)
    return pd.DataFrame(
        {
            "attempt_id": [f"a{number - place:03d}" for place in range(number)],
            "user_id": pd.Series([row[0] for row in rows], dtype="str"),
            "repo_id": pd.Series([row[1] for row in rows], dtype="str"),
            "ts": pd.Series([start + pd.Timedelta(minutes=row[2]) for row in rows], dtype="datetime64[ns, UTC]"),
            "ok": pd.Series([row[3] for row in rows], dtype="bool"),
            "error_message": pd.Series([row[4] for row in rows], dtype="object"),
        }
    )


RETRIES = attempts(
    ("ann", "ann/x", 8, False, "Invalid YAML in README"),
    ("ann", "ann/x", 7, False, "file too large"),
    ("ann", "ann/x", 9, False, "read timeout"),
    ("ann", "ann/x", 10, True, None),
    ("ben", "ben/y", 1, True, None),
    ("ben", "ben/y", 2, False, "license is not known"),
    ("cat", "ann/x", 3, False, "Front matter not found"),
)
MANY = [(f"u{i % 9}", f"u{i % 9}/r{i % 13}", 7 * i % 101, i % 3 == 0) for i in range(60)]
WORDS = ["YAML error", "quota reached", "token expired", "Read timeout", "Invalid repo id", "", "License?", "503"]


@exercise.cases
def cases() -> Iterator[Case]:
    """Small tables by attempt and by repo, then the logs of the graded Hubs."""
    variants = (gapped_index, repeated_index, reversed_rows, shuffled, other_zone, emptied)
    yield from also(case("retries of one repo", RETRIES, "repo"), *variants)
    yield from also(case("retries of one repo, by attempt", RETRIES, "attempt"), *variants)
    two = attempts(("ann", "ann/x", 1, False, "quota"), ("ann", "ann/y", 2, False, "quota"))
    yield case("one user with two repos", two, "repo")
    equal = attempts(
        ("ann", "ann/x", 1, False, "quota"), ("ben", "ben/y", 2, False, "401"), ("c", "c/z", 3, False, "?")
    )
    yield from also(case("categories that occur equally often", equal, "attempt"), reversed_rows)
    same = [("ann", "ann/x", 5, False, "timeout"), ("ann", "ann/x", 5, False, "yaml")]
    tie = attempts(("ann", "ann/x", 6, False, "quota"), *same)
    yield from also(case("two failures in the same moment", tie, "repo"), reversed_rows)
    both = attempts(
        ("ann", "ann/x", 1, False, "LFS upload refused: 403, token lacks permission"),
        ("ben", "ben/y", 2, False, "Connection closed: bad license in metadata"),
        ("cat", "cat/z", 3, False, "Invalid repo id: token too long"),
    )
    yield case("messages that fit two rows of the table", both, "repo")
    gaps = attempts(("ann", "ann/x", 1, False, None), ("ben", "ben/y", 2, False, None), ("c", "c/z", 3, False, "no"))
    yield case("failures without a message", gaps, "repo")
    later = [("ann", "ann/x", 2, False, "Invalid YAML"), ("ann", "ann/x", 3, False, "Quota reached")]
    late = attempts(("ann", "ann/x", 1, False, None), *later)
    yield case("a first failure without a message", late, "repo")
    yield case("one failure", attempts(("ann", "ann/x", 1, False, "YAML")), "attempt")
    yield case("no failures", attempts(("ann", "ann/x", 1, True, None)), "repo")
    yield case("no attempts", RETRIES.iloc[:0], "attempt")
    spread = attempts(*[(*row, WORDS[place % 8]) for place, row in enumerate(MANY)])
    yield case("sixty attempts", spread, "repo")
    yield case("sixty attempts, by attempt", spread, "attempt")
    for log in hub_uploads.attempts():
        yield case("the uploads of an unseen Hub", log, "repo")
        yield case("the uploads of an unseen Hub, by attempt", log, "attempt")


# fmt: off
slip = exercise.slip
FAILED = 'attempts[~attempts["ok"]].sort_values(["ts", "attempt_id"])'
FIRST = 'drop_duplicates(["user_id", "repo_id"])'
ONCE = 'if unit == "repo":\n        failed = failed.' + FIRST
FIRST_BY_TIME = "The first failure is the earliest by ts, not the first row of the table or the smallest id."
DIVISOR = "Share of failures, so divide by failures."
slip("every_attempt", "One uploader retried 40 times: the share is now about persistence, not causes.",
     'if unit == "repo"', 'if unit == "none"')
slip("always_by_repo", "With unit=\"attempt\", each failure counts, also a repeated one.",
     'if unit == "repo"', "if unit")
slip("of_all_attempts", DIVISOR,
     "n / len(causes)", "n / len(attempts)", "stats.wilson(n, len(causes))", "stats.wilson(n, len(attempts))")
slip("of_all_repos", DIVISOR,
     "rows = []", f'every = len(attempts.{FIRST} if unit == "repo" else attempts)\n    rows = []', "n / len(causes)",
     "n / every", "stats.wilson(n, len(causes))", "stats.wilson(n, every)")
slip("last_match", "The order of the table is the definition.",
     "cards.CAUSES.items()", "reversed(cards.CAUSES.items())")
slip("with_case", "The patterns ignore case: ‘YAML’ and ‘yaml’ are one cause.", ", re.IGNORECASE", "")
slip("silent_ones_dropped", "A failure without a message is still a failure: its category is other.",
     'failed["error_message"]', 'failed["error_message"].dropna()')
slip("first_row", FIRST_BY_TIME, '.sort_values(["ts", "attempt_id"])', "")
slip("last_failure", "You kept the last failure of each repo; the first one is what stopped the uploader.",
     FIRST, FIRST.replace("])", '], keep="last")'))
slip("tie_left_open", "Two failures in the same moment: the smaller attempt_id is the first.",
     'sort_values(["ts", "attempt_id"])', 'sort_values("ts", kind="stable")')
slip("by_id_alone", FIRST_BY_TIME, 'sort_values(["ts", "attempt_id"])', 'sort_values("attempt_id")')
slip("first_message",
     "groupby(…).first() passes over a missing message and takes a later one; head(1) takes the first row.",
     f"failed.{FIRST}", 'failed.groupby(["user_id", "repo_id"], as_index=False).first()')
slip("first_attempts", "Keep the failures first: a repo whose first attempt worked can fail later.",
     FAILED, FAILED.replace('[~attempts["ok"]]', ""), ONCE, ONCE + '\n    failed = failed[~failed["ok"]]')
slip("by_repo_alone", "Two people can fail on one repo: the unit is a user with a repo.",
     '["user_id", "repo_id"]', '["repo_id"]')
slip("by_user_alone", "One person can fail on two repos: the unit is a user with a repo.",
     '["user_id", "repo_id"]', '["user_id"]')
slip("textbook_interval", "That is the textbook interval; Wilson's (G9) keeps its width when a share is near 0 or 1.",
     "low, high = stats.wilson(n, len(causes))",
     "half = 1.959964 * (n / len(causes) * (1 - n / len(causes)) / len(causes)) ** 0.5\n"
     "        low, high = max(0.0, n / len(causes) - half), min(1.0, n / len(causes) + half)")
slip("by_category", "Most frequent first; equal counts by category.",
     "sort_values(order, ascending=[False, True], ignore_index=True)", 'sort_values("category", ignore_index=True)')
slip("rarest_first", "Most frequent first; equal counts by category.",
     "ascending=[False, True]", "ascending=[True, True]")
slip("equal_counts_turned", "Most frequent first; equal counts by category.",
     "ascending=[False, True]", "ascending=[False, False]")
slip("percent", "A share lies between 0 and 1; you return percent.",
     "n, n / len(causes), low", "n, 100 * n / len(causes), low")
# fmt: on


@exercise.wrong("A category that does not occur has no row.")
def empty_rows(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    right = in_plain_python(attempts, unit)
    n = int(right["n"].sum())
    missing = sorted({*CAUSES, "other"} - set(right["category"]))
    rows = [(name, 0, 0.0 if n else np.nan, *wilson(0, n)) for name in missing]
    return pd.DataFrame([*right.itertuples(index=False, name=None), *rows], columns=COLUMNS)


@exercise.right
def with_select(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    failed = attempts.loc[attempts["ok"].eq(False)].sort_values(["ts", "attempt_id"])
    if unit == "repo":
        failed = failed.groupby(["user_id", "repo_id"], as_index=False).head(1)
    message = failed["error_message"].fillna("").astype(str)
    conditions = [message.str.contains(pattern, case=False, regex=True).to_numpy(bool) for pattern in CAUSES.values()]
    frame = pd.DataFrame({"category": np.select(conditions, list(CAUSES), "other")})
    mix = frame.groupby("category").size().rename("n").reset_index()
    mix = mix.sort_values(["n", "category"], ascending=[False, True], ignore_index=True)
    mix["share"] = mix["n"] / max(1, len(frame))
    bounds = [wilson(k, len(frame)) for k in mix["n"]]
    return mix.assign(ci_low=[low for low, _ in bounds], ci_high=[high for _, high in bounds])


@exercise.right
def in_plain_python(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    rows: list[Any] = [row for row in attempts.itertuples() if not row.ok]
    failures = sorted(rows, key=lambda row: (row.ts, row.attempt_id))
    seen: dict[object, str] = {}
    for row in failures:
        key = (row.user_id, row.repo_id) if unit == "repo" else row.attempt_id
        seen.setdefault(key, cards.category(row.error_message))
    causes = list(seen.values())
    mix = []
    for name in sorted(set(causes), key=lambda name: (-causes.count(name), name)):
        k, n = causes.count(name), len(causes)
        mix.append([name, k, k / n, *wilson(k, n)])
    return pd.DataFrame(mix, columns=COLUMNS)
