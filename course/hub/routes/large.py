"""Large files on their way into a repo made here, as git LFS sends them: announced, sent whole or in parts, checked."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from course.hub.messages import HubError, Response, bad_request, json_response, not_found
from course.hub.routes.call import RepoCall
from course.hub.routes.writes import LARGEST

PART, MOST = 16 * 2**20, 4 * LARGEST
_OID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Announced:
    """A large file as the client names it before it sends it."""

    oid: str
    size: int


def objects(call: RepoCall) -> Response:
    """What is asked of `.../REPO.git/info/lfs/objects/...`; `rest` holds what follows."""
    if call.scratch.new_repo(call.repo) is None:
        raise HubError(403, f"You may not write to {call.repo.id}; open a pull request instead.")
    method, rest = call.request.method, call.rest
    if (method, rest) == ("POST", ("batch",)):
        return _batch(call)
    if (method, rest) == ("POST", ("verify",)):
        return _verify(call)
    if len(rest) == 1 and _OID.fullmatch(rest[0]) and method in ("PUT", "POST"):
        return _upload(call, rest[0]) if method == "PUT" else _complete(call, rest[0])
    raise not_found()


def _batch(call: RepoCall) -> Response:
    given = call.request.json()
    wanted = given.get("objects") if isinstance(given, dict) else None
    if not isinstance(wanted, list) or given.get("operation") != "upload":
        raise bad_request('The body must be {"operation": "upload", "objects": [...]}.')
    several = "multipart" in (given.get("transfers") or ())
    return json_response({"transfer": "basic", "objects": [_answer(call, _announced(one), several) for one in wanted]})


def _announced(given: Any) -> Announced:
    oid, size = (given.get("oid"), given.get("size")) if isinstance(given, dict) else (None, None)
    if not isinstance(oid, str) or not _OID.fullmatch(oid) or not isinstance(size, int) or size < 0:
        raise bad_request('Each object must be {"oid": SHA-256, "size": bytes}.')
    return Announced(oid, size)


def _answer(call: RepoCall, file: Announced, several: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"oid": file.oid, "size": file.size}
    if file.size > LARGEST:
        return found | {"error": {"code": 403, "message": f"A snapshot takes files up to {LARGEST // 2**20} MB."}}
    if file.oid in call.scratch.objects:
        return found
    base = call.request.path.rsplit("/", 1)[0]
    href = f"{call.request.origin}{base}/{file.oid}"
    upload: dict[str, Any] = {"href": href}
    if several and file.size > PART:
        count = -(-file.size // PART)
        parts = {str(number): f"{href}?part={number}" for number in range(1, count + 1)}
        upload["header"] = {"chunk_size": str(PART), **parts}
    return found | {"actions": {"upload": upload, "verify": {"href": f"{call.request.origin}{base}/verify"}}}


def _upload(call: RepoCall, oid: str) -> Response:
    part, body = call.request.one("part"), call.request.body
    if sum(map(len, (*call.scratch.objects.values(), *call.scratch.parts.values(), body))) > MOST:
        raise HubError(507, f"All large files together may have {MOST // 2**20} MB here.")
    if part is None:
        _keep(call, oid, body)
    elif part.isdecimal() and 1 <= int(part) <= LARGEST // PART and len(body) <= PART:
        call.scratch.parts[oid, int(part)] = body
    else:
        raise bad_request(f"There is no part {part[:20]!r} of {len(body)} bytes.")
    return Response(200, {"ETag": f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'})


def _complete(call: RepoCall, oid: str) -> Response:
    """The parts, put together in the order of their numbers."""
    with call.scratch.lock:
        numbers = sorted(number for known, number in call.scratch.parts if known == oid)
        content = b"".join(call.scratch.parts.pop((oid, number)) for number in numbers)
    _keep(call, oid, content)
    return json_response({"success": True})


def _keep(call: RepoCall, oid: str, content: bytes) -> None:
    if hashlib.sha256(content).hexdigest() != oid:
        raise HubError(422, f"The {len(content)} bytes that were sent have not the SHA-256 {oid[:12]}.")
    call.scratch.objects[oid] = content


def _verify(call: RepoCall) -> Response:
    file = _announced(call.request.json())
    if len(call.scratch.objects.get(file.oid, b"")) != file.size:
        raise HubError(404, f"The large file {file.oid[:12]} of {file.size} bytes is not here.")
    return json_response({"success": True})
