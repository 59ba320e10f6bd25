"""The reference solutions, taken from the solved notebooks by grade id."""

import ast
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any, cast

Edits = tuple[tuple[str, str], ...]

SOURCE = Path(__file__).resolve().parents[2] / "source"


def notebook_path(lesson: str, source: Path | None = None) -> Path:
    """The solved notebook of `lesson`, a folder name such as "01-census"; FileNotFoundError names what is there."""
    source = source or SOURCE
    found = sorted((source / lesson).glob("*.ipynb"))
    if not found:
        known = ", ".join(sorted(folder.name for folder in source.glob("*-*"))) or "none"
        raise FileNotFoundError(f"there is no lesson {lesson!r} in {source.name}/; lessons: {known}.")
    return found[0]


def solution(lesson: str, name: str, edits: Edits = ()) -> Callable[..., Any]:
    """The function `name` as the solved notebook of `lesson` defines it, with `edits` made in its answer cells.

    LookupError if the notebook defines no such function; `edited` says what else is refused.
    """
    found = _namespace(lesson, edited(lesson, name, edits)).get(name)
    if not callable(found):
        raise LookupError(f"the solved notebook of {lesson} defines no function {name!r}.")
    return cast("Callable[..., Any]", found)


def edited(lesson: str, name: str, edits: Edits) -> tuple[tuple[str, str], ...]:
    """The answer cells that `edits` change, as pairs of an id and the new text.

    Each edit puts one text for another. The text has to stand exactly once in the answer cell `name` or, if it does
    not stand there, exactly once in all other answer cells; LookupError otherwise, and if the new text is no Python.
    """
    texts = {cell["id"]: "".join(cell["source"]) for cell in _cells(notebook_path(lesson)) if _is_answer(cell)}
    changed: dict[str, str] = {}
    for old, new in edits:
        own = [name] if old in texts.get(name, "") else list(texts)
        places = [place for place in own for _ in range(texts[place].count(old))]
        if len(places) != 1:
            raise LookupError(f"{old!r} stands {len(places)} times in the solution of {name}; once is needed.")
        changed[places[0]] = texts[places[0]] = texts[places[0]].replace(old, new)
    for place, text in changed.items():
        try:
            _compiled(text, place)
        except SyntaxError as error:
            raise LookupError(f"the edited solution of {place} is not Python: {error.msg}.") from None
    return tuple(changed.items())


@cache
def points(lesson: str, name: str) -> float:
    """The points of the graded cell of the exercise `name`."""
    cells = _cells(notebook_path(lesson))
    found = [cell["metadata"].get("nbgrader", {}) for cell in cells if cell["id"] == f"graded_{name}"]
    if not found:
        raise LookupError(f"the solved notebook of {lesson} has no cell graded_{name}.")
    return float(found[0]["points"])


@cache
def _namespace(lesson: str, changed: Edits = ()) -> dict[str, Any]:
    return namespace(lesson, changed)


def namespace(lesson: str, changed: Edits = ()) -> dict[str, Any]:
    """What the set-up cell, imports and the answer cells define, some of these `changed`.

    Of cells that only show, nothing but the imports is run.
    """
    new = dict(changed)
    names: dict[str, Any] = dict(_given(lesson)) if changed else _given(lesson)
    for cell in _cells(notebook_path(lesson)):
        if _is_answer(cell):
            exec(_compiled(new.get(cell["id"], "".join(cell["source"])), cell["id"]), names)
    return names


@cache
def _given(lesson: str) -> dict[str, Any]:
    """What the set-up cell and the imports of other cells that show something define."""
    names: dict[str, Any] = {"__name__": f"solution:{lesson}"}
    for cell in _cells(notebook_path(lesson)):
        source = "".join(cell["source"])
        if cell["id"] == "setup":
            exec(_compiled(source, "setup"), names)
        elif cell["cell_type"] == "code" and not cell["metadata"].get("nbgrader"):
            exec(_imports(source, cell["id"]), names)
    return names


def _imports(source: str, place: str) -> CodeType:
    """The import statements of a cell."""
    tree = ast.parse(re.sub(r"^[%!].*", "", source, flags=re.MULTILINE))
    tree.body = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return compile(tree, place, "exec")


@cache
def _compiled(source: str, place: str) -> CodeType:
    return compile(source, f"solution:{place}", "exec")


@cache
def _cells(path: Path) -> list[dict[str, Any]]:
    # read as the JSON it is: to import nbformat takes a second, and every warm process would
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def _is_answer(cell: dict[str, Any]) -> bool:
    marks = cell["metadata"].get("nbgrader", {})
    return cell["cell_type"] == "code" and bool(marks.get("solution") and not marks.get("grade"))
