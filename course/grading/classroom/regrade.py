"""Grading again what an earlier version graded: who changes, from what to what and why, before anything is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.grading.book.marks import Marks
from course.grading.book.record import Record
from course.grading.book.result import Answer
from course.grading.classroom.classroom import Classroom, Grade
from course.grading.classroom.handed import HandedIn
from course.grading.classroom.version import changed
from course.grading.pages import autograded


@dataclass(frozen=True)
class Change:
    """A submission graded again: its record before and now, what people gave for it, and the new notebook's place."""

    before: Record
    now: Record
    given: Marks
    staged: Path

    @property
    def answers(self) -> list[tuple[Answer, Answer]]:
        """The answers that come out otherwise, before and now."""
        old = {one.name: one for one in self.before.result.answers}
        pairs = [(old[one.name], one) for one in self.now.result.answers if one.name in old]
        return [(one, other) for one, other in pairs if _said(one) != _said(other)]

    @property
    def differs(self) -> bool:
        """Whether its author would notice."""
        return bool(self.answers) or self.before.scores != self.now.scores

    def lines(self) -> Iterator[str]:
        """What changes, in words."""
        one, other = self.before.result, self.now.result
        why = changed(self.before.version, self.now.version) or "it was not judged before"
        yield f"{self.now.student}: {one.points:g} -> {other.points:g} of {other.out_of:g} points; {why}"
        for before, now in self.answers:
            yield f"  {now.name}: {_short(before)} -> {_short(now)}{f'. {now.sentence}' if now.sentence else ''}"
        for name, points in sorted(self.given.scores.items()):
            yield f"  {name}: a person gave {points:g}, which stays"


@dataclass(frozen=True)
class Regrade:
    """A regrade of a class, its new notebooks kept in the folder `staging` until it is decided on."""

    classroom: Classroom
    staging: Path

    def changes(self, handed: Sequence[HandedIn], grade: Grade) -> Iterator[Change]:
        """Each submission graded again, in the order in which it gets ready; nothing is written down yet."""
        known, marks = self.classroom.book.records(), self.classroom.book.marks()
        waiting = {one.student: one for one in handed if not one.fault}
        for student, graded in grade(list(waiting.values())) if waiting else ():
            now, text = self.classroom.made(waiting[student], graded)
            staged = self.staging / f"{len(list(self.staging.iterdir()))}.ipynb"
            staged.write_text(text, encoding="utf-8", errors="replace")
            yield Change(known[student], now, marks.get(student, Marks()), staged)

    def write(self, changes: Sequence[Change]) -> None:
        """Write every change; what people gave stays."""
        for one in changes:
            autograded.place(self.classroom.plan.lesson, one.now.student, one.staged.read_text(encoding="utf-8"))
            self.classroom.keep(one.now)


def _said(answer: Answer) -> tuple[str, float, str]:
    return answer.state, answer.points, answer.sentence


def _short(answer: Answer) -> str:
    return f"{answer.state}, {answer.points:g} of {answer.out_of:g}"
