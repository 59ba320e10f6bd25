"""What runs on a Dask worker: a warm engine, and one task for each submission."""

import queue
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin, get_worker

from course.grading.classroom.version import version
from course.grading.cluster.bundle import unpack
from course.grading.cluster.plain import to_plain
from course.grading.engine.engine import Engine
from course.lesson.project import CourseError
from course.lesson.submission import Handed, Submission

Cells = Sequence[tuple[str, str, str, str]]


class Grader(WorkerPlugin):  # type: ignore[misc]
    """Holds the engine of a worker, started when the first submission comes.

    `packed` is the lesson; `wanted` the version that it has to be graded with.
    """

    def __init__(self, packed: bytes, key: str, lesson: str, seeds: Sequence[int], wanted: str) -> None:
        self.name = f"course-grade-{key}-{wanted}"
        self._packed, self._key, self._lesson = packed, key, lesson
        self._seeds, self._wanted = tuple(seeds), wanted

    def setup(self, worker: Any) -> None:
        """Called on the worker when it takes the plugin."""
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._slots: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(worker.state.nthreads):
            self._slots.put(slot)

    def teardown(self, worker: Any) -> None:
        """Called on the worker when the class is done."""
        if self._engine is not None:
            self._engine.stop()
            self._root.cleanup()

    def grade(self, cells: Cells) -> dict[str, Any]:
        """The graded notebook of a submission, as plain data."""
        submission = Submission(tuple(Handed(*cell) for cell in cells))
        engine, slot = self._warm(), self._slots.get()
        try:
            return to_plain(engine.grade(submission, slot=slot))
        finally:
            self._slots.put(slot)

    def _warm(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = self._started()
            return self._engine

    def _started(self) -> Engine:
        self._root = tempfile.TemporaryDirectory(prefix="course-worker-")
        engine = Engine(unpack(self._packed, Path(self._root.name), self._key, self._lesson), self._seeds)
        found = version(engine.plan, self._seeds)
        if found != self._wanted:
            raise CourseError(f"a worker grades with another version of the course ({found}, not {self._wanted}).")
        return engine.__enter__()


def task(plugin: str, cells: Cells) -> dict[str, Any]:
    """Grade one submission on the worker that this is called on."""
    grader: Grader = get_worker().plugins[plugin]
    return grader.grade(cells)
