"""A class graded side by side: each result is handed out as soon as it is there."""

import logging
import queue
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from course.grading.engine.engine import Engine
from course.grading.engine.graded import GradedNotebook
from course.grading.engine.limits import Limits
from course.lesson.project import Lesson
from course.lesson.submission import Submission, Unreadable, find, read

WORKERS = 2
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """How far a class is: submissions done, of how many, and seconds since the first was begun."""

    done: int
    total: int
    seconds: float

    def __str__(self) -> str:
        rate = self.done / self.seconds if self.seconds else 0.0
        left = (self.total - self.done) / rate if rate else 0.0
        return f"{self.done} of {self.total} graded, {60 * rate:.0f} a minute, {left:.0f} s left"


@dataclass(frozen=True)
class Handed:
    """A student's folder for the lesson, or the notebook itself; with `submission` where that has been read."""

    student: str
    place: Path
    submission: Submission | None = None


def grade_submission(
    submitted: Path, lesson: Lesson, seeds: Sequence[int], limits: Limits | None = None
) -> GradedNotebook:
    """The graded notebook of one submission: its file, or the folder that was handed in."""
    with Engine(lesson, seeds, limits, for_class=False) as engine:
        return grade_handed(engine, Handed("", submitted))


def grade_many(
    submissions: Iterable[Handed],
    engine: Engine,
    *,
    workers: int = WORKERS,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Generator[tuple[str, GradedNotebook], None, None]:
    """Student and graded notebook, in the order in which they get ready; `engine` is running.

    Whoever writes results down as they come loses nothing when the grader is killed. Who asks for no more, or is told
    to end meanwhile, ends what is running: `engine` is stopped then.
    """
    waiting = list(submissions)
    slots: queue.SimpleQueue[int] = queue.SimpleQueue()
    for slot in range(workers):
        slots.put(slot)
    begun, pool = time.monotonic(), ThreadPoolExecutor(workers, thread_name_prefix="grade")
    futures: dict[Future[GradedNotebook], Handed] = {pool.submit(_in_slot, engine, slots, one): one for one in waiting}
    try:
        for done, future in enumerate(as_completed(futures), 1):
            on_progress(Progress(done, len(waiting), time.monotonic() - begun))
            yield futures.pop(future).student, future.result()
    except BaseException:
        engine.stop()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _in_slot(engine: Engine, slots: "queue.SimpleQueue[int]", one: Handed) -> GradedNotebook:
    slot = slots.get()
    try:
        return grade_handed(engine, one, slot)
    finally:
        slots.put(slot)


def grade_handed(engine: Engine, one: Handed, slot: int = 0) -> GradedNotebook:
    """The graded notebook of what a student handed in, in a folder or as a file."""
    try:
        submission, note = one.submission, ""
        if submission is None:
            path, note = (one.place, "") if not one.place.is_dir() else find(one.place, engine.plan)
            submission = read(path)
    except Unreadable as error:
        return engine.not_judged(str(error))
    except Exception as error:  # one submission does not end a class, whatever was handed in
        log.exception("%s: not judged, for the grader itself failed to read it", ascii(one.student))
        return engine.not_judged(f"the grader itself failed to read it ({type(error).__name__}).")
    return engine.grade(submission, slot=slot, note=note, who=one.student)
