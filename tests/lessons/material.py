"""What the tests of lessons read: the solved and released notebooks, and the exercises that belong to them."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import yaml

from course.exercise.exercise import Exercise

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "source").glob("*/*.ipynb"))
LESSONS = [path.parent.name for path in SOURCES]
MARKS = re.compile(r"^\s*### (BEGIN|END) ")

Cell = Any
Number = dict[str, str]


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


def numbers(lesson: str) -> list[Number]:
    """The numbers of the practice Hub in the prose of `lesson`.

    Each has the `cell` it stands in, the `text` around it, and `value`: an expression over the names of the solved
    notebook that prints as a part of that text.
    """
    path = Path(__file__).parent / "numbers" / f"{lesson}.yaml"
    return list(yaml.safe_load(path.read_text(encoding="utf-8"))) if path.is_file() else []


def sentences(text: str) -> list[str]:
    """The sentences of a prose cell; headings, tables, code and formulas on a line of their own are none."""
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("#", "|", "<"))]
    blocks = re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)", "\n".join(lines))
    return [one for block in blocks for one in re.split(r"(?<=[.?:;])\s+", " ".join(block.split())) if one]


def statements(source: str) -> int:
    """The statements between the marks of a solution, those inside `if` and `for` counted.

    What stands outside the marks is given to the learner.
    """
    lines = source.splitlines()
    begin, end = (
        next(n for n, line in enumerate(lines, 1) if f"### {word} SOLUTION" in line) for word in ("BEGIN", "END")
    )
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    return sum(begin < node.lineno < end for node in nodes)
