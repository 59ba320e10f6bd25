"""The engine: two warm processes for a lesson, and the function that grades a submission with them."""

import hashlib
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from course.grading.engine import walls
from course.grading.engine.edition import edition
from course.grading.engine.graded import GradedNotebook, not_judged
from course.grading.engine.launch import Launch, hubs
from course.grading.engine.limits import Limits
from course.grading.engine.process import Process, StartFailed, Warm
from course.grading.engine.rebuild import rebuild
from course.grading.engine.session import Session
from course.lesson.plan import Plan, plan
from course.lesson.project import CourseError, Lesson
from course.lesson.submission import Submission, Unreadable, read

ATTEMPTS = 2
ROLES = ("student", "checker")


class Engine:
    """Grades submissions of one lesson; a context manager. Threads may grade side by side, each in its own slot.

    `for_class` finds out at the start what every foreseen wrong answer leads to, which pays from some ten submissions.
    """

    def __init__(
        self, lesson: Lesson, seeds: Sequence[int], limits: Limits | None = None, *, for_class: bool = True
    ) -> None:
        self.plan: Plan = plan(lesson)
        self.seeds, self.limits = tuple(seeds), limits or Limits()
        self.level, self._for_class = walls.level(), for_class
        self._runtime = Path(tempfile.mkdtemp(prefix="course-grading-"))
        self._warm: dict[str, Warm] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _start(self) -> None:
        if not self.level.forks:
            raise CourseError(f"The protected grader cannot run here. {self.level}")
        found = hubs(self.plan, self.seeds, self.level)
        launch = Launch(self.plan, self.seeds, self.limits, self.level, self._runtime, found, self._for_class)
        self._warm = {role: launch.start(role) for role in ROLES}
        for role, warm in self._warm.items():
            try:
                warm.ready()
            except StartFailed as error:
                raise CourseError(f"The grader's {role} process did not start: {error}") from None

    def stop(self) -> None:
        """End the warm processes and all that they forked."""
        for warm in self._warm.values():
            warm.stop()
        shutil.rmtree(self._runtime, ignore_errors=True)

    def spent(self) -> float:
        """Seconds of processor that grading has taken so far, start-up included, this process's own aside."""
        return sum(warm.spent() for warm in self._warm.values())

    def key(self, digest: str) -> str:
        """What a grade depends on, as one name: the submission, the lesson, the exercises, the seeds, this engine."""
        parts = (digest, self.plan.digest, str(self.seeds), edition())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def grade(
        self, submitted: Path | Submission, *, slot: int = 0, outputs: bool = True, note: str = ""
    ) -> GradedNotebook:
        """The graded notebook of a submission; never raises for what a submission is or does.

        Without `outputs`, cells that only show something are not run. `note` heads the list of repairs.
        """
        try:
            submission = submitted if isinstance(submitted, Submission) else read(submitted)
        except Unreadable as error:
            return self.not_judged(str(submitted), str(error))
        rebuilt, key = rebuild(submission, self.plan), self.key(submission.digest)
        rebuilt.repairs[:0] = [note] if note else []
        for _ in range(ATTEMPTS):
            used = self._warm
            student, checker = self._fork("student", slot), self._fork("checker", slot)
            once = self.level.view and self.level.calls  # which keep unseen Hubs from whoever was not told their place
            session = Session(self.plan, rebuilt, self.limits, student, checker, once=once)
            try:
                return session.grade(self.seeds, key, outputs=outputs)
            except StartFailed as error:
                reason = str(error)
                self._renew(used)
        return not_judged(self.plan, self.seeds, key, f"the grader could not start a process: {reason}.")

    def not_judged(self, place: str, why: str) -> GradedNotebook:
        """The graded notebook for a place where there is none to grade."""
        return not_judged(self.plan, self.seeds, self.key(place), why)

    def _renew(self, used: dict[str, Warm]) -> None:
        """Replace warm processes that somebody killed, once for all threads that notice."""
        with self._lock:
            if self._warm is used:
                for warm in used.values():
                    warm.stop()
                self._start()

    def _fork(self, role: str, slot: int) -> Callable[..., Process]:
        warm, number = self._warm[role], len(ROLES) * slot + ROLES.index(role)

        def fork(*, sees_hidden: bool = True) -> Process:
            return warm.fork(number, sees_hidden=sees_hidden)

        return fork
