"""The rows of one submission in nbgrader's tables, written; what people gave stays."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Table, select

from course.grading.book import schema
from course.grading.book.penalty import Late
from course.grading.book.record import Record, to_json

Row = dict[str, Any]
Rewritten = Mapping[str, str]  # a written cell whose text changed since it was graded last -> the text that it had
LONGEST = 2_000  # characters of a text that a comment quotes


@dataclass(frozen=True)
class Cells:
    """nbgrader's keys for a lesson: of the assignment, the notebook, and its graded and its written cells by name."""

    assignment: str
    notebook: str
    graded: dict[str, str]
    written: dict[str, str]
    due: datetime.datetime | None


def seconds_late(
    due: datetime.datetime | None, extension: datetime.timedelta | None, timestamp: datetime.datetime | None
) -> float:
    """The seconds between the due date, extended, and the time of handing in; 0 where one of them is not known."""
    if due is None or timestamp is None:
        return 0.0
    return (timestamp - due - (extension or datetime.timedelta())).total_seconds()


class Submission:
    """The rows of one submission, being written."""

    def __init__(self, connection: Connection, cells: Cells, record: Record, rewritten: Rewritten) -> None:
        self._connection, self._cells, self._record = connection, cells, record
        self._rewritten = rewritten
        self._asked = {check for name in rewritten for check in (name, *record.checks.get(name, []))}
        self._new: dict[Table, list[Row]] = {}

    def write(self, timestamp: datetime.datetime | None, late: Late) -> None:
        """Write scores, comments, penalty and record; `late` says what is taken off for seconds that were too many."""
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
                same = score == row["auto_score"] and name not in self._asked
                waits = row["needs_manual_grade"] if same else True
            values = {"auto_score": score, "needs_manual_grade": waits}
            self._save(schema.grade, row, {"notebook_id": notebook, "cell_id": cell}, values)
        self._insert()

    def _comments(self, notebook: str) -> None:
        known, said = self._rows(schema.comment, notebook), _sentences(self._record)
        said |= {name: f"{said.get(name) or ''}{text}" for name, text in self._changes(notebook)}
        for name, cell in self._cells.written.items():
            keys = {"notebook_id": notebook, "cell_id": cell}
            self._save(schema.comment, known.get(cell), keys, {"auto_comment": said.get(name)})
        self._insert()

    def _changes(self, notebook: str) -> Iterator[tuple[str, str]]:
        """What a person who marked a text is told, when the text is another one now."""
        marks = {cell: row["manual_score"] for cell, row in self._rows(schema.grade, notebook).items()}
        for name, text in self._rewritten.items():
            cells = [self._cells.graded.get(one, "") for one in (name, *self._record.checks.get(name, []))]
            given = [f"{marks[cell]:g}" for cell in cells if marks.get(cell) is not None]
            if given and name in self._cells.written:
                yield name, f" The text changed after a person gave {' and '.join(given)}. It was: {text[:LONGEST]}"

    def _penalty(
        self, submission: Row, notebook: Row, timestamp: datetime.datetime | None, late: Late, *, again: bool
    ) -> Row:
        """The late penalty by the course's rule; without a rule, graded again, the one that stands stays."""
        seconds = seconds_late(self._cells.due, submission["extension"], timestamp)
        score = sum(score_of(row) for row in self._rows(schema.grade, notebook["id"]).values())
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
        row = self._save(table, dict(found) if found else None, keys, values if found else {**(first or {}), **values})
        self._insert()
        return row

    def _save(self, table: Table, row: Row | None, keys: Row, values: Row) -> Row:
        if row is not None:
            return self._update(table, row, values)
        made = {"id": uuid4().hex, **keys, **values}
        self._new.setdefault(table, []).append(made)
        return {column.name: None for column in table.columns} | made

    def _insert(self) -> None:
        """Write the rows that are new, those of a table at once."""
        for table, rows in self._new.items():
            self._connection.execute(table.insert(), rows)
        self._new = {}

    def _update(self, table: Table, row: Row, values: Row) -> Row:
        changed = {name: value for name, value in values.items() if row[name] != value}
        if changed:
            self._connection.execute(table.update().where(table.c.id == row["id"]).values(changed))
        return row | changed


def score_of(row: Row) -> float:
    given = row["manual_score"] if row["manual_score"] is not None else row["auto_score"]
    return 0.0 if given is None else float(given + (row["extra_credit"] or 0.0))


def _sentences(record: Record) -> dict[str, str | None]:
    """The comment on each written cell: the state of the answer, and the sentence if there is one."""
    said: dict[str, str | None] = {memo.name: None if memo.written else "No response." for memo in record.result.memos}
    for answer in record.result.answers:
        said[answer.name] = f"{answer.state}: {answer.sentence}" if answer.sentence else f"{answer.state}."
    return said


def renew_penalties(connection: Connection, cells: Cells, late: Late) -> Iterator[tuple[str, float, float]]:
    """Bring the late penalty of each submission up to date; a student, the penalty before and now, where it changes.

    Where the course has no rule, a penalty is a person's, and stays.
    """
    given, whole, grade = schema.submitted_notebook, schema.submitted_assignment, schema.grade
    query = select(
        given.c.id, given.c.late_submission_penalty, whole.c.student_id, whole.c.timestamp, whole.c.extension
    )
    query = query.join(whole, whole.c.id == given.c.assignment_id).where(given.c.notebook_id == cells.notebook)
    for row in connection.execute(query).mappings().all():
        student, before = row["student_id"], row["late_submission_penalty"] or 0.0
        rows = connection.execute(select(grade).where(grade.c.notebook_id == row["id"])).mappings()
        score = sum(score_of(dict(one)) for one in rows)
        seconds = seconds_late(cells.due, row["extension"], row["timestamp"])
        if (seconds <= 0 and not before) or late(student, score, max(seconds, 1.0)) is None:
            continue
        now = min(max(late(student, score, seconds) or 0.0, 0.0), score) if seconds > 0 else 0.0
        if now != before:
            change = {"late_submission_penalty": now or None}
            connection.execute(given.update().where(given.c.id == row["id"]).values(change))
            yield student, before, now
