"""A whole simulated Hub, streamed into a snapshot, with the manifest of what was planted in it."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from course.hub.writer import SnapshotWriter
from course.simulate.hub import Hub
from course.simulate.logs import logs
from course.simulate.meta import AS_OF, GENERATOR, REAL_MODELS
from course.simulate.truth import truth

T = TypeVar("T")
Progress = Callable[[float], None]


def build(path: Path, *, seed: int, models: int, name: str, progress: Progress | None = None) -> Path:
    """Write the snapshot of a seed and a size to `path`, and its manifest beside it; the name changes nothing in it."""
    hub = Hub(seed, models)
    report = progress or (lambda share: None)
    meta = {"seed": seed, "models": models, "sampling_fraction": models / REAL_MODELS, "column": hub.world.plan.column}
    with SnapshotWriter(path, name=name, as_of=AS_OF, simulated=True, generator=GENERATOR, **meta) as writer:
        write_repos(writer, hub, report)
        for old, new in hub.redirects():
            writer.add_redirect("models", old, new)
        for document in hub.documents():
            writer.add_document(*document)
        for repo_id, tag, info, files in hub.revisions():
            writer.add_revision("models", repo_id, tag, info, files)
        for log, frame in logs(hub):
            writer.add_log(log, frame)
        report(0.97)
    write_manifest(manifest_path(path), truth(hub))
    report(1.0)
    return path


def write_repos(writer: SnapshotWriter, hub: Hub, report: Progress) -> None:
    """All repos, models first; progress runs to 0.8."""
    total = hub.world.n + hub.datasets.n + hub.spaces.n
    rows: Iterator[tuple[Any, Any, Any]] = hub.repos()
    for kind, info, files in counted(rows, total, report):
        writer.add_repo(kind, info, files)


def counted(rows: Iterable[T], total: int, report: Progress) -> Iterator[T]:
    """The rows themselves, reporting progress two hundred times on the way."""
    step = max(1, total // 200)
    for number, row in enumerate(rows):
        if number % step == 0:
            report(0.02 + 0.78 * number / total)
        yield row


def manifest_path(path: Path) -> Path:
    """Where the manifest of a snapshot lies."""
    return path.with_name(f"{path.name}.truth.json")


def write_manifest(path: Path, manifest: dict[str, Any]) -> None:
    """The manifest as JSON, replaced in one step."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", "utf-8")
    os.replace(part, path)
