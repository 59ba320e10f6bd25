"""What a course asks: its questions with their exercises and points, and its memos, read from the released lessons."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from course.lesson.plan import CHECKS, Part, Planned, as_released
from course.lesson.project import released

QUESTION = re.compile(r"\*\*Question (\d+)")


@dataclass(frozen=True)
class Asked:
    """An exercise or a memo of a lesson: its name, its points and the number of its question; a memo has none."""

    lesson: str
    name: str
    points: float
    question: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What results are kept under."""
        return self.lesson, self.name


@dataclass(frozen=True)
class Outline:
    """Everything that is asked, in the order of the lessons."""

    asked: tuple[Asked, ...]

    def exercises(self, lesson: str, question: int) -> list[Asked]:
        """The exercises of a question, one for each of its steps."""
        return [one for one in self.asked if one.lesson == lesson and one.question == question]

    @property
    def memos(self) -> list[Asked]:
        """What a person reads."""
        return [one for one in self.asked if one.question is None]

    def lesson(self, lesson: str) -> list[Asked]:
        """Everything that a lesson asks."""
        return [one for one in self.asked if one.lesson == lesson]


def outline(root: Path) -> Outline:
    """The outline of the course at `root`."""
    return Outline(tuple(one for path in sorted(released(root).glob("*-*/*.ipynb")) for one in _asked(path)))


def _asked(path: Path) -> Iterator[Asked]:
    cells = as_released(json.loads(path.read_text(encoding="utf-8"))["cells"])
    question, points = 0, 0.0
    for cell in cells:
        question = _question(cell, question)
        if cell.part is Part.MEMO:
            yield Asked(path.parent.name, cell.name, cell.points)
        elif cell.part in CHECKS:
            points += cell.points
            if cell.name.startswith("graded_"):
                yield Asked(path.parent.name, cell.name.removeprefix("graded_"), points, question)
                points = 0.0


def _question(cell: Planned, before: int) -> int:
    """The question that a cell belongs to: that of its text, else the one before."""
    found = QUESTION.match(cell.source) if cell.part is Part.PROSE else None
    return int(found[1]) if found else before
