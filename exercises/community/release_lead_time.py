"""How long from the first commit to a release?"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pandas as pd
from huggingface_hub import HfApi
from huggingface_hub.errors import GatedRepoError

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of
from exercises.community.threads import LESSON

exercise = Exercise(
    LESSON,
    "release_lead_time",
    looks_at="tags on the first commit, on commits of the Hub and on none, several tags in any order, exactly 28 days "
    "and a second more, commits in any order, branches, gated models, no models, the number of requests, and unseen "
    "Hubs",
    ordered=True,
    over_budget="Two requests for each model are enough: its commits and its refs.",
)

FEW = 20  # models of an unseen Hub, those with a tag among them


def repo(name: str, commits: list[tuple[str, str, str]], **refs: dict[str, str]) -> dict[str, object]:
    """A model: its commits as id, authors joined by +, date; and its refs."""
    made = [{"id": oid, "authors": authors.split("+"), "date": date} for oid, authors, date in commits]
    return {"id": name, "commits": made, "refs": refs, "createdAt": "2025-12-24"}


@cache
def small() -> HfApi:
    """A Hub with a model for each edge case."""
    hub = ("h", "system", "2026-01-01")
    return hub_of([
        repo("ada/plain", [("c", "ada", "2026-02-10"), ("b", "ada", "2026-01-20T12:00:00Z"), hub], tags={"v1": "c"}),
        repo("ben/at-once", [("c", "ben", "2026-02-10"), ("b", "ben", "2026-01-20"), hub], tags={"v1": "b"}),
        repo("cat/on-the-hubs", [("b", "cat", "2026-01-20"), hub], tags={"v0": "h"}),
        repo("dan/both", [("c", "dan", "2026-03-10"), ("b", "dan", "2026-01-20"), hub], tags={"v0": "h", "v1": "c"}),
        repo("eve/two-tags", [("d", "eve", "2026-05-10"), ("c", "eve", "2026-02-01"), ("b", "eve", "2026-01-20"), hub],
             tags={"v2": "d", "v1": "c"}),
        repo("fay/other-way", [("d", "fay", "2026-05-10"), ("c", "fay", "2026-02-01"), ("b", "fay", "2026-01-20"), hub],
             tags={"v1": "c", "v2": "d"}),
        repo("gus/elsewhere", [("b", "gus", "2026-01-20"), hub], tags={"v1": "0" * 40}),
        repo("hal/28-days", [("c", "hal", "2026-02-17"), ("b", "hal", "2026-01-20"), hub], tags={"v1": "c"}),
        repo("ivy/a-second-more", [("c", "ivy", "2026-02-17T00:00:01Z"), ("b", "ivy", "2026-01-20"), hub],
        tags={"v1": "c"}),
        repo("joy/branch", [("c", "joy", "2026-02-17"), ("b", "joy", "2026-01-20"), hub], branches={"v1": "c"}),
        repo("kim/branch-and-tag", [("d", "kim", "2026-04-17"), ("c", "kim", "2026-02-17"), ("b", "kim", "2026-01-20")],
             branches={"dev": "c"}, tags={"v1": "d"}),
        repo("lea/old-on-top", [("b", "lea", "2026-01-20"), ("d", "lea", "2026-05-10"), ("c", "lea",
        "2026-02-01T06:00:00Z")],
             tags={"v2": "d", "v1": "c"}),
        repo("lou/early-on-top", [("c", "lou", "2026-02-01"), ("d", "lou", "2026-05-10"), ("b", "lou", "2026-01-20")],
             tags={"v2": "d", "v1": "c"}),
        repo("max/with-the-hub", [("d", "max", "2026-05-10"), ("c", "max", "2026-02-10"), ("b", "system+max",
        "2026-02-01"), hub],
             tags={"v1": "d"}),
        repo("ned/tag-with-the-hub", [("c", "ned+system", "2026-03-10"), ("b", "ned", "2026-01-20"), hub],
        tags={"v1": "c"}),
        repo("ole/hub-alone", [hub], tags={"v1": "h"}),
        repo("pia/untagged", [("b", "pia", "2026-01-20"), hub]),
        {**repo("quin/gated", [("b", "quin", "2026-01-20"), hub], tags={"v1": "b"}), "gated": "auto"},
        repo("sam/other-name", [("c", "sam", "2026-02-17"), ("b", "sam", "2026-01-20"), hub], tags={"2026.1": "c"}),
        repo("tom/two-names", [("d", "tom", "2026-05-10"), ("c", "tom", "2026-02-01"), ("b", "tom", "2026-01-20"), hub],
             tags={"v1": "d", "final": "c"}),
        repo("rio/many", [(f"{n:02}", "rio", f"2026-03-{n // 3:02}") for n in range(92, 32, -1)], tags={"v1": "92"}),
    ])  # fmt: skip


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then models of the graded Hubs."""
    ids = "pia/untagged ada/plain quin/gated hal/28-days ivy/a-second-more cat/on-the-hubs eve/two-tags".split()
    yield case("two tags and commits in another order", small(), ["lou/early-on-top"], budget=2)
    yield case("several models", small(), ids, budget=2 * len(ids))
    others = "ben/at-once dan/both fay/other-way gus/elsewhere joy/branch kim/branch-and-tag lea/old-on-top".split()
    for repo_id in [
        *ids,
        *others,
        "max/with-the-hub",
        "ned/tag-with-the-hub",
        "ole/hub-alone",
        "sam/other-name",
        "tom/two-names",
    ]:
        yield case("one model", small(), [repo_id], budget=2)
    yield case("a model with 60 commits", small(), ["rio/many"], budget=3)
    yield case("an id that is listed twice", small(), ["ada/plain", "eve/two-tags", "ada/plain"], budget=6)
    yield case("no ids", small(), [], budget=0)
    yield case("a model that does not exist", small(), ["ada/plain", "zoe/none"])
    for slot in hubs.SLOTS:
        ids = hubs.models(slot)["id"].head(3 * FEW).tolist()
        tagged = [repo_id for repo_id in ids if hubs.hub(slot).list_repo_refs(repo_id).tags]
        some = [*tagged, *[repo_id for repo_id in ids if repo_id not in tagged]][:FEW]
        yield case("models of an unseen Hub", hubs.hub(slot), some, budget=2 * len(some))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
