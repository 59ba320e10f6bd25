"""What nbgrader's own commands are given by nbgrader_config.py, so that they do here what they should."""

import json
import re
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

from course.grading.release.hint_cost import configured, released
from course.lesson.canonical import canonical
from course.lesson.project import Project

HIDDEN = re.compile(r"[^\n]*BEGIN HIDDEN TESTS.*?(?:END HIDDEN TESTS[^\n]*|\Z)\n?", re.DOTALL)


class HideTests(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes the text of hidden tests out of a feedback page; nbgrader would print it for every student to read."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """The cell without its hidden tests, and without the lines of them that a traceback quotes."""
        if HIDDEN.search(cell.source):
            cell.source = HIDDEN.sub("", cell.source)
            for output in cell.get("outputs", []):
                if output.output_type == "error":
                    output.traceback = [f"{output.ename}: {output.evalue}"]
        return cell, resources


def normalise_release(assignment: str, student: str, notebooks: list[str]) -> None:
    """Write the notebooks that `nbgrader generate_assignment` just made in our own form, and tell what hints cost."""
    for path in Path("release", assignment).glob("*.ipynb"):
        text = canonical(json.loads(path.read_text(encoding="utf-8")))
        path.write_text(text, encoding="utf-8", newline="\n")
        for name, content in released(configured(Project(Path()))).items():
            path.with_name(name).write_bytes(content)


def build_slots(assignment: str, student: str, notebooks: list[str]) -> None:
    """Build the Hubs that answers are graded on before the clock of a graded cell runs."""
    from course.exercise.hubs import SLOTS, hub

    for slot in SLOTS:
        hub(slot)
