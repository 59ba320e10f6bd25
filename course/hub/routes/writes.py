"""The little that can be written: a pull request, a Space, a dataset, and commits to them, into the scratch area."""

import base64
import binascii
from dataclasses import dataclass, field, replace
from typing import Any

from course.hub.messages import HubError, Response, bad_request, json_from, json_response
from course.hub.routes.call import MAIN, Call, RepoCall, commit_of, file_of, files_of, require_access
from course.hub.schema import Kind
from course.hub.scratch import AUTHOR, Commit, NewRepo, PullRequest, new_commit
from course.hub.writer import REPO_ID

SMALL, LARGEST = 10 * 2**20, 256 * 2**20
LARGE_FILES = "*.sqlite filter=lfs diff=lfs merge=lfs -text\n"
SDKS = ("gradio", "streamlit", "docker", "static")


@dataclass
class Change:
    """What a commit does: its words, its files by path (None: deleted), and which of them were sent as large ones."""

    header: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes | None] = field(default_factory=dict)
    large: set[str] = field(default_factory=set)


def preupload(call: RepoCall) -> Response:
    """How each file is to be sent: within the commit, or, to a repo made here, a binary or long one as a large file."""
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
    most = LARGEST if call.scratch.new_repo(call.repo) else SMALL
    if size > most:
        raise HubError(403, f"{file['path']} is too large: a snapshot takes files up to {most // 2**20} MB here.")
    mode = "lfs" if most == LARGEST and (size > SMALL or _is_binary(file.get("sample"))) else "regular"
    known = file_of(call, file["path"])
    oid = known and (known.sha256 if mode == "lfs" else known.oid)
    return {"path": file["path"], "uploadMode": mode, "shouldIgnore": False, "oid": oid}


def _is_binary(sample: Any) -> bool:
    """Whether the first bytes of a file, in base64, hold a zero: the rule of git."""
    try:
        return b"\0" in base64.b64decode(str(sample or ""), validate=True)
    except (binascii.Error, ValueError):
        return False


def commit(call: RepoCall) -> Response:
    """A commit: with `create_pr` a new pull request, else onto one, or onto a repo made here."""
    require_access(call.request, call.repo)
    change = _operations(call)
    with call.scratch.lock:
        if call.request.one("create_pr") in ("1", "true"):
            return _open_pull_request(call, change)
        return _add_commit(call, change)


def _operations(call: RepoCall) -> Change:
    change = Change()
    for line in call.request.body.splitlines():
        kind, value = _operation(line)
        if kind == "header":
            change.header = value
        elif kind == "file":
            change.files[_path(value)] = _content(value)
        elif kind == "lfsFile" and call.scratch.new_repo(call.repo):
            change.files[_path(value)] = _sent_before(call, value)
            change.large.add(_path(value))
        elif kind in ("deletedFile", "deletedFolder"):
            change.files |= dict.fromkeys(_deleted(call, _path(value), kind == "deletedFolder"))
        else:
            raise HubError(403, f"A snapshot takes no operation {kind[:40]!r}, only small files and deletions.")
    if not change.header.get("summary") or not change.files:
        raise bad_request("A commit needs a summary and at least one file.")
    return change


def _sent_before(call: RepoCall, value: dict[str, Any]) -> bytes:
    content = call.scratch.objects.get(str(value.get("oid")))
    if content is None:
        raise bad_request(f"{value.get('path')} names a large file that was not sent before the commit.")
    return content


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


def _made(call: RepoCall, parent: str, change: Change, place: str) -> Commit:
    words = str(change.header["summary"]), str(change.header.get("description") or "")
    date, large = call.snapshot.meta.as_of, frozenset(change.large)
    return new_commit(call.repo.id, parent, *words, date, change.files, large, place)


def _open_pull_request(call: RepoCall, change: Change) -> Response:
    base = commit_of(_at(call, str(change.header.get("parentCommit") or "main")))
    stored = call.snapshot.document("discussions", call.key) or ()
    nums = [entry["num"] for entry in stored] + [pull.num for pull in call.scratch.pulls_of(call.repo)]
    held = {path: file_of(_at(call, "main"), path) for path in change.files}
    before = {path: call.snapshot.content(file) or b"" for path, file in held.items() if file}
    made = _made(call, base, change, "pr")
    pull = PullRequest(call.repo.kind, call.repo.id, max(nums, default=0) + 1, base, before, [made])
    call.scratch.pulls.append(pull)
    return _committed(call, made, pull.num)


