"""Is a plan sent, and nothing but the plan?"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from huggingface_hub import CommitOperationAdd, HfApi

from course import contribute
from course.check import Outcome, observe
from course.exercise.exercise import Answer, Case, Exercise, case
from course.hub.connect import scratch_of
from exercises.capstone.contributions import PAGE, card, head, hub, path
from exercises.capstone.tables import LESSON

TAKEN = "a Space that is there already"


class Sending(Exercise):
    """An exercise that looks at what was sent: the commit's id follows from its parent, its words and its content."""

    def outcome(self, function: Answer, one: Case) -> Outcome:
        """What was sent, on a Hub on which nothing was written before."""
        scratch = scratch_of(one.args[1])
        if scratch is not None:
            scratch.clear()
        first = observe(function, one.args)
        if one.about == TAKEN:  # the first call makes the Space, unless another one has
            first = observe(function, one.args)
        if not isinstance(first.value, dict):
            return first
        found = first.value | {"url": path(first.value.get("url"))}
        name = one.args[0].get("repo_id") or one.args[0].get("space_id")
        # a client that asks no snapshot is not equal to its own copy, so it cannot be seen whether it was changed
        changed = tuple(place for place in first.changed if place != 1)
        told = found | {"summary": name in str(first.value.get("summary"))}
        return replace(first, value=told, changed=changed)


exercise = Sending(
    LESSON,
    "execute",
    looks_at="dry runs, plans of kind none, wrong and empty confirmations, a Hub that may not be written to, a head "
    "that has moved, every file of a page, a Space that is there already, and how many requests each takes",
    over_budget="A dry run, and a plan of kind none, send nothing: you sent a request.",
)

NEW = card("license: apache-2.0")
MESSAGES = {"commit_message": "Put the licence right", "commit_description": "E02\nlibrary_name: from a file"}
FILES = PAGE | {"data/rows.csv": b"a,b\n1,2\n", "logo.png": b"\x89PNG\xff"}


def pull(name: str, revision: str | None = None) -> dict[str, Any]:
    """The plan of a pull request."""
    plan = {"kind": "pr", "repo_id": name, "path_in_repo": "README.md", "create_pr": True}
    return plan | {"base_sha": head(name, revision), "new_text": NEW, "diff": "-a\n+b"} | MESSAGES


def page(name: str) -> dict[str, Any]:
    """The plan of a Space."""
    sizes = {one: len(content) for one, content in FILES.items()}
    told = {"kind": "space", "space_id": name, "sdk": "static", "files": sizes}
    return told | {"total_bytes": sum(sizes.values()), "contents": FILES}


def elsewhere() -> HfApi:
    """A Hub that is no practice Hub, where nobody answers."""
    return HfApi(endpoint="http://127.0.0.1:9", token=False)


@exercise.cases
def cases() -> Iterator[Case]:
    """Nothing is sent, then one thing after the other."""
    api, nothing = hub(), {"kind": "none", "repo_id": "a/clean", "left": []}
    yield case("a dry run", pull("a/alias"), api, True, "", budget=0)
    yield case("a dry run with a name", pull("a/alias"), api, True, "a/alias", budget=0)
    yield case("a dry run of a Space", page("me/dry"), api, True, "me/dry", budget=0)
    yield case("no argument but the plan", pull("a/alias"), api, budget=0)
    yield case("a plan of kind none", nothing, api, False, "a/clean", budget=0)
    yield case("a plan of kind none without a name", nothing, api, False, "", budget=0)
    yield case("an empty name", pull("a/alias"), api, False, "")
    yield case("the name of another repo", pull("a/alias"), api, False, "a/several")
    yield case("yes for a name", pull("a/alias"), api, False, "yes")
    yield case("the name in capitals", pull("a/alias"), api, False, "A/ALIAS")
    yield case("the name and a blank", pull("a/alias"), api, False, "a/alias ")
    yield case("a Space and another name", page("me/wrong"), api, False, "me/other")
    yield case("a Hub that may not be written to", pull("a/alias"), elsewhere(), False, "a/alias")
    yield case("a dry run where nobody may write", pull("a/alias"), elsewhere(), True, "a/alias")
    yield case("a pull request", pull("a/alias"), api, False, "a/alias")
    yield case("a head that has moved", pull("a/moved", "v1"), api, False, "a/moved")
    yield case("a Space", page("me/page"), api, False, "me/page")
    yield case(TAKEN, page("me/taken"), api, False, "me/taken")


# fmt: off
slip = exercise.slip
GUARD = "confirm != name or not contribute.may_write(api)"
ALLOWED = "Nothing may be sent unless `confirm` names the repo."
DRY = "A dry run sends nothing, whatever else is given."
slip("dry_run_ignored", DRY, 'if plan["kind"] == "none" or dry_run:', 'if plan["kind"] == "none":')
slip("confirmed_dry_run", DRY,
     'plan["kind"] == "none" or dry_run', 'plan["kind"] == "none" or (dry_run and not confirm)')
slip("confirm_ignored", ALLOWED, GUARD, "not contribute.may_write(api)")
slip("anything_confirms", ALLOWED, "confirm != name", "not confirm")
slip("part_of_a_name", ALLOWED, "confirm != name", "confirm not in name")
LETTER_BY_LETTER = "`confirm` has to be the name letter for letter, without a blank more."
slip("capitals_confirm", LETTER_BY_LETTER, "confirm != name", "confirm.lower() != name.lower()")
slip("blanks_confirm", LETTER_BY_LETTER, "confirm != name", "confirm.strip() != name")
slip("space_overwritten", "A Space that is there already is somebody's work: exist_ok=False.",
     "exist_ok=False", "exist_ok=True")
