"""A learner's copy of a lesson: made from the release, renewed while nobody has written in it, never written over."""

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import nbformat

from course.learner import store
from course.learner.carry import carried, digests, left_behind, news, untouched
from course.learner.hints import USED
from course.lesson.project import CourseError, Lesson
from course.lesson.rebuild import read

MARK = ".from-release.json"
UNCOPIED = {MARK, USED}


@dataclass(frozen=True)
class Origin:
    """What a copy was made from: the hashes of the release's cells and of its other files, empty if unknown."""

    cells: dict[str, str]
    files: dict[str, str]


def start(lesson: Lesson) -> list[str]:
    """Make the copy, or renew one that nobody has written in; else leave it. One sentence says what is new."""
    _released(lesson)
    copy = lesson.working_copy
    if not copy.is_file():
        _take(lesson)
        return []
    released, origin = read(lesson.release), _origin(lesson)
    _renew_files(lesson, origin)
    if origin.cells == digests(released):
        return []
    learner = _learners(lesson)
    if learner is None:
        return [f"{copy} cannot be read as a notebook; rename it, and `course start` gives you a fresh copy."]
    if origin.cells and untouched(learner, origin.cells):
        _take(lesson)
        return [f"{lesson.key} was renewed; you had not written in it yet."]
    found = news(learner, released, origin.cells)
    if not found:
        _sign(lesson)
        return []
    return [f"{lesson.key} has changed ({found}). `course start {lesson.key} --update` carries your answers over."]


def update(lesson: Lesson) -> list[str]:
    """Carry what the learner wrote into the release, and keep the old notebook beside it under a dated name."""
    _released(lesson)
    copy = lesson.working_copy
    if not copy.is_file():
        return start(lesson)
    learner, released, origin = read(copy), read(lesson.release), _origin(lesson)
    _renew_files(lesson, origin)
    found = news(learner, released, origin.cells)
    if not found:
        _sign(lesson)
        return [f"{lesson.key} is up to date."]
    kept = set_aside(copy)
    made = carried(learner, released, origin.cells)
    store.write(copy, nbformat.writes(made).encode())
    _sign(lesson)
    gone = left_behind(learner, released, origin.cells)
    return [
        f"Your answers are in the new {lesson.key} ({found}); the old notebook is {kept.name}.",
        *(f"`{one}` is not asked any more; your answer to it is in {kept.name}." for one in gone),
    ]


def set_aside(path: Path) -> Path:
    """A copy of the file beside it, under a name with today's date."""
    kept = store.free(path.with_name(f"{path.stem}-{date.today().isoformat()}{path.suffix}"))
    shutil.copyfile(path, kept)
    return kept


def _released(lesson: Lesson) -> None:
    if not lesson.release.is_file():
        raise CourseError(f"{lesson.key} has not been released yet; run: course release {lesson.key}")


def _learners(lesson: Lesson) -> Any:
    try:
        return read(lesson.working_copy)
    except CourseError:
        return None


def _take(lesson: Lesson) -> None:
    """Copy the notebook as it was released, and the files beside it that the learner has not got."""
    copy = lesson.working_copy
    copy.parent.mkdir(parents=True, exist_ok=True)
    store.write(copy, lesson.release.read_bytes())
    _renew_files(lesson, _origin(lesson))
    _sign(lesson)


def _renew_files(lesson: Lesson, origin: Origin) -> None:
    """Bring the other files up to date, but for those that the learner has changed."""
    files, given = dict(origin.files), _others(lesson)
    for name in origin.files.keys() - given.keys():
        mine = lesson.working_copy.parent / name
        if mine.is_file() and files.pop(name) == _hash(mine.read_bytes()):
            mine.unlink()
    for name, content in given.items():
        mine = lesson.working_copy.parent / name
        if not mine.exists() or files.get(name) == _hash(mine.read_bytes()):
            mine.parent.mkdir(parents=True, exist_ok=True)
            store.write(mine, content)
            files[name] = _hash(content)
    if files != origin.files:
        _write_mark(lesson, Origin(origin.cells, files))


def _others(lesson: Lesson) -> dict[str, bytes]:
    folder = lesson.release.parent
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path != lesson.release)
    kept = (path for path in found if ".ipynb_checkpoints" not in path.parts and path.name not in UNCOPIED)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept}


def _sign(lesson: Lesson) -> None:
    """Note that the copy is made from the release as it is now."""
    _write_mark(lesson, Origin(digests(read(lesson.release)), _origin(lesson).files))


def _write_mark(lesson: Lesson, origin: Origin) -> None:
    content = {"schema": 1, "cells": origin.cells, "files": origin.files}
    store.write(lesson.working_copy.parent / MARK, f"{json.dumps(content, indent=1)}\n".encode())


def _origin(lesson: Lesson) -> Origin:
    try:
        found = json.loads((lesson.working_copy.parent / MARK).read_text(encoding="utf-8"))
        return Origin(dict(found["cells"]), dict(found["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Origin({}, {})


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
