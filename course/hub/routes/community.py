"""What people say and do around a repo: discussions, likes, leaderboards, and whether a Space runs."""

from typing import Any

from course.hub.messages import HubError, Request, Response, json_response, not_found
from course.hub.routes.call import RepoCall, require_enabled
from course.hub.routes.paging import page_of
from course.hub.snapshot import Snapshot

DISCUSSIONS_A_PAGE = 50
DETAILS = ("events", "changes", "filesWithConflicts", "diff")


def discussions(call: RepoCall) -> Response:
    """One page of the repo's discussions and pull requests, or one of them with its events."""
    require_enabled(call.repo)
    if call.rest:
        return json_response(_discussion(call, call.rest[0]))
    every = [pull.discussion() for pull in reversed(call.scratch.pulls_of(call.repo))]
    every += [_listed(call, entry) for entry in call.snapshot.document("discussions", call.key) or ()]
    shown = [entry for entry in every if _wanted(entry, call.request)]
    start = _page(call.request) * DISCUSSIONS_A_PAGE
    found: dict[str, Any] = {"discussions": shown[start : start + DISCUSSIONS_A_PAGE]}
    if start == 0:
        found["numClosedDiscussions"] = sum(entry["status"] not in ("open", "draft") for entry in shown)
    return json_response(found | {"count": len(shown), "start": start})


def _page(request: Request) -> int:
    given = request.one("p") or "0"
    return int(given[:9]) if given.isascii() and given.isdigit() else 0


def _listed(call: RepoCall, entry: dict[str, Any]) -> dict[str, Any]:
    repo = {"name": call.repo.id, "type": call.repo.kind[:-1]}
    return {"repo": repo} | {name: value for name, value in entry.items() if name not in DETAILS}


def _wanted(entry: dict[str, Any], request: Request) -> bool:
    kind, status, author = (request.one(name) for name in ("type", "status", "author"))
    return (
        (kind in (None, "all") or entry["isPullRequest"] == (kind == "pull_request"))
        and (status in (None, "all") or (entry["status"] in ("open", "draft")) == (status == "open"))
        and (author is None or entry.get("author", {}).get("name") == author)
    )


def _discussion(call: RepoCall, num: str) -> dict[str, Any]:
    for pull in call.scratch.pulls_of(call.repo):
        if str(pull.num) == num:
            return pull.details()
    for entry in call.snapshot.document("discussions", call.key) or ():
        if str(entry["num"]) == num:
            changes: dict[str, Any] = {"changes": {"base": "refs/heads/main"}, "filesWithConflicts": []}
            found = {"events": []} | (changes if entry["isPullRequest"] else {}) | _listed(call, {})
            return {**found, **entry}
    raise not_found(f"Discussion {num[:20]} not found.")


def likers(call: RepoCall) -> Response:
    """The users who like the repo."""
    require_enabled(call.repo)
    return page_of(call.request, call.snapshot.document("likers", call.key) or [], f"likers:{call.key}")


def runtime(call: RepoCall) -> Response:
    """Whether and on what a Space runs."""
    require_enabled(call.repo)
    stored = call.snapshot.document("runtime", call.repo.id)
    if stored is None and call.repo.seq:
        stored = (call.snapshot.info("spaces", call.repo.id) or {}).get("runtime")
    elif stored is None:
        stored = call.scratch.made[call.repo.kind, call.repo.id].info()["runtime"]
    return json_response(stored or {"stage": "NO_APP_FILE", "hardware": {"current": None, "requested": None}})


def leaderboard(call: RepoCall) -> Response:
    """The evaluation results reported for a benchmark; derived models only when `base_model` is false."""
    require_enabled(call.repo)
    stored = call.snapshot.document("leaderboards", call.repo.id)
    if stored is None:
        raise HubError(404, f"Dataset {call.repo.id} has no leaderboard.")
    if call.request.one("base_model") != "false":
        stored = [entry for entry in stored if not _derived(call.snapshot, str(entry["modelId"]))]
        stored = [entry | {"rank": rank} for rank, entry in enumerate(stored, 1)]
    return json_response(stored)


def _derived(snapshot: Snapshot, model_id: str) -> bool:
    return bool((snapshot.info("models", model_id) or {}).get("baseModels"))
