"""The autograded notebook of a student: what formgrader shows, and the first place where a result is safe.

Its metadata hold the record, so that a grader that was killed need not grade again what it had finished.
"""

import copy
import datetime
import json
import stat
import zoneinfo
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace as replaced
from pathlib import Path
from typing import Any

from course.files import write
from course.grading.book.record import Record, from_json, to_json
from course.grading.engine.graded import GradedCell, GradedNotebook
from course.grading.engine.outputs import MEMO
from course.lesson.project import Lesson
from course.lesson.untrusted import Unreadable, read_file

KEY = "course_record"
COPIED = ("timestamp.txt", "submission_secret.txt")  # what nbgrader needs to give feedback back
LARGEST = 10_000
EXAMPLE = "2026-07-03 21:30:00 UTC"
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
    written = _written_time(lesson, student)
    return moment(written) if written is not None else None


def unreadable_time(lesson: Lesson, student: str) -> str:
    """What to say of a time of handing in that is written down and is no time; "" if it can be read, or is missing."""
    written = _written_time(lesson, student)
    if written is None or moment(written) is not None:
        return ""
    shown = ascii(written[:40].strip())
    return f"timestamp.txt holds {shown}, which is no time such as {EXAMPLE}; nobody can say whether it came late."


def _written_time(lesson: Lesson, student: str) -> str | None:
    try:
        return read_file(folder(lesson, student, "submitted") / COPIED[0], LARGEST).decode("utf-8", "replace")
    except Unreadable:
        return None


def moment(text: str) -> datetime.datetime | None:
    """The moment that an ISO 8601 text means, in UTC without a zone; None if it is no such text.

    An offset or the name of a zone may follow; without one it is UTC, as nbgrader writes it. Nothing is guessed.
    """
    text = text.strip().removeprefix("\ufeff")
    first, _, last = text.rpartition(" ")
    try:
        zone = zoneinfo.ZoneInfo(last) if first and last[:1].isalpha() else None
        found = datetime.datetime.fromisoformat(first if zone else text)
        if zone is not None and found.tzinfo is None:
            found = found.replace(tzinfo=zone)
        return found.astimezone(datetime.UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return None


def sources(notebook: str) -> dict[str, str]:
    """The text of each named cell of an autograded notebook."""
    found = ((_name(cell), cell.get("source", "")) for cell in json.loads(notebook)["cells"])
    return {name: source if isinstance(source, str) else "".join(source) for name, source in found if name}


def earlier(lesson: Lesson, student: str) -> dict[str, str]:
    """The texts of the notebook that was graded before; empty if there is none that can be read."""
    try:
        return sources(path(lesson, student).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def text(record: Record, graded: GradedNotebook, released: dict[str, Any]) -> str:
    """The autograded notebook as text; a submission that could not be read gives the one that was released."""
    known = {_name(cell): cell for cell in released["cells"]}
    cells = [_cell(known.get(cell.name), cell, number) for number, cell in enumerate(once(graded.cells))]
    metadata = {**released["metadata"], KEY: json.loads(to_json(record))}
    return json.dumps({**released, "cells": cells or released["cells"], "metadata": metadata}) + "\n"


def once(cells: Sequence[GradedCell]) -> Iterator[GradedCell]:
    """The cells, in which what a memo says stands below its own cell alone and not again where it is checked."""
    told = set[str]()
    for cell in cells:
        yield replaced(cell, outputs=tuple(one for one in cell.outputs if _said(one) not in told))
        told |= {_said(one) for one in cell.outputs if MEMO in one.get("metadata", {})}


def read(lesson: Lesson, student: str) -> Record | None:
    """The record in a student's autograded notebook, None where there is none of ours."""
    try:
        return from_json(json.dumps(json.loads(path(lesson, student).read_bytes())["metadata"][KEY]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def accompany(lesson: Lesson, student: str, step: str) -> None:
    """Copy the time and the secret of a submission to a later step; links are not followed."""
    for name in COPIED:
        with suppress(Unreadable):
            content = read_file(folder(lesson, student, "submitted") / name, LARGEST).decode("utf-8", "replace")
            replace(folder(lesson, student, step) / name, content, OPEN)


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


def _said(output: dict[str, Any]) -> str:
    """The text that an output displays."""
    return str(output.get("data", {}).get("text/plain", "")).strip()


def _name(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id") or cell.get("id") or "")
