"""What people gave in formgrader: points, comments and penalties, read from the gradebook."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, select

from course.grading.book import schema


@dataclass
class Marks:
    """The marks on one submission, by cell; `scores` are a person's and may include extra credit.

    `waiting` names the cells that a person still has to look at.
    """

    scores: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    penalty: float = 0.0


def marks(connection: Connection, notebook: str) -> dict[str, Marks]:
    """The marks on every submission of a notebook, by student."""
    found: dict[str, Marks] = {}
    for row in connection.execute(_of_notebooks(notebook)):
        found[row.student_id] = Marks(penalty=row.late_submission_penalty or 0.0)
    for row in _cells(connection, schema.grade, notebook):
        _grade(found[row.student_id], row)
    for row in _cells(connection, schema.comment, notebook):
        if row.manual_comment:
            found[row.student_id].comments[row.name] = row.manual_comment
    return found


def _grade(kept: Marks, row: Any) -> None:
    given = row.manual_score if row.manual_score is not None else row.auto_score
    if row.manual_score is not None or row.extra_credit:
        kept.scores[row.name] = (given or 0.0) + (row.extra_credit or 0.0)
    if row.needs_manual_grade:
        kept.waiting.add(row.name)


def _of_notebooks(notebook: str) -> Select[Any]:
    given, whole = schema.submitted_notebook, schema.submitted_assignment
    query = select(whole.c.student_id, given.c.id, given.c.late_submission_penalty)
    return query.join(whole, whole.c.id == given.c.assignment_id).where(given.c.notebook_id == notebook)


def _cells(connection: Connection, table: Any, notebook: str) -> Iterator[Any]:
    given = _of_notebooks(notebook).subquery()
    query = select(given.c.student_id, schema.base_cell.c.name, table)
    query = query.join(given, given.c.id == table.c.notebook_id)
    yield from connection.execute(query.join(schema.base_cell, schema.base_cell.c.id == table.c.cell_id))
