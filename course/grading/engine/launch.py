"""Starting a warm process: what it may see, what it is told, and the walls around it."""

import re
import secrets
import shutil
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import course
from course.grading.engine import walls
from course.grading.engine.limits import Limits
from course.grading.engine.process import Warm
from course.hub.places import PUBLIC, SLOTS, kept_back, prepare
from course.hub.seal import seal
from course.hub.seeds import MODELS, SETTING, models, text, using
from course.lesson.plan import Part, Plan

SCRATCH, HUBS, OWN = Path("/scratch"), Path("/hubs"), Path("/own-hubs")
PACKAGE = Path(course.__file__).resolve().parent
SECRET = ("source", "release", "exercises")
ALWAYS = ("practice", "nano")  # of PUBLIC; others are built for the lessons that name them
KEPT_BACK = re.compile(r"""kept_back\([^()]*?["'](\w+)["']""")
# nothing of the instructor's own environment, where tokens live; one thread, for the process forks
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONPATH": str(PACKAGE.parent),
    "PYTHONSAFEPATH": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
}


@dataclass(frozen=True)
class Hub:
    """A snapshot: its file, where the processes see it, and whether it is one that answers are graded on.

    Of an unseen one students get a copy without the number that it was drawn from, under a random name that their
    processes meet for the first time in the arguments of a hidden check; `original` is what the checker opens. What is
    kept back is shown to the checker alone.
    """

    file: Path
    place: Path
    unseen: bool
    kept_back: bool = False
    original: Path | None = None

    def named(self) -> str:
        """The name by which the checker finds it."""
        return (self.original or self.file).name

    def judged(self, *, view: bool) -> tuple[Path, Path]:
        """The file that the checker opens, and where it sees it."""
        if self.original is None:
            return self.file, self.place
        return self.original, OWN / self.original.name if view else self.original


@dataclass(frozen=True)
class Launch:
    """What the warm processes of one lesson have in common."""

    plan: Plan
    seeds: tuple[int, ...]
    limits: Limits
    level: walls.Level
    runtime: Path
    hubs: Sequence[Hub]
    for_class: bool

    def start(self, role: str) -> Warm:
        """The warm process of `role`, warming up."""
        scratch = SCRATCH if self.level.view else self.runtime / role
        (self.runtime / role).mkdir(exist_ok=True)
        command = [sys.executable, "-m", "course.grading.engine.zygote", role]
        if self.level.view:
            command = [*self._walls(role), *command]
        homes = {"MPLCONFIGDIR": str(scratch / "matplotlib"), "IPYTHONDIR": str(scratch / "ipython")}
        return Warm(role, command, self._config(role, scratch), {**ENVIRONMENT, **homes}, self.limits)

    def _walls(self, role: str) -> list[str]:
        roots = {PACKAGE.parent, self.plan.lesson.root.resolve()}
        closed = [root for root in roots if walls.of_system(root)]
        checks = role == "checker"
        mapped = [hub.judged(view=True) if checks else (hub.file, hub.place) for hub in self._shown(role)]
        return walls.outer(self._readable(role), mapped, closed, SCRATCH, self.limits.scratch, HUBS)

    def _shown(self, role: str) -> list[Hub]:
        """The snapshots that a process of `role` may see."""
        return [hub for hub in self.hubs if role == "checker" or not hub.kept_back]

    def _readable(self, role: str) -> list[Path]:
        """Python, its packages and ours; for the checker also what instructors wrote."""
        secret = [self.plan.lesson.root / folder for folder in SECRET] if role == "checker" else []
        return [*walls.libraries(PACKAGE.parent), PACKAGE, *(folder for folder in secret if folder.is_dir())]

    def _config(self, role: str, scratch: Path) -> dict[str, Any]:
        lesson, checks = self.plan.lesson, role == "checker"
        view, hubs = self.level.view, self._shown(role)
        judged = {hub.named(): str(hub.judged(view=view)[1]) for hub in hubs}
        shown = {hub.named(): str(hub.place) for hub in hubs if not hub.unseen}
        places = [] if view else [hub.judged(view=False)[0] if checks else hub.file for hub in hubs]
        hidden = [] if view or checks else [str(hub.place) for hub in hubs if hub.unseen]
        return {
            "lesson": [str(lesson.root), lesson.key, lesson.name] if checks else [],
            "environment": {SETTING: text(self.seeds), MODELS: str(models())} if checks else {},
            "setup": [cell.source for cell in self.plan.cells if cell.part is Part.SETUP],
            "prepare": checks and self.for_class,
            "plots": self.plan.uses("plots", "matplotlib"),
            "scratch": str(scratch),
            "mounts": self.level.view and not checks,
            "alone": not checks,  # the checker's processes share what they warmed up with
            "hubs": judged if checks else shown,
            "places": {judged[hub.named()]: str(hub.place) for hub in hubs if not hub.kept_back} if checks else {},
            "hidden": sorted(hidden),
            "named": [str(HUBS)] if self.level.view else [],
            "readable": [str(path) for path in (*walls.system(), *self._readable(role), *places)],
        }


def hubs(plan: Plan, seeds: tuple[int, ...], level: walls.Level, runtime: Path) -> list[Hub]:
    """The snapshots that the lesson needs, built now where this machine lacks them; none if it asks no Hub."""
    if not plan.uses("connect(", "hubs.", "frames."):
        return []
    own = _own(plan)
    with using(seeds):
        files = {name: prepare(name) for name in (*PUBLIC, *SLOTS) if name in (*ALWAYS, *SLOTS) or f'"{name}"' in own}
        kept = [kept_back(slot, table) for table in sorted(set(KEPT_BACK.findall(own))) for slot in SLOTS]
    found = [_masked(file, runtime) if name in SLOTS else Hub(file, file, unseen=False) for name, file in files.items()]
    found += [Hub(file, file, unseen=True, kept_back=True) for file in kept]
    if not level.view:
        return found
    folder = HUBS / secrets.token_hex(16)
    return [
        replace(hub, place=folder / f"{number}{hub.file.suffix}" if hub.unseen else HUBS / "public" / hub.file.name)
        for number, hub in enumerate(found)
    ]


def _masked(file: Path, runtime: Path) -> Hub:
    """An unseen Hub, copied without the number it was drawn from, which its name and its content tell."""
    copy = runtime / "hubs" / f"{secrets.token_hex(16)}.sqlite"
    copy.parent.mkdir(exist_ok=True)
    shutil.copyfile(file, copy)
    with closing(sqlite3.connect(copy)) as snapshot, snapshot:
        snapshot.execute("PRAGMA secure_delete = ON")
        snapshot.execute("DELETE FROM meta WHERE name = 'seed'")
    seal(copy)
    copy.chmod(0o444)
    return Hub(copy, copy, unseen=True, original=file)


def _own(plan: Plan) -> str:
    """The text of the solved notebook and of the lesson's own exercises."""
    modules = sorted((plan.lesson.root / "exercises" / plan.lesson.name).glob("*.py"))
    return "\n".join([*(cell.source for cell in plan.cells), *(path.read_text(encoding="utf-8") for path in modules)])
