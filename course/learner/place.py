"""Where a lesson is worked on: its notebook, the checks in it, and the file that keeps the progress."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from course.learner.store import NAME
from course.lesson import project

MARK = project.MARK
LESSONS = project.LESSONS
INSTRUCTORS = {"source", "autograded", "submitted", "feedback", "exchange"}


@dataclass(frozen=True)
class Place:
    """A lesson of that key, in the notebook at `notebook`."""

    lesson: str
    notebook: Path

    @property
    def folder(self) -> Path:
        """The folder of the lesson."""
        return self.notebook.parent

    @property
    def kept(self) -> Path:
        """The progress file: one for all lessons of a checkout, in my-lessons/; beside a notebook that stands alone."""
        return home(self.folder) / NAME

    @property
    def learners(self) -> bool:
        """Whether it is a learner's: nothing is recorded in the folders that an instructor works in."""
        root = checkout(self.folder)
        return root is None or not INSTRUCTORS & set(self.folder.resolve().relative_to(root).parts[:1])

    @cached_property
    def checks(self) -> dict[str, str]:
        """The hash of each exercise's visible check, in the order of the notebook."""
        return checks(json.loads(self.notebook.read_text(encoding="utf-8")))

    @cached_property
    def helpers(self) -> dict[str, str]:
        """Each function or answer cell before a visible check, and the exercise of that check."""
        return helpers(json.loads(self.notebook.read_text(encoding="utf-8")))


def helpers(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Each function of a notebook, and each cell that defines one -> the exercise of the next visible check."""
    found: dict[str, str] = {}
    waiting: list[str] = []
    for cell in notebook.get("cells", []):
        name = _name(cell)
        defined = re.findall(r"^def (\w+)", "".join(cell.get("source", "")), re.MULTILINE)
        waiting += [name, *defined] if defined else []
        if name.startswith("check_"):
            found |= {one: name.removeprefix("check_") for one in [*waiting, name] if one not in found}
            waiting = []
    return found


def checks(notebook: Mapping[str, Any]) -> dict[str, str]:
    """The hash of each visible check of a notebook, by exercise."""
    cells = {_name(cell): "".join(cell.get("source", "")) for cell in notebook.get("cells", [])}
    return {name.removeprefix("check_"): digest(text) for name, text in cells.items() if name.startswith("check_")}


def digest(text: str) -> str:
    """The name of a text: the first 12 digits of its SHA-256."""
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:12]


def title(name: str) -> str:
    """The name of an exercise as a person writes it."""
    return name.replace("_", " ").capitalize()


def checkout(folder: Path) -> Path | None:
    """The course around a folder, None where there is none."""
    return next((one for one in (folder.resolve(), *folder.resolve().parents) if _is_marked(one)), None)


def _is_marked(folder: Path) -> bool:
    packaged = (project.PACKAGED / project.EDITION).is_file() and (folder / LESSONS).is_dir()
    return packaged or (folder / MARK).is_file() or (folder / "release" / project.EDITION).is_file()


def home(folder: Path) -> Path:
    """The folder that keeps the progress of the lesson in `folder`."""
    parent, root = folder.resolve().parent, checkout(folder)
    if root is not None:
        return root / LESSONS
    return parent if parent.name == LESSONS or (parent / NAME).is_file() else folder


def notebook_in(folder: Path, name: str = "") -> Path | None:
    """The notebook of that name in `folder` if it has checks, or else the only one there that has."""
    if name and _has_checks(folder / name):
        return folder / name
    found = [path for path in sorted(folder.glob("*.ipynb")) if _has_checks(path)]
    return found[0] if len(found) == 1 else None


def _has_checks(path: Path) -> bool:
    try:
        return bool(checks(json.loads(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, AttributeError, TypeError):
        return False


def _name(cell: Mapping[str, Any]) -> str:
    marks = cell.get("metadata", {}).get("nbgrader")
    return str((marks if isinstance(marks, dict) else {}).get("grade_id") or cell.get("id", ""))
