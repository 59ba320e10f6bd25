"""Where the snapshots lie that `connect` opens by name, built there at first use."""

import hashlib
import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout

from course.hub import remote, seeds
from course.hub.schema import VERSION, SnapshotError
from course.hub.writer import remove_left_over
from course.simulate.meta import GENERATOR, PRACTICE_MODELS, PRACTICE_SEED

PUBLIC, SLOTS = ("practice", "nano"), ("s1", "s2", "s3")
SIMULATED = (*PUBLIC, *SLOTS)
NAMES = ("live", *SIMULATED)
Progress = Callable[[float], None]


def located(name: str) -> Path:
    """The file of the snapshot that `connect(name)` would open, built now if need be."""
    return place(name)[0]


def place(name: str) -> tuple[Path, str]:
    """The file that `connect(name)` opens, and the label of its host; raises SnapshotError."""
    if name in SIMULATED:
        return prepare(name), name
    if name == "live":
        raise SnapshotError("The live Hub is no file; record it into one: course snapshot record --out FILE.")
    path = remote.located(name) if name.startswith(remote.SCHEME) else Path(name).expanduser().absolute()
    if path.suffix != ".sqlite":
        raise SnapshotError(f"There is no Hub called {name!r}; use {', '.join(NAMES)} or the path of a .sqlite file.")
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:40]
    return path, f"{stem}-{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"


def home() -> Path:
    """Where built snapshots lie: COURSE_HOME, or else the user's cache directory."""
    given = os.environ.get("COURSE_HOME")
    return Path(given).expanduser().absolute() if given else platformdirs.user_cache_path("measure-the-hub")


def prepare(name: str, progress: Progress | None = None) -> Path:
    """The file of a simulated snapshot, built now where this machine does not have it yet."""
    return _built(file_of(name), partial(_build, name=name, progress=progress))


def file_of(name: str) -> Path:
    """Where the file of a simulated snapshot lies or would lie."""
    size = "" if name == "nano" else "{}-{}-".format(*_size(name))
    return home() / f"{name}-{GENERATOR}-{size}{VERSION}.sqlite"


def _size(name: str) -> tuple[int, int]:
    return _slot(name) if name in SLOTS else (PRACTICE_SEED, PRACTICE_MODELS)


def _slot(name: str) -> tuple[int, int]:
    try:
        drawn = seeds.numbers()
        return drawn[SLOTS.index(name)], seeds.models()
    except ValueError as error:
        raise SnapshotError(str(error)) from None
    except IndexError:
        raise SnapshotError(
            f"{seeds.SETTING}={seeds.in_force()!r} has too few seeds; {len(SLOTS)} are needed."
        ) from None


def _build(path: Path, name: str, progress: Progress | None) -> Path:
    """Build a simulated snapshot; to open one that is there needs no simulation, so it is imported only here."""
    if name == "nano":
        from course.simulate.nano import nano

        return nano(path)
    from course.simulate.build import build

    seed, models = _size(name)
    return build(path, seed=seed, models=models, name=name, progress=progress)


def _built(path: Path, build: Callable[[Path], Path]) -> Path:
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(_lock(path)):
                if not path.exists():
                    _remove_left_over(path)
                    build(path)
        except OSError as error:
            raise SnapshotError(f"{path} cannot be written ({error.strerror}); set COURSE_HOME to a folder.") from None
    return path


def _lock(path: Path) -> Path:
    return path.with_suffix(".lock")


def _remove_left_over(path: Path) -> None:
    """Remove what killed builds left in the folder of `path`, also those of earlier generators."""
    remove_left_over(path)
    stale = (*path.parent.glob(".*.sqlite.*.part"), *path.parent.glob(".*.sqlite.*.stage"))
    for other in {path.with_name(f"{one.name[1:].partition('.sqlite.')[0]}.sqlite") for one in stale} - {path}:
        try:
            with FileLock(_lock(other), timeout=0):
                remove_left_over(other)
        except Timeout:  # it is being built now
            pass
