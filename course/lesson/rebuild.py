"""A learner's answers and own cells, put into the notebook as it was released; nothing else of theirs is run."""

import copy
import json
import warnings
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from course.lesson.cells import Cell, grade_id, is_written
from course.lesson.matching import Matches
from course.lesson.plan import as_released
from course.lesson.project import CourseError
from course.lesson.submission import Handed
from course.lesson.submission import cells as handed


@dataclass
class Rebuilt:
    """The released notebook with the learner's answers, and a sentence for each repair that this took."""

    notebook: Any
    repairs: list[str] = field(default_factory=list)


def read(path: Path) -> Any:
    """The notebook at `path`, in the current format; CourseError says in one sentence why there is none."""
    try:
        data = path.read_bytes()
        text = data.decode(json.detect_encoding(data))  # with a byte-order mark too, as Windows editors write it
    except UnicodeDecodeError as error:
        raise CourseError(f"{path} is not a notebook: it is not text.") from error
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from error
    if not text.strip():
        raise CourseError(f"{path} is empty; delete it and `course start` gives you a fresh copy.")
    try:
        with warnings.catch_warnings():  # missing and doubled cell ids are mended below
            warnings.simplefilter("ignore")
            return nbformat.reads(text, as_version=4)
    except Exception as error:
        raise CourseError(f"{path} is not a notebook that can be read: {_first_line(error)}") from error


def rebuild(learner: Any, released: Any, kinds: Collection[str] = ("code",)) -> Rebuilt:
    """`released` with the answers of `learner`, and with the cells of `kinds` that the learner added, where they stood.

    Which cell is which, and what had to be repaired, the protected engine would find alike.
    """
    made = Rebuilt(copy.deepcopy(released))
    planned = as_released(released.cells)
    matched = Matches(handed(learner, "the notebook"), planned, made.repairs)
    own = {name: [_added(one) for one in found] for name, found in matched.own(kinds).items()}
    cells = own.get("", [])
    for cell, plan in zip(made.notebook.cells, planned, strict=True):
        if is_written(cell):
            text = matched.text(plan)
            cell.source = cell.source if text is None else text
        cells += [cell, *own.get(plan.name, [])]
    made.notebook.cells = cells
    return made


def _added(one: Handed) -> Cell:
    make = nbformat.v4.new_code_cell if one.kind == "code" else nbformat.v4.new_markdown_cell
    return make(one.source)


def answer_ids(notebook: Any) -> set[str]:
    """The grade ids of the answer cells, by which a notebook is told to be of a lesson."""
    return {grade_id(cell) for cell in notebook.cells if is_written(cell)}


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