OWN = 'if commit.authors != ["system"]]'
FIRST = "The wait ends at the earliest tagged commit: compare times, a place in the list is no date."
slip("system_kept", "The Hub alone made that commit: work begins with the first by somebody else.", OWN, "]")
slip("any_with_the_hub", "A commit by `system` and a person is a person's work too.", OWN,
     'if "system" not in commit.authors]')
slip("latest_tag", FIRST, "min(released, default=pd.NaT)", "max(released, default=pd.NaT)")
slip("tag_on_top", FIRST, "min(released, default=pd.NaT)", "next(iter(released), pd.NaT)")
slip("tag_at_the_bottom", FIRST, "min(released, default=pd.NaT)", "next(iter(released[::-1]), pd.NaT)")
slip("commit_at_the_bottom",
     "The wait begins at the earliest own commit: compare times, a place in the list is no date.",
     "min(made, default=pd.NaT)", "next(iter(made[::-1]), pd.NaT)")
slip("latest_commit", "The wait begins with the earliest own commit, not with the latest.",
     "min(made, default=pd.NaT)", "max(made, default=pd.NaT)")
slip("repo_created", "A repo may be created long before or after the work began: take the first own commit.",
     "min(made, default=pd.NaT)", "api.repo_info(repo_id).created_at")
slip("any_commit_is_a_release", "Only a commit that a tag points to is a release.", " if one.commit_id in targets]",
     "]")
slip("branches", "A branch is not a release: without a tag there is no lead time yet.",
     "tag in api.list_repo_refs(repo_id).tags}", "tag in api.list_repo_refs(repo_id).branches}")
slip("branches_without_a_tag", "A branch is not a release: without a tag there is no lead time yet.",
     "targets = {tag.target_commit for tag in api.list_repo_refs(repo_id).tags}",
     "refs = api.list_repo_refs(repo_id)\n        targets = {tag.target_commit for tag in refs.tags or refs.branches}")
