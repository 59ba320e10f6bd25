"""The lesson that hostile submissions are handed in for: two exercises, graded on unseen numbers, and a memo."""

import json
import shutil
from pathlib import Path
from typing import Any

from course.grading.release import release
from course.lesson.project import Lesson, Project
from tests.courses import Cells, cell, notebook

ROOT = Path(__file__).resolve().parents[3]
MARKER = "486113"  # stands in hidden inputs, in test source, in the gradebook, in the environment: it must not come out
FULL = 6.0

DOUBLE = "def double(number):\n    return 2 * number"
TOTAL = "def total(frame):\n    return {'sum': float(frame['x'].sum())}"

_SOLUTION = "{head}\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION"
_EXERCISE = '''"""An exercise."""

import pandas as pd

from course.exercise.exercise import Exercise, case

exercise = Exercise("01-trial", "{name}", "a large number and a negative one")


@exercise.cases
def cases():
    yield case("a large number", {large})
    yield case("a negative number", {negative})


@exercise.wrong("Twice, not squared.")
def squared(number):
    return number**2 if isinstance(number, int) else None
'''


def _answer(name: str, head: str, body: str) -> dict[str, Any]:
    return cell(_SOLUTION.format(head=head, body=body), grade_id=name, solution=True)


def _graded(name: str) -> dict[str, Any]:
    lines = ["# Graded on a large number and a negative one.", "### BEGIN HIDDEN TESTS"]
    lines += [f"from exercises.trial.{name} import exercise", f"exercise.grade({name})", "### END HIDDEN TESTS"]
    return cell("\n".join(lines), grade_id=f"graded_{name}", grade=True, locked=True, points=2)


def _cells() -> Cells:
    visible = 'expect(total, [pd.DataFrame({"x": [1, 2]})], {"sum": 3.0}, "two rows")'
    return [
        cell("# Trial", "markdown"),
        cell("import pandas as pd\nfrom course.check import expect", grade_id="setup", locked=True),
        _answer("double", "def double(number):", "return 2 * number"),
        cell("double(2)"),
        cell('expect(double, [4], 8, "four")', grade_id="check_double", grade=True, locked=True, points=1),
        _graded("double"),
        _answer("total", "def total(frame):", 'return {"sum": float(frame["x"].sum())}'),
        cell(visible, grade_id="check_total", grade=True, locked=True, points=1),
        _graded("total"),
        cell(
            '### BEGIN SOLUTION\nmemo = "Ship."\n### END SOLUTION', grade_id="memo", grade=True, solution=True, points=5
        ),
    ]


def make_trial(root: Path) -> Lesson:
    """The lesson of a course at `root`, released, with what a hostile submission might be after around it."""
    lesson = Lesson(root, "01-trial", "trial")
    lesson.source.parent.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    lesson.source.write_text(json.dumps(notebook(_cells())), encoding="utf-8")
    release.write(Project(root), lesson)
    folder = root / "exercises" / "trial"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    frame = "pd.DataFrame({{'x': [{}, 1]}})".format
    texts = {"double": (MARKER, "-3"), "total": (frame(MARKER), frame(-3))}
    for name, (large, negative) in texts.items():
        text = _EXERCISE.format(name=name, large=large, negative=negative)
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    _surroundings(root)
    return lesson


def _surroundings(root: Path) -> None:
    """A gradebook and a neighbour."""
    (root / "gradebook.db").write_text(f"SQLite format 3 {MARKER}", encoding="utf-8")
    neighbour = root / "submitted" / "neighbour" / "01-trial"
    neighbour.mkdir(parents=True)
    (neighbour / "trial.ipynb").write_text(json.dumps({"secret": MARKER}), encoding="utf-8")


def handed_in(lesson: Lesson, double: str, total: str = TOTAL, *extra: str) -> dict[str, Any]:
    """A submission with these answers and, at its end, cells of the student's own."""
    made: dict[str, Any] = json.loads(lesson.release.read_text(encoding="utf-8"))
    texts = {"double": double, "total": total, "memo": 'memo = "Wait."'}
    for one in made["cells"]:
        one["source"] = texts.get(one["id"], "".join(one["source"]))
    made["cells"] += [cell(source) | {"id": f"own-{number}"} for number, source in enumerate(extra)]
    return made
