"""Where the snapshots lie that `connect` opens by name, built there at first use."""

import hashlib
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from course.hub import remote, seeds
from course.hub.home import home as home
from course.hub.schema import VERSION, SnapshotError
from course.hub.writer import remove_left_over
from course.simulate.meta import CAPSTONE_SEED, GENERATOR, PRACTICE_MODELS, PRACTICE_SEED

PUBLIC, SLOTS = ("practice", "nano", "capstone"), ("s1", "s2", "s3")
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


def prepare(name: str, progress: Progress | None = None) -> Path:
    """The file of a simulated snapshot, built now where this machine does not have it yet."""
    return _built(file_of(name), partial(_build, name=name, progress=progress))


def file_of(name: str) -> Path:
    """Where the file of a simulated snapshot lies or would lie."""
    size = "" if name == "nano" else "{}-{}-".format(*_size(name))
    return home() / f"{name}-{GENERATOR}-{size}{VERSION}.sqlite"


def kept_back(name: str, table: str) -> Path:
    """The file of a table that the simulated Hub `name` holds back from learners, written now where it is missing.

    `connect` opens no such file; grading shows it to checks alone.
    """
    file = file_of(name)
    return _built(file.with_name(f"{file.stem}-{table}.kept"), partial(_keep_back, name=name, table=table))


def _keep_back(path: Path, name: str, table: str) -> Path:
    from course.simulate.kept_back import write

    seed, models = _size(name)
    return write(path, table, seed=seed, models=models)


def _size(name: str) -> tuple[int, int]:
    if name in SLOTS:
        return _slot(name)
    return (CAPSTONE_SEED if name == "capstone" else PRACTICE_SEED), PRACTICE_MODELS


def _slot(name: str) -> tuple[int, int]:
    try:
        drawn = seeds.numbers()
        return drawn[SLOTS.index(name)], seeds.models()
    except ValueError as error:
        raise SnapshotError(str(error)) from None
    except OSError as error:
        raise SnapshotError(
            f"{home()} cannot be written ({error.strerror}); set COURSE_HOME to a folder, or {seeds.SETTING}."
        ) from None
    except IndexError:
        raise SnapshotError(
            f"{seeds.SETTING}={seeds.in_force()!r} has too few seeds; {len(SLOTS)} are needed."
        ) from None


def _build(path: Path, name: str, progress: Progress | None) -> Path:
    """Build a simulated snapshot; to open one that is there needs no simulation, so it is imported only here."""
    if name == "nano":
        from course.simulate.nano import nano

        return nano(path)
    from course.simulate.build import build, build_cut

    seed, models = _size(name)
    make = build_cut if name == "capstone" else build
    return make(path, seed=seed, models=models, name=name, progress=progress)


def _built(path: Path, build: Callable[[Path], object]) -> Path:
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
