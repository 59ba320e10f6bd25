"""The content of files: whole, in part, or only their headers."""

import re
from urllib.parse import quote

from course.hub.messages import HubError, Response, entry_not_found
from course.hub.routes.call import RepoCall, commit_of, require_access
from course.hub.snapshot import StoredFile

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_NOT_HELD = "This snapshot lists {} but does not hold its content; weights are never part of one."


def resolve(call: RepoCall) -> Response:
    """One file at a revision; `rest` is the revision and the path."""
    require_access(call.request, call.repo)
    revision, *parts = call.rest or ("main",)
    commit = commit_of(call.snapshot, call.repo, revision)
    file = call.snapshot.file(call.repo.seq, "/".join(parts))
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
        raise HubError(416, f"The range {wanted} is outside {file.path}.", **{"Content-Range": f"bytes */{file.size}"})
    part = content[first : last + 1]
    if not part:
        raise HubError(403, _NOT_HELD.format(file.path))
    shown = f"bytes {first}-{first + len(part) - 1}/{file.size}"
    return Response(206, {**headers, "Content-Range": shown}, part)


def _bounds(match: re.Match[str], size: int) -> tuple[int, int]:
    if not match[1]:
        return max(0, size - int(match[2])), size - 1
    return int(match[1]), min(int(match[2]) if match[2] else size - 1, size - 1)
