"""What share of failed uploads comes from metadata?"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from course.cards import CAUSES
from course.exercise.exercise import Case, Exercise, case
from course.stats import Z, wilson
from exercises.cards import hub_uploads

exercise = Exercise(
    "07-cards",
    "failure_mix",
    looks_at="retries, shared repos, messages that fit twice or are missing, no failures, and unseen Hubs",
    ordered=True,
)

COLUMNS = ["category", "n", "share", "ci_low", "ci_high"]
Interval = Callable[[float, float], tuple[float, float]]
BY_REPO = ["user_id", "repo_id"]


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
    yield case("retries of one repo", RETRIES, "repo")
    yield case("retries of one repo, by attempt", RETRIES, "attempt")
    same = [("ann", "ann/x", 5, False, "timeout"), ("ann", "ann/x", 5, False, "yaml")]
    tie = attempts(("ann", "ann/x", 6, False, "quota"), *same)
    yield case("two failures in the same moment", tie, "repo")
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
    yield case("no attempts", attempts(), "attempt")
    spread = attempts(*[(*row, WORDS[place % 8]) for place, row in enumerate(MANY)])
    yield case("sixty attempts", spread, "repo")
    yield case("sixty attempts, by attempt", spread, "attempt")
    for log in hub_uploads.attempts():
        yield case("the uploads of an unseen Hub", log, "repo")
        yield case("the uploads of an unseen Hub, by attempt", log, "attempt")


def category(message: object, flags: int = re.IGNORECASE, last: bool = False) -> str:
    """The category of a message, `other` if it fits none."""
    if not isinstance(message, str):
        return "other"
    fits = [name for name, pattern in CAUSES.items() if re.search(pattern, message, flags)]
    return (fits[-1] if last else fits[0]) if fits else "other"


def plain(k: float, n: float) -> tuple[float, float]:
    """The textbook interval p ± z·sqrt(p(1−p)/n), cut to [0, 1]."""
    p = k / n
    half = Z * np.sqrt(p * (1 - p) / n)
    return max(0.0, p - half), min(1.0, p + half)


def firsts(failed: pd.DataFrame, by: list[str] = BY_REPO, order: list[str] | None = None) -> pd.DataFrame:
    """The first failure of each group of `by`."""
    return failed.sort_values(order or ["ts", "attempt_id"], kind="stable").drop_duplicates(by)


def table(categories: pd.Series, total: int | None = None, interval: Interval = wilson) -> pd.DataFrame:
    """The mix of `categories`: how many, their share of `total`, an interval."""
    counts = categories.value_counts()
    n = len(categories) if total is None else total
    order = sorted((-int(k), str(name)) for name, k in counts.items())
    rows = [(name, -k, -k / n, *interval(-k, n)) for k, name in order]
    return pd.DataFrame(rows, columns=COLUMNS)


def units(attempts: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The failures that count."""
    failed = attempts[~attempts["ok"]]
    return firsts(failed) if unit == "repo" else failed


def named(failed: pd.DataFrame, **slip: Any) -> pd.Series:
    """The category of each failure."""
    causes = [category(message, **slip) for message in failed["error_message"].tolist()]
    return pd.Series(causes, dtype=object)


@exercise.wrong("One uploader retried 40 times: the share is now about persistence, not causes.")
def every_attempt(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    return table(named(units(attempts, "attempt")))


@exercise.wrong("Share of failures, so divide by failures.")
def of_all_attempts(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    return table(named(units(attempts, unit)), total=len(attempts))


@exercise.wrong("Share of failures, so divide by failures.")
def of_all_repos(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    every = attempts.drop_duplicates(BY_REPO) if unit == "repo" else attempts
    return table(named(units(attempts, unit)), total=len(every))


@exercise.wrong("The order of the table is the definition.")
def last_match(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    return table(named(units(attempts, unit), last=True))


@exercise.wrong("The patterns ignore case: ‘YAML’ and ‘yaml’ are one cause.")
def with_case(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    return table(named(units(attempts, unit), flags=0))


@exercise.wrong("A failure without a message is still a failure: its category is other.")
def silent_ones_dropped(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    failed = units(attempts, unit)
    return table(named(failed[failed["error_message"].notna()]))


@exercise.wrong("The first failure is the earliest by ts, not the first row of the table.")
def first_row(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    failed = attempts[~attempts["ok"]]
    return table(named(failed.drop_duplicates(BY_REPO) if unit == "repo" else failed))


@exercise.wrong("You kept the last failure of each repo; the first one is what stopped the uploader.")
def last_failure(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    failed = attempts[~attempts["ok"]].sort_values(["ts", "attempt_id"])
    return table(named(failed.drop_duplicates(BY_REPO, keep="last") if unit == "repo" else failed))


@exercise.wrong("Two failures in the same moment: the smaller attempt_id is the first.")
def tie_left_open(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    failed = attempts[~attempts["ok"]]
    return table(named(firsts(failed, order=["ts"]) if unit == "repo" else failed))


@exercise.wrong("groupby(…).first() passes over a missing message and takes a later one; head(1) takes the first row.")
def first_message(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    failed = attempts[~attempts["ok"]].sort_values(["ts", "attempt_id"])
    return table(named(failed.groupby(BY_REPO, as_index=False).first() if unit == "repo" else failed))


@exercise.wrong("Keep the failures first: a repo whose first attempt worked can fail later.")
def first_attempts(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    kept = firsts(attempts) if unit == "repo" else attempts
    return table(named(kept[~kept["ok"]]))


@exercise.wrong("Two people can fail on one repo: the unit is a user with a repo.")
def by_repo_alone(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    failed = attempts[~attempts["ok"]]
    return table(named(firsts(failed, by=["repo_id"]) if unit == "repo" else failed))


@exercise.wrong("That is the textbook interval; Wilson's (G9) keeps its width when a share is near 0 or 1.")
def textbook_interval(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    return table(named(units(attempts, unit)), interval=plain)


@exercise.wrong("A category that does not occur has no row.")
def empty_rows(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    right = table(named(units(attempts, unit)))
    n = int(right["n"].sum())
    missing = sorted({*CAUSES, "other"} - set(right["category"]))
    rows = [(name, 0, 0.0 if n else np.nan, *wilson(0, n)) for name in missing]
    return pd.DataFrame([*right.itertuples(index=False, name=None), *rows], columns=COLUMNS)


@exercise.wrong("Most frequent first; equal counts by category.")
def by_category(attempts: pd.DataFrame, unit: str = "repo") -> pd.DataFrame:
    return table(named(units(attempts, unit))).sort_values("category", ignore_index=True)


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
        seen.setdefault(key, category(row.error_message))
    causes = list(seen.values())
    mix = []
    for name in sorted(set(causes), key=lambda name: (-causes.count(name), name)):
        k, n = causes.count(name), len(causes)
        mix.append([name, k, k / n, *wilson(k, n)])
    return pd.DataFrame(mix, columns=COLUMNS)
