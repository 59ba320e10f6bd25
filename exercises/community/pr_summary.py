"""Do contributions get merged?"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from statistics import median
from typing import Any

import pandas as pd
from huggingface_hub import HfApi

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of

GREEDY = (
    "One listing a model, with discussion_type='pull_request', brings all statuses, 50 pull requests with a request."
)

exercise = Exercise(
    "12-community",
    "pr_summary",
    looks_at="other kinds of threads, drafts, models without pull requests, requests at and after the moment, long "
    "lists, ids in any order, the number of requests, and unseen Hubs",
    over_budget=GREEDY,
    ordered=True,
)

AS_OF = pd.Timestamp("2026-05-01T00:00:00Z")
COLUMNS = "repo_id prs merged closed open draft merge_rate median_open_days".split()
FEW = 25  # models of an unseen Hub


def pull(status: str, when: str) -> dict[str, object]:
    """A pull request."""
    return {"isPullRequest": True, "status": status, "createdAt": when}


def talk(status: str, when: str = "2026-02-02") -> dict[str, object]:
    """A discussion."""
    return {"status": status, "createdAt": when}


MIXED = [
    talk("open"),
    talk("closed"),
    talk("closed", "2026-02-03"),
    pull("merged", "2026-01-05"),
    pull("merged", "2026-01-06"),
    pull("merged", "2026-01-09"),
    pull("closed", "2026-01-07"),
    pull("open", "2026-04-01T08:00:00Z"),
    pull("open", "2026-04-20"),
    pull("open", "2026-03-01"),
    pull("draft", "2026-01-01"),
]
EDGE = [
    pull("open", "2026-04-30T23:59:59Z"),
    pull("open", "2026-05-01T00:00:00Z"),
    pull("merged", "2026-05-01T00:00:00Z"),
    pull("closed", "2026-05-03"),
    pull("open", "2026-05-20"),
]
SAME_DAY = [
    pull("open", "2026-05-01T06:00:00Z"),
    pull("merged", "2026-05-01T11:59:59Z"),
    pull("open", "2026-05-01T12:00:00Z"),
    pull("closed", "2026-05-01T18:00:00Z"),
    pull("open", "2026-04-29"),
]
TALKS = [talk("open", f"2026-03-{1 + n % 28:02}") for n in range(60)]


@cache
def small() -> HfApi:
    """A Hub with a model for each edge case."""
    return hub_of([
        {"id": "ada/mixed", "discussions": MIXED},
        {"id": "ben/drafts", "discussions": [pull("draft", "2026-01-01"), pull("draft", "2026-02-01")]},
        {"id": "cat/open", "discussions": [pull("open", "2026-04-02"), pull("open", "2026-03-02T06:00:00Z")]},
        {"id": "dan/merged", "discussions": [pull("merged", "2026-01-01"), pull("merged", "2026-02-01")]},
        {"id": "eve/none"},
        {"id": "fay/closed", "discussions": [pull("closed", "2026-01-01"), talk("closed")]},
        {"id": "gus/edge", "discussions": EDGE},
        {"id": "hal/talks", "discussions": [*TALKS, pull("merged", "2026-01-01"), pull("open", "2026-01-11")]},
        {"id": "ivy/many", "discussions": [pull("open", f"2026-03-{1 + n % 28:02}") for n in range(56)]},
        {"id": "kim/same-day", "discussions": SAME_DAY},
        {"id": "joy/old-draft", "discussions": [pull("draft", "2025-01-01"), pull("open", "2026-04-27T12:00:00Z")]},
    ])  # fmt: skip


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the most downloaded models of the graded Hubs."""
    ids = "joy/old-draft ada/mixed gus/edge eve/none dan/merged ben/drafts fay/closed cat/open".split()
    yield case("models with threads of every kind", small(), ids, AS_OF, budget=len(ids))
    for repo_id in ids:
        yield case("one model", small(), [repo_id], AS_OF, budget=1)
    yield case("an earlier moment", small(), ["cat/open", "ada/mixed"], pd.Timestamp("2026-04-02", tz="UTC"), budget=2)
    noon = pd.Timestamp("2026-05-01 12:00", tz="UTC")
    yield case("requests of the same day", small(), ["kim/same-day", "gus/edge"], noon, budget=2)
    yield case("a model with many discussions", small(), ["hal/talks"], AS_OF, budget=1)
    yield case("a model with more than 50 pull requests", small(), ["ivy/many"], AS_OF, budget=2)
    yield case("an id that is listed twice", small(), ["cat/open", "ada/mixed", "cat/open"], AS_OF, budget=3)
    yield case("no ids", small(), [], AS_OF, budget=0)
    for slot in hubs.SLOTS:
        ids = hubs.models(slot)["id"].head(FEW).tolist()
        yield case("an unseen Hub", hubs.hub(slot), ids, frames.as_of(hubs.hub(slot)), budget=FEW + 5)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
DECIDED = "Undecided is not refused: divide by the decided ones, merged and closed."
DRAFT = "A draft has not been offered for review: it has a column of its own, and waits for nobody."
LATER = "What was opened at `as_of` or later does not exist yet: leave it out."
slip("discussions_counted", "Not every thread is a contribution: ask the Hub for pull requests alone.",
     ', discussion_type="pull_request"', "")
slip("threads_sorted_out_afterwards", GREEDY,
     ', discussion_type="pull_request"', "",
     "if pull.created_at < as_of]", "if pull.created_at < as_of and pull.is_pull_request]")
