"""nbgrader's gradebook and its one writer: a submission is written in one transaction, or not at all."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from sqlalchemy import Connection, Table, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError

from course.grading import schema
from course.grading.database import connected, is_new, reason, shown
from course.grading.engine.lesson import CHECKS, Part, Plan
from course.grading.exercise import State
from course.grading.marks import Marks, marks
from course.grading.penalty import Late, no_penalty
from course.grading.project import CourseError, Project
from course.grading.record import Record, readable, to_json

Row = dict[str, Any]


@dataclass(frozen=True)
class Cells:
    """nbgrader's keys for a lesson: of the assignment, the notebook, and its graded and its written cells by name."""

    assignment: str
    notebook: str
    graded: dict[str, str]
    written: dict[str, str]
    due: datetime.datetime | None


class Gradebook:
    """The gradebook of `project` at `url`, for one lesson; a context manager."""

    def __init__(self, project: Project, plan: Plan, url: URL) -> None:
        self._project, self._plan, self._url = project, plan, url
        self._engine = connected(url)
        self.place = shown(url)

    def __enter__(self) -> Self:
        try:
            new = is_new(self._engine)
            if new or not self._fits():
                self._register(new=new)
            schema.OURS.create_all(self._engine)
        except BaseException:
            self._engine.dispose()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.dispose()

    def _register(self, *, new: bool) -> None:
        """Let nbgrader enter the lesson's cells, as `nbgrader generate_assignment` would; release/ is left alone."""
        from course.grading.registration import register

        self._engine.dispose()
        register(self._project, self._plan.lesson, self._url, new=new)
        self.__dict__.pop("cells", None)
        if not self._fits():
            raise CourseError(
                f"{self.place} holds other cells for {self._plan.lesson.key}, and submissions; start a new gradebook."
            )

    @cached_property
    def cells(self) -> Cells:
        """nbgrader's keys for the lesson; CourseError if it does not know the lesson."""
        found = self._find_cells()
        if found is None:
            raise CourseError(f"{self.place} does not know {self._plan.lesson.key}.")
        return found

    def records(self) -> dict[str, Record]:
        """What was graded and written down, by student."""
        ours, given = schema.course_record, schema.submitted_assignment
        query = select(ours.c.record).join(given, given.c.student_id == ours.c.student_id)
        query = query.where(ours.c.assignment == self._plan.lesson.key, given.c.assignment_id == self.cells.assignment)
        with self._engine.connect() as connection:
            found = [readable(text) for text in connection.scalars(query)]
        return {one.student: one for one in found if one is not None}

    def students(self) -> set[str]:
        """Everybody in the gradebook."""
        with self._engine.connect() as connection:
            return set(connection.scalars(select(schema.student.c.id)))

    def marks(self) -> dict[str, Marks]:
        """What people have given, by student."""
        notebook = self.cells.notebook
        with self._engine.connect() as connection:
            return marks(connection, notebook)

    def write(self, record: Record, timestamp: datetime.datetime | None, late: Late = no_penalty) -> None:
        """Write a graded submission: scores, comments, penalty and record, all at once; what people gave stays.

        `late` says what is taken off for seconds that were too many.
        """
        cells = self.cells
        with self._engine.begin() as connection:
            _Submission(connection, cells, record).write(timestamp, late)

    def _fits(self) -> bool:
        """Whether nbgrader knows the lesson with just these cells and points."""
        cells = self._find_cells()
        if cells is None:
            return False
        wanted = {cell.name: cell.points for cell in self._plan.cells if cell.part in (*CHECKS, Part.MEMO)}
        written = {cell.name for cell in self._plan.cells if cell.part in (Part.ANSWER, Part.MEMO)}
        return wanted == self._points(cells) and written == cells.written.keys()

    def _points(self, cells: Cells) -> dict[str, float]:
        names = {key: name for name, key in cells.graded.items()}
        query = select(schema.grade_cell).where(schema.grade_cell.c.id.in_(names))
        with self._engine.connect() as connection:
            return {names[row.id]: row.max_score for row in connection.execute(query)}

    def _find_cells(self) -> Cells | None:
        lesson, assignment, notebook, cell = self._plan.lesson, schema.assignment, schema.notebook, schema.base_cell
        query = select(assignment.c.id, assignment.c.duedate, notebook.c.id)
        query = query.join(notebook, notebook.c.assignment_id == assignment.c.id)
        query = query.where(assignment.c.name == lesson.key, notebook.c.name == lesson.name)
        with self._engine.connect() as connection:
            found = connection.execute(query).one_or_none()
            if found is None:
                return None
            rows = connection.execute(select(cell).where(cell.c.notebook_id == found[2])).all()
        kinds = {kind: {row.name: row.id for row in rows if row.type == kind} for kind in ("GradeCell", "SolutionCell")}
        return Cells(found[0], found[2], kinds["GradeCell"], kinds["SolutionCell"], found[1])


