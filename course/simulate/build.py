"""A whole simulated Hub, streamed into a snapshot, and the manifest of what was planted in it."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from course.hub.writer import SnapshotWriter
from course.simulate.cut import Cut
from course.simulate.hub import Hub
from course.simulate.logs import logs
from course.simulate.meta import AS_OF, GENERATOR, REAL_MODELS, T0

T = TypeVar("T")
Progress = Callable[[float], None]


def build(path: Path, *, seed: int, models: int, name: str, progress: Progress | None = None) -> Path:
    """Write the snapshot of a seed and a size to `path`; the name changes nothing in it.

    It holds what a learner may know: neither the seed, nor what was planted, nor a table that checks keep back.
    """
    hub = Hub(seed, models)
    report = progress or (lambda share: None)
    with SnapshotWriter(path, name=name, as_of=AS_OF, simulated=True, generator=GENERATOR, **size(models)) as writer:
        write_repos(writer, hub.repos(), hub.world.n + hub.datasets.n + hub.spaces.n, report)
        for old, new in hub.redirects():
            writer.add_redirect("models", old, new)
        for document in hub.documents():
            writer.add_document(*document)
        for repo_id, tag, info, files in hub.revisions():
            writer.add_revision("models", repo_id, tag, info, files)
        for log, frame in logs(hub):
            writer.add_log(log, frame)
        report(0.97)
    report(1.0)
    return path


def build_cut(path: Path, *, seed: int, models: int, name: str, progress: Progress | None = None) -> Path:
    """Write the Hub of a seed and a size to `path` as it was on 15 March: the one that the capstone asks."""
    cut = Cut(Hub(seed, models))
    report = progress or (lambda share: None)
    with SnapshotWriter(path, name=name, as_of=T0, simulated=True, generator=GENERATOR, **size(models)) as writer:
        write_repos(writer, cut.repos(), cut.n, report)
        for document in cut.documents():
            writer.add_document(*document)
        for log, frame in cut.logs():
            writer.add_log(log, frame)
    report(1.0)
    return path


def size(models: int) -> dict[str, object]:
    """What a snapshot says about its size."""
    return {"models": models, "sampling_fraction": models / REAL_MODELS}


def write_repos(writer: SnapshotWriter, rows: Iterable[tuple[Any, Any, Any]], total: int, report: Progress) -> None:
    """All repos, models first; progress runs to 0.8."""
    for kind, info, files in counted(rows, total, report):
        writer.add_repo(kind, info, files)


def counted(rows: Iterable[T], total: int, report: Progress) -> Iterator[T]:
    """The rows themselves, reporting progress two hundred times on the way."""
    step = max(1, total // 200)
    for number, row in enumerate(rows):
        if number % step == 0:
            report(0.02 + 0.78 * number / total)
        yield row


def write_manifest(path: Path, manifest: dict[str, Any]) -> None:
    """The manifest of a Hub as JSON, replaced in one step; `course simulate --manifest` writes one."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", "utf-8")
    os.replace(part, path)
