"""A whole course in a temporary folder: one lesson, one exercise, one memo."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from course.grading.release import release
from course.lesson.project import Lesson, Project

ROOT = Path(__file__).resolve().parents[1]
Cells = list[dict[str, Any]]


def cell(source: str, kind: str = "code", **marks: Any) -> dict[str, Any]:
    """A cell as a notebook editor writes it; `marks` are nbgrader's."""
    made: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source, "id": marks.get("grade_id", "plain")}
    if marks:
        defaults = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        made["metadata"]["nbgrader"] = {**defaults, **marks}
    return {**made, "execution_count": 3, "outputs": []} if kind == "code" else made


SOLUTION = '''def double(number):
    """Twice `number`."""
    ### BEGIN SOLUTION
    return 2 * number
    ### END SOLUTION'''
VISIBLE = 'expect(double, [4], 8, "four")'
HIDDEN = """# Graded on zero and on text.
### BEGIN HIDDEN TESTS
expect(double, [0], 0, "zero")
expect(double, ["ab"], "abab", "text")
### END HIDDEN TESTS"""
MEMO = """### BEGIN SOLUTION
print("Decision: ship.")
### END SOLUTION"""


def lesson_cells() -> Cells:
    """The solved notebook's cells."""
    return [
        cell("# Doubling", "markdown"),
        cell("from course.check import expect", grade_id="setup", locked=True),
        cell(SOLUTION, grade_id="double", solution=True),
        cell("double(2)"),
        cell(VISIBLE, grade_id="check_double", grade=True, locked=True, points=1),
        cell(HIDDEN, grade_id="graded_double", grade=True, locked=True, points=2),
        cell(MEMO, grade_id="memo_doubling", grade=True, solution=True, points=12),
    ]


def notebook(cells: Cells) -> dict[str, Any]:
    """The cells as a notebook."""
    return {"cells": cells, "metadata": {"widgets": {}}, "nbformat": 4, "nbformat_minor": 5}


def make_lesson(root: Path) -> Lesson:
    """Lesson 01-double of a course at `root`, not yet released."""
    made = Lesson(root, "01-double", "double")
    made.source.parent.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    made.source.write_text(json.dumps(notebook(lesson_cells())), encoding="utf-8")
    return made


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    """The lesson, of a course of its own."""
    return make_lesson(tmp_path / "course")


@pytest.fixture
def released(lesson: Lesson) -> Lesson:
    """The same lesson with its release written."""
    release.write(Project(lesson.root), lesson)
    return lesson


Answering = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def answering(released: Lesson) -> Answering:
    """Writes a working copy whose cells hold the given sources, and gives its path."""

    def write(sources: Mapping[str, str]) -> Path:
        learner = json.loads(released.release.read_text(encoding="utf-8"))
        for one in learner["cells"]:
            one["source"] = sources.get(one["id"], one["source"])
        released.working_copy.parent.mkdir(parents=True, exist_ok=True)
        released.working_copy.write_text(json.dumps(learner), encoding="utf-8")
        return released.working_copy

    return write
