"""What a student has shown in all lessons of a class: points of the gradebook, marks of memos among them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Engine, Select, select

from course.grading.book import schema
from course.grading.book.scores import cells_of, given
from course.lesson.project import CourseError
from course.scorecard.evidence import Artefact, Evidence, Mark
from course.scorecard.outline import Outline


def evidence(engine: Engine, student: str, outline: Outline, artefacts: Iterable[Artefact] = ()) -> Evidence:
    """The marks of a student in every lesson; what is not judged or not read has no mark and is counted as waiting.

    Raises CourseError if the gradebook has no such student.
    """
    with engine.connect() as connection:
        known = set(connection.scalars(select(schema.student.c.id)))
        if student not in known:
            raise CourseError(f"The gradebook has no student {student!r}; it has {', '.join(sorted(known)) or 'none'}.")
        grades = {(row.lesson, row.name): row for row in connection.execute(_grades(student))}
        comments = _comments(connection, student)
    marks, waiting = {}, 0
    for one in outline.asked:
        rows = [grades[one.lesson, name] for name in cells_of(one) if (one.lesson, name) in grades]
        if not rows:
            continue
        found = [given(row) for row in rows]
        if None in found:
            waiting += 1
        else:
            marks[one.key] = Mark(sum(filter(None, found)), comments.get(one.key, ""))
    return Evidence(marks, tuple(artefacts), waiting)


def _grades(student: str) -> Select[Any]:
    return _of(student, schema.grade)


def _comments(connection: Connection, student: str) -> dict[tuple[str, str], str]:
    rows = connection.execute(_of(student, schema.comment))
    return {(row.lesson, row.name): row.manual_comment for row in rows if row.manual_comment}


def _of(student: str, table: Any) -> Select[Any]:
    """The rows of a table of cells that are this student's, with the names of lesson and cell."""
    whole, part = schema.submitted_assignment, schema.submitted_notebook
    lesson, cell = schema.assignment, schema.base_cell
    query = select(lesson.c.name.label("lesson"), cell.c.name.label("name"), table)
    query = query.join(part, part.c.id == table.c.notebook_id).join(whole, whole.c.id == part.c.assignment_id)
    query = query.join(lesson, lesson.c.id == whole.c.assignment_id).join(cell, cell.c.id == table.c.cell_id)
    return query.where(whole.c.student_id == student)
