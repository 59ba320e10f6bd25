"""A finished recording, written as a snapshot and verified against what was recorded."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from course.hub.facts import HUB_DATE, provider_items
from course.hub.recording import Part, Recording
from course.hub.schema import KINDS
from course.hub.snapshot import Meta, RepoFile, Snapshot, SnapshotError, SnapshotWriter


def write(recording: Recording, out: Path) -> None:
    """Write all that was recorded into the snapshot `out`."""
    known = recording.settings()
    served = dict(part.strip().split("=", 1) for part in known.get("snapshot", "").split(";") if "=" in part)
    as_of = served.get("as_of", "")
    as_of = as_of if HUB_DATE.fullmatch(as_of) and as_of.isascii() else known["started"]
    about = {"name": out.stem, "as_of": as_of, "generator": "recorded"}
    simulated = served.get("simulated") == "true"
    with SnapshotWriter(out, simulated=simulated, endpoint=known["endpoint"], plan=known, **about) as writer:
        for kind, repo_id, info in recording.repos():
            parts = recording.parts(kind, repo_id)
            writer.add_repo(_kind(kind), _single(info), _files(info, parts))
            for collection, body in _documents(parts):
                writer.add_document(collection, f"{kind}/{repo_id}", body)


def _kind(name: str) -> Any:
    return next(kind for kind in KINDS if kind == name)


def _single(info: dict[str, Any]) -> dict[str, Any]:
    """A listing's entry in the shape that the single-repo endpoint gives."""
    if isinstance(info.get("inferenceProviderMapping"), list):
        pairs = provider_items(info["inferenceProviderMapping"])
        mapping = {name: {key: one[key] for key in one if key != "provider"} for name, one in pairs}
        return {**info, "inferenceProviderMapping": mapping}
    return info


def _files(info: dict[str, Any], parts: list[Part]) -> list[RepoFile]:
    content = _contents(parts)
    trees = [json.loads(part.body) for part in parts if part.what == "trees"]
    if trees:
        return [_file(entry, content) for entry in _unique(trees) if entry["type"] == "file"]
    paths = dict.fromkeys(one["rfilename"] for one in info.get("siblings") or ())
    return [RepoFile(path, content.get(path)) for path in paths]


def _contents(parts: list[Part]) -> dict[str, bytes]:
    return {part.what.removeprefix("file:"): part.body for part in parts if part.what.startswith("file:")}


def _unique(pages: Iterable[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return list({entry["path"]: entry for page in pages for entry in page}.values())


def _file(entry: dict[str, Any], content: dict[str, bytes]) -> RepoFile:
    held, large = content.get(entry["path"]), entry.get("lfs") or {}
    return RepoFile(entry["path"], held, entry["size"], large.get("oid"), entry["oid"])


def _documents(parts: list[Part]) -> Iterable[tuple[str, Any]]:
    bodies: dict[str, list[Any]] = {}
    for part in parts:
        if not part.what.startswith("file:"):
            bodies.setdefault(part.what, []).append(json.loads(part.body))
    if "refs" in bodies:
        yield "refs", bodies["refs"][0]
    if "commits" in bodies:
        yield "commits", [commit for page in bodies["commits"] for commit in page]
    if "discussions" in bodies:
        details = {one["num"]: one for one in bodies.get("discussion", ())}
        listed = {one["num"]: one for page in bodies["discussions"] for one in page["discussions"]}
        yield "discussions", [details.get(num, one) for num, one in sorted(listed.items(), reverse=True)]


def verified(recording: Recording, out: Path) -> Meta:
    """What the finished snapshot says about itself; raises SnapshotError where it is not what was recorded."""
    snapshot = Snapshot.open(out)
    snapshot.verify()
    for kind in KINDS:
        if snapshot.meta.counts[kind] != recording.count(kind):
            raise SnapshotError(f"{out} holds {snapshot.meta.counts[kind]} {kind}, not {recording.count(kind)}.")
    for name, repo_id, _ in recording.repos():
        repo = snapshot.repo(_kind(name), repo_id)
        for path, body in _contents(recording.parts(name, repo_id)).items():
            file = snapshot.file(repo.seq, path) if repo else None
            if file is None or snapshot.content(file) != body:
                raise SnapshotError(f"{out} holds another {path} of {repo_id} than was recorded.")
    return snapshot.meta
