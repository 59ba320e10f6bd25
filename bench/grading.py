"""Grading a class, ours against `nbgrader autograde`, on the same submissions.

    python bench/grading.py [--students 60] [--lesson 01-census] [--rounds 1] [--only WAYS]

A third of the class is right, a third wrong, a third broken; answers come from `exercises/`. Each round runs every way
once, in turn: `ours` (`course grade` with two workers, walls up: gradebook, autograded notebooks and feedback pages
written), `nbgrader` (`nbgrader autograde`: gradebook and autograded notebooks), `engine` (ours without what is written)
and `bare` (the same cells and tests in one warm process without any protection, forked per submission: the least that
grading costs). All run the cells in IPython and draw what a cell shows. Start-up is included; the release before it,
which makes the gradebook, is not. Printed: seconds by the clock, seconds of processor, highest memory, and whether the
scores agree.
"""

import argparse
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.submissions import hand_in  # noqa: E402
from bench.watch import Watch  # noqa: E402
from course.grading.engine import student  # noqa: E402
from course.grading.engine.engine import Engine  # noqa: E402
from course.grading.engine.launch import hubs  # noqa: E402
from course.grading.engine.limits import Limits  # noqa: E402
from course.grading.engine.pool import Handed, grade_many  # noqa: E402
from course.grading.engine.shell import Shell, run  # noqa: E402
from course.grading.engine.walls import level  # noqa: E402
from course.hub import seeds  # noqa: E402
from course.lesson.plan import CHECKS, Part, Plan, plan  # noqa: E402
from course.lesson.project import Lesson, Project  # noqa: E402

CLASS_SEEDS, COMMANDS = (101, 102, 103), ("ours", "nbgrader")
Scores = dict[str, float]
Graded = tuple[Scores, float, float]


@dataclass
class Run:
    """One way of grading the class: what it took, and the scores."""

    way: str
    seconds: float
    cpu: float
    start: float
    memory: float
    scores: Scores

    def line(self, students: int) -> str:
        """The run in one line."""
        start = f"{self.start:5.1f} to start, " if self.start else ""
        each = f"{start}{(self.cpu - self.start) / students:5.2f} each"
        return f"{self.way:9} {self.seconds:7.1f} s {self.cpu:7.1f} CPU s ({each}) {self.memory:6.0f} MiB at most"


def _released(lesson: Lesson, course: Path) -> None:
    """Release the lesson in a course folder of its own, whose gradebook then knows it."""
    for folder in ("exercises", f"source/{lesson.key}"):
        shutil.copytree(ROOT / folder, course / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", course)
    _run(course, "nbgrader", "generate_assignment", lesson.key, "--force")
    shutil.copytree(lesson.release.parent, course / "release" / lesson.key, dirs_exist_ok=True)


def ours(lesson: Lesson, course: Path, handed: list[Handed]) -> Graded:
    """By `course grade`."""
    _run(course, "course", "grade", lesson.key, "--workers", "2", "--any-owner")
    return {}, 0.0, 0.0


def _run(course: Path, *words: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), seeds.SETTING: seeds.text(CLASS_SEEDS)}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    subprocess.run([sys.executable, "-m", *words], cwd=course, env=environment, capture_output=True, check=False)


def engine(lesson: Lesson, course: Path, handed: list[Handed]) -> Graded:
    """By the engine alone, with two workers."""
    with Engine(lesson, CLASS_SEEDS) as engine:
        start = engine.spent() + time.process_time()
        scores = {student: graded.result.points for student, graded in grade_many(handed, engine)}
        return scores, start, engine.spent()


def nbgrader(lesson: Lesson, course: Path, handed: list[Handed]) -> Graded:
    """By the ordinary command."""
    _run(course, "nbgrader", "autograde", lesson.key, "--force")
    return {}, 0.0, 0.0


def _gradebook(database: Path) -> Scores:
    """The points of each student, as both graders write them."""
    query = """
        SELECT student_id, SUM(COALESCE(auto_score, 0)) FROM grade
        JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id GROUP BY student_id
    """
    with closing(sqlite3.connect(database)) as book:
        return dict(book.execute(query).fetchall())


