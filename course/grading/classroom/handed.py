"""What a class handed in: each student's folder looked at before anything is graded."""

import hashlib
import logging
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from course.grading.classroom.owner import Owners
from course.grading.release.hint_cost import used
from course.lesson.plan import Plan, plan
from course.lesson.project import Lesson, Project
from course.lesson.submission import Submission, Unreadable, find, read
from course.lesson.untrusted import notebooks
from course.printable import composed

LONGEST = 128
TWICE = "another folder has the same name, spelt with other characters; keep the one that counts."
log = logging.getLogger(__name__)
Plans = Callable[[Lesson], Plan]


@dataclass(frozen=True)
class HandedIn:
    """What one student handed in, read once; `hints` are the levels that they opened where these cost points.

    `content` names it: the same content, the same grade. `fault` says why it cannot be judged; `refused` why not even
    that is written down; `notes` what was odd.
    """

    student: str
    place: Path
    submission: Submission | None = None
    content: str = ""
    notes: tuple[str, ...] = ()
    fault: str = ""
    refused: str = ""
    hints: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Class:
    """The class of a lesson: `only` names the students to look at, all if empty; `owners` tells forged submissions."""

    project: Project
    plan: Plan
    owners: Owners | None = None
    only: Collection[str] = ()
    hint_cost: float = 0.0
    _others: list[Plan] = field(default_factory=list)

    def handed_in(self) -> Iterator[HandedIn]:
        """What each student handed in, in order of their names."""
        submitted = self.project.root / "submitted"
        folders = sorted(submitted.iterdir()) if submitted.is_dir() else []
        only, seen = {composed(name) for name in self.only}, set[str]()
        for folder in folders:
            student = composed(folder.name)
            if not student.startswith(".") and (not only or student in only):
                for one in self._found(student, folder / self.plan.lesson.key):
                    yield replace(one, refused=TWICE, submission=None) if student in seen else one
                    seen.add(student)

    def _found(self, student: str, place: Path) -> Iterator[HandedIn]:
        try:
            if os.path.lexists(place):
                yield self._one(student, place)
        except OSError as error:
            yield HandedIn(student, place, refused=f"the folder cannot be read ({error.strerror}).")
        except Exception as error:  # one folder does not end a class, whatever lies in it
            log.exception("submitted folder %s could not be read", ascii(student))
            why = f"the grader itself failed to read it ({type(error).__name__})."
            yield HandedIn(student, place, content=hashlib.sha256(why.encode()).hexdigest(), fault=why)

    def _one(self, student: str, place: Path) -> HandedIn:
        refused = _odd(student) or (self.owners.forged(student, place) if self.owners else "")
        if refused:
            return HandedIn(student, place, refused=refused)
        try:
            return self._readable(student, place)
        except Unreadable as error:
            content = hashlib.sha256(str(error).encode("utf-8", "replace")).hexdigest()
            return HandedIn(student, place, content=content, fault=str(error))

    def _readable(self, student: str, place: Path) -> HandedIn:
        if place.is_symlink() or place.parent.is_symlink():
            raise Unreadable("the folder is a link; ask for the notebook itself.")
        path, note = find(place, self.plan)
        submission = read(path)
        self._refuse_foreign(path, submission)
        hints = used(place) if self.hint_cost else {}
        content = _content(submission, hints)
        return HandedIn(student, path, submission, content, (*_several(place, path, note), *_noted(note)), hints=hints)

    def _refuse_foreign(self, path: Path, submission: Submission) -> None:
        """A notebook with cells of another lesson and none of this one is not an empty answer to this one."""
        ids = {one for cell in submission.cells for one in (cell.grade_id, cell.id)}
        if ids & _answers(self.plan):
            return
        self._others = self._others or [plan(one) for one in self.project.lessons if one != self.plan.lesson]
        for other in self._others:
            if ids & _answers(other):
                raise Unreadable(f"{path.name} is the notebook of {other.lesson.key}, not of {self.plan.lesson.key}.")


def _answers(plan: Plan) -> set[str]:
    return {cell.name for cell in plan.cells if cell.points or cell.name in plan.names}


def _content(submission: Submission, hints: Mapping[str, int]) -> str:
    handed = repr(submission.cells) + (repr(sorted(hints.items())) if hints else "")
    return hashlib.sha256(handed.encode("utf-8", "replace")).hexdigest()


def _several(place: Path, chosen: Path, note: str) -> list[str]:
    found = notebooks(place)
    return [] if len(found) < 2 else [f"{len(found)} notebooks were handed in; {chosen.name} is graded."]


def _noted(note: str) -> list[str]:
    return [note] if note else []


def _odd(student: str) -> str:
    """Why a folder's name cannot be a student's id in the gradebook, or ""."""
    try:
        os.fsencode(student).decode("utf-8")
    except UnicodeDecodeError:
        return "the name of the folder is not UTF-8; rename it to the student's id."
    if not student.isprintable() or student != student.strip():
        return "the name of the folder holds characters that no id can hold; rename it to the student's id."
    if len(student) > LONGEST:
        return f"the name of the folder is longer than {LONGEST} characters; rename it to the student's id."
    return ""
