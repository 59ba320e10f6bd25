"""What a Hub answered, checked before a recording keeps it: the shapes of its pages, names that stay inside, depth."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from course.hub.facts import facts
from course.hub.schema import LARGEST
from course.hub.writer import as_json

DEEPEST = 64
_ID = re.compile(r"[\w.-]{1,128}(/[\w.-]{1,128})?", re.ASCII)
_COMMIT = re.compile(r"[\w.-]{1,64}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Unfit(ValueError):
    """An answer that no Hub gives, and why."""


@dataclass(frozen=True)
class Maybe:
    """A shape that may be missing or null."""

    shape: Any


def _inside(name: str) -> bool:
    return not {"", ".", ".."} & {*name.split("/")}


def is_id(value: Any) -> bool:
    """Whether it is the id of a repo, which can stand in an address."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None and ".." not in value and _inside(value)


def is_path(value: Any) -> bool:
    """Whether it is the path of a file inside its repo."""
    if not isinstance(value, str) or len(value) > 1024 or "\\" in value or not _inside(value):
        return False
    try:
        return bool(value.encode())
    except UnicodeEncodeError:  # half a surrogate pair
        return False


def is_commit(value: Any) -> bool:
    """Whether it is the id of a commit, which can stand in an address."""
    return isinstance(value, str) and _COMMIT.fullmatch(value) is not None and ".." not in value


def is_digest(value: Any) -> bool:
    """Whether it is a SHA-1 or a SHA-256."""
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def is_count(value: Any) -> bool:
    """Whether it is a whole number from 0 that a database holds."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_entry(value: Any) -> bool:
    return isinstance(value, Mapping)


def _are_providers(value: Any) -> bool:
    rows = value if isinstance(value, list) else list(value.values()) if isinstance(value, Mapping) else [None]
    return all(isinstance(one, Mapping) for one in rows)


REF = {"name": _is_text, "ref": _is_text, "targetCommit": is_commit}
THREAD = {"num": is_count, "title": _is_text, "status": _is_text, "createdAt": _is_text, "isPullRequest": _is_flag}
# A list of one shape holds any number of it; a dict names the keys that something reads.
SHAPES: dict[str, Any] = {
    "list": [
        {
            "id": is_id,
            "_id": Maybe(is_commit),
            "sha": Maybe(is_commit),
            "siblings": Maybe([{"rfilename": is_path}]),
            **dict.fromkeys(("tags", "models", "datasets"), Maybe([_is_text])),
            "inferenceProviderMapping": Maybe(_are_providers),
        }
    ],
    "trees": [
        {"type": _is_text, "path": is_path, "oid": is_digest, "size": is_count, "lfs": Maybe({"oid": is_digest})}
    ],
    "refs": {
        "branches": [REF],
        "tags": [REF],
        "converts": Maybe([REF]),
        "pullRequests": Maybe([REF]),
    },
    "commits": [{"id": is_commit, "title": _is_text, "authors": [{"user": _is_text}], "date": _is_text}],
    "discussions": {"discussions": [THREAD], "count": is_count, "start": is_count},
    "discussion": {**THREAD, "events": [_is_entry]},
}


def answer(what: str, body: bytes) -> Any:
    """The JSON of a page of the kind `what`; raises Unfit where it is something else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Unfit("it is not JSON") from None
    _check_depth(found)
    _check(found, SHAPES[what], "the answer")
    if what == "list":
        for info in found:
            _check_facts(info)
    return found


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST):
        level = [one for outer in level for one in _held(outer)]
        if not level:
            return
    raise Unfit(f"it is nested more than {DEEPEST} deep")


def _held(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [one for one in inner if isinstance(one, dict | list)]


def _check(value: Any, shape: Any, where: str) -> None:
    if isinstance(shape, Maybe):
        if value is not None:
            _check(value, shape.shape, where)
    elif isinstance(shape, dict):
        if not isinstance(value, Mapping):
            raise Unfit(f"{where} is {_shown(value)}, not an object")
        for key, inner in shape.items():
            _check(value.get(key), inner, f"{where}'s {key}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            raise Unfit(f"{where} is {_shown(value)}, not a list")
        for one in value:
            _check(one, shape[0], f"an entry of {where}")
    elif not _holds(shape, value):
        raise Unfit(f"{where} is {_shown(value)}")


def _holds(shape: Callable[[Any], bool], value: Any) -> bool:
    return shape(value)


def _check_facts(info: dict[str, Any]) -> None:
    """Whether a snapshot could hold and find the repo."""
    try:
        facts(info["id"], info)
        as_json(info)
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Unfit(f"{info['id']} cannot be kept ({error})") from None


def _shown(value: Any) -> str:
    told = ascii(value) if isinstance(value, str | int | float | bool | None) else type(value).__name__
    return told if len(told) <= 60 else f"{told[:57]}..."
