"""The tree of a repo: folders, files, and what is known of named paths."""

from typing import Any
from urllib.parse import parse_qsl

from course.hub.messages import Request, Response, bad_request, entry_not_found, json_response
from course.hub.routes.call import RepoCall, commit_of, files_of, require_enabled
from course.hub.routes.paging import page_of
from course.hub.snapshot import StoredFile
from course.hub.writer import lfs_pointer

MANY = 1000


def tree(call: RepoCall) -> Response:
    """The files and folders under a path."""
    require_enabled(call.repo)
    commit, path, expand = commit_of(call), "/".join(call.rest[1:]), call.request.flag("expand")
    entries = tree_entries(files_of(call), path, call.request.flag("recursive"))
    if path and not entries:
        raise entry_not_found(commit)
    if expand:
        entries = [entry | _expanded(call, commit) for entry in entries]
    page = page_of(call.request, entries, f"tree:{call.key}:{commit}", 50 if expand else MANY)
    return Response(page.status, {**page.headers, "X-Repo-Commit": commit}, page.body)


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
        entry["lfs"] = {"oid": file.sha256, "size": file.size, "pointerSize": pointer_size(file)}
    return entry


def pointer_size(file: StoredFile) -> int:
    """The length of the text that git keeps in the place of a large file."""
    return len(lfs_pointer(file.sha256 or "", file.size))


def _expanded(call: RepoCall, commit: str) -> dict[str, Any]:
    newest = (call.snapshot.document("commits", call.key) or [{}])[0]
    last = {"title": "initial commit", "date": call.snapshot.meta.as_of} | newest | {"id": commit}
    safe = {"status": "safe"}
    return {
        "lastCommit": {name: last[name] for name in ("id", "title", "date")},
        "securityFileStatus": {"status": "safe", "avScan": safe, "pickleImportScan": None},
    }


def paths_info(call: RepoCall) -> Response:
    """Those of the named paths that exist, as a tree shows them."""
    require_enabled(call.repo)
    commit = commit_of(call)
    paths, expand = _asked(call.request)
    every = {entry["path"]: entry for entry in tree_entries(files_of(call), "", recursive=True)}
    found = [every[path] for path in paths if path in every]
    return json_response([entry | _expanded(call, commit) for entry in found] if expand else found)


def _asked(request: Request) -> tuple[list[str], bool]:
    if "json" in request.headers.get("content-type", ""):
        given = request.json()
        if not isinstance(given, dict) or not isinstance(given.get("paths"), list):
            raise bad_request('The body must be {"paths": [...]}.')
        return [str(path) for path in given["paths"][:MANY]], bool(given.get("expand"))
    form = parse_qsl(request.body.decode("utf-8", "replace"))
    paths = [value for key, value in form if key == "paths"]
    return paths[:MANY], ("expand", "true") in [(key, value.lower()) for key, value in form]
