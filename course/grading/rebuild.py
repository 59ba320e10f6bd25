"""A learner's answers and own cells, put into the notebook as it was released; nothing else of theirs is run."""

import copy
import re
import warnings
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from course.grading.cells import Cell, grade_id, is_written
from course.grading.project import CourseError


@dataclass
class Rebuilt:
    """The released notebook with the learner's answers, and a sentence for each repair that this took."""

    notebook: Any
    repairs: list[str] = field(default_factory=list)


def read(path: Path) -> Any:
    """The notebook at `path`, in the current format; CourseError says in one sentence why there is none."""
    try:
        text = path.read_text(encoding="utf-8")
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
    """`released` with the answer cells of `learner`, found by grade id, then by cell id, then by what they define.

    A cell of `kinds` that the learner added stands behind the same cell as in their notebook: answers may lean on it.
    """
    made = Rebuilt(copy.deepcopy(released))
    answers = [cell for cell in made.notebook.cells if is_written(cell)]
    taken = {id(one): _name(cell) for cell in answers for one in _answer(cell, learner.cells, made)}
    added = _added(learner.cells, released.cells, taken, kinds)
    cells = [*added.get("", [])]
    for cell in made.notebook.cells:
        cells += [cell, *added.get(_name(cell), [])]
    made.notebook.cells = cells
    return made


def _name(cell: Cell) -> str:
    return grade_id(cell) or str(cell.get("id", ""))


def _added(
    learner: list[Cell], released: list[Cell], taken: dict[int, str], kinds: Collection[str]
) -> dict[str, list[Cell]]:
    """The cells of `kinds` that are none of the lesson's, by the name of the lesson's cell that they follow."""
    names = {_name(cell): _name(cell) for cell in released}
    texts = {cell.source.strip(): _name(cell) for cell in released if cell.source.strip()}
    found: dict[str, list[Cell]] = {}
    last = ""
    for cell in learner:
        known = taken.get(id(cell)) or names.get(grade_id(cell)) or names.get(str(cell.get("id", "")))
        known = known or texts.get(cell.source.strip())
        if known:
            last = known
        elif cell.cell_type in kinds and cell.source.strip():
            made = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
            found.setdefault(last, []).append(made(cell.source))
    return found


def answer_ids(notebook: Any) -> set[str]:
    """The grade ids of the answer cells, by which a notebook is told to be of a lesson."""
    return {grade_id(cell) for cell in notebook.cells if is_written(cell)}


def _answer(cell: Cell, learner: list[Cell], made: Rebuilt) -> list[Cell]:
    """Fill an answer cell; the learner's cells that claim to be it."""
    name, stub, repairs = grade_id(cell), cell.source, made.repairs
    found, how = _candidates(name, learner)
    if not found:
        repairs.append(f"`{name}` has no answer cell in your notebook; it counts as not attempted.")
        return []
    written = [one for one in found if one.source != stub] or found
    if how:
        repairs.append(how)
    if len(found) > 1:
        repairs.append(f"`{name}` stands in {len(found)} cells; the last that you changed was graded.")
    cell.source = written[-1].source
    return found


def _candidates(name: str, learner: list[Cell]) -> tuple[list[Cell], str]:
    marked = [cell for cell in learner if grade_id(cell) == name]
    if marked:
        return marked, ""
    named = [cell for cell in learner if cell.get("id") == name]
    if named:
        return named, f"The cell of `{name}` had lost its marks; it was found by its id."
    defines = re.compile(rf"^(?:def|class)\s+{re.escape(name)}\b|^{re.escape(name)}\s*=", re.MULTILINE)
    return [cell for cell in learner if defines.search(cell.source)], f"The cell of `{name}` was found by its content."


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
