"""How often and how recently did a dataset change, and how much of that has a name?"""

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import pandas as pd
from huggingface_hub import HfApi
from huggingface_hub.errors import RepositoryNotFoundError

from course.exercise.exercise import Case, Exercise, case
from exercises.datasets.by_hand import LESSON
from exercises.datasets.history import NOW, SYSTEM, THREE, commit, dataset, hub

GREEDY = "Two requests suffice for a dataset: one for the commits, and one for the names."

exercise = Exercise(
    LESSON,
    "commit_facts",
    looks_at="several tags, tags of other commits, branches, the system's commits, hours and days, and no commits",
    over_budget=GREEDY,
)

LATE = [commit("c9", "2026-06-14T00:30:00Z", "ben"), *THREE]
TOGETHER = [commit("c5", "2026-06-01T00:00:00Z", "system", "ada"), *THREE[1:]]
TOUCHED = [commit("c8", "2026-06-12T00:00:00Z", "system"), *THREE]


@exercise.cases
def cases() -> Iterator[Case]:
    """One dataset a case; two requests suffice."""
    for about, one, now in _histories():
        yield case(about, hub(one), "ada/x", now, budget=2)
    refused = hub(dataset(gated="auto"))
    yield case("a gated dataset", refused, "ada/x", NOW, budget=2)


def _histories() -> Iterator[tuple[str, dict[str, Any], pd.Timestamp]]:
    yield "a tag off the main branch", dataset(tags={"try": "d7"}), NOW
    yield "three tags, the oldest in the middle", dataset(tags={"v2": "c2", "v1": "c1", "v3": "c3"}), NOW
    yield "no tags", dataset(), NOW
    yield "a tag on the newest commit", dataset(tags={"v1": "c3"}), NOW
    yield "a tag on the oldest commit of a person", dataset(tags={"v1": "c1"}), NOW
    yield "two tags, the older one listed first", dataset(tags={"v1": "c1", "v2": "c2"}), NOW
    yield "two tags, the newer one listed first", dataset(tags={"v10": "c2", "v9": "c1"}), NOW
    yield "two tags on one commit", dataset(tags={"v1": "c2", "stable": "c2"}), NOW
    yield "a tag on the system's commit", dataset(tags={"empty": "c0"}), NOW
    yield "a tag on the system's commit and another", dataset(tags={"empty": "c0", "v1": "c2"}), NOW
    yield "a tag off the main branch and another", dataset(tags={"try": "d7", "v1": "c1"}), NOW
    yield "branches and converted files", dataset(branches={"next": "c2"}, converts={"parquet": "c3"}), NOW
    yield "the system's commit alone", dataset(commits=[SYSTEM]), NOW
    yield "the system's commit alone, with a tag", dataset(commits=[SYSTEM], tags={"v0": "c0"}), NOW
    yield "a newest commit by the system", dataset(commits=TOUCHED, tags={"v1": "c2"}), NOW
    yield "a commit by the system and a person", dataset(commits=TOGETHER), NOW
    yield "23 hours across midnight", dataset(commits=LATE), pd.Timestamp("2026-06-14T23:30:00Z")
    yield "24 hours", dataset(commits=LATE), pd.Timestamp("2026-06-15T00:30:00Z")
    yield "47 hours", dataset(commits=LATE), pd.Timestamp("2026-06-15T23:30:00Z")
    yield "another time zone", dataset(commits=LATE), pd.Timestamp("2026-06-20T01:00:00+09:00")
    yield "one commit", dataset(commits=[commit("c1")], tags={"v1": "c1"}), NOW


slip = exercise.slip
TAGS = 'tags = api.list_repo_refs(repo_id, repo_type="dataset").tags'
PINNED = "pinned = {tag.target_commit for tag in tags}"
LOOP = (
    "    untagged = 0\n    for commit in commits:\n        if commit.commit_id in pinned:\n            break\n"
    "        untagged += 1\n"
)
DAYS = "(as_of - commits[0].created_at).days"
ANY_TAG = "Take the newest commit that any tag leads to, whatever the tags are called and in whatever order they come."

# A name, the sentence it has to earn, and a text of the solution with what stands in its place.
# The same mistakes show in the table of many datasets, so `version_hygiene` foresees these too.
SHARED = (
    (
        "branches_are_tags",
        "A branch moves; only a tag pins.",
        TAGS,
        'names = api.list_repo_refs(repo_id, repo_type="dataset")\n    tags = names.tags + names.branches',
    ),
    (
        "system_counts",
        "The Hub made the `system` commit; it says nothing about upkeep.",
        ' if commit.authors != ["system"]',
        "",
    ),
    (
        "system_and_person_left_out",
        'A commit by the system *and* a person counts: only `["system"]` alone is left out.',
        'commit.authors != ["system"]',
        '"system" not in commit.authors',
    ),
)

for one in SHARED:
    slip(*one)

