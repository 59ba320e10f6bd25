"""A lesson packed for another machine: its notebooks and the exercises, in bytes."""

import io
import tarfile
from pathlib import Path
from typing import Any

from course.lesson.project import MARK, Lesson


def pack(lesson: Lesson) -> bytes:
    """The files that grading `lesson` needs."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path in _files(lesson):
            archive.add(path, path.relative_to(lesson.root).as_posix(), recursive=False)
    return packed.getvalue()


def unpack(packed: bytes, root: Path, key: str, name: str) -> Lesson:
    """The lesson in `packed`, its files below `root`."""
    careful: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # since Python 3.11.4
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        archive.extractall(root, **careful)
    return Lesson(root, key, name)


def _files(lesson: Lesson) -> list[Path]:
    exercises = sorted((lesson.root / "exercises").rglob("*.py"))
    return [lesson.root / MARK, lesson.source, lesson.release, *exercises]