slip("tags_with_v", "A tag may have any name: count each one, not only those that begin with v.",
     "api.list_repo_refs(repo_id).tags}", 'api.list_repo_refs(repo_id).tags if tag.name.startswith("v")}')
slip("late_where_unknown", "Without a release, `within_28d` is missing, not False.",
     'soon.where(table["days"].notna())', "soon")
slip("zero_where_unknown", "Without a release, `days` is missing, not 0.",
     '.astype({"days": float})', '.astype({"days": float}).fillna({"days": 0.0})')
slip("untagged_dropped", "A model without a release keeps its row, with missing values.",
     "    return table\n    ", '    return table[table["days"].notna()].reset_index(drop=True)\n    ')
slip("less_than_28", "Exactly 28 days are within 28 days: compare with ≤.", 'table["days"] <= 28', 'table["days"] < 28')
slip("whole_days", "20.5 days are not 20: divide by a day.", "wait / pd.Timedelta(days=1)", "wait.days")
slip("hours", "The column is in days.", "pd.Timedelta(days=1)", "pd.Timedelta(hours=1)")
slip("four_weeks_of_work", "28 days are four whole weeks, weekends included.", "<= 28)", "<= 20)")
slip("each_id_once", "An id that is listed twice has two rows.", "in repo_ids:", "in dict.fromkeys(repo_ids):")
slip("sorted_by_id", "The rows follow `repo_ids`.",
     "    return table\n    ", '    return table.sort_values("repo_id", ignore_index=True)\n    ')
slip("fastest_first", "The rows follow `repo_ids`.",
     "    return table\n    ", '    return table.sort_values("days", ignore_index=True)\n    ')
slip("gate_not_expected", "The commits of a gated model cannot be listed: its row has missing values.",
     "except GatedRepoError:", "except ZeroDivisionError:")
slip("refs_for_each_commit", "Two requests for each model are enough: list its commits once, and its refs once.",
     "if one.commit_id in targets]", "if one.commit_id in {t.target_commit for t in api.list_repo_refs(repo_id).tags}]")
# fmt: on


@exercise.right
def with_a_loop(api: HfApi, repo_ids: list[str]) -> pd.DataFrame:
    table: dict[str, list[Any]] = {"repo_id": [], "days": [], "within_28d": []}
    for repo_id in repo_ids:
        try:
            commits = [one for one in api.list_repo_commits(repo_id) if list(one.authors) != ["system"]]
        except GatedRepoError:
            commits = []
        days = None
        if commits:
            tags = [tag.target_commit for tag in api.list_repo_refs(repo_id).tags]
            dated = sorted((one.created_at, one.commit_id) for one in commits)
            for moment, commit_id in dated:
                if commit_id in tags:
                    days = (moment - dated[0][0]).total_seconds() / 86_400
                    break
        table["repo_id"].append(repo_id)
        table["days"].append(days)
        table["within_28d"].append(None if days is None else days <= 28)
    return pd.DataFrame(table)


@exercise.right
def with_a_table(api: HfApi, repo_ids: list[str]) -> pd.DataFrame:
    found = []
    for repo_id in repo_ids:
        tags = {tag.target_commit for tag in api.list_repo_refs(repo_id).tags}
        try:
            listed = api.list_repo_commits(repo_id)
        except GatedRepoError:
            listed = []
        rows = [(one.created_at, one.commit_id in tags) for one in listed if tuple(one.authors) != ("system",)]
        own = pd.DataFrame(rows, columns=["ts", "tagged"]).astype({"tagged": bool})
        seconds = (pd.to_datetime(own["ts"], utc=True) - own["ts"].min()).dt.total_seconds() if len(own) else own["ts"]
        found.append(seconds[own["tagged"]].min() / 86_400 if own["tagged"].any() else float("nan"))
    days = pd.Series(found, dtype=float)
    within = days.le(28).astype(object).mask(days.isna(), None)
    return pd.DataFrame({"repo_id": pd.Series(repo_ids, dtype=object), "days": days, "within_28d": within})
