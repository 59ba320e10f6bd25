"""The engine: two warm processes for a lesson, and the function that grades a submission with them."""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import course
from course.grading.engine import walls
from course.grading.engine.graded import GradedNotebook, not_judged
from course.grading.engine.lesson import Part, Plan, plan
from course.grading.engine.limits import Limits
from course.grading.engine.process import StartFailed, Warm
from course.grading.engine.rebuild import rebuild
from course.grading.engine.session import Session
from course.grading.engine.submission import Submission, Unreadable, read
from course.grading.project import CourseError, Lesson

SCRATCH, HUBS = Path("/scratch"), Path("/hubs")
PUBLIC = ("practice", "nano")
SLOTS = ("s1", "s2", "s3")
PACKAGE = Path(course.__file__).resolve().parent
VERSION = 1


class Engine:
    """Grades submissions of one lesson; a context manager. `slots` submissions may be graded at a time, from threads."""

    def __init__(self, lesson: Lesson, seeds: Sequence[int], limits: Limits | None = None) -> None:
        self.plan: Plan = plan(lesson)
        self.seeds, self.limits = tuple(seeds), limits or Limits()
        self.level = walls.level()
        self._runtime = Path(tempfile.mkdtemp(prefix="course-grading-"))
        self._warm: dict[str, Warm] = {}

    def __enter__(self) -> Self:
        try:
            hubs = self._hubs()
            for role in ("student", "checker"):
                self._warm[role] = self._start(role, hubs)
            for role, warm in self._warm.items():
                self._wait(role, warm)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the warm processes and all that they forked."""
        for warm in self._warm.values():
            warm.stop()
        shutil.rmtree(self._runtime, ignore_errors=True)

    def key(self, digest: str) -> str:
        """What a grade depends on, as one name: the submission, the lesson, the exercises, the seeds, this engine."""
        parts = (digest, self.plan.digest, str(self.seeds), str(VERSION))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def grade(self, submitted: Path | Submission, *, slot: int = 0, outputs: bool = True) -> GradedNotebook:
        """The graded notebook of a submission; never raises for what a submission is or does."""
        try:
            submission = submitted if isinstance(submitted, Submission) else read(submitted)
        except Unreadable as error:
            return not_judged(self.plan, self.seeds, self.key(str(submitted)), str(error))
        key = self.key(submission.digest)
        session = Session(
            self.plan,
            rebuild(submission, self.plan),
            self.limits,
            self._fork("student", slot),
            self._fork("checker", slot),
        )
        try:
            return session.grade(self.seeds, key, outputs=outputs)
        except StartFailed as error:
            return not_judged(self.plan, self.seeds, key, f"the grader could not start a process: {error}")

    def _fork(self, role: str, slot: int) -> Any:
        warm = self._warm[role]
        number = 2 * slot + (role == "checker")
        return lambda sees_hidden=True: warm.fork(number, sees_hidden=sees_hidden)

    def _wait(self, role: str, warm: Warm) -> None:
        try:
            warm.ready()
        except StartFailed as error:
            raise CourseError(f"the grader's {role} process did not start: {error}") from None

    def _hubs(self) -> dict[str, tuple[Path, Path]]:
        """For each snapshot by file name where it lies and where the processes see it; built now where missing."""
        if not self.plan.uses("connect", "hubs", "frames"):
            return {}
        from course.hub.connect import prepare

        os.environ["COURSE_GRADING_SEEDS"] = ",".join(map(str, self.seeds))
        found = {}
        for name in (*PUBLIC, *SLOTS):
            path, folder = prepare(name), "public" if name in PUBLIC else "hidden"
            found[path.name] = (path, HUBS / folder / path.name if self.level.view else path)
        return found

    def _start(self, role: str, hubs: dict[str, tuple[Path, Path]]) -> Warm:
        lesson, view = self.plan.lesson, self.level.view
        scratch = SCRATCH if view else self._runtime / role
        readable = [*walls.libraries(PACKAGE.parent), PACKAGE, *self._instructors(role)]
        (self._runtime / role).mkdir(exist_ok=True)
        config = {
            "root": str(lesson.root), "key": lesson.key, "name": lesson.name,
            "seeds": ",".join(map(str, self.seeds)) if role == "checker" else "", "models": os.environ.get("COURSE_GRADING_MODELS", "1000"),
            "setup": [cell.source for cell in self.plan.cells if cell.part is Part.SETUP],
            "plots": self.plan.uses("plots", "matplotlib"),
            "scratch": str(scratch), "mounts": view,
            "hubs": {name: str(place) for name, (_, place) in hubs.items()},
            "hidden": [str(HUBS / "hidden")] if hubs and view and role == "student" else [],
            "readable": [str(path) for path in self._inside(readable, hubs)],
            "environment": _environment(PACKAGE.parent),
        }  # fmt: skip
        command = [sys.executable, "-m", "course.grading.engine.zygote", role]
        if view:
            closed = [root for root in {PACKAGE.parent, lesson.root} if _in_system(root)]
            mapped = list(hubs.values())
            command = [*walls.outer(readable, mapped, closed, SCRATCH, self.limits.scratch), *command]
        return Warm(command, config, self.limits)

    def _instructors(self, role: str) -> list[Path]:
        folders = [
            self.plan.lesson.root / "source",
            self.plan.lesson.root / "release",
            self.plan.lesson.root / "exercises",
        ]
        return [folder for folder in folders if role == "checker" and folder.is_dir()]

    def _inside(self, readable: list[Path], hubs: dict[str, tuple[Path, Path]]) -> list[Path]:
        places = {place.parent if self.level.view else place for _, place in hubs.values()}
        system = [Path(path) for path in (*walls.SYSTEM, *walls.FILES) if Path(path).exists()]
        return [*system, *(Path("/dev", name) for name in walls.DEVICES), *readable, *places]


def _in_system(root: Path) -> bool:
    return root.is_relative_to("/usr") or any(root.is_relative_to(one) for one in (sys.prefix, sys.base_prefix))


def _environment(root: Path) -> dict[str, str]:
    """What the processes are told; nothing of the instructor's own environment, where tokens live."""
    return {
        "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONSAFEPATH": "1", "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
        "MPLBACKEND": "agg", "MPLCONFIGDIR": "/scratch/matplotlib", "IPYTHONDIR": "/scratch/ipython", "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1", "COURSE_GRADING_SEEDS": "",
    }  # fmt: skip
