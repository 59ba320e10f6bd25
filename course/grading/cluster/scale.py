"""A class graded on a Dask cluster: one submission a task, plain data in and out.

Each task is given to one worker, so that a worker's death is counted for what it was grading and for nothing else. A
submission that was being graded when a worker died gets a second try on a worker of its own; if that one dies as well
it is not judged.
"""

import asyncio
import queue
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from distributed import Client, Future

from course.grading.classroom.handed import HandedIn
from course.grading.classroom.version import version
from course.grading.cluster import worker
from course.grading.cluster.bundle import pack
from course.grading.cluster.plain import from_plain
from course.grading.engine.graded import GradedNotebook, not_judged
from course.grading.engine.pool import Progress
from course.lesson.plan import Plan
from course.lesson.project import CourseError

PATIENCE, GLANCE = 60, 0.5
ALONE, TRIES = 1, 2  # failures after which a submission is tried on a worker of its own, and given up
LOST = (OSError, asyncio.CancelledError, TimeoutError)
Task = Callable[..., dict[str, Any]]


def grade(
    plan: Plan, seeds: Sequence[int], address: str, on_progress: Callable[[Progress], None], task: Task = worker.task
) -> Callable[[Sequence[HandedIn]], Iterator[tuple[str, GradedNotebook]]]:
    """A function that grades submissions on the cluster at `address` and gives each as it gets ready."""

    def graded(handed: Sequence[HandedIn]) -> Iterator[tuple[str, GradedNotebook]]:
        plugin = worker.Grader(pack(plan.lesson), plan.lesson.key, plan.lesson.name, seeds, version(plan, seeds))
        with _client(address) as client:
            client.register_plugin(plugin)
            try:
                dispatch = _Dispatch(client, plan, task, plugin.name, deque(handed))
                begun = time.monotonic()
                for done, found in enumerate(dispatch.results(), 1):
                    on_progress(Progress(done, len(handed), time.monotonic() - begun))
                    yield found
            except LOST as error:
                raise CourseError(f"The scheduler at {address} is gone ({error}); run again for the rest.") from None
            finally:
                _forget(client, plugin.name)

    return graded


def _client(address: str) -> Client:
    try:
        client = Client(address, timeout=PATIENCE / 4, set_as_default=False)
        client.wait_for_workers(1, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError):
        raise CourseError(f"No Dask scheduler with a worker answers at {address}.") from None
    return client


def _forget(client: Client, plugin: str) -> None:
    with suppress(*LOST, ValueError):
        client.unregister_worker_plugin(plugin)


@dataclass
class _Dispatch:
    """Who grades what: `running` maps a future to the submission and the worker that has it."""

    client: Client
    plan: Plan
    task: Task
    plugin: str
    waiting: deque[HandedIn]
    running: dict[Future, tuple[HandedIn, str]] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    done: "queue.SimpleQueue[Future]" = field(default_factory=queue.SimpleQueue)
    seen: float = field(default_factory=time.monotonic)

    def results(self) -> Iterator[tuple[str, GradedNotebook]]:
        """Each submission's graded notebook, as soon as it is there; every submission once."""
        while self.waiting or self.running:
            workers = self._workers()
            yield from self._lost(workers)
            self._fill(workers)
            for future in self._done():
                one, _ = self.running.pop(future)
                yield from self._finished(one, future)
                future.release()

    def _workers(self) -> dict[str, int]:
        """The workers there are, each start of one by a name of its own, and their threads."""
        found = self.client.scheduler_info(n_workers=-1)["workers"]
        if found:
            self.seen = time.monotonic()
        elif time.monotonic() - self.seen > PATIENCE:
            raise CourseError("No worker is left on the cluster; what was graded is written: run again for the rest.")
        return {f"{address} {one['local_directory']}": one["nthreads"] for address, one in found.items()}

    def _lost(self, workers: dict[str, int]) -> Iterator[tuple[str, GradedNotebook]]:
        for future, (one, on) in list(self.running.items()):
            if on not in workers and not future.done():
                del self.running[future]
                future.cancel(force=True)
                yield from self._failed(one, "its worker died")

    def _fill(self, workers: dict[str, int]) -> None:
        """Give each free thread a submission; one that was there when a worker died gets a worker to itself."""
        for name, threads in workers.items():
            busy = [one for one, on in self.running.values() if on == name]
            if any(self._suspect(one) for one in busy):
                continue
            for _ in range(threads - len(busy)):
                one = self._next(free=not busy)
                if one is None:
                    break
                self._submit(one, name)
                busy.append(one)
                if self._suspect(one):
                    break

    def _next(self, *, free: bool) -> HandedIn | None:
        """The next submission for a worker; a suspect only for one that is `free`."""
        for one in self.waiting:
            if free or not self._suspect(one):
                self.waiting.remove(one)
                return one
        return None

    def _suspect(self, one: HandedIn) -> bool:
        return self.failures.get(one.student, 0) >= ALONE

    def _submit(self, one: HandedIn, name: str) -> None:
        handed = one.submission.cells if one.submission is not None else ()
        cells = [(cell.grade_id, cell.id, cell.kind, cell.source) for cell in handed]
        key = f"{self.plugin}-{one.content}-{self.failures.get(one.student, 0)}-{one.student}"
        future = self.client.submit(self.task, self.plugin, cells, key=key, workers=[name.split(" ")[0]], pure=False)
        self.running[future] = (one, name)
        future.add_done_callback(self.done.put)

    def _done(self) -> Iterator[Future]:
        """The futures that are done, waiting a moment for the first."""
        moment = GLANCE
        with suppress(queue.Empty):
            while True:
                future = self.done.get(timeout=moment)
                if future in self.running:  # and not one that was given up
                    yield future
                moment = 0.0

    def _finished(self, one: HandedIn, future: Future) -> Iterator[tuple[str, GradedNotebook]]:
        if future.status == "finished":
            yield one.student, from_plain(future.result())
            return
        if future.status == "cancelled":
            raise TimeoutError("it lost a task")
        error = future.exception()
        if isinstance(error, CourseError):
            raise error
        yield from self._failed(one, f"its worker failed with {type(error).__name__}")

    def _failed(self, one: HandedIn, why: str) -> Iterator[tuple[str, GradedNotebook]]:
        """Put a submission back for another try, or give it up."""
        self.failures[one.student] = self.failures.get(one.student, 0) + 1
        if self.failures[one.student] < TRIES:
            self.waiting.append(one)
        else:
            yield one.student, not_judged(self.plan, (), f"{why}, twice.")
