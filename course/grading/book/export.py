"""`nbgrader export` for this course: one row a submission, and beside it one row a student and exercise.

What was not handed in or not judged has an empty score, never a zero, and the note says so.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from sqlalchemy import inspect, select

from course.exercise.state import State
from course.grading.book import schema
from course.grading.book.marks import Marks, marks
from course.grading.book.record import Record, readable
from course.grading.book.result import Answer
from course.grading.book.spreadsheet import cell

WHO = ["assignment", "student_id", "last_name", "first_name", "email"]
TOTALS = [*WHO, "duedate", "timestamp", "raw_score", "late_submission_penalty", "score", "max_score", "note"]
EXERCISES = [*WHO, "exercise", "state", "score", "max_score", "sentence", "comment"]
Row = dict[str, Any]


class CourseExport(ExportPlugin):  # type: ignore[misc]
    """Writes grades.csv, or what --to names, and the same name with -exercises before the dot."""

    def export(self, gradebook: Gradebook) -> None:
        """Write both files and say what is missing in them."""
        path = Path(self.to or "grades.csv")
        found = list(self._submissions(gradebook))
        _write(path, TOTALS, [one.total() for one in found])
        _write(_beside(path), EXERCISES, [row for one in found for row in one.exercises()])
        missing = [f"{one.student.id} ({one.assignment.name})" for one in found if one.unjudged]
        if missing:
            self.log.warning("Not judged, so without a score: %s", ", ".join(missing))

    def _submissions(self, gradebook: Gradebook) -> Iterator["_Submission"]:
        for assignment in gradebook.assignments:
            if self._wanted(self.assignment, assignment.name):
                records, given = _records(gradebook, assignment.name), _marks(gradebook, assignment)
                submitted = {one.student.id: one for one in assignment.submissions}
                for student in sorted(gradebook.students, key=_order):
                    if self._wanted(self.student, student.id):
                        kept = records.get(student.id), given.get(student.id, Marks())
                        yield _Submission(assignment, student, submitted.get(student.id), *kept)

    def _wanted(self, names: list[Any], name: str) -> bool:
        return not names or name in map(str, names)


class _Submission:
    """The rows of one student and assignment."""

    def __init__(self, assignment: Any, student: Any, submitted: Any, record: Record | None, given: Marks) -> None:
        self.assignment, self.student = assignment, student
        self._submitted, self._record, self._given = submitted, record, given

    @property
    def unjudged(self) -> list[str]:
        """The exercises that nobody could judge, and nobody gave points for."""
        if self._submitted is None or self._record is None:
            return []
        return [name for name in self._record.unjudged if not self._points_given(name)]

    def total(self) -> Row:
        """The row of the submission as a whole."""
        given = self._submitted
        row = {**self._who(), "duedate": self.assignment.duedate, "max_score": self.assignment.max_score}
        if given is None:
            return {**row, "note": "nothing was handed in"}
        row |= {"timestamp": given.timestamp, "late_submission_penalty": given.late_submission_penalty}
        if not self.unjudged:
            row |= {"raw_score": given.score, "score": max(0.0, given.score - given.late_submission_penalty)}
        return {**row, "note": "; ".join(self._notes())}

    def exercises(self) -> Iterator[Row]:
        """A row for each exercise and memo, in the order of the lesson; without a record, for each graded cell."""
        if self._submitted is None:
            return
        if self._record is None:
            yield from self._cells()
            return
        for answer in self._record.result.answers:
            yield {**self._who(), **self._answer(answer)}
        for memo in self._record.result.memos:
            score = self._given.scores.get(memo.name, self._record.scores.get(memo.name))
            state = "waiting for a person" if memo.name in self._given.waiting else _memo_state(memo.written)
            row = {"exercise": memo.name, "state": state, "score": score, "max_score": memo.out_of}
            yield {**self._who(), **row, "comment": self._given.comments.get(memo.name)}

    def _answer(self, answer: Answer) -> Row:
        checks = self._checks(answer.name)
        scores = [self._given.scores.get(name, self._record.scores.get(name)) for name in checks]  # type: ignore[union-attr]
        score = None if None in scores else sum(one for one in scores if one is not None)
        row = {"exercise": answer.name, "state": answer.state, "score": score, "max_score": answer.out_of}
        return {**row, "sentence": answer.sentence, "comment": self._given.comments.get(answer.name)}

    def _cells(self) -> Iterator[Row]:
        """The graded cells of a submission that nbgrader itself graded: there is no state but what the score says."""
        for notebook in self._submitted.notebooks:
            for grade in notebook.grades:
                state = "waiting for a person" if grade.needs_manual_grade else _state(grade.score, grade.max_score)
                row = {"exercise": grade.name, "state": state, "score": grade.score, "max_score": grade.max_score}
                yield {**self._who(), **row}

    def _checks(self, answer: str) -> list[str]:
        """The graded cells of an answer, as the record keeps them."""
        return list(self._record.checks.get(answer, ())) if self._record is not None else []

    def _points_given(self, answer: str) -> bool:
        checks = self._checks(answer)
        return bool(checks) and all(
            name in self._given.scores or self._record.scores.get(name) is not None  # type: ignore[union-attr]
            for name in checks
        )

    def _notes(self) -> Iterator[str]:
        if self.unjudged:
            yield f"not judged: {', '.join(self.unjudged)}"
        memos = [memo.name for memo in self._record.result.memos] if self._record is not None else []
        if waiting := [name for name in memos if name in self._given.waiting]:
            yield f"waiting for a person: {', '.join(waiting)}"

    def _who(self) -> Row:
        one = self.student
        names = {"last_name": one.last_name, "first_name": one.first_name, "email": one.email}
        return {"assignment": self.assignment.name, "student_id": one.id, **names}


def _records(gradebook: Gradebook, assignment: str) -> dict[str, Record]:
    """What `course grade` wrote down, by student; nothing where it was never used."""
    ours = schema.course_record
    if not inspect(gradebook.engine).has_table(ours.name):
        return {}
    found = map(readable, gradebook.db.scalars(select(ours.c.record).where(ours.c.assignment == assignment)))
    return {one.student: one for one in found if one is not None}


def _marks(gradebook: Gradebook, assignment: Any) -> dict[str, Marks]:
    found: dict[str, Marks] = {}
    for notebook in assignment.notebooks:
        found |= marks(gradebook.db.connection(), notebook.id)
    return found


def _order(student: Any) -> tuple[str, str, str]:
    return student.last_name or "", student.first_name or "", student.id


def _state(score: float, most: float) -> str:
    return str(State.RIGHT if score == most else State.WRONG)


def _memo_state(written: bool) -> str:
    return "read by a person" if written else str(State.NOT_ATTEMPTED)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.stem}-exercises{path.suffix}")


def _write(path: Path, names: list[str], rows: list[Row]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows({key: cell(value) for key, value in row.items()} for row in rows)