def bare(lesson: Lesson, course: Path, handed: list[Handed]) -> Graded:
    """Cells and tests in one IPython, forked per submission, without walls or proxies."""
    os.environ[seeds.SETTING] = seeds.text(CLASS_SEEDS)
    whole = plan(lesson)
    sys.path.insert(0, str(lesson.root))
    setup = [cell.source for cell in whole.cells if cell.part is Part.SETUP]
    shell = student.warm({"hubs": {}, "plots": whole.uses("plots"), "setup": setup})
    before = dict(shell.user_ns)
    _bare_score(shell, whole, {cell.name: cell.source for cell in whole.cells})
    shell.user_ns.clear()
    shell.user_ns.update(before)
    start, scores = time.process_time(), {}
    for one in handed:
        reading, writing = os.pipe()
        if os.fork() == 0:
            cells = json.loads(one.place.read_text(encoding="utf-8"))["cells"]
            score = _bare_score(shell, whole, {cell["id"]: "".join(cell["source"]) for cell in cells})
            os.write(writing, str(score).encode())
            os._exit(0)
        os.close(writing)
        scores[one.student] = float(os.read(reading, 100))
        os.close(reading)
        os.wait()
    return scores, start, 0.0


def _bare_score(shell: Shell, whole: Plan, texts: Mapping[str, str]) -> float:
    points = 0.0
    for number, cell in enumerate(whole.cells):
        if cell.part in CHECKS:
            points += cell.points if _passes(cell.source, shell.user_ns) else 0
        elif cell.part not in (Part.PROSE, Part.SETUP):
            run(shell, number, texts[cell.name], Limits().output)
    return points


def _passes(source: str, space: dict[str, Any]) -> bool:
    with warnings.catch_warnings(), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        warnings.simplefilter("ignore")
        try:
            exec(source, space)
        except BaseException:
            return False
        return True


WAYS: dict[str, Callable[[Lesson, Path, list[Handed]], Graded]] = {
    "ours": ours, "nbgrader": nbgrader, "engine": engine, "bare": bare,
}  # fmt: skip


def measured(way: str, lesson: Lesson, students: int, folder: Path) -> Run:
    """One run in a fresh process, so that its processor time and its memory are its own."""
    course = Path(tempfile.mkdtemp(prefix=f"{way}-", dir=folder))
    handed = hand_in(lesson, course, students)
    if way in COMMANDS:
        _released(lesson, course)
    reading, writing = os.pipe()
    if os.fork() == 0:
        begun, before = time.monotonic(), time.process_time()
        scores, start, elsewhere = WAYS[way](lesson, course, handed)
        spent, seconds = time.process_time() - before + _children() + elsewhere, time.monotonic() - begun
        scores = scores or _gradebook(course / "gradebook.db")
        os.write(writing, json.dumps([seconds, spent, start, scores]).encode())
        os._exit(0)
    os.close(writing)
    with Watch() as seen, os.fdopen(reading) as report:
        seconds, cpu, start, scores = json.load(report)
        os.wait()
    return Run(way, seconds, max(cpu, seen.cpu), start, seen.memory, scores)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Run and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--students", type=int, default=60)
    options.add_argument("--lesson", default="01-census")
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--only", default="ours,nbgrader,engine,bare")
    asked = options.parse_args()
    lesson = Project(ROOT).lesson(asked.lesson)
    with tempfile.TemporaryDirectory() as folder:
        hubs(plan(lesson), CLASS_SEEDS, level(), Path(folder))
    with tempfile.TemporaryDirectory(prefix="bench-grading-") as folder:
        for _ in range(asked.rounds):
            runs = []
            for way in asked.only.split(","):
                runs.append(measured(way, lesson, asked.students, Path(folder)))
                print(runs[-1].line(asked.students), flush=True)
            _compare(runs)


def _compare(runs: list[Run]) -> None:
    first = runs[0]
    for other in runs[1:]:
        differing = sorted(one for one in first.scores if first.scores[one] != other.scores.get(one))
        agree = f"scores differ for {', '.join(differing)}" if differing else "same scores"
        times, cpu = other.seconds / first.seconds, other.cpu / first.cpu
        print(f"{other.way} / {first.way}: {times:.1f} x by the clock, {cpu:.1f} x by the processor; {agree}")


if __name__ == "__main__":
    main()
