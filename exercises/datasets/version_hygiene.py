"""Could somebody get the same state of these datasets again?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from huggingface_hub import HfApi
from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from exercises.datasets.by_hand import LESSON
from exercises.datasets.commit_facts import GREEDY, SHARED
from exercises.datasets.history import NOW, SYSTEM, THREE, commit, dataset, hub

exercise = Exercise(
    LESSON,
    "version_hygiene",
    looks_at="gated and absent datasets, other errors, the order of the ids, no ids, the number of requests, "
    "and an unseen Hub",
    over_budget=GREEDY,
    ordered=True,
)

COLUMNS = ["id", "commits", "days_since_last", "n_tags", "untagged_commits"]
DATASETS = [
    dataset("cat/tagged", tags={"v1": "c2", "old": "c1"}),
    dataset("ada/plain"),
    dataset("ben/gate", gated="auto"),
    dataset("dan/hand", gated="manual", tags={"v1": "c3"}),
    dataset("eve/empty", commits=[SYSTEM]),
    dataset("fay/both", commits=[commit("c5", "2026-06-14T12:00:00Z", "system", "fay"), *THREE]),
]


@exercise.cases
def cases() -> Iterator[Case]:
    """A small Hub first, then thirty datasets of an unseen one."""
    some = hub(*DATASETS)
    for about, ids in {
        "one dataset": ["ada/plain"],
        "datasets in no particular order": ["eve/empty", "cat/tagged", "ada/plain", "fay/both"],
        "a gated dataset": ["cat/tagged", "ben/gate", "ada/plain"],
        "a gated dataset first": ["dan/hand", "cat/tagged"],
        "a dataset that is not there": ["ada/plain", "gus/gone", "cat/tagged"],
        "nothing but refused datasets": ["gus/gone", "ben/gate"],
        "no ids": [],
    }.items():
        yield case(about, some, ids, NOW, budget=2 * len(ids))
    troubled = hub(dataset("ada/plain"), dataset("gil/down", answers={"commits/main": 507}))
    yield case("a Hub with a problem", troubled, ["ada/plain", "gil/down"], NOW)
    unseen = hubs.hub(hubs.SLOTS[0])
    listed = list(unseen.list_datasets(expand=["gated", "private"]))
    gated = [one.id for one in listed if one.gated is not False][:2]
    ids = [*[one.id for one in listed if one.private is not True][:28], *gated]
    yield case("an unseen Hub", unseen, ids, frames.as_of(unseen), budget=2 * len(ids))


slip = exercise.slip
ROW = '        rows.append({"id": repo_id} | facts)'
ASKED = "            facts = commit_facts(api, repo_id, as_of)"
KEEP = "A dataset that is gated or not there keeps its row, with four missing values."
slip("errors_escape", KEEP, "except RepositoryNotFoundError:", "except ZeroDivisionError:")
slip(
    "every_error_is_a_gap",
    "A Hub with a problem is no gated dataset: catch `RepositoryNotFoundError` alone.",
    "except RepositoryNotFoundError:",
    "except Exception:",
)
slip("refused_left_out", KEEP, ASKED, f"{ASKED}\n    {ROW}", f"            facts = {{}}\n{ROW}", "            continue")
slip(
    "refused_is_zero",
    "Nobody knows the commits of a dataset that may not be read: missing, not 0.",
    "            facts = {}",
    '            facts = dict.fromkeys(["commits", "n_tags", "untagged_commits"], 0)',
)
slip(
    "facts_of_the_last",
    "A refused dataset has kept the facts of the one before it: begin each dataset anew.",
    "    rows = []\n",
    "    rows, facts = [], {}\n",
    "            facts = {}\n",
    "            pass\n",
)
slip(
    "refusal_ends_it",
    "One refused dataset must not end the loop: go on with the next.",
    f"            facts = {{}}\n{ROW}",
    f"            break\n{ROW}",
)
slip(
    "sorted_by_id",
    "Keep the order of the ids that were given.",
    "for repo_id in repo_ids:",
    "for repo_id in sorted(repo_ids):",
)
slip("ids_left_out", "Name the dataset in the column `id`.", '{"id": repo_id} | facts', "facts")
slip(
    "columns_as_they_come",
    "Without ids the table still has its five columns: name them.",
    "pd.DataFrame(rows, columns=names)",
    "pd.DataFrame(rows)",
)
for one in SHARED:
    slip(*one)
slip(
    "a_third_request",
    GREEDY,
    "            facts = commit_facts",
    "            api.dataset_info(repo_id)\n            facts = commit_facts",
)


@exercise.wrong(KEEP)
def catches_gates_alone(api: HfApi, repo_ids: list[str], as_of: pd.Timestamp) -> pd.DataFrame:
    rows = []
    for one in repo_ids:
        try:
            rows.append({"id": one, **_facts(api, one, as_of)})
        except GatedRepoError:
            rows.append({"id": one})
    return pd.DataFrame(rows, columns=COLUMNS)


def _facts(api: HfApi, one: str, as_of: pd.Timestamp) -> dict[str, Any]:
    listed = [c for c in api.list_repo_commits(one, repo_type="dataset") if c.authors != ["system"]]
    tags = api.list_repo_refs(one, repo_type="dataset").tags
    places = [n for n, c in enumerate(listed) if c.commit_id in {tag.target_commit for tag in tags}]
    days = (as_of - listed[0].created_at).days if listed else None
    untagged = min(places, default=len(listed))
    return dict(zip(COLUMNS[1:], [len(listed), days, len(tags), untagged], strict=True))


@exercise.right
def column_by_column(api: HfApi, repo_ids: list[str], as_of: pd.Timestamp) -> pd.DataFrame:
    found: list[dict[str, Any]] = []
    for one in repo_ids:
        try:
            found.append(_facts(api, one, as_of))
        except RepositoryNotFoundError:
            found.append({})
    columns: dict[str, list[Any]] = {"id": list(repo_ids)}
    for name in COLUMNS[1:]:
        columns[name] = [facts.get(name) for facts in found]
    return pd.DataFrame(columns)


@exercise.right
def with_an_index(api: HfApi, repo_ids: list[str], as_of: pd.Timestamp) -> pd.DataFrame:
    facts: dict[str, dict[str, Any]] = {}
    for one in repo_ids:
        try:
            facts[one] = _facts(api, one, as_of)
        except (GatedRepoError, RepositoryNotFoundError):
            continue
    table = pd.DataFrame(facts.values(), index=list(facts), columns=COLUMNS[1:], dtype="Int64")
    return table.reindex(repo_ids).rename_axis("id").reset_index()
