"""The autograded notebook of a student: what formgrader shows, and the first place where a result is safe.

Its metadata hold the record, so that a grader that was killed need not grade again what it had finished.
"""

import copy
import datetime
import json
import stat
from pathlib import Path
from typing import Any

from course.files import write
from course.grading.book.record import Record, from_json, to_json
from course.grading.engine.graded import GradedCell, GradedNotebook
from course.lesson.project import Lesson

KEY = "course_record"
COPIED = ("timestamp.txt", "submission_secret.txt")  # what nbgrader needs to give feedback back
LARGEST = 10_000
READ_ONLY, OPEN = 0o444, 0o644


def folder(lesson: Lesson, student: str, step: str = "autograded") -> Path:
    """Where nbgrader looks for a step of a student's work."""
    return lesson.root / step / student / lesson.key


def path(lesson: Lesson, student: str) -> Path:
    """The autograded notebook of a student."""
    return folder(lesson, student) / lesson.release.name


def place(lesson: Lesson, student: str, text: str) -> None:
    """Put an autograded notebook in its place, and beside it what nbgrader wants there."""
    replace(path(lesson, student), text, READ_ONLY)
    accompany(lesson, student, "autograded")


def timestamp(lesson: Lesson, student: str) -> datetime.datetime | None:
    """When it was handed in, in UTC without a zone, as nbgrader keeps it; None if that cannot be told."""
    file = folder(lesson, student, "submitted") / COPIED[0]
    if file.is_symlink() or not file.is_file() or file.stat().st_size > LARGEST:
        return None
    from dateutil import parser, tz  # type: ignore[import-untyped]

    try:
        found: datetime.datetime = parser.parse(
            file.read_text("utf-8", "replace"), tzinfos=lambda name, offset: tz.gettz(name) or tz.UTC
        )
        return found.astimezone(datetime.UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        return None


def text(record: Record, graded: GradedNotebook, released: dict[str, Any]) -> str:
    """The autograded notebook as text; a submission that could not be read gives the one that was released."""
    known = {_name(cell): cell for cell in released["cells"]}
    cells = [_cell(known.get(cell.name), cell, number) for number, cell in enumerate(graded.cells)]
    metadata = {**released["metadata"], KEY: json.loads(to_json(record))}
    return json.dumps({**released, "cells": cells or released["cells"], "metadata": metadata}) + "\n"


def read(lesson: Lesson, student: str) -> Record | None:
    """The record in a student's autograded notebook, None where there is none of ours."""
    try:
        return from_json(json.dumps(json.loads(path(lesson, student).read_bytes())["metadata"][KEY]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def accompany(lesson: Lesson, student: str, step: str) -> None:
    """Copy the time and the secret of a submission to a later step; links are not followed."""
    for name in COPIED:
        source = folder(lesson, student, "submitted") / name
        if source.is_file() and not source.is_symlink() and source.stat().st_size <= LARGEST:
            replace(folder(lesson, student, step) / name, source.read_text("utf-8", "replace"), OPEN)


def replace(target: Path, content: str, mode: int) -> None:
    """Put `content` at `target`: all of it, or what was there before."""
    data = content.encode("utf-8", "replace")
    if target.is_file() and stat.S_IMODE(target.stat().st_mode) == mode and target.read_bytes() == data:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    write(target, data, mode)


def _cell(known: dict[str, Any] | None, graded: GradedCell, number: int) -> dict[str, Any]:
    kind = known["cell_type"] if known is not None else "code"
    made = {"cell_type": kind, "metadata": {}, "id": f"own-{number}"} if known is None else copy.deepcopy(known)
    made["source"] = graded.source
    return made | {"execution_count": None, "outputs": list(graded.outputs)} if kind == "code" else made


def _name(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id") or cell.get("id") or "")
