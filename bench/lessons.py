"""What the checks of each lesson take: the visible ones by the clock, the hidden ones by the processor.

    python bench/lessons.py [LESSON ...] [--rounds 5]

Printed for each lesson: the median and the slowest of its visible checks on a right answer (milliseconds; the median of
the rounds), its hidden tests on right answers when what they are compared with is ready (seconds), and one whole
submission by the protected grader (seconds of processor, start left out).
"""

import argparse
import importlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from course.exercise.exercise import Exercise  # noqa: E402
from course.grading.engine.engine import Engine  # noqa: E402
from course.grading.engine.launch import hubs  # noqa: E402
from course.grading.engine.pool import Handed, grade_many  # noqa: E402
from course.grading.engine.walls import level  # noqa: E402
from course.lesson.plan import plan  # noqa: E402
from course.lesson.project import Lesson, Project  # noqa: E402

SEEDS = (101, 102, 103)


def exercises(lesson: Lesson) -> list[Exercise]:
    """The exercises of `lesson`, in the order of their names."""
    folder = ROOT / "exercises" / lesson.key.partition("-")[2]
    modules = [importlib.import_module(f"exercises.{folder.name}.{path.stem}") for path in sorted(folder.glob("*.py"))]
    return [module.exercise for module in modules if isinstance(getattr(module, "exercise", None), Exercise)]


def taken(run: Callable[[], Any], rounds: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """The median of `rounds` runs, in seconds of `clock`."""
    times = []
    for _ in range(rounds):
        begun = clock()
        run()
        times.append(clock() - begun)
    return statistics.median(times)


def visible(lesson: Lesson, rounds: int) -> dict[str, float]:
    """The seconds that each visible check takes once everything above it has run."""
    space: dict[str, Any] = {}
    found = {}
    for cell in nbformat.read(lesson.source, as_version=4).cells:
        if cell.cell_type != "code" or cell.id.startswith("graded_"):
            continue
        code = compile(cell.source, cell.id, "exec")
        with redirect_stdout(StringIO()):
            exec(code, space)
            if cell.id.startswith("check_"):
                found[cell.id.removeprefix("check_")] = taken(partial(exec, code, space), rounds)
    return found


def hidden(lesson: Lesson) -> dict[str, float]:
    """The processor seconds that the hidden tests of each exercise take on its right answer."""
    found = {}
    for exercise in exercises(lesson):
        exercise.prepare()
        answer = partial(exercise.reference)  # not the reference itself, whose outcomes are known
        found[exercise.name] = taken(partial(exercise.judge, answer), 1, time.process_time)
    return found


def graded(lesson: Lesson, copies: int) -> float:
    """The processor seconds of one solved submission by the protected grader."""
    with Engine(lesson, SEEDS) as engine:
        before = engine.spent()
        for _ in grade_many([Handed(f"student-{number}", lesson.source) for number in range(copies)], engine):
            pass
        return (engine.spent() - before) / copies


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("lessons", nargs="*")
    options.add_argument("--rounds", type=int, default=5)
    asked = options.parse_args()
    project = Project(ROOT)
    for lesson in map(project.lesson, asked.lessons or [one.key for one in project.lessons]):
        with tempfile.TemporaryDirectory() as folder:
            hubs(plan(lesson), SEEDS, level(), Path(folder))
        checks, tests = visible(lesson, asked.rounds), hidden(lesson)
        slowest, longest = max(checks, key=checks.__getitem__), max(tests, key=tests.__getitem__)
        print(
            f"{lesson.key:12} visible {statistics.median(checks.values()) * 1000:4.0f} ms, slowest"
            f" {checks[slowest] * 1000:4.0f} ms ({slowest}); hidden {sum(tests.values()):4.2f} CPU s, longest"
            f" {tests[longest]:4.2f} ({longest}); by the grader {graded(lesson, asked.rounds):4.2f} CPU s a submission",
            flush=True,
        )


if __name__ == "__main__":
    main()
