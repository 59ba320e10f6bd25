"""A notebook as it was handed in: read without trust, and only the text of its cells."""

import json
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.lesson.plan import Plan, text_of

MIB = 1 << 20
LARGEST = 256 * MIB
LONGEST_CELL, MOST_CELLS = 2 * MIB, 5_000


class Unreadable(Exception):
    """There is no notebook to grade; the text is one sentence for the instructor."""


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


def read(path: Path) -> Submission:
    """The submission in the file `path`; raises Unreadable."""
    data = _bytes(path)
    try:
        notebook = json.loads(data)
    except UnicodeDecodeError:
        raise Unreadable(f"{path.name} is not text in UTF-8.") from None
    except RecursionError:
        raise Unreadable(f"{path.name} is nested too deeply to be a notebook.") from None
    except ValueError:
        raise Unreadable(f"{path.name} is not JSON, so it is no notebook.") from None
    return Submission(cells(notebook, path.name))


def _bytes(path: Path) -> bytes:
    """The content of a plain file; a link or a device is not followed."""
    try:
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        reason = "is a link" if path.is_symlink() else f"cannot be read ({error.strerror})"
        raise Unreadable(f"{path.name} {reason}; ask for the notebook itself.") from None
    with os.fdopen(fd, "rb") as file:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable(f"{path.name} is not a file.")
        if found.st_size > LARGEST:
            raise Unreadable(f"{path.name} is larger than {LARGEST // MIB} MiB; ask for it without outputs.")
        data = file.read()
    if not data.strip():
        raise Unreadable(f"{path.name} is empty.")
    return data


def cells(notebook: Any, name: str) -> tuple[Handed, ...]:
    """The cells of the notebook `name`, whatever its format; raises Unreadable."""
    found = notebook.get("cells") if isinstance(notebook, dict) else None
    if found is None and isinstance(notebook, dict) and isinstance(notebook.get("worksheets"), list):
        found = [cell for sheet in notebook["worksheets"] for cell in sheet.get("cells", [])]  # format 3
    if not isinstance(found, list):
        raise Unreadable(f"{name} holds no cells, so it is no notebook.")
    made = [_cell(cell) for cell in found[:MOST_CELLS] if isinstance(cell, dict)]
    return tuple(cell for cell in made if len(cell.source) <= LONGEST_CELL)


def _cell(cell: dict[str, Any]) -> Handed:
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    source = text_of(cell) or text_of({"source": cell.get("input", "")})
    return Handed(_name(grade_id), _name(cell.get("id")), str(cell.get("cell_type"))[:20], _clean(source))


def _name(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= 200 else ""


def _clean(text: str) -> str:
    """The text without characters that cannot be stored as UTF-8 or in a database."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def find(folder: Path, plan: Plan) -> tuple[Path, str]:
    """The notebook of the lesson in a student's folder, and what had to be guessed; raises Unreadable."""
    name = plan.lesson.source.name
    if (folder / name).is_file() or (folder / name).is_symlink():
        return folder / name, ""
    found = (
        sorted(path for path in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
        if folder.is_dir()
        else []
    )
    if not found:
        raise Unreadable("no notebook was handed in.")
    best = max(found, key=lambda path: _alike(path, plan))
    if not _alike(best, plan):
        raise Unreadable(f"{_names(found)}: none holds an answer cell of {plan.lesson.key}.")
    return best, f"The notebook was handed in as {best.name}; it is graded as {name}."


def _names(paths: Sequence[Path]) -> str:
    names = ", ".join(path.name for path in paths[:3])
    return names if len(paths) <= 3 else f"{names} and {len(paths) - 3} more"


def _alike(path: Path, plan: Plan) -> int:
    """How many of the lesson's cells a notebook holds."""
    with suppress(Unreadable):
        ids = {one for cell in read(path).cells for one in (cell.grade_id, cell.id)}
        return len(ids & {cell.name for cell in plan.cells if cell.points or cell.name in plan.names})
    return 0
