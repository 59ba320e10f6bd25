"""What nbgrader's marks on a notebook cell mean, and what a check says of itself."""

from itertools import takewhile
from typing import Any

Cell = Any


def marks(cell: Cell) -> dict[str, Any]:
    """nbgrader's metadata of the cell; empty where there is none, or none that makes sense."""
    found = cell.metadata.get("nbgrader")
    return found if isinstance(found, dict) else {}


def grade_id(cell: Cell) -> str:
    """The name that nbgrader knows the cell by, or ""."""
    return str(marks(cell).get("grade_id", ""))


def is_written(cell: Cell) -> bool:
    """Whether a learner writes in it: an answer or a memo."""
    return bool(marks(cell).get("solution"))


def is_memo(cell: Cell) -> bool:
    """Whether a person reads and marks it."""
    return bool(marks(cell).get("solution") and marks(cell).get("grade"))


def is_answer(cell: Cell) -> bool:
    """Whether it holds an answer that tests look at."""
    return is_written(cell) and not is_memo(cell)


def is_test(cell: Cell) -> bool:
    """Whether it is a visible or a hidden check."""
    return bool(marks(cell).get("grade")) and not is_written(cell)


def is_locked(cell: Cell) -> bool:
    """Whether it is the course's own and no check: set-up that answers rely on."""
    return bool(marks(cell).get("locked")) and not is_written(cell) and not is_test(cell)


def first_comment(source: str) -> str:
    """The comment that a cell begins with, its lines as one text; empty where it begins otherwise."""
    lines = (line.strip() for line in source.strip().splitlines())
    own = takewhile(lambda line: line.startswith("#") and not line.startswith("###"), lines)
    return " ".join(line.lstrip("# ") for line in own)
