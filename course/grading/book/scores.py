"""The points of everybody in the gradebook for a lesson: what a learning management system is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, Select, select

from course.grading.book import schema
from course.scorecard.outline import Asked

KINDS = ("check_", "graded_")


@dataclass(frozen=True)
class Student:
    """Somebody in the gradebook."""

    id: str
    last_name: str = ""
    first_name: str = ""
    email: str = ""


@dataclass
class Handed:
    """What was handed in for a lesson: the points of each graded cell, None where they are not known yet."""

    cells: dict[str, float | None] = field(default_factory=dict)
    penalty: float = 0.0

    def points(self, asked: Asked) -> float | None:
        """The points of an exercise or memo; None if the grader or a person has not said."""
        given = [self.cells.get(name) for name in cells_of(asked) if name in self.cells]
        return None if None in given or not given else sum(one for one in given if one is not None)


def students(engine: Engine) -> list[Student]:
    """Everybody in the gradebook, by id."""
    one = schema.student.c
    with engine.connect() as connection:
        rows = connection.execute(select(one.id, one.last_name, one.first_name, one.email).order_by(one.id))
        return [Student(*(text or "" for text in row)) for row in rows]


def lessons(engine: Engine) -> set[str]:
    """The keys of the lessons that the gradebook knows."""
    with engine.connect() as connection:
        return set(connection.scalars(select(schema.assignment.c.name)))


def handed(engine: Engine, lesson: str) -> Mapping[str, Handed]:
    """What was handed in for a lesson, by student."""
    found: dict[str, Handed] = {}
    with engine.connect() as connection:
        for row in connection.execute(_submissions(lesson)):
            found[row.student_id] = Handed(penalty=row.late_submission_penalty or 0.0)
        for row in connection.execute(_grades(lesson)):
            found[row.student_id].cells[row.name] = given(row)
    return found


def cells_of(asked: Asked) -> Iterator[str]:
    """The names of the graded cells of an exercise, or of the one cell of a memo."""
    yield from (f"{kind}{asked.name}" for kind in KINDS) if asked.question is not None else (asked.name,)


def given(row: Any) -> float | None:
    """The points of a grade; None where a person or the grader still has to look at it."""
    score = row.manual_score if row.manual_score is not None else row.auto_score
    if score is None or (row.needs_manual_grade and row.manual_score is None):
        return None
    return float(score) + float(row.extra_credit or 0.0)


def _submissions(lesson: str) -> Select[Any]:
    whole, part, task = schema.submitted_assignment, schema.submitted_notebook, schema.assignment
    query = select(whole.c.student_id, part.c.id, part.c.late_submission_penalty)
    query = query.join(whole, whole.c.id == part.c.assignment_id).join(task, task.c.id == whole.c.assignment_id)
    return query.where(task.c.name == lesson)


def _grades(lesson: str) -> Select[Any]:
    of, cell = _submissions(lesson).subquery(), schema.base_cell
    query = select(of.c.student_id, cell.c.name, schema.grade)
    return query.join(of, of.c.id == schema.grade.c.notebook_id).join(cell, cell.c.id == schema.grade.c.cell_id)
