"""A notebook as it was handed in: read without trust, and only the text of its cells."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.lesson.plan import Plan, text_of
from course.lesson.untrusted import MIB, notebooks, parse, read_file
from course.lesson.untrusted import Unreadable as Unreadable

LARGEST = 128 * MIB
LONGEST_CELL, MOST_TEXT, MOST_CELLS = 200_000, 4_000_000, 2_000
MOST_CANDIDATES, LARGEST_CANDIDATE = 20, 16 * MIB


@dataclass(frozen=True)
class Handed:
    """One cell as handed in: its grade id and its id ("" where lost), its type and its text."""

    grade_id: str
    id: str
    kind: str
    source: str


@dataclass(frozen=True)
class Submission:
    """The cells of a notebook in order, and a sentence for what was left out."""

    cells: tuple[Handed, ...]
    notes: tuple[str, ...] = ()


def read(path: Path, most: int = LARGEST) -> Submission:
    """The submission in the file `path` of at most `most` bytes; raises Unreadable."""
    data = read_file(path, most)
    if not data.strip():
        raise Unreadable(f"{path.name} is empty.")
    return _submission(parse(data, path.name), path.name)


def cells(notebook: Any, name: str) -> tuple[Handed, ...]:
    """The cells of the notebook `name`, whatever its format; raises Unreadable."""
    return _submission(notebook, name).cells


def _submission(notebook: Any, name: str) -> Submission:
    """The cells that are read of any JSON, bounded in number, in length and together."""
    found = [cell for cell in _listed(notebook, name) if isinstance(cell, dict)]
    made, left, notes = list[Handed](), MOST_TEXT, list[str]()
    for cell in map(_cell, found[:MOST_CELLS]):
        if len(cell.source) > min(LONGEST_CELL, left):
            notes.append(f"A cell of {len(cell.source):,} characters was not read; {LONGEST_CELL:,} are the most.")
        else:
            made.append(cell)
            left -= len(cell.source)
    if len(found) > MOST_CELLS:
        notes.append(f"The notebook holds {len(found):,} cells; the first {MOST_CELLS:,} were read.")
    return Submission(tuple(made), tuple(notes[:3]))


def _listed(notebook: Any, name: str) -> list[Any]:
    found = notebook.get("cells") if isinstance(notebook, dict) else None
    sheets = notebook.get("worksheets") if isinstance(notebook, dict) else None
    if found is None and isinstance(sheets, list):  # format 3
        parts = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        found = [cell for part in parts if isinstance(part, list) for cell in part]
    if not isinstance(found, list):
        raise Unreadable(f"{name} holds no cells, so it is no notebook.")
    return found


def _cell(cell: dict[str, Any]) -> Handed:
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    source = text_of(cell) or text_of({"source": cell.get("input", "")})
    return Handed(_name(grade_id), _name(cell.get("id")), _kind(cell.get("cell_type")), _clean(source))


def _name(value: object) -> str:
    return _clean(value) if isinstance(value, str) and len(value) <= 200 else ""


def _kind(value: object) -> str:
    return value if isinstance(value, str) and value.isidentifier() and len(value) <= 20 else "strange"


def _clean(text: str) -> str:
    """The text without characters that cannot be stored as UTF-8 or in a database."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def find(folder: Path, plan: Plan) -> tuple[Path, str]:
    """The notebook of the lesson in a student's folder, and what had to be guessed; raises Unreadable."""
    name = plan.lesson.source.name
    if (folder / name).is_file() or (folder / name).is_symlink():
        return folder / name, ""
    found = notebooks(folder)
    if not found:
        raise Unreadable("no notebook was handed in.")
    alike = {path: _alike(path, plan) for path in found[:MOST_CANDIDATES]}
    best = max(alike, key=lambda path: alike[path])
    if not alike[best]:
        raise Unreadable(f"{_names(found)}: none holds an answer cell of {plan.lesson.key}.")
    return best, f"The notebook was handed in as {best.name}; it is graded as {name}."


def _names(paths: Sequence[Path]) -> str:
    names = ", ".join(path.name for path in paths[:3])
    return names if len(paths) <= 3 else f"{names} and {len(paths) - 3} more"


def _alike(path: Path, plan: Plan) -> int:
    """How many of the lesson's cells a notebook holds."""
    with suppress(Unreadable):
        ids = {one for cell in read(path, LARGEST_CANDIDATE).cells for one in (cell.grade_id, cell.id)}
        return len(ids & {cell.name for cell in plan.cells if cell.points or cell.name in plan.names})
    return 0
