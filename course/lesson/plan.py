"""What the engine knows of a lesson: the cells of its solved and its released notebook, and the part each plays."""

import ast
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from course.lesson.cells import first_comment
from course.lesson.project import Lesson

HIDDEN = re.compile(r"###\s*BEGIN HIDDEN TESTS")
WORD = re.compile(r"[A-Za-z_]\w*")


class Part(StrEnum):
    """The part that a cell plays."""

    PROSE = "prose"
    SETUP = "setup"
    SHOW = "show"
    ANSWER = "answer"
    MEMO = "memo"
    VISIBLE = "visible"
    HIDDEN = "hidden"


CHECKS = (Part.VISIBLE, Part.HIDDEN)
WRITTEN = (Part.ANSWER, Part.MEMO)


@dataclass(frozen=True)
class Planned:
    """A cell as the instructor wrote it: `source` solved, `released` as a learner gets it."""

    name: str
    part: Part
    source: str
    released: str
    points: float = 0.0

    @property
    def looked_at(self) -> str:
        """What a check looks at, in the words of its first comment."""
        return first_comment(self.source)


@dataclass(frozen=True)
class Plan:
    """The cells of a lesson in order."""

    lesson: Lesson
    cells: tuple[Planned, ...]

    @cached_property
    def names(self) -> frozenset[str]:
        """The top-level names that the solutions bind: in a check these are the learner's."""
        return frozenset().union(*(bound(cell.source) for cell in self.cells if cell.part in WRITTEN))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that a learner can read in the released notebook."""
        return frozenset(word for cell in self.cells for word in WORD.findall(cell.released))

    def uses(self, *words: str) -> bool:
        """Whether the solved notebook or its exercises mention one of `words`."""
        texts: Iterable[str] = (cell.source for cell in self.cells)
        modules = (path.read_text(encoding="utf-8") for path in (self.lesson.root / "exercises").rglob("*.py"))
        return any(word in text for text in (*texts, *modules) for word in words)


def plan(lesson: Lesson) -> Plan:
    """The plan of `lesson`, from its solved notebook and its release."""
    released = {name_of(cell): text_of(cell) for cell in _cells(lesson.release)}
    solved = [_planned(cell, released) for cell in _cells(lesson.source)]
    return Plan(lesson, tuple(solved))


def solved_cells(path: Path) -> tuple[Planned, ...]:
    """The cells of the solved notebook at `path`, each with its part; what is released of them is left out."""
    return tuple(_planned(cell, {}) for cell in _cells(path))


def as_released(cells: Sequence[dict[str, Any]]) -> tuple[Planned, ...]:
    """The cells of a released notebook, each with its part."""
    texts = {name_of(cell): text_of(cell) for cell in cells}
    return tuple(_planned(cell, texts) for cell in cells)


def _cells(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def _planned(cell: dict[str, Any], released: dict[str, str]) -> Planned:
    name, source = name_of(cell), text_of(cell)
    points = cell["metadata"].get("nbgrader", {}).get("points") or 0
    part = _part(cell, source)
    own = released.get(name, "" if part in WRITTEN else source)
    return Planned(name, part, source, own, float(points))


def _part(cell: dict[str, Any], source: str) -> Part:
    marks = cell["metadata"].get("nbgrader", {})
    if marks.get("solution"):
        return Part.MEMO if marks.get("grade") else Part.ANSWER
    if cell["cell_type"] != "code":
        return Part.PROSE
    if marks.get("grade"):
        return Part.HIDDEN if HIDDEN.search(source) else Part.VISIBLE
    return Part.SETUP if marks.get("locked") or cell.get("id") == "setup" else Part.SHOW


def name_of(cell: dict[str, Any]) -> str:
    """The grade id of a cell, or else its id, or ""."""
    marks = cell.get("metadata", {}).get("nbgrader")
    own = marks.get("grade_id") if isinstance(marks, dict) else None
    return str(own or cell.get("id") or "")


def text_of(cell: dict[str, Any]) -> str:
    """The source of a cell as one text."""
    source = cell.get("source", "")
    parts = source if isinstance(source, list) else [source]
    return "".join(part for part in parts if isinstance(part, str))


@lru_cache(2000)
def bound(source: str) -> frozenset[str]:
    """The names that a cell binds at its top level; none if it does not parse."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    return frozenset(name for node in body for name in _bound(node))


def _bound(node: ast.stmt) -> Iterable[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
    return [one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]


def text_name(source: str) -> str:
    """The name that a memo's text is given in its solution: the last one bound to a string, or "" if there is none."""
    return next((name for name, _ in reversed(texts_of(source))), "")


def texts_of(source: str) -> list[tuple[str, ast.expr]]:
    """The names that a cell binds to a string, plain or with references, in order; none if it is no code."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    pairs = [(one.targets[0], one.value) for one in body if isinstance(one, ast.Assign) and len(one.targets) == 1]
    return [(name.id, value) for name, value in pairs if isinstance(name, ast.Name) and _is_text(value)]


def _is_text(value: ast.expr) -> bool:
    return isinstance(value, ast.JoinedStr) or (isinstance(value, ast.Constant) and isinstance(value.value, str))


def needed(shown: Sequence[tuple[str, str]], texts: Iterable[str]) -> frozenset[str]:
    """The names of those of the `shown` cells (name, source) that bind what `texts`, or another such cell, may use."""
    used = frozenset().union(*map(loaded, texts))
    found: dict[str, str] = {}
    while more := {name: text for name, text in shown if name not in found and bound(text) & used}:
        found |= more
        used = used.union(*map(loaded, more.values()))
    return frozenset(found)


@lru_cache(2000)
def loaded(source: str) -> frozenset[str]:
    """The names that a cell uses; every word of it if it does not parse."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset(WORD.findall(source))
    return frozenset(one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load))
