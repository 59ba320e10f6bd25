"""A class on a real Dask cluster: workers die, the class goes on, and nothing is graded twice."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.exercise.state import State
from course.grading.classroom.handed import Class
from course.grading.cluster import scale
from course.grading.cluster.bundle import pack, unpack
from course.lesson.plan import plan
from course.lesson.project import CourseError, Lesson, Project
from tests.grading import classes
from tests.grading.classes import RIGHT, grade, hand_in, hand_in_all, notebook, records, rows, scores
from tests.grading.poison import deadly

SEEDS = (1, 2, 3)


@contextlib.contextmanager
def process(*words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A part of Dask, running until the end."""
    command = [sys.executable, "-m", *words]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            yield running
        finally:
            running.kill()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file in which a scheduler of the test's own tells its address."""
    file = tmp_path_factory.mktemp("scheduler") / "scheduler.json"
    words = ("--port", "0", "--dashboard-address", "127.0.0.1:0", "--host", "127.0.0.1", "--scheduler-file", str(file))
    with process("distributed.cli.dask_scheduler", *words):
        while not file.exists():
            time.sleep(0.1)
        yield file


@contextlib.contextmanager
def worker(scheduler: Path, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker with one thread."""
    words = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(scheduler.parent), *words)
    with process("distributed.cli.dask_worker", "--scheduler-file", str(scheduler), *words) as running:
        yield running


def address(scheduler: Path) -> str:
    found: str = json.loads(scheduler.read_text(encoding="utf-8"))["address"]
    return found


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    return classes.make_class(tmp_path / "course")


def test_a_worker_killed_in_the_middle_costs_a_retry(lesson: Lesson, scheduler: Path) -> None:
    students = [f"s{number:02}" for number in range(60)]
    hand_in_all(lesson, students)
    with worker(scheduler, "--no-nanny") as doomed, worker(scheduler, "--no-nanny"):
        command = [*classes.command(), "--scheduler", address(scheduler)]
        with subprocess.Popen(command, cwd=lesson.root, stdout=subprocess.PIPE, text=True) as run:
            while len(list(lesson.root.glob("feedback/*/*/double.html"))) < 20:
                assert run.poll() is None
                time.sleep(0.02)
            os.kill(doomed.pid, signal.SIGKILL)
            assert run.communicate()[0].startswith("01-double: 60 graded now, 0 graded before.")
    assert [scores(lesson)[one]["graded_double"] for one in students] == [2, 0, 0] * 20
    assert len(rows(lesson, classes.SCORES)) == 3 * 60
    assert len(set(records(lesson).values())) == 60


def test_a_submission_that_kills_its_worker_twice_is_named(lesson: Lesson, scheduler: Path) -> None:
    hand_in_all(lesson, ["ada", "bo", "cy"])
    hand_in(lesson, "di", notebook(lesson, f"{RIGHT}  # poison"))
    planned, progress = plan(lesson), list[str]()
    handed = list(Class(Project(lesson.root), planned).handed_in())
    with worker(scheduler, "--nworkers", "2"):
        run = scale.grade(planned, SEEDS, address(scheduler), lambda one: progress.append(str(one)), task=deadly)
        found = dict(run(handed))
    assert {who: one.result.answers[0].state for who, one in found.items()} == {
        "ada": State.RIGHT,
        "bo": State.WRONG,
        "cy": State.BROKEN,
        "di": State.NOT_JUDGED,
    }
    assert found["di"].fault == "its worker died, twice."
    assert progress[-1].startswith("4 of 4 graded")


def test_a_scheduler_that_is_not_there_is_one_sentence(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "PATIENCE", 4)
    hand_in_all(lesson, ["ada"])
    handed = list(Class(Project(lesson.root), plan(lesson)).handed_in())
    with pytest.raises(CourseError, match=r"No Dask scheduler with a worker answers at tcp://127\.0\.0\.1:9\."):
        list(scale.grade(plan(lesson), SEEDS, "tcp://127.0.0.1:9", lambda _: None)(handed))


def test_a_lesson_travels_whole(lesson: Lesson, tmp_path: Path) -> None:
    moved = unpack(pack(lesson), tmp_path / "elsewhere", lesson.key, lesson.name)
    assert plan(moved).cells == plan(lesson).cells


def test_the_rest_is_graded_here_after_the_cluster_is_gone(lesson: Lesson, scheduler: Path) -> None:
    hand_in_all(lesson, ["ada", "bo"])
    with worker(scheduler, "--no-nanny"):
        grade(lesson, "--student", "ada", "--scheduler", address(scheduler))
    assert "1 graded now, 1 graded before" in grade(lesson)
