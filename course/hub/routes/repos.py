"""One repo: its information, references and commits."""

from typing import Any

from course.hub.messages import HubError, Response, json_response, repo_not_found
from course.hub.objects import repo_object, single
from course.hub.routes.call import RepoCall, commit_of, files_of, require_access, require_enabled, revision_of
from course.hub.routes.paging import page_of
from course.hub.routes.trees import pointer_size
from course.hub.snapshot import StoredFile


def info(call: RepoCall) -> Response:
    """All about one repo, at its head or at the revision asked for."""
    require_enabled(call.repo)
    names = single(call.repo.kind, call.request)
    found = _object(call, names)
    if call.rest:
        held = revision_of(call)
        differs = {**(held.info if held else {}), "sha": commit_of(call)}
        found |= {name: value for name, value in differs.items() if name in names}
    if call.request.flag("blobs") and "siblings" in found:
        found["siblings"] = [_sibling(file) for file in files_of(call)]
    if call.request.flag("securityStatus"):
        found["securityRepoStatus"] = {"scansDone": True, "filesWithIssues": []}
    return json_response(found)


def _object(call: RepoCall, names: tuple[str, ...]) -> dict[str, Any]:
    if call.repo.seq:
        return repo_object(call.snapshot, call.repo, names, whole=not call.request.all("expand"))
    made = call.scratch.made[call.repo.kind, call.repo.id].info()
    return {name: made[name] for name in ("_id", "id", *names) if name in made}


def _sibling(file: StoredFile) -> dict[str, Any]:
    found: dict[str, Any] = {"rfilename": file.path, "size": file.size, "blobId": file.oid}
    if file.sha256:
        found["lfs"] = {"sha256": file.sha256, "size": file.size, "pointerSize": pointer_size(file)}
    return found


def auth_check(call: RepoCall) -> Response:
    """Whether the caller may read the repo's files: nobody but its owner where it is private; nobody may write them."""
    if call.repo.private:
        raise repo_not_found()
    require_access(call.request, call.repo)
    if call.rest == ("write",) and not call.scratch.new_repo(call.repo):
        raise HubError(403, f"You may not write to {call.repo.id}; open a pull request instead.")
    return json_response({"ok": True})


def refs(call: RepoCall) -> Response:
    """Branches, converts, tags, and pull requests when asked for."""
    require_enabled(call.repo)
    main = {"name": "main", "ref": "refs/heads/main", "targetCommit": call.repo.head}
    found = {"branches": [main], "converts": [], "tags": []} | (call.snapshot.document("refs", call.key) or {})
    known = {ref["name"] for ref in (*found["branches"], *found["tags"])}
    held = [one for one in call.snapshot.revisions(call.repo.kind, call.repo.id) if one.name not in known]
    found["tags"] += [{"name": one.name, "ref": f"refs/tags/{one.name}", "targetCommit": one.sha} for one in held]
    pulls = found.pop("pullRequests", [])
    if call.request.flag("include_prs"):
        written = call.scratch.pulls_of(call.repo)
        new = [{"name": pull.ref[5:], "ref": pull.ref, "targetCommit": pull.commits[-1].oid} for pull in written]
        found["pullRequests"] = [*pulls, *new]
    return json_response(found)


def commits_of(call: RepoCall) -> list[dict[str, Any]]:
    """The repo's commits, newest first; its head alone where the snapshot holds no more."""
    stored: list[dict[str, Any]] | None = call.snapshot.document("commits", call.key)
    if stored or not call.repo.seq:
        return stored or []
    known = call.snapshot.info(call.repo.kind, call.repo.id) or {}
    date = known.get("lastModified") or known.get("createdAt") or call.snapshot.meta.as_of
    author = {"user": call.repo.id.split("/")[0]}
    return [{"id": call.repo.head, "title": "initial commit", "message": "", "authors": [author], "date": date}]


def commits(call: RepoCall) -> Response:
    """The commits that lead to a revision, newest first."""
    require_access(call.request, call.repo)
    commit, stored = commit_of(call), commits_of(call)
    written = [entry.entry() for entry in call.scratch.commits_of(call.repo, commit)]
    base = next((pull.base for pull in [call.scratch.pull(call.repo, commit)] if pull), commit)
    first = next((at for at, entry in enumerate(stored) if entry["id"] == base), 0)
    every = [*reversed(written), *stored[first:]]
    if call.request.one("expand[]") == "formatted":
        every = [entry | {"formatted": {"title": entry["title"], "message": entry["message"]}} for entry in every]
    page = page_of(call.request, every, f"commits:{call.key}:{commit}", 50)
    return Response(page.status, {**page.headers, "X-Total-Count": str(len(every))}, page.body)
