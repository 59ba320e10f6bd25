"""What the tests of lessons read: the solved and released notebooks, and the exercises that belong to them."""

import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from course.exercise.exercise import Exercise

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "source").glob("*/*.ipynb"))
LESSONS = [path.parent.name for path in SOURCES]
MARKS = re.compile(r"^\s*### (BEGIN|END) ")

Cell = Any


def cells(path: Path) -> list[Cell]:
    """The cells of a notebook."""
    return list(nbformat.read(path, as_version=4).cells)


def marks(cell: Cell) -> dict[str, Any]:
    """What nbgrader knows of a cell."""
    return dict(cell.metadata.get("nbgrader", {}))


def code_lines(cell: Cell) -> int:
    """The lines of code in a cell, blank ones and nbgrader's marks left out."""
    return sum(bool(line.strip()) and not MARKS.match(line) for line in cell.source.splitlines())


def words(text: str) -> int:
    """The words of a prose cell, signs of tables and headings left out."""
    return len(re.findall(r"\w\S*", re.sub(r"[|`*#]", " ", text)))


@cache
def exercises() -> tuple[Exercise, ...]:
    """Every exercise of every lesson that has its notebook."""
    found = (one for one in _found() if one.lesson in LESSONS)
    return tuple(sorted(found, key=lambda one: (one.lesson, one.name)))


def _found() -> Iterator[Exercise]:
    for path in (ROOT / "exercises").glob("*/*.py"):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        if isinstance(found := getattr(module, "exercise", None), Exercise):
            yield found


def source(lesson: str) -> list[Cell]:
    """The cells of the solved notebook of `lesson`."""
    return cells(SOURCES[LESSONS.index(lesson)])


def released(lesson: str) -> list[Cell]:
    """The cells of the notebook that a learner is given."""
    return cells(ROOT / "release" / lesson / SOURCES[LESSONS.index(lesson)].name)
