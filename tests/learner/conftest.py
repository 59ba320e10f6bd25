"""A small lesson in a checkout of its own: two exercises, hints, and a learner's copy of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from course.learner import session as sessions
from course.learner.place import MARK, Place
from course.learner.session import Session
from course.learner.store import Store

CHECKS = {"double": "expect(double, [4], 8)", "half_of": "expect(half_of, [8], 4)"}
HINTS = """double: [Look at the sign for times., Begin with a return., "```python\\nprint(3 + 3 + 3)\\n```"]
half_of: [one, two, three]
"""


def cell(source: str, name: str, **marks: Any) -> dict[str, Any]:
    """A cell as a lesson has it."""
    metadata = {"nbgrader": {"grade_id": name, **marks}} if marks else {}
    return {"cell_type": "code", "id": name, "metadata": metadata, "source": source, "outputs": []}


def lesson_at(folder: Path) -> Place:
    """The lesson 01-sums in `folder`, with its hints."""
    folder.mkdir(parents=True)
    cells = [cell("import math", "setup", locked=True), cell("def twice(n): ...", "twice")]
    for name, check in CHECKS.items():
        cells += [cell(f"def {name}(n): ...", name, solution=True), cell(check, f"check_{name}", grade=True)]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "sums.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (folder / "hints.yaml").write_text(HINTS, encoding="utf-8")
    return Place("01-sums", folder / "sums.ipynb")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """The learner's copy, in a checkout."""
    (tmp_path / MARK).touch()
    return lesson_at(tmp_path / "my-lessons" / "01-sums")


@pytest.fixture(autouse=True)
def _none_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test begins in the lesson of another."""
    monkeypatch.setattr(sessions, "_open", [])


@pytest.fixture
def session(place: Place) -> Session:
    """The lesson, open."""
    return Session(place, Store(place.kept))
