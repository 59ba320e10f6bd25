"""The little that can be written: a pull request, a Space, and commits to either, into the scratch area."""

import base64
import binascii
from dataclasses import replace
from typing import Any

from course.hub.messages import HubError, Response, bad_request, json_from, json_response
from course.hub.routes.call import MAIN, Call, RepoCall, commit_of, file_of, files_of, require_access
from course.hub.scratch import AUTHOR, Commit, NewSpace, PullRequest, new_commit
from course.hub.writer import REPO_ID

SMALL = 10 * 2**20
SDKS = ("gradio", "streamlit", "docker", "static")


def preupload(call: RepoCall) -> Response:
    """How each file is to be sent: all within the commit, none as a large file."""
    require_access(call.request, call.repo)
    given = call.request.json()
    files = given.get("files") if isinstance(given, dict) else None
    if not isinstance(files, list):
        raise bad_request('The body must be {"files": [...]}.')
    return json_response({"files": [_mode(call, file) for file in files], "commitOid": commit_of(call)})


def _mode(call: RepoCall, file: Any) -> dict[str, Any]:
    if not isinstance(file, dict) or not isinstance(file.get("path"), str):
        raise bad_request('Each file must be {"path": "...", "size": 1, "sample": "..."}.')
    size = file.get("size", 0)
    if not isinstance(size, int) or size < 0:
        raise bad_request(f"The size of {file['path'][:60]!r} must be a whole number.")
    if size > SMALL:
        raise HubError(403, f"{file['path']} is too large: a snapshot takes files up to 10 MB.")
    known = file_of(call, file["path"])
    return {"path": file["path"], "uploadMode": "regular", "shouldIgnore": False, "oid": known.oid if known else None}


def commit(call: RepoCall) -> Response:
    """A commit: with `create_pr` a new pull request, else onto one, or onto a Space made here."""
    require_access(call.request, call.repo)
    header, files = _operations(call)
    with call.scratch.lock:
        if call.request.one("create_pr") in ("1", "true"):
            return _open_pull_request(call, header, files)
        return _add_commit(call, header, files)


def _operations(call: RepoCall) -> tuple[dict[str, Any], dict[str, bytes | None]]:
    header: dict[str, Any] = {}
    files: dict[str, bytes | None] = {}
    for line in call.request.body.splitlines():
        kind, value = _operation(line)
        if kind == "header":
            header = value
        elif kind == "file":
            files[_path(value)] = _content(value)
        elif kind in ("deletedFile", "deletedFolder"):
            files |= dict.fromkeys(_deleted(call, _path(value), kind == "deletedFolder"))
        else:
            raise HubError(403, f"A snapshot takes no operation {kind[:40]!r}, only small files and deletions.")
    if not header.get("summary") or not files:
        raise bad_request("A commit needs a summary and at least one file.")
    return header, files


def _operation(line: bytes) -> tuple[str, dict[str, Any]]:
    given = json_from(line)
    kind, value = (given.get("key"), given.get("value")) if isinstance(given, dict) else (None, None)
    if not isinstance(kind, str) or not isinstance(value, dict):
        raise bad_request("Each line of a commit must be a JSON object with key and value.")
    return kind, value


def _path(value: dict[str, Any]) -> str:
    path = value.get("path")
    if not isinstance(path, str) or not path.strip("/") or ".." in path.split("/") or path.startswith("/"):
        raise bad_request(f"Invalid path in a commit: {str(path)[:60]!r}.")
    return path.rstrip("/")


def _content(value: dict[str, Any]) -> bytes:
    content = str(value.get("content", ""))
    try:
        decoded = base64.b64decode(content, validate=True) if value.get("encoding") == "base64" else content.encode()
    except (binascii.Error, ValueError):
        raise bad_request(f"The content of {value.get('path')} is not valid base64.") from None
    if len(decoded) > SMALL:
        raise HubError(403, f"{value.get('path')} is too large: a snapshot takes files up to 10 MB.")
    return decoded


def _deleted(call: RepoCall, path: str, folder: bool) -> list[str]:
    found = [file.path for file in files_of(call) if file.path == path or (folder and file.path.startswith(f"{path}/"))]
    if not found:
        raise HubError(404, f"A file with this name doesn't exist: {path}", "EntryNotFound")
    return found


