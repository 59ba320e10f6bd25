"""One repo: its information, tree, references and commits."""

from typing import Any
from urllib.parse import parse_qsl

from course.hub.messages import Response, entry_not_found, json_response
from course.hub.objects import repo_object, single
from course.hub.routes.call import RepoCall, commit_of, require_access, require_enabled
from course.hub.routes.paging import page_of
from course.hub.snapshot import StoredFile


def info(call: RepoCall) -> Response:
    """All about one repo, at its head or at the revision asked for."""
    require_enabled(call.repo)
    names = single(call.repo.kind, call.request)
    found = repo_object(call.snapshot, call.repo, names, whole=not call.request.all("expand"))
    if call.rest and "sha" in found:
        found["sha"] = commit_of(call.snapshot, call.repo, call.rest[0])
    elif call.rest:
        commit_of(call.snapshot, call.repo, call.rest[0])
    if call.request.flag("blobs") and "siblings" in found:
        found["siblings"] = [_sibling(file) for file in call.snapshot.files(call.repo.seq)]
    if call.request.flag("securityStatus"):
        found["securityRepoStatus"] = {"scansDone": True, "filesWithIssues": []}
    return json_response(found)


def _sibling(file: StoredFile) -> dict[str, Any]:
    found: dict[str, Any] = {"rfilename": file.path, "size": file.size, "blobId": file.oid}
    if file.sha256:
        found["lfs"] = {"sha256": file.sha256, "size": file.size, "pointerSize": _pointer_size(file)}
    return found


def _pointer_size(file: StoredFile) -> int:
    return 119 + len(str(file.size)) + 4


def tree(call: RepoCall) -> Response:
    """The files and folders under a path, folders first met first."""
    require_enabled(call.repo)
    revision, *path = call.rest or ("main",)
    commit = commit_of(call.snapshot, call.repo, revision)
    entries = tree_entries(call.snapshot.files(call.repo.seq), "/".join(path), call.request.flag("recursive"))
    if path and not entries:
        raise entry_not_found(commit)
    if call.request.flag("expand"):
        entries = [entry | _last_commit(call, commit) for entry in entries]
    seal = f"tree:{call.repo.seq}:{call.snapshot.meta.digest[:12]}"
    return page_of(call.request, entries, seal, 50 if call.request.flag("expand") else 1000)


def tree_entries(files: list[StoredFile], path: str, recursive: bool) -> list[dict[str, Any]]:
    """The entries of one folder, or of everything beneath it."""
    start = f"{path.strip('/')}/" if path.strip("/") else ""
    entries: dict[str, dict[str, Any]] = {}
    for file in (file for file in files if file.path.startswith(start)):
        folders = file.path[len(start) :].split("/")[:-1]
        for depth in range(len(folders) if recursive else min(1, len(folders))):
            folder = start + "/".join(folders[: depth + 1])
            entries.setdefault(folder, {"type": "directory", "oid": file.oid, "size": 0, "path": folder})
        if recursive or not folders:
            entries[file.path] = file_entry(file)
    return list(entries.values())


def file_entry(file: StoredFile) -> dict[str, Any]:
    """One file as a tree shows it."""
    entry: dict[str, Any] = {"type": "file", "oid": file.oid, "size": file.size, "path": file.path}
    if file.sha256:
        entry["lfs"] = {"oid": file.sha256, "size": file.size, "pointerSize": _pointer_size(file)}
    return entry


def _last_commit(call: RepoCall, commit: str) -> dict[str, Any]:
    newest = commits_of(call)[0]
    safe = {"status": "safe"}
    return {
        "lastCommit": {"id": commit, "title": newest["title"], "date": newest["date"]},
        "securityFileStatus": {"status": "safe", "avScan": safe, "pickleImportScan": None},
    }


def paths_info(call: RepoCall) -> Response:
    """Those of the named paths that exist, as a tree shows them."""
    require_enabled(call.repo)
    commit = commit_of(call.snapshot, call.repo, call.rest[0] if call.rest else "main")
    form = parse_qsl(call.request.body.decode("utf-8", "replace"))
    expand = ("expand", "true") in [(key, value.lower()) for key, value in form]
    every = {entry["path"]: entry for entry in tree_entries(call.snapshot.files(call.repo.seq), "", recursive=True)}
    found = [every[path] for key, path in form if key == "paths" and path in every]
    return json_response([entry | _last_commit(call, commit) for entry in found] if expand else found)


def refs(call: RepoCall) -> Response:
    """Branches, converts, tags, and pull requests when asked for."""
    require_enabled(call.repo)
    main = {"name": "main", "ref": "refs/heads/main", "targetCommit": call.repo.head}
    stored = call.snapshot.document("refs", f"{call.repo.kind}/{call.repo.id}") or {}
    found = {"branches": [main], "converts": [], "tags": []} | stored
    if call.request.flag("include_prs") or call.request.flag("include_pull_requests"):
        found.setdefault("pullRequests", [])
    else:
        found.pop("pullRequests", None)
    return json_response(found)


def commits_of(call: RepoCall) -> list[dict[str, Any]]:
    """The repo's commits, newest first; its head alone where the snapshot holds no more."""
    stored: list[dict[str, Any]] | None = call.snapshot.document("commits", f"{call.repo.kind}/{call.repo.id}")
    if stored:
        return stored
    known = call.snapshot.info(call.repo.kind, call.repo.id) or {}
    date = known.get("lastModified") or known.get("createdAt") or call.snapshot.meta.as_of
    author = {"user": call.repo.id.split("/")[0]}
    return [{"id": call.repo.head, "title": "initial commit", "message": "", "authors": [author], "date": date}]


def commits(call: RepoCall) -> Response:
    """The commits that lead to a revision, newest first."""
    require_access(call.request, call.repo)
    every = commits_of(call)
    commit = commit_of(call.snapshot, call.repo, call.rest[0] if call.rest else "main")
    first = next((at for at, entry in enumerate(every) if entry["id"] == commit), 0)
    if call.request.one("expand[]") == "formatted":
        every = [entry | {"formatted": {"title": entry["title"], "message": entry["message"]}} for entry in every]
    seal = f"commits:{call.repo.seq}:{call.snapshot.meta.digest[:12]}"
    page = page_of(call.request, every[first:], seal, 50)
    return Response(page.status, {**page.headers, "X-Total-Count": str(len(every) - first)}, page.body)
