"""The files of a repo written by hand: texts, weight files of a size, safetensors headers."""

import hashlib
import json
from collections.abc import Mapping
from math import prod
from typing import Any

from course.hub.by_hand.given import HandMadeError, mapping
from course.hub.writer import RepoFile
from course.vocabulary import dtype_bytes

FORMS = (
    "a text, bytes, a size in bytes, a pair of size and SHA-256, or the tensors of a safetensors file as "
    "{name: (dtype, shape)}"
)


def tree(given: Any, where: str) -> list[RepoFile]:
    """The files in `given`: a path and what stands there."""
    return [_file(path, what, f"{where}[{path!r}]") for path, what in mapping(given, where, "a path to a file").items()]


def _file(path: Any, what: Any, where: str) -> RepoFile:
    if not isinstance(path, str) or not path.strip("/") or path.startswith("/") or ".." in path.split("/"):
        raise HandMadeError(f"{where} is no path in a repo; write one such as 'data/train.csv'.")
    if isinstance(what, str | bytes):
        return RepoFile(path, what.encode() if isinstance(what, str) else what)
    if isinstance(what, int) and not isinstance(what, bool) and what >= 0:
        return RepoFile(path, size=what, sha256=hashlib.sha256(f"{path} {what}".encode()).hexdigest())
    if isinstance(what, Mapping):
        return _tensors(path, what, where)
    if isinstance(what, tuple | list) and len(what) == 2 and isinstance(what[0], int) and isinstance(what[1], str):
        return RepoFile(path, size=what[0], sha256=what[1])
    raise HandMadeError(f"{where} is {what!r}; write {FORMS}.")


def _tensors(path: str, tensors: Mapping[str, Any], where: str) -> RepoFile:
    """A weight file of which only the header can be read, as its tensors make it."""
    header: dict[str, Any] = {}
    end = 0
    for name, told in tensors.items():
        if name == "__metadata__":
            header[name] = told
            continue
        dtype, shape = _tensor(told, f"{where}[{name!r}]")
        start, end = end, end + prod(shape) * dtype_bytes().get(dtype, 1)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    content = len(text).to_bytes(8, "little") + text
    return RepoFile(path, content, len(content) + end, hashlib.sha256(content).hexdigest())


def _tensor(told: Any, where: str) -> tuple[str, list[int]]:
    pair = told if isinstance(told, tuple | list) and len(told) == 2 else (None, None)
    dtype, shape = pair
    if not isinstance(dtype, str) or not isinstance(shape, tuple | list) or not all(type(one) is int for one in shape):
        raise HandMadeError(f"{where} is {told!r}; write a dtype and a shape, such as ('BF16', [4096, 32]).")
    return dtype, list(shape)
