"""The reference solutions, taken from the solved notebooks by grade id."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

SOURCE = Path(__file__).resolve().parents[2] / "source"


def notebook_path(lesson: str, source: Path | None = None) -> Path:
    """The solved notebook of `lesson`, a folder name such as "01-census"; FileNotFoundError names what is there."""
    source = source or SOURCE
    found = sorted((source / lesson).glob("*.ipynb"))
    if not found:
        known = ", ".join(sorted(folder.name for folder in source.glob("*-*"))) or "none"
        raise FileNotFoundError(f"there is no lesson {lesson!r} in {source.name}/; lessons: {known}.")
    return found[0]


def solution(lesson: str, name: str) -> Callable[..., Any]:
    """The function `name` as the solved notebook of `lesson` defines it."""
    found = _namespace(lesson).get(name)
    if not callable(found):
        raise LookupError(f"the solved notebook of {lesson} defines no function {name!r}.")
    return cast("Callable[..., Any]", found)


@cache
def points(lesson: str, name: str) -> float:
    """The points of the graded cell of the exercise `name`."""
    cells = _cells(notebook_path(lesson))
    found = [cell["metadata"].get("nbgrader", {}) for cell in cells if cell["id"] == f"graded_{name}"]
    if not found:
        raise LookupError(f"the solved notebook of {lesson} has no cell graded_{name}.")
    return float(found[0]["points"])


@cache
def _namespace(lesson: str) -> dict[str, Any]:
    """What the set-up cell and the answer cells define; cells that only show or check are not run."""
    path = notebook_path(lesson)
    names: dict[str, Any] = {"__name__": f"solution:{lesson}"}
    for cell in _cells(path):
        if cell["cell_type"] == "code" and _defines(cell):
            exec(compile("".join(cell["source"]), f"{path.name}:{cell['id']}", "exec"), names)
    return names


def _cells(path: Path) -> list[dict[str, Any]]:
    # read as the JSON it is: to import nbformat takes a second, and every warm process would
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def _defines(cell: dict[str, Any]) -> bool:
    marks = cell["metadata"].get("nbgrader", {})
    manual = marks.get("grade") and marks.get("solution")
    return cell["id"] == "setup" or bool(marks.get("solution") and not manual)
