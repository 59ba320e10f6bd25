"""Hubs of a few repos written out by hand, for examples whose answer can be worked out on paper."""

import atexit
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi

from course.hub.connect import connect
from course.hub.writer import RepoFile, SnapshotWriter

Repos = Iterable[Mapping[str, Any]]
AS_OF = "2026-06-15T00:00:00Z"


def hub_of(models: Repos = (), datasets: Repos = (), spaces: Repos = (), as_of: str = AS_OF) -> HfApi:
    """The Hub that holds just these repos, each given as the Hub's own JSON object; only `id` is needed.

    `files` may hold its tree: a path and its text, or the size and SHA-256 of a weight file. `revisions` may hold
    earlier states by tag, each with what differs in it and its own `files`.
    """
    repos = {"models": list(models), "datasets": list(datasets), "spaces": list(spaces)}
    text = json.dumps([repos, as_of], sort_keys=True)
    path = _folder() / f"hand-made-{hashlib.sha256(text.encode()).hexdigest()[:12]}.sqlite"
    if not path.exists():
        _write(path, repos, as_of)
    return connect(str(path))


def _write(path: Path, repos: Mapping[Any, list[Mapping[str, Any]]], as_of: str) -> None:
    with SnapshotWriter(path, name=path.stem, as_of=as_of, simulated=True, generator="by hand") as writer:
        for kind, listed in repos.items():
            for info in listed:
                _add(writer, kind, info)


def _add(writer: SnapshotWriter, kind: Any, info: Mapping[str, Any]) -> None:
    writer.add_repo(kind, _said(info), _tree(info))
    for name, earlier in info.get("revisions", {}).items():
        sha = hashlib.sha1(f"{info['id']} {name}".encode(), usedforsecurity=False).hexdigest()
        writer.add_revision(kind, info["id"], name, {"sha": sha, **_said(earlier)}, _tree(earlier))


def _said(info: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in info.items() if key not in ("files", "revisions")}


def _tree(info: Mapping[str, Any]) -> list[RepoFile]:
    return [_file(path, what) for path, what in info.get("files", {}).items()]


def _file(path: str, what: str | tuple[int, str]) -> RepoFile:
    if isinstance(what, str):
        return RepoFile(path, what.encode())
    size, sha256 = what
    return RepoFile(path, size=size, sha256=sha256)


@cache
def _folder() -> Path:
    """A folder of this process, removed when it ends."""
    folder = tempfile.mkdtemp(prefix="hand-made-hubs-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