slip("merged_of_all", DECIDED, "decided = merged + closed", "decided = len(pulls)")
slip("open_in_the_rate", DECIDED, "decided = merged + closed", 'decided = merged + closed + status.count("open")')
slip("merged_against_closed", "The merge rate divides by all decisions, merged and closed together.",
     "decided = merged + closed", "decided = closed")
slip("drafts_are_open", DRAFT,
     '"open": status.count("open")', '"open": status.count("open") + status.count("draft")',
     'if pull.status == "open"', 'if pull.status in ("open", "draft")')
slip("drafts_wait", DRAFT, 'if pull.status == "open"', 'if pull.status in ("open", "draft")')
slip("drafts_not_counted", "`prs` counts all four statuses, drafts too.",
     '"prs": len(pulls)', '"prs": len(pulls) - status.count("draft")')
slip("whole_days", "`.days` cuts the fraction off: divide by a day.", "wait / pd.Timedelta(days=1)", "wait.days")
slip("hours", "The column is in days.", "pd.Timedelta(days=1)", "pd.Timedelta(hours=1)")
slip("mean_wait", "Take the median of the days, not their mean.", ".median()", ".mean()")
slip("all_wait", "Only open pull requests wait: leave the others out of the days.", ' if pull.status == "open"]', "]")
slip("decided_wait", "Only open pull requests wait: take the days of those.",
     'if pull.status == "open"', 'if pull.status != "open"')
slip("later_ones_kept", LATER, " if pull.created_at < as_of]", "]")
slip("opened_at_the_moment_kept", LATER, "pull.created_at < as_of]", "pull.created_at <= as_of]")
slip("by_days", "Compare moments, not days: what was opened earlier on the day of `as_of` counts.",
     "pull.created_at < as_of]", "pull.created_at.date() < as_of.date()]")
slip("two_listings", GREEDY,
     'listing = api.get_repo_discussions(repo_id, discussion_type="pull_request")',
     'listing = []\n        for status in ("open", "closed"):\n            listing += api.get_repo_discussions('
     'repo_id, discussion_type="pull_request", discussion_status=status)')
slip("models_without_any_lost", "A model without pull requests keeps its row, with zeros.",
     "return pd.DataFrame(rows, columns=PR_COLUMNS)",
     'table = pd.DataFrame(rows, columns=PR_COLUMNS)\n    return table[table["prs"] > 0].reset_index(drop=True)')
slip("sorted_by_id", "The rows follow `repo_ids`.",
     "columns=PR_COLUMNS)", 'columns=PR_COLUMNS).sort_values("repo_id", ignore_index=True)')
slip("busiest_first", "The rows follow `repo_ids`.",
     "columns=PR_COLUMNS)", 'columns=PR_COLUMNS).sort_values("prs", ascending=False, ignore_index=True)')
slip("each_id_once", "An id that is listed twice has two rows.", "in repo_ids:", "in dict.fromkeys(repo_ids):")
slip("nothing_decided_is_zero", "Where nothing is decided, the rate is not known: NaN, not 0.",
     "if decided else np.nan", "if decided else 0")
slip("nothing_open_is_zero", "Where nothing is open, there is no wait to take a median of: NaN, not 0.",
     "dtype=float).median()", "dtype=float).median() if days else 0")
slip("percent", "A rate is a fraction: three in four are 0.75, not 75.", "merged / decided if",
     "100 * merged / decided if")
slip("no_columns_without_ids", "Without ids, the table is empty and still has its columns.", ", columns=PR_COLUMNS", "")
slip("only_the_last_id", "Each id has a row: collect the rows inside the loop, and return after it.",
     "return pd.DataFrame(rows,", "return pd.DataFrame(rows[-1:],")
# fmt: on


@exercise.right
def with_a_counter(api: HfApi, repo_ids: list[str], as_of: pd.Timestamp) -> pd.DataFrame:
    table: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for repo_id in repo_ids:
        found = api.get_repo_discussions(repo_id, discussion_type="pull_request")
        waits: list[float] = []
        counts: Counter[str] = Counter()
        for one in found:
            if one.created_at < as_of:
                counts[one.status] += 1
                if one.status == "open":
                    waits.append((as_of - one.created_at).total_seconds() / 86_400)
        over = counts["merged"] + counts["closed"]
        rate = counts["merged"] / over if over else float("nan")
        told = [repo_id, counts.total(), *(counts[name] for name in COLUMNS[2:6]), rate]
        for name, value in zip(COLUMNS, [*told, median(waits) if waits else float("nan")], strict=True):
            table[name].append(value)
    return pd.DataFrame(table)


@exercise.right
def with_one_table(api: HfApi, repo_ids: list[str], as_of: pd.Timestamp) -> pd.DataFrame:
    rows = [
        (place, one.status, (as_of - one.created_at) / pd.Timedelta(days=1))
        for place, repo_id in enumerate(repo_ids)
        for one in api.get_repo_discussions(repo_id, discussion_type="pull_request")
    ]
    pulls = pd.DataFrame(rows, columns=["place", "status", "days"]).astype({"days": float})
    pulls = pulls[pulls["days"] > 0]
    table = pd.DataFrame({"repo_id": pd.Series(repo_ids, dtype=object)})
    table["prs"] = pulls["place"].value_counts().reindex(table.index).fillna(0).astype(int)
    for name in COLUMNS[2:6]:
        own = pulls.loc[pulls["status"] == name, "place"]
        table[name] = own.value_counts().reindex(table.index).fillna(0).astype(int)
    table["merge_rate"] = table["merged"] / (table["merged"] + table["closed"])
    table["median_open_days"] = pulls[pulls["status"] == "open"].groupby("place")["days"].median().reindex(table.index)
    return table
