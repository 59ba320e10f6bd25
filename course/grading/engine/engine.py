"""The engine: two warm processes for a lesson, and the function that grades a submission with them."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from course.grading.engine import walls
from course.grading.engine.graded import GradedNotebook, not_judged
from course.grading.engine.launch import Hub, Launch, hubs
from course.grading.engine.limits import Limits
from course.grading.engine.process import Process, StartFailed, Warm
from course.grading.engine.rebuild import rebuild
from course.grading.engine.runtime import Runtime
from course.grading.engine.session import Session
from course.lesson.plan import Plan, plan
from course.lesson.project import CourseError, Lesson
from course.lesson.submission import Submission

ATTEMPTS = 2
ROLES = ("student", "checker")
log = logging.getLogger(__name__)


@dataclass(eq=False)
class Generation:
    """The warm processes that were started together, and how many submissions are being graded with them."""

    warm: dict[str, Warm]
    users: int = 0
    retired: bool = False

    def stop(self) -> None:
        """End the warm processes and all that they forked."""
        for one in self.warm.values():
            one.stop()


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
        self._runtime = Runtime()
        self._now = Generation({})
        self._started: list[Generation] = []
        self._hubs: list[Hub] | None = None
        self._lock, self._renewing, self._stopped = threading.Lock(), threading.Lock(), False

    def __enter__(self) -> Self:
        try:
            self._now = self._generation()
        except StartFailed as error:
            self.stop()
            raise CourseError(str(error)) from None
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _generation(self) -> Generation:
        """Warm processes that are ready; raises StartFailed."""
        if not self.level.forks:
            raise CourseError(f"The protected grader cannot run here. {self.level}")
        folder = self._runtime.folder
        self._hubs = hubs(self.plan, self.seeds, self.level, folder) if self._hubs is None else self._hubs
        launch = Launch(self.plan, self.seeds, self.limits, self.level, folder, self._hubs, self._for_class)
        made = Generation({role: launch.start(role) for role in ROLES})
        self._started.append(made)
        for role, warm in made.warm.items():
            try:
                warm.ready()
            except StartFailed as error:
                made.stop()
                raise StartFailed(f"The grader's {role} process did not start: {error}") from None
        return made

    def stop(self) -> None:
        """End the warm processes and all that they forked; what is being graded is not judged."""
        self._stopped = True
        for one in self._started:
            one.stop()
        for path in self._runtime.close():
            log.warning("%s could not be removed; remove it by hand.", path)

    def spent(self) -> float:
        """Seconds of processor that grading has taken so far, start-up included, this process's own aside."""
        return sum(warm.spent() for warm in self._now.warm.values())

    def grade(
        self, submission: Submission, *, slot: int = 0, outputs: bool = True, note: str = "", who: str = ""
    ) -> GradedNotebook:
        """The graded notebook of a submission; never raises for what a submission is or does.

        Without `outputs`, cells that only show something are not run. `note` heads the list of repairs; `who`
        names the student in the log.
        """
        try:
            return self._graded(submission, slot, outputs=outputs, note=note)
        except Exception as error:  # one submission does not end a class, whatever it found
            log.exception("%s: not judged, for the grader itself failed on it", ascii(who))
            return self.not_judged(f"the grader itself failed on it ({type(error).__name__}).")

    def _graded(self, submission: Submission, slot: int, *, outputs: bool, note: str) -> GradedNotebook:
        rebuilt, reason = rebuild(submission, self.plan), "it was stopped"
        rebuilt.repairs[:0] = [note] if note else []
        for _ in range(ATTEMPTS):
            if self._stopped:
                break
            with self._generation_in_use() as used:
                student, checker = _fork(used, "student", slot), _fork(used, "checker", slot)
                once = (
                    self.level.view and self.level.calls
                )  # which keep unseen Hubs from whoever was not told their place
                session = Session(self.plan, rebuilt, self.limits, student, checker, once=once)
                try:
                    return session.grade(self.seeds, outputs=outputs)
                except StartFailed as error:
                    reason = str(error)
            try:
                self._renew(used)
            except StartFailed as error:
                reason = str(error)
        return self.not_judged(f"the grader could not start a process: {reason.removesuffix('.')}.")

    def not_judged(self, why: str) -> GradedNotebook:
        """The graded notebook for a place where there is none to grade."""
        return not_judged(self.plan, self.seeds, why)

    @contextmanager
    def _generation_in_use(self) -> Iterator[Generation]:
        """The warm processes of now; replaced ones end when the last submission that began with them is done."""
        with self._lock:
            used = self._now
            used.users += 1
        try:
            yield used
        finally:
            with self._lock:
                used.users -= 1
                over = used.retired and not used.users
            if over:
                used.stop()

    def _renew(self, used: Generation) -> None:
        """Replace warm processes that are not sound, once for all threads that notice; raises StartFailed.

        The new ones are ready before anybody gets them, and the others grade on with the old ones meanwhile.
        """
        with self._renewing:
            if self._now is not used or self._stopped:
                return
            made = self._generation()
            with self._lock:
                self._now, used.retired = made, True
                over = not used.users
            if over:
                used.stop()
            if self._stopped:
                made.stop()


def _fork(used: Generation, role: str, slot: int) -> Callable[..., Process]:
    warm, number = used.warm[role], len(ROLES) * slot + ROLES.index(role)

    def fork(*, sees_hidden: bool = True) -> Process:
        return warm.fork(number, sees_hidden=sees_hidden)

    return fork