def _made(call: RepoCall, parent: str, header: dict[str, Any], files: dict[str, bytes | None]) -> Commit:
    words = str(header["summary"]), str(header.get("description") or "")
    return new_commit(call.repo.id, parent, *words, call.snapshot.meta.as_of, files)


def _open_pull_request(call: RepoCall, header: dict[str, Any], files: dict[str, bytes | None]) -> Response:
    base = commit_of(_at(call, str(header.get("parentCommit") or "main")))
    stored = call.snapshot.document("discussions", call.key) or ()
    nums = [entry["num"] for entry in stored] + [pull.num for pull in call.scratch.pulls_of(call.repo)]
    held = {path: file_of(_at(call, "main"), path) for path in files}
    before = {path: call.snapshot.content(file) or b"" for path, file in held.items() if file}
    made = _made(call, base, header, files)
    pull = PullRequest(call.repo.kind, call.repo.id, max(nums, default=0) + 1, base, before, [made])
    call.scratch.pulls.append(pull)
    return _committed(call, made, pull.num)


def _at(call: RepoCall, revision: str) -> RepoCall:
    return replace(call, rest=(revision,))


def _add_commit(call: RepoCall, header: dict[str, Any], files: dict[str, bytes | None]) -> Response:
    pull = call.scratch.pull(call.repo, call.revision)
    space = call.scratch.space(call.repo.id) if call.repo.seq == 0 and call.revision in MAIN else None
    commits = pull.commits if pull else space.commits if space else None
    if commits is None:
        call.scratch.refused.append(f"commit to {call.revision} of {call.key}")
        raise HubError(403, f"You may not write to {call.revision} of {call.repo.id}; open a pull request instead.")
    parent = header.get("parentCommit") or commits[-1].oid
    if parent != commits[-1].oid:
        raise HubError(412, "A commit has happened since. Please refresh and try again.")
    commits.append(_made(call, parent, header, files))
    return _committed(call, commits[-1], pull.num if pull else None)


def _committed(call: RepoCall, made: Commit, num: int | None) -> Response:
    page = f"{call.request.origin}/{'' if call.repo.kind == 'models' else call.repo.kind + '/'}{call.repo.id}"
    found = {"success": True, "commitOid": made.oid, "commitUrl": f"{page}/commit/{made.oid}", "hookOutput": ""}
    return json_response(found | ({"pullRequestUrl": f"{page}/discussions/{num}"} if num else {}))


def create_repo(call: Call) -> Response:
    """A new Space; nothing else can be created."""
    given = call.request.json()
    if not isinstance(given, dict) or call.rest != ("create",):
        raise bad_request('The body must be {"name": "...", "type": "space", "sdk": "static"}.')
    name, sdk = f"{given.get('organization') or AUTHOR}/{given.get('name')}", given.get("sdk")
    if given.get("type") != "space":
        call.scratch.refused.append(f"create {given.get('type') or 'model'} {name}")
        raise HubError(403, "Only a Space can be created on a snapshot.")
    if not REPO_ID.fullmatch(name) or sdk not in SDKS:
        raise bad_request(f"Invalid Space {name!r} or sdk {sdk!r}; sdk is one of {', '.join(SDKS)}.")
    with call.scratch.lock:
        if call.snapshot.repo("spaces", name) or call.scratch.space(name):
            known = {"url": f"{call.request.origin}/spaces/{name}"}
            raise HubError(409, f"You already created this space repo: {name}", more=known)
        call.scratch.spaces[name] = _new_space(call, name, str(sdk), given.get("visibility") == "private")
    return json_response({"url": f"{call.request.origin}/spaces/{name}", "name": name})


def _new_space(call: Call, name: str, sdk: str, private: bool) -> NewSpace:
    card = f"---\ntitle: {name.split('/')[1]}\nsdk: {sdk}\n---\n".encode()
    first = new_commit(name, "", "initial commit", "", call.snapshot.meta.as_of, {"README.md": card})
    return NewSpace(name, sdk, private, call.snapshot.meta.as_of, [first])
