"""The content of files: whole, in part, or only their headers."""

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from course.hub.messages import HubError, Response, entry_not_found, json_response
from course.hub.routes.call import RepoCall, commit_of, file_of, require_access
from course.hub.snapshot import StoredFile

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_NOT_HELD = "This snapshot lists {} but does not hold its content; weights are never part of one."


def resolve(call: RepoCall) -> Response:
    """One file at a revision; `rest` is the revision and the path."""
    require_access(call.request, call.repo)
    commit = commit_of(call)
    file = file_of(call, "/".join(call.rest[1:]))
    if file is None:
        raise entry_not_found(commit)
    headers = file_headers(file, commit)
    if call.request.method == "HEAD":
        return Response(200, {**headers, "Content-Length": str(file.size)})
    return _body(file, call.snapshot.content(file), headers, call.request.headers.get("range", ""))


def file_headers(file: StoredFile, commit: str) -> dict[str, str]:
    """What the client reads before it downloads: the commit, the size, and the hash that names the file."""
    name = quote(file.path.rsplit("/", 1)[-1])
    etag = f'"{file.sha256 or file.oid}"'
    linked = {"X-Linked-Size": str(file.size), "X-Linked-Etag": etag} if file.sha256 else {}
    return {
        "X-Repo-Commit": commit,
        "ETag": etag,
        "Accept-Ranges": "bytes",
        **linked,
        "Content-Disposition": f"inline; filename*=UTF-8''{name}; filename=\"{name}\";",
        "Content-Type": "text/plain; charset=utf-8" if file.sha256 is None else "application/octet-stream",
    }


def _body(file: StoredFile, content: bytes | None, headers: dict[str, str], wanted: str) -> Response:
    if content is None:
        raise HubError(403, _NOT_HELD.format(file.path))
    match = _RANGE.fullmatch(wanted)
    if match is None or not (match[1] or match[2]):
        if len(content) < file.size:
            raise HubError(403, _NOT_HELD.format(file.path))
        return Response(200, headers, content)
    first, last = _bounds(match, file.size)
    if first > last or first >= file.size:
        raise HubError(
            416, f"The range {wanted} is outside {file.path}.", headers={"Content-Range": f"bytes */{file.size}"}
        )
    part = content[first : last + 1]
    if not part:
        raise HubError(403, _NOT_HELD.format(file.path))
    shown = f"bytes {first}-{first + len(part) - 1}/{file.size}"
    return Response(206, {**headers, "Content-Range": shown}, part)


def _bounds(match: re.Match[str], size: int) -> tuple[int, int]:
    if not match[1]:
        return max(0, size - int(match[2])), size - 1
    return int(match[1]), min(int(match[2]) if match[2] else size - 1, size - 1)


def safetensors_metadata(call: RepoCall) -> Response:
    """The index of a model in several safetensors files, and each file's header."""
    require_access(call.request, call.repo)
    at_head = replace(call, rest=())
    index = _json(call, file_of(at_head, "/".join(call.rest)))
    shards = sorted(set((index.get("weight_map") or {}).values()))
    headers = {shard: _header(call, file_of(at_head, shard)) for shard in shards}
    shown = {name: value for name, value in index.items() if name != "weight_map"}
    return json_response({"index": shown, "headers": headers})


def _json(call: RepoCall, file: StoredFile | None) -> dict[str, Any]:
    try:
        found = json.loads(call.snapshot.content(file) or b"") if file else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise entry_not_found(call.repo.head)
    return found


def _header(call: RepoCall, file: StoredFile | None) -> dict[str, Any]:
    content = (call.snapshot.content(file) if file else None) or b""
    length = int.from_bytes(content[:8], "little")
    try:
        header = json.loads(content[8 : 8 + length])
    except ValueError:
        header = None
    if not isinstance(header, dict):
        raise entry_not_found(call.repo.head)
    return header
