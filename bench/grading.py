"""Grading a class, ours against `nbgrader autograde`, on the same submissions.

    python bench/grading.py [--students 60] [--lesson 01-census] [--rounds 1] [--only WAYS]

A third of the class is right, a third wrong, a third broken; answers come from `exercises/`. Each round runs every way
once, in turn: `ours` (`course grade` with two workers, walls up: gradebook, autograded notebooks and feedback pages
written), `nbgrader` (`nbgrader autograde`: gradebook and autograded notebooks), `engine` (ours without what is written)
and `bare` (the same cells and tests in one warm process without any protection, forked per submission: the least that
grading costs). All run the cells in IPython and draw what a cell shows, and start-up is included. Printed: seconds by
the clock, seconds of processor, highest memory, and whether the scores agree.
"""

import argparse
import ast
import importlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from course.grading.engine import student  # noqa: E402
from course.grading.engine.engine import Engine  # noqa: E402
from course.grading.engine.launch import SEEDS, hubs, seeds_text  # noqa: E402
from course.grading.engine.lesson import CHECKS, Part, Plan, plan  # noqa: E402
from course.grading.engine.limits import Limits  # noqa: E402
from course.grading.engine.pool import Handed, grade_many  # noqa: E402
from course.grading.engine.shell import Shell, run  # noqa: E402
from course.grading.engine.walls import level  # noqa: E402
from course.grading.project import Lesson, Project  # noqa: E402

CLASS_SEEDS = (101, 102, 103)
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


