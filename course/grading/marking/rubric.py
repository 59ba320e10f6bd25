"""What a memo is read for: the rows of the table that stands above it in the lesson, with their anchors."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from course.lesson.plan import Part, Plan
from course.lesson.project import CourseError

TABLE = re.compile(r"(?:^\|.*\|[ \t]*\n?)+", re.MULTILINE)
POINTS = re.compile(r"\s*(\d+)(?: points?)?\s*")


@dataclass(frozen=True)
class Row:
    """A row of a rubric: its name, what earns all of its points, and what earns one."""

    name: str
    full: str
    low: str


@dataclass(frozen=True)
class Rubric:
    """The rubric of a memo: the name of its cell, its rows, and the most points that a row can have."""

    memo: str
    rows: tuple[Row, ...]
    most: int

    @property
    def out_of(self) -> int:
        """The points of the whole memo."""
        return self.most * len(self.rows)


def rubrics(plan: Plan) -> dict[str, Rubric]:
    """The rubric of each memo of a lesson, by the name of its cell, read from the table before it.

    CourseError where a memo has none, or one whose points are not those of its cell.
    """
    found, last = {}, None
    for cell in plan.cells:
        if cell.part is Part.PROSE:
            last = next(_tables(cell.source), last)
        elif cell.part is Part.MEMO:
            if last is None or last[1] * len(last[0]) != cell.points:
                raise CourseError(
                    f"{plan.lesson.key}: {cell.name} is worth {cell.points:g} points, and no table before it has rows "
                    "for them; write | row | 3 points | 1 point | above the memo."
                )
            found[cell.name] = Rubric(cell.name, *last)
            last = None
    return found


def _tables(text: str) -> Iterator[tuple[tuple[Row, ...], int]]:
    for table in TABLE.findall(text):
        head, _, *lines = [_split(line) for line in table.strip().splitlines()]
        most = POINTS.fullmatch(head[1]) if len(head) == 3 else None
        if most and POINTS.fullmatch(head[2]) and all(len(line) == 3 for line in lines):
            yield tuple(Row(*line) for line in lines), int(most[1])


def _split(line: str) -> list[str]:
    return [part.strip().replace("\\|", "|") for part in re.split(r"(?<!\\)\|", line.strip()[1:-1])]
