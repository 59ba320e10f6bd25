"""The visible checks of a learner's notebook, run from top to bottom in a fresh kernel; nothing of it is kept."""

import shutil
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import nbformat

from course.lesson.plan import name_of
from course.lesson.rebuild import read

CHECK = "check_"
PATIENCE = 120  # seconds for a cell
LONGEST = 300


class Came(StrEnum):
    """What a visible check came to."""

    PASSED = "passes its visible check"
    FAILED = "does not pass yet"
    NOT_WRITTEN = "not written yet"


@dataclass(frozen=True)
class Checked:
    """An exercise, what its visible check came to, and the sentence for its author."""

    name: str
    came: Came
    sentence: str = ""


def checked(notebook: Path) -> list[Checked]:
    """The exercises of the notebook at that path, in order.

    It is run in a copy of its folder, so that neither its outputs nor its progress change.
    """
    made = read(notebook)
    with tempfile.TemporaryDirectory(prefix="course-check-") as folder:
        for path in notebook.parent.iterdir():
            if path.is_file() and path.suffix in (".json", ".yaml", ".csv"):
                shutil.copy(path, folder)
        _execute(made, folder)
    return [_seen(cell) for cell in made.cells if cell.cell_type == "code" and name_of(cell).startswith(CHECK)]


def _execute(made: nbformat.NotebookNode, folder: str) -> None:
    from nbclient import NotebookClient
    from traitlets.config import Config

    client = NotebookClient(
        made,
        config=Config(
            {"KernelManager": {"transport_encryption": "auto"}}
        ),  # or the kernel warns that it can be overheard
        timeout=PATIENCE,
        interrupt_on_timeout=True,
        allow_errors=True,
        kernel_name="python3",
        resources={"metadata": {"path": folder}},
    )
    client.execute()


def _seen(cell: Any) -> Checked:
    name = name_of(cell).removeprefix(CHECK)
    error = next((one for one in cell.get("outputs", []) if one["output_type"] == "error"), None)
    if error is None:
        return Checked(name, Came.PASSED)
    unwritten = error["ename"] == "NotStarted"
    said = "" if unwritten else str(error["evalue"]).strip()
    return Checked(name, Came.NOT_WRITTEN if unwritten else Came.FAILED, said[:LONGEST])