slip("page_as_a_pull_request", "A page is published by a commit to its main branch, not by a pull request.",
     'repo_type="space", commit_message="Publish the page")',
     'repo_type="space", commit_message="Publish the page", create_pr=True)')
slip("returns_instead", "Raise PermissionError: who asked must see that nothing was sent.",
     'raise PermissionError("type the name of the repo; the live Hub needs a setting")', "return result")
slip("setting_on_practice", "The setting guards the live Hub alone; a practice Hub may be written to.",
     "not contribute.may_write(api)", 'not __import__("os").environ.get("COURSE_LIVE_WRITES")')
slip("setting_ignored", "Ask `contribute.may_write(api)` before anything is sent.", GUARD, "confirm != name")
slip("pushes_to_main", "You wrote to someone's main branch; contributions open a pull request.",
     "create_pr=True", "create_pr=False")
slip("newest_head", "The pull request must start from the head you planned on.",
     'parent_commit=plan["base_sha"], ', "")
slip("description_forgotten", "The description says why: send it with the commit.",
     '            commit_description=plan["commit_description"])', "        )")
slip("own_message", "The commit has the plan's message.", 'commit_message=plan["commit_message"]',
     'commit_message="Update README.md"')
slip("files_one_by_one", "One commit holds all files of the Space.",
     '    made = api.create_commit(\n        name, [CommitOperationAdd(*file) for file in plan["contents"].items()],\n'
     '        repo_type="space", commit_message="Publish the page")',
     '    for file in plan["contents"].items():\n        made = api.create_commit(\n'
     '            name, [CommitOperationAdd(*file)],\n'
     '            repo_type="space", commit_message="Publish the page")')
slip("page_alone", "All files of the plan are sent, not the page alone.",
     'plan["contents"].items()]', 'plan["contents"].items() if file[0].endswith((".html", ".md"))]')
slip("space_of_another_kind", "A static Space needs space_sdk=\"static\" when it is made.",
     'repo_type="space", space_sdk="static"', 'repo_type="space", space_sdk="page"')
slip("model_for_space", "A Space is made with repo_type=\"space\".",
     'name, repo_type="space", space_sdk="static", exist_ok=False)', "name, exist_ok=False)")
slip("commit_for_address", "The address of a pull request is `pr_url`.", '"url": made.pr_url', '"url": made.commit_url')
slip("says_it_was_sent", "`sent` is True only if something was sent.", '"sent": False', '"sent": True')
slip("summary_without_name", "The summary names the repo, so that a person knows where it would go.",
     " for {name}.", ".")
# fmt: on


@exercise.right
def kind_by_kind(plan: dict[str, Any], api: HfApi, dry_run: bool = True, confirm: str = "") -> dict[str, Any]:
    target = plan["repo_id"] if "repo_id" in plan else plan["space_id"]
    told = {"sent": False, "url": None, "commit": None, "summary": f"{plan['kind']} -> {target}"}
    if dry_run or plan["kind"] not in ("pr", "space"):
        return told
    if not (confirm == target and contribute.may_write(api)):
        raise PermissionError(target)
    if plan["kind"] == "space":
        address = api.create_repo(repo_id=target, repo_type="space", space_sdk="static").url
        adds = [CommitOperationAdd(path_in_repo=one, path_or_fileobj=data) for one, data in plan["contents"].items()]
        done = api.create_commit(target, adds, repo_type="space", commit_message="Publish the page")
    else:
        words = {key: plan[key] for key in ("commit_message", "commit_description", "create_pr")}
        data = plan["new_text"].encode("utf-8")
        add = CommitOperationAdd(path_in_repo="README.md", path_or_fileobj=data)
        done = api.create_commit(target, operations=[add], parent_commit=plan["base_sha"], **words)
        address = str(done.pr_url)
    return told | {"sent": True, "url": address, "commit": done.oid}


@exercise.right
def with_upload_file(plan: dict[str, Any], api: HfApi, dry_run: bool = True, confirm: str = "") -> dict[str, Any]:
    name = {"pr": "repo_id", "none": "repo_id", "space": "space_id"}[plan["kind"]]
    result: dict[str, Any] = {"summary": f"This concerns {plan[name]}.", "sent": False, "url": None, "commit": None}
    if plan["kind"] == "none" or dry_run:
        return result
    if plan[name] != confirm:
        raise PermissionError("another name")
    if not contribute.may_write(api):
        raise PermissionError("not here")
    if plan["kind"] == "pr":
        sent = api.upload_file(
            path_or_fileobj=plan["new_text"].encode(), path_in_repo=plan["path_in_repo"], repo_id=plan["repo_id"],
            commit_message=plan["commit_message"], commit_description=plan["commit_description"], create_pr=True,
            parent_commit=plan["base_sha"],
        )  # fmt: skip
        return result | {"sent": True, "url": sent.pr_url, "commit": sent.oid}
    made = api.create_repo(plan["space_id"], repo_type="space", space_sdk="static", exist_ok=False)
    files = [CommitOperationAdd(one, plan["contents"][one]) for one in sorted(plan["contents"])]
    commit = api.create_commit(plan["space_id"], files, commit_message="Publish the page", repo_type="space")
    return result | {"sent": True, "url": str(made), "commit": commit.oid}
