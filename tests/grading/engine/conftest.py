"""A lesson with every form that a check may take, and one warm engine for it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from course.grading.engine import walls
from course.grading.engine.engine import Engine
from course.grading.engine.graded import GradedNotebook
from course.grading.engine.limits import Limits
from course.grading.release import release
from course.lesson.project import Lesson, Project
from course.lesson.submission import Handed, Submission
from tests.courses import ROOT, Cells, cell, notebook

RIGHT = {
    "triple": "def triple(number):\n    return 3 * number",
    "count": "def count(api):\n    return len(list(api.list_models()))",
    "twice": "def twice(step, value):\n    return step(step(value))",
}
EXERCISE = '''"""An exercise on a Hub."""

from course.exercise.exercise import Exercise, case
from course.hub.hand_made import hub_of

exercise = Exercise("01-forms", "count", "two Hubs")


@exercise.cases
def cases():
    yield case("two models", hub_of([{"id": "a/x"}, {"id": "b/y"}]), budget=1)
    yield case("no model", hub_of())
'''


def _answer(name: str) -> dict[str, Any]:
    head, _, body = RIGHT[name].partition("\n")
    source = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
    return cell(source, grade_id=name, solution=True)


def _check(name: str, source: str, points: int, *, hidden: bool = False) -> dict[str, Any]:
    text = f"# Graded on what it is graded on.\n### BEGIN HIDDEN TESTS\n{source}\n### END HIDDEN TESTS"
    return cell(text if hidden else source, grade_id=name, grade=True, locked=True, points=points)


def _cells() -> Cells:
    return [
        cell("from course.check import expect", grade_id="setup", locked=True),
        _answer("triple"),
        cell("shown = triple(5)") | {"id": "show"},
        cell("shown") | {"id": "show_again"},
        _check("check_triple", 'expect(triple, [2], 6, "two")', 1),
        _check("graded_triple", "(triple(7) == 21) + (triple(486113) == 3 * 486113) * 3", 4, hidden=True),
        _answer("count"),
        _check("graded_count", "from exercises.forms.count import exercise\nexercise.grade(count)", 2, hidden=True),
        _answer("twice"),
        _check("check_twice", "assert twice(lambda one: one + 1, 5) == 7\nassert twice(triple, 1) == 9", 2),
        _check("graded_twice", 'assert twice(len, [[], [1]])[0], "look at lists"', 1, hidden=True)
        | {"source": '### BEGIN HIDDEN TESTS\nassert twice(triple, 2) == 18, "look at two"\n### END HIDDEN TESTS'},
        cell(
            '### BEGIN SOLUTION\nmemo = f"{shown}"\n### END SOLUTION',
            grade_id="memo",
            grade=True,
            solution=True,
            points=5,
        ),
    ]


def make_forms(root: Path) -> Lesson:
    """The lesson, released."""
    lesson = Lesson(root, "01-forms", "forms")
    lesson.source.parent.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    lesson.source.write_text(json.dumps(notebook(_cells())), encoding="utf-8")
    release.write(Project(root), lesson)
    (root / "exercises" / "forms").mkdir(parents=True)
    (root / "exercises" / "__init__.py").touch()
    (root / "exercises" / "forms" / "count.py").write_text(EXERCISE, encoding="utf-8")
    return lesson


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The engine, warm for the lesson of forms."""
    if not walls.level().forks:
        pytest.skip(str(walls.level()))
    lesson = make_forms(tmp_path_factory.mktemp("forms") / "course")
    with Engine(lesson, (11, 12, 13), Limits(call=2, cell=3)) as engine:
        yield engine


def submission(engine: Engine, *extra: str, **answers: str) -> Submission:
    """Right answers but for those given, then cells of the learner's own."""
    texts = {**RIGHT, **answers}
    cells = [Handed(one.name, one.name, "code", texts.get(one.name, one.released)) for one in engine.plan.cells]
    own = [Handed("", f"own-{number}", "code", source) for number, source in enumerate(extra)]
    return Submission((*cells, *own))


def states(graded: GradedNotebook) -> dict[str, tuple[str, float]]:
    """State and points of every exercise."""
    return {answer.name: (str(answer.state), answer.points) for answer in graded.result.answers}
