"""nbgrader's gradebook and its one writer: a submission is written in one transaction, or not at all."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from types import MappingProxyType, TracebackType
from typing import Self

from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError

from course.grading.book import schema
from course.grading.book.database import connected, is_new, reason, shown
from course.grading.book.marks import Marks, marks
from course.grading.book.penalty import Late, no_penalty
from course.grading.book.reading import Reading, keep, readings
from course.grading.book.record import Record, readable
from course.grading.book.rows import Cells, Rewritten, Submission, renew_penalties
from course.lesson.plan import CHECKS, Part, Plan
from course.lesson.project import CourseError, Project


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
        from course.grading.book.registration import register

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

    def people(self) -> list[tuple[str, str | None, str | None]]:
        """Everybody in the gradebook: id, first name, last name."""
        one = schema.student.c
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(select(one.id, one.first_name, one.last_name))]

    def marks(self) -> dict[str, Marks]:
        """What people have given, by student."""
        notebook = self.cells.notebook
        with self._engine.connect() as connection:
            return marks(connection, notebook)

    def write(
        self,
        record: Record,
        timestamp: datetime.datetime | None,
        late: Late = no_penalty,
        rewritten: Rewritten = MappingProxyType({}),
    ) -> None:
        """Write a graded submission: scores, comments, penalty and record, all at once; what people gave stays.

        `late` says what is taken off for seconds that were too many. A person who gave a mark for a text that was
        `rewritten` since is asked again, and told what it was.
        """
        cells = self.cells
        with self._engine.begin() as connection:
            Submission(connection, cells, record, rewritten).write(timestamp, late)

    def readings(self) -> list[Reading]:
        """What people gave the memos, row by row; begun ones as well."""
        with self._engine.connect() as connection:
            return readings(connection, self._plan.lesson.key)

    def keep(self, reading: Reading, most: int) -> None:
        """Write a reading of a memo, at once: a row of its rubric has at most `most` points.

        CourseError if the gradebook does not know the submission.
        """
        cells = self.cells
        with self._engine.begin() as connection:
            known = keep(connection, cells, self._plan.lesson.key, reading, most)
        if not known:
            raise CourseError(f"{self.place} has no submission of {reading.student!r}; nothing was written.")

    def renew_penalties(self, late: Late) -> list[tuple[str, float, float]]:
        """Bring late penalties up to date with due dates, extensions and scores; each change as who, before, now."""
        cells = self.cells
        with self._engine.begin() as connection:
            return list(renew_penalties(connection, cells, late))

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