class _Submission:
    """The rows of one submission, being written."""

    def __init__(self, connection: Connection, cells: Cells, record: Record) -> None:
        self._connection, self._cells, self._record = connection, cells, record

    def write(self, timestamp: datetime.datetime | None, late: Late) -> None:
        before = self._before()
        self._keep(schema.student, {"id": self._record.student}, {})
        keys = {"assignment_id": self._cells.assignment, "student_id": self._record.student}
        submission = self._keep(schema.submitted_assignment, keys, {"timestamp": timestamp})
        keys = {"assignment_id": submission["id"], "notebook_id": self._cells.notebook}
        notebook = self._keep(schema.submitted_notebook, keys, {}, {"flagged": False})
        self._grades(notebook["id"])
        self._comments(notebook["id"])
        changes = self._penalty(submission, notebook, timestamp, late, again=before == self._record.content)
        if self._record.unjudged or self._record.fault:
            changes["flagged"] = True
        self._update(schema.submitted_notebook, notebook, changes)
        self._remember()

    def _before(self) -> str:
        """The content that was graded last."""
        return self._connection.execute(select(schema.course_record.c.content).where(*self._ours())).scalar() or ""

    def _ours(self) -> tuple[Any, ...]:
        ours = schema.course_record.c
        return ours.student_id == self._record.student, ours.assignment == self._record.result.lesson

    def _grades(self, notebook: str) -> None:
        known = self._rows(schema.grade, notebook)
        for name, cell in self._cells.graded.items():
            score, row = self._record.scores.get(name), known.get(cell)
            waits = score is None
            if row is not None and row["manual_score"] is not None:
                waits = row["needs_manual_grade"] if score == row["auto_score"] else True
            values = {"auto_score": score, "needs_manual_grade": waits}
            self._save(schema.grade, row, {"notebook_id": notebook, "cell_id": cell}, values)

    def _comments(self, notebook: str) -> None:
        known, said = self._rows(schema.comment, notebook), _sentences(self._record)
        for name, cell in self._cells.written.items():
            keys = {"notebook_id": notebook, "cell_id": cell}
            self._save(schema.comment, known.get(cell), keys, {"auto_comment": said.get(name)})

    def _penalty(
        self, submission: Row, notebook: Row, timestamp: datetime.datetime | None, late: Late, *, again: bool
    ) -> Row:
        """The late penalty by the course's rule; without a rule, graded again, the one that stands stays."""
        due = self._cells.due + (submission["extension"] or datetime.timedelta()) if self._cells.due else None
        seconds = (timestamp - due).total_seconds() if due and timestamp else 0.0
        score = sum(_score(row) for row in self._rows(schema.grade, notebook["id"]).values())
        found = late(self._record.student, score, seconds) if seconds > 0 else None
        if found is None and again:
            return {}
        return {"late_submission_penalty": None if found is None else min(max(found, 0.0), score)}

    def _remember(self) -> None:
        ours = schema.course_record
        self._connection.execute(ours.delete().where(*self._ours()))
        row = {"student_id": self._record.student, "assignment": self._record.result.lesson}
        row |= {"content": self._record.content, "version": self._record.version, "record": to_json(self._record)}
        self._connection.execute(ours.insert().values(row))

    def _rows(self, table: Table, notebook: str) -> dict[str, Row]:
        """The rows of a submitted notebook by cell."""
        found = self._connection.execute(select(table).where(table.c.notebook_id == notebook)).mappings()
        return {row["cell_id"]: dict(row) for row in found}

    def _keep(self, table: Table, keys: Row, values: Row, first: Row | None = None) -> Row:
        """The row with `keys`, made or brought up to date."""
        where = [table.c[name] == value for name, value in keys.items()]
        found = self._connection.execute(select(table).where(*where)).mappings().one_or_none()
        return self._save(table, dict(found) if found else None, keys, values if found else {**(first or {}), **values})

    def _save(self, table: Table, row: Row | None, keys: Row, values: Row) -> Row:
        if row is not None:
            return self._update(table, row, values)
        made = {"id": uuid4().hex, **keys, **values}
        self._connection.execute(table.insert().values(made))
        return {column.name: None for column in table.columns} | made

    def _update(self, table: Table, row: Row, values: Row) -> Row:
        changed = {name: value for name, value in values.items() if row[name] != value}
        if changed:
            self._connection.execute(table.update().where(table.c.id == row["id"]).values(changed))
        return row | changed


def _score(row: Row) -> float:
    given = row["manual_score"] if row["manual_score"] is not None else row["auto_score"]
    return 0.0 if given is None else float(given + (row["extra_credit"] or 0.0))


def _sentences(record: Record) -> dict[str, str | None]:
    """The comment on each written cell: the state of the answer, and the sentence if there is one."""
    said: dict[str, str | None] = {memo.name: None if memo.written else "No response." for memo in record.result.memos}
    for answer in record.result.answers:
        said[answer.name] = f"{State(answer.state)}: {answer.sentence}" if answer.sentence else f"{answer.state}."
    return said


@contextmanager
def opened(project: Project, plan: Plan, url: URL) -> Iterator[Gradebook]:
    """The gradebook, kept by one writer: CourseError if another `course grade` is writing to this course."""
    from filelock import FileLock, Timeout

    (project.root / "autograded").mkdir(exist_ok=True)
    lock = FileLock(project.root / "autograded" / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise CourseError("Another `course grade` is at work on this course; wait until it is done.") from None
    try:
        with lock, Gradebook(project, plan, url) as book:
            yield book
    except DatabaseError as error:
        raise CourseError(f"{shown(url)} failed: {reason(error)}; what was written stays, so run it again.") from None