def _at(call: RepoCall, revision: str) -> RepoCall:
    return replace(call, rest=(revision,))


def _add_commit(call: RepoCall, change: Change) -> Response:
    pull = call.scratch.pull(call.repo, call.revision)
    new = call.scratch.new_repo(call.repo) if call.revision in MAIN else None
    commits = pull.commits if pull else new.commits if new else None
    if commits is None:
        call.scratch.refused.append(f"commit to {call.revision} of {call.key}")
        raise HubError(403, f"You may not write to {call.revision} of {call.repo.id}; open a pull request instead.")
    parent = change.header.get("parentCommit") or commits[-1].oid
    if parent != commits[-1].oid:
        raise HubError(412, "A commit has happened since. Please refresh and try again.")
    commits.append(_made(call, parent, change, "pr" if pull else "main"))
    return _committed(call, commits[-1], pull.num if pull else None)


def _committed(call: RepoCall, made: Commit, num: int | None) -> Response:
    page = f"{call.request.origin}/{'' if call.repo.kind == 'models' else call.repo.kind + '/'}{call.repo.id}"
    found = {"success": True, "commitOid": made.oid, "commitUrl": f"{page}/commit/{made.oid}", "hookOutput": ""}
    return json_response(found | ({"pullRequestUrl": f"{page}/discussions/{num}"} if num else {}))


def create_repo(call: Call) -> Response:
    """A new Space or dataset; nothing else can be created."""
    given = call.request.json()
    if not isinstance(given, dict) or call.rest != ("create",):
        raise bad_request('The body must be {"name": "...", "type": "space", "sdk": "static"}.')
    name = f"{given.get('organization') or AUTHOR}/{given.get('name')}"
    kind: Kind | None = {"space": "spaces", "dataset": "datasets"}.get(str(given.get("type")))  # type: ignore[assignment]
    if kind is None:
        call.scratch.refused.append(f"create {given.get('type') or 'model'} {name}")
        raise HubError(403, "Only a Space or a dataset can be created on a snapshot.")
    made = _new_repo(call, kind, name, given)
    url = f"{call.request.origin}/{kind}/{name}"
    with call.scratch.lock:
        if call.snapshot.repo(kind, name) or (kind, name) in call.scratch.made:
            raise HubError(409, f"You already created this {kind[:-1]} repo: {name}", more={"url": url})
        call.scratch.made[kind, name] = made
    return json_response({"url": url, "name": name})


def _new_repo(call: Call, kind: Kind, name: str, given: dict[str, Any]) -> NewRepo:
    sdk, as_of = str(given.get("sdk")) if kind == "spaces" else "", call.snapshot.meta.as_of
    if not REPO_ID.fullmatch(name) or (kind == "spaces" and sdk not in SDKS):
        raise bad_request(f"Invalid {kind[:-1]} {name!r} or sdk {sdk!r}; sdk is one of {', '.join(SDKS)}.")
    card = f"---\ntitle: {name.split('/')[1]}\nsdk: {sdk}\n---\n"
    path, text = ("README.md", card) if kind == "spaces" else (".gitattributes", LARGE_FILES)
    first = new_commit(name, "", "initial commit", "", as_of, {path: text.encode()})
    secrets = given.get("secrets")
    named = [one.get("key") for one in secrets if isinstance(one, dict)] if isinstance(secrets, list) else []
    visibility = given.get("visibility") == "private"
    return NewRepo(kind, name, sdk, visibility, as_of, [first], tuple(map(str, named)))


def add_secret(call: RepoCall) -> Response:
    """A secret of a Space made here; its name alone is kept."""
    given, made = call.request.json(), call.scratch.new_repo(call.repo)
    if made is None:
        raise HubError(403, f"You may not write to {call.repo.id}.")
    if not isinstance(given, dict) or not isinstance(given.get("key"), str):
        raise bad_request('The body must be {"key": "...", "value": "..."}.')
    made.secrets = tuple(dict.fromkeys((*made.secrets, given["key"])))
    return json_response({})