def answers(exercise: Any, module: Any) -> tuple[list[str], list[str], list[str]]:
    """Right, wrong and broken answer cells for an exercise, from the module that defines it."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    common = [ast.unparse(node) for node in tree.body if _shared(node)]
    named = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}

    def cell(function: Any) -> str:
        node = named[function.__name__]
        renamed = ast.FunctionDef(**{**dict(ast.iter_fields(node)), "name": exercise.name, "decorator_list": []})
        return "\n\n".join([*common, ast.unparse(ast.fix_missing_locations(ast.copy_location(renamed, node)))])

    broken = f"def {exercise.name}(*args, **kwargs):\n    return {{}}['not there']"
    return [cell(one) for one in exercise.rights], [cell(one.function) for one in exercise.wrongs], [broken]


def _shared(node: ast.stmt) -> bool:
    """What the answers in a module have in common: imports, constants, helpers."""
    if isinstance(node, ast.ImportFrom):
        return not (node.module or "").startswith(("course.grading", "exercises"))
    if isinstance(node, ast.FunctionDef):
        return not node.decorator_list
    is_exercise = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "exercise"
    return isinstance(node, ast.Import | ast.Assign | ast.ClassDef | ast.AnnAssign) and not is_exercise


def hand_in(lesson: Lesson, course: Path, students: int) -> list[Handed]:
    """The submissions of a class, written below `course`/submitted."""
    package = lesson.key.partition("-")[2]
    released = json.loads(lesson.release.read_text(encoding="utf-8"))
    cells = {}
    for name in [cell.name for cell in plan(lesson).cells if cell.part is Part.ANSWER]:
        with suppress(ModuleNotFoundError):
            module = importlib.import_module(f"exercises.{package}.{name}")
            cells[name] = answers(module.exercise, module)
    made = []
    for number in range(students):
        folder = course / "submitted" / f"student-{number:03}" / lesson.key
        folder.mkdir(parents=True)
        path = folder / lesson.release.name
        path.write_text(json.dumps(_written(released, cells, number)), encoding="utf-8")
        made.append(Handed(folder.parent.name, path))
    return made


def _written(released: dict[str, Any], cells: Mapping[str, tuple[list[str], ...]], number: int) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(released))
    for cell in made["cells"]:
        if cell["id"] in cells:
            choice = cells[cell["id"]][number % 3]
            cell["source"] = choice[number // 3 % len(choice)]
    return made


def ours(lesson: Lesson, course: Path, handed: list[Handed]) -> Graded:
    """By `course grade`, in a course folder of its own."""
    for folder in ("exercises", f"source/{lesson.key}", f"release/{lesson.key}"):
        shutil.copytree(ROOT / folder, course / folder, ignore=shutil.ignore_patterns("__pycache__"))
    _run(course, "course", "grade", lesson.key, "--workers", "2", "--any-owner")
    return _gradebook(course / "gradebook.db", lesson.key), 0.0, 0.0


def _run(course: Path, *words: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), SEEDS: seeds_text(CLASS_SEEDS)}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    shutil.copy(ROOT / "nbgrader_config.py", course)
    subprocess.run([sys.executable, "-m", *words], cwd=course, env=environment, capture_output=True, check=False)


def engine(lesson: Lesson, course: Path, handed: list[Handed]) -> Graded:
    """By the engine alone, with two workers."""
    with Engine(lesson, CLASS_SEEDS) as engine:
        start = engine.spent() + time.process_time()
        scores = {student: graded.result.points for student, graded in grade_many(handed, engine)}
        return scores, start, engine.spent()


def nbgrader(lesson: Lesson, course: Path, handed: list[Handed]) -> Graded:
    """By the ordinary command, in a course folder of its own."""
    shutil.copytree(lesson.source.parent, course / "source" / lesson.key, dirs_exist_ok=True)
    for command in ("generate_assignment", "autograde"):
        _run(course, "nbgrader", command, lesson.key, "--force")
    return _gradebook(course / "gradebook.db", lesson.key), 0.0, 0.0


def _gradebook(database: Path, key: str) -> Scores:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{database}") as book:
        found = list(book.assignment_submissions(key))
        return {one.student.id: sum(notebook.score for notebook in one.notebooks) for one in found}


def bare(lesson: Lesson, course: Path, handed: list[Handed]) -> Graded:
    """Cells and tests in one IPython, forked per submission, without walls or proxies."""
    os.environ[SEEDS] = seeds_text(CLASS_SEEDS)
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
    reading, writing = os.pipe()
    if os.fork() == 0:
        handed = hand_in(lesson, course, students)
        begun, before = time.monotonic(), time.process_time()
        scores, start, elsewhere = WAYS[way](lesson, course, handed)
        spent = time.process_time() - before + _children() + elsewhere
        os.write(writing, json.dumps([time.monotonic() - begun, spent, start, scores]).encode())
        os._exit(0)
    os.close(writing)
    with _memory() as peak, os.fdopen(reading) as report:
        seconds, cpu, start, scores = json.load(report)
        os.wait()
    return Run(way, seconds, cpu, start, peak.highest, scores)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _memory:
    """Samples the memory that this process's descendants hold, shared pages counted once; in MiB."""

    def __init__(self) -> None:
        self.highest, self._over = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "_memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            self.highest = max(self.highest, sum(map(_held, _descendants(os.getpid()))) / 1024)


def _descendants(pid: int) -> Iterator[int]:
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield int(child)
            yield from _descendants(int(child))


def _held(pid: int) -> int:
    with suppress(OSError, IndexError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(text.partition("\nPss:")[2].split()[0])
    return 0


def main() -> None:
    """Run and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--students", type=int, default=60)
    options.add_argument("--lesson", default="01-census")
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--only", default="ours,nbgrader,engine,bare")
    asked = options.parse_args()
    lesson = Project(ROOT).lesson(asked.lesson)
    hubs(plan(lesson), CLASS_SEEDS, level())
    with tempfile.TemporaryDirectory(prefix="bench-grading-") as folder:
        for _ in range(asked.rounds):
            runs = [measured(way, lesson, asked.students, Path(folder)) for way in asked.only.split(",")]
            for run in runs:
                print(run.line(asked.students), flush=True)
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