slip(
    "branches_pin",
    "A branch moves on with each commit, so it pins none; only a tag does.",
    TAGS,
    'names = api.list_repo_refs(repo_id, repo_type="dataset")\n    tags = names.tags',
    PINNED,
    "pinned = {name.target_commit for name in names.tags + names.branches}",
)
slip(
    "calendar_days",
    "Use elapsed time: 23 hours across midnight are 0 whole days.",
    DAYS,
    "(as_of.normalize() - pd.Timestamp(commits[0].created_at).normalize()).days",
)
slip(
    "rounded_days",
    "Whole days only: 47 hours are 1 day.",
    DAYS,
    "round((as_of - commits[0].created_at) / pd.Timedelta(days=1))",
)
slip(
    "broken_days",
    "Whole days only: cut the fraction off.",
    DAYS,
    "(as_of - commits[0].created_at) / pd.Timedelta(days=1)",
)
slip("oldest_commit", "The newest commit stands first in the listing.", "commits[0]", "commits[-1]")
slip(
    "newest_of_all",
    "The newest commit may be the system's: take the newest of those that count.",
    "commits[0].created_at",
    "listed[0].created_at",
)
slip(
    "tagged_commit_counts",
    "The tagged commit itself is pinned: count those above it.",
    "            break",
    "            untagged += 1\n            break",
)
slip(
    "nothing_tagged_is_zero",
    "If no tag leads to a counted commit, all of them are untagged.",
    '"untagged_commits": untagged,',
    '"untagged_commits": untagged if untagged < len(commits) else 0,',
)
slip(
    "without_tags_zero",
    "Without a tag, every commit is untagged.",
    '"untagged_commits": untagged,',
    '"untagged_commits": untagged if tags else 0,',
)
slip(
    "from_the_first_tag",
    "Count from the newest tag, not from the first.",
    LOOP,
    "    places = [n for n, commit in enumerate(commits) if commit.commit_id in pinned]\n"
    "    untagged = places[-1] if places else len(commits)\n",
)
slip(
    "all_without_a_tag",
    "Count only the commits above the newest tagged one: those below lie in its history.",
    LOOP,
    "    untagged = sum(commit.commit_id not in pinned for commit in commits)\n",
)
slip("last_listed_tag", ANY_TAG, PINNED, "pinned = {tag.target_commit for tag in tags[-1:]}")
slip("first_listed_tag", ANY_TAG, PINNED, "pinned = {tag.target_commit for tag in tags[:1]}")
slip("tagged_commits_counted", "Two tags on one commit are two tags.", '"n_tags": len(tags)', '"n_tags": len(pinned)')
slip(
    "tags_of_counted_commits",
    "A tag counts, whatever commit it leads to.",
    '"n_tags": len(tags)',
    '"n_tags": sum(tag.target_commit in [commit.commit_id for commit in commits] for tag in tags)',
)
slip(
    "a_commit_expected",
    "Without a counted commit there is no newest one: `days_since_last` is missing.",
    " if commits else None",
    "",
)
slip(
    "never_is_today",
    "Nobody knows the days since a commit that does not exist: missing, not 0.",
    " if commits else None",
    " if commits else 0",
)
slip("a_third_request", GREEDY, "    listed = api", "    api.dataset_info(repo_id)\n    listed = api")
slip(
    "kind_left_out",
    'Say `repo_type="dataset"`, or the Hub looks for a model of that name.',
    'list_repo_commits(repo_id, repo_type="dataset")',
    "list_repo_commits(repo_id)",
)


@exercise.wrong("Let the error of a gated dataset pass here; step 2 gives it a row.")
def catches_the_error(api: HfApi, repo_id: str, as_of: pd.Timestamp) -> dict[str, Any]:
    try:
        return with_takewhile(api, repo_id, as_of)  # type: ignore[no-any-return]
    except RepositoryNotFoundError:
        return dict.fromkeys(["commits", "days_since_last", "n_tags", "untagged_commits"])


@exercise.right
def with_takewhile(api: HfApi, repo_id: str, as_of: pd.Timestamp) -> dict[str, Any]:
    names = api.list_repo_refs(repo_id, repo_type="dataset")
    own = [one for one in api.list_repo_commits(repo_id, repo_type="dataset") if set(one.authors) != {"system"}]
    targets = [tag.target_commit for tag in names.tags]
    above = list(takewhile(lambda one: one.commit_id not in targets, own))
    facts: dict[str, Any] = {"n_tags": len(names.tags), "untagged_commits": len(above), "commits": len(own)}
    seconds = (as_of - pd.Timestamp(own[0].created_at)).total_seconds() if own else float("nan")
    return facts | {"days_since_last": seconds // 86_400}


@exercise.right
def with_a_table(api: HfApi, repo_id: str, as_of: pd.Timestamp) -> pd.Series:
    listed = api.list_repo_commits(repo_id, repo_type="dataset")
    tags = api.list_repo_refs(repo_id, repo_type="dataset").tags
    rows = [(one.commit_id, one.created_at) for one in listed if one.authors != ["system"]]
    table = pd.DataFrame(rows, columns=["id", "time"])
    pinned = table["id"].isin([tag.target_commit for tag in tags])
    days = (as_of - table["time"].iloc[0]) // pd.Timedelta(days=1) if len(table) else pd.NA
    untagged = int(pinned.to_numpy().argmax()) if pinned.any() else len(table)
    values = {"commits": len(table), "days_since_last": days, "n_tags": len(tags), "untagged_commits": untagged}
    return pd.Series(values, dtype=object)
