"""Whose account a submission came from: `nbgrader submit --student=another` hands in under another's name."""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from course.lesson.project import Project
from course.lesson.untrusted import Unreadable, read_text

COURSE = "measure-the-hub"
LONGEST = 1_000  # bytes of a time stamp


@dataclass(frozen=True)
class Owners:
    """Tells submissions that another account handed in, where the machine knows: ids are account names there.

    `inbound` is the folder of the exchange that submissions were collected from; `students` are all of the class.
    """

    inbound: Path
    students: Collection[str]

    def forged(self, student: str, place: Path) -> str:
        """Why a submission is not to be trusted, or ""."""
        for path in (place, *self._collected(student, place)):
            owner = _owner(path)
            known = owner in self.students or _is_account(student)
            if owner not in ("", student, _account(os.getuid())) and known:
                return f"it was handed in from the account {owner!r}; if that is right, grade with --any-owner."
        return ""

    def _collected(self, student: str, place: Path) -> Iterator[Path]:
        """The folder in the exchange that this submission was collected from."""
        try:
            timestamp = read_text(place / "timestamp.txt", LONGEST).strip()
        except Unreadable:
            return
        begin = f"{student}+{place.name}+{timestamp}"
        yield from (path for path in self._inbound if path.name == begin or path.name.startswith(f"{begin}+"))

    @cached_property
    def _inbound(self) -> list[Path]:
        return list(self.inbound.iterdir()) if self.inbound.is_dir() else []


def owners(project: Project, students: Collection[str]) -> Owners:
    """The owners of what this course's exchange holds."""
    exchange = Path(os.environ.get("COURSE_EXCHANGE", project.root / "exchange"))
    return Owners(exchange / COURSE / "inbound", students)


def _owner(path: Path) -> str:
    try:
        return _account(path.lstat().st_uid)
    except OSError:
        return ""


def _account(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"


def _is_account(name: str) -> bool:
    import pwd

    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
