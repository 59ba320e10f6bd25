"""A class graded: what is graded already stays, each new result is written as it comes, oddities are reported."""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from course.grading.book.gradebook import Gradebook
from course.grading.book.marks import Marks
from course.grading.book.penalty import Late, no_penalty
from course.grading.book.record import Record, record
from course.grading.book.result import Result
from course.grading.book.rows import Rewritten
from course.grading.classroom.handed import HandedIn
from course.grading.engine.graded import GradedNotebook, not_judged
from course.grading.pages import autograded, feedback
from course.grading.release.hint_cost import charged
from course.lesson.plan import WRITTEN, Plan

Grade = Callable[[Sequence[HandedIn]], Iterator[tuple[str, GradedNotebook]]]


@dataclass
class Report:
    """What came of a run, by student: graded now, graded before, what was odd, not judged, refused, out of date.

    `penalties` has each late penalty that changed, before and now.
    """

    lesson: str
    graded: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    odd: dict[str, list[str]] = field(default_factory=dict)
    not_judged: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    outdated: list[str] = field(default_factory=list)
    penalties: list[tuple[str, float, float]] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether everything that was handed in has a grade that is up to date."""
        return not (self.not_judged or self.refused or self.outdated)


@dataclass
class Classroom:
    """A class of one lesson: its gradebook, and the version that it is graded with."""

    plan: Plan
    book: Gradebook
    version: str
    late: Late = no_penalty
    hint_cost: float = 0.0
    _pages: dict[str, Result] = field(default_factory=dict)

    def grade(self, handed: Iterable[HandedIn], grade: Grade) -> Report:
        """Grade and write what is new, in the order in which it gets ready, then bring every page up to date."""
        report = Report(self.plan.lesson.key)
        waiting = {one.student: one for one in self._waiting(handed, report)}
        if waiting:
            for student, graded in grade(list(waiting.values())):
                self._put(waiting[student], graded, report)
        report.penalties = self.book.renew_penalties(self.late)
        self.refresh()
        return report

    def refresh(self) -> None:
        """Write the feedback pages that are missing or that marks by people have changed."""
        marks = self.book.marks()
        for student, one in self.book.records().items():
            self._page(one, marks.get(student, Marks()))

    def keep(self, one: Record, rewritten: Rewritten = MappingProxyType({})) -> None:
        """Write a record into the gradebook, and the page."""
        self.book.write(one, self._timestamp(one.student), self.late, rewritten)
        self._page(one, self._marks.get(one.student, Marks()))

    def _page(self, one: Record, given: Marks) -> None:
        """Write a student's page, unless this run has written just that one."""
        shown = feedback.marked(one, given)
        if self._pages.get(one.student) != shown:
            feedback.write(self.plan.lesson, one.student, shown)
            self._pages[one.student] = shown

    def made(self, one: HandedIn, graded: GradedNotebook) -> tuple[Record, str]:
        """The record of a graded notebook, and the autograded notebook that holds it."""
        kept = record(one.student, one.content, self.version, graded, self.plan, one.notes)
        kept = charged(kept, one.hints, self.hint_cost)
        return kept, autograded.text(kept, graded, self._released)

    def unjudged(self, one: HandedIn) -> GradedNotebook:
        """The graded notebook of what cannot be judged."""
        return not_judged(self.plan, (), one.fault)

    def _waiting(self, handed: Iterable[HandedIn], report: Report) -> Iterator[HandedIn]:
        """What has to be graded; the rest is settled here."""
        for one in handed:
            known = self._records.get(one.student)
            if one.refused:
                report.refused[one.student] = one.refused
            elif known is not None and known.content == one.content:
                self._known(known, report)
            elif (saved := self._saved(one)) is not None:
                self.keep(saved)
                _note(saved, report)
            elif one.fault:
                self._put(one, self.unjudged(one), report)
            else:
                yield one

    def _known(self, known: Record, report: Report) -> None:
        report.before.append(known.student)
        if known.version != self.version:
            report.outdated.append(known.student)
        if known.fault or known.unjudged:
            report.not_judged[known.student] = _why(known)

    def _saved(self, one: HandedIn) -> Record | None:
        """The record of a run that was killed before it reached the gradebook."""
        found = autograded.read(self.plan.lesson, one.student)
        same = found is not None and (found.student, found.content) == (one.student, one.content)
        return found if same and found is not None and found.version == self.version else None

    def _put(self, one: HandedIn, graded: GradedNotebook, report: Report) -> None:
        """Keep a result: in the autograded notebook, in the gradebook, in the feedback page, in that order."""
        kept, text = self.made(one, graded)
        rewritten = self._rewritten(one.student, text)
        autograded.place(self.plan.lesson, one.student, text)
        self.keep(kept, rewritten)
        if told := autograded.unreadable_time(self.plan.lesson, one.student):
            report.odd.setdefault(one.student, []).append(told)
        _note(kept, report)

    def _rewritten(self, student: str, text: str) -> dict[str, str]:
        """The answers and memos that are other texts than when they were graded last, with the texts that they were."""
        before, now = autograded.earlier(self.plan.lesson, student), autograded.sources(text)
        written = [cell.name for cell in self.plan.cells if cell.part in WRITTEN]
        return {name: before[name] for name in written if name in before and before[name] != now.get(name)}

    def _timestamp(self, student: str) -> datetime.datetime | None:
        return autograded.timestamp(self.plan.lesson, student)

    @cached_property
    def _records(self) -> dict[str, Record]:
        return self.book.records()

    @cached_property
    def _marks(self) -> dict[str, Marks]:
        return self.book.marks()

    @cached_property
    def _released(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.plan.lesson.release.read_text(encoding="utf-8"))
        return found


def _note(one: Record, report: Report) -> None:
    report.graded.append(one.student)
    if one.result.repairs:
        report.odd.setdefault(one.student, []).extend(one.result.repairs)
    if one.fault or one.unjudged:
        report.not_judged[one.student] = _why(one)


def _why(one: Record) -> str:
    if one.fault:
        return one.fault
    sentence = next(answer.sentence for answer in one.result.answers if answer.name in one.unjudged)
    return f"{', '.join(one.unjudged)}: {sentence}"
