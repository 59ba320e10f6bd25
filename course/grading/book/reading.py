"""What people gave a memo, row by row of its rubric: kept as they go, and in nbgrader's tables once it is whole."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Table, select

from course.grading.book import schema
from course.grading.book.rows import Cells

LONGEST = 4_000  # characters of a remark


class Place(StrEnum):
    """Whose points count: the first reader's go into the gradebook, the second's are compared with them."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class Reading:
    """A memo of a student as one reader marked it: points and remarks by row of the rubric, and a comment on the whole.

    `text` is the digest of what was read; `done` says that every row has its points and the reader went on.
    """

    student: str
    memo: str
    place: Place
    reader: str
    text: str
    points: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    remarks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    comment: str = ""
    done: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Whose memo, and which."""
        return self.student, self.memo


def comment_of(reading: Reading, most: int) -> str:
    """The comment that the author reads: a line for each row, such as `3/3 tension: Both sides.`, then the whole."""
    lines = [_line(points, most, row, reading.remarks.get(row, "")) for row, points in reading.points.items()]
    return "\n".join(filter(None, [*lines, reading.comment.strip()]))


def _line(points: int, most: int, row: str, remark: str) -> str:
    return f"{points}/{most} {row}{': ' if remark.strip() else ''}{remark.strip()}"


def readings(connection: Connection, lesson: str) -> list[Reading]:
    """Every reading of a lesson, whole or begun; one that another version wrote in another form is left out."""
    ours = schema.course_reading
    found = [_reading(row) for row in connection.execute(select(ours).where(ours.c.assignment == lesson))]
    return [one for one in found if one is not None]


def keep(connection: Connection, cells: Cells, lesson: str, one: Reading, most: int) -> bool:
    """Write a reading; of a first reader who is done, points and comment for nbgrader too.

    Whether the student's submission is in the gradebook; if not, nothing is written.
    """
    notebook = _notebook(connection, cells, one.student)
    if notebook is None:
        return False
    ours = schema.course_reading
    keys = {"student_id": one.student, "assignment": lesson, "cell": one.memo, "place": str(one.place)}
    connection.execute(ours.delete().where(*(ours.c[name] == value for name, value in keys.items())))
    said = {"points": dict(one.points), "remarks": _short(one.remarks), "comment": one.comment[:LONGEST]}
    row = {"reader": one.reader, "text": one.text, "done": one.done, "reading": json.dumps(said)}
    connection.execute(ours.insert().values(keys | row))
    if one.done and one.place is Place.FIRST:
        given = {"manual_score": float(sum(one.points.values())), "needs_manual_grade": False}
        _put(connection, schema.grade, notebook, cells.graded[one.memo], given)
        _put(connection, schema.comment, notebook, cells.written[one.memo], {"manual_comment": comment_of(one, most)})
    return True


def _short(remarks: Mapping[str, str]) -> dict[str, str]:
    return {row: remark[:LONGEST] for row, remark in remarks.items() if remark.strip()}


def _put(connection: Connection, table: Table, notebook: str, cell: str, values: dict[str, Any]) -> None:
    where = (table.c.notebook_id == notebook, table.c.cell_id == cell)
    if not connection.execute(table.update().where(*where).values(values)).rowcount:
        keys = {"id": uuid4().hex, "notebook_id": notebook, "cell_id": cell}
        connection.execute(table.insert().values(keys | values))


def _notebook(connection: Connection, cells: Cells, student: str) -> str | None:
    given, whole = schema.submitted_notebook, schema.submitted_assignment
    query = select(given.c.id).join(whole, whole.c.id == given.c.assignment_id)
    found = connection.execute(query.where(given.c.notebook_id == cells.notebook, whole.c.student_id == student))
    return found.scalar_one_or_none()


def _reading(row: Any) -> Reading | None:
    try:
        said = json.loads(row.reading)
        points = {str(name): int(one) for name, one in said["points"].items()}
        remarks = {str(name): str(one) for name, one in said["remarks"].items()}
        who = (row.student_id, row.cell, Place(row.place), row.reader, row.text)
        return Reading(*who, points, remarks, str(said["comment"]), bool(row.done))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
