"""Which walls stand on this machine, and the command that puts a warm process behind the outer ones."""

import os
import shutil
import site
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from course.grading.engine import landlock, seccomp

SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin", "/nix/store")
FILES = ("/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/etc/alternatives")
DEVICES = ("null", "zero", "random", "urandom")
# the warm process is the first of its namespace: whatever ends it, the kernel ends every process that it forked
NAMESPACES = ("--unshare-pid", "--as-pid-1", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")


@dataclass(frozen=True)
class Level:
    """The walls that stand here, and in words those that are missing."""

    forks: bool
    view: bool
    files: bool
    calls: bool
    missing: tuple[str, ...]

    def __str__(self) -> str:
        if not self.missing:
            return "Student code runs behind all walls: own files, no network, no other processes, bounded."
        return f"Student code runs in a process of its own with limits; missing here: {'; '.join(self.missing)}."


@cache
def level() -> Level:
    """What this machine can do, tried out."""
    forks = hasattr(os, "pidfd_open")
    view, files, calls = (
        _bubblewrap_works(),
        landlock.version() > 0,
        sys.platform == "linux" and seccomp.library() is not None,
    )
    missing = []
    if not forks:
        missing.append("processes that can be ended for certain (Linux 5.3 or newer)")
    if not view:
        missing.append("a file view and a network of its own (install bubblewrap, and allow user namespaces)")
    if not files and not view:
        missing.append("closed files (Landlock, Linux 5.13 or newer)")
    if not calls:
        missing.append("a filter of system calls (install libseccomp2)")
    return Level(forks, view, files, calls, tuple(missing))


def _bubblewrap_works() -> bool:
    if sys.platform != "linux" or shutil.which("bwrap") is None:
        return False
    command = [*outer([], [], [], Path("/scratch"), 4096), "/usr/bin/env", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def outer(
    readable: Sequence[Path],
    mapped: Sequence[tuple[Path, Path]],
    closed: Iterable[Path],
    scratch: Path,
    size: int,
    unlisted: Path | None = None,
) -> list[str]:
    """The bubblewrap command in front of a program, which sees the system, `readable`, and `mapped` elsewhere.

    `closed` are folders that would come with a readable one, shown empty; in the folder `unlisted` a file is found only
    by whoever knows its name. No /proc, no network, no host processes.
    """
    command = ["bwrap", *NAMESPACES, *([] if os.getuid() == 0 else ["--unshare-user"]), "--cap-drop", "ALL"]
    for capability in ("SYS_ADMIN", *(("SETUID", "SETGID") if os.getuid() == 0 else ())):
        command += ["--cap-add", f"CAP_{capability}"]  # dropped again by each forked process, in `confine`
    for path in map(Path, (*SYSTEM, *FILES)):
        command += _system(path)
    command += ["--perms", "0755", "--dir", "/dev"]
    for device in DEVICES:
        command += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    for folder in closed:
        command += ["--perms", "0755", "--tmpfs", str(folder)]
    for folder in _parents([*readable, *(place for _, place in mapped)]):
        command += ["--perms", "0111" if folder == unlisted else "0755", "--dir", str(folder)]
    for path in readable:
        command += ["--ro-bind", str(path), str(path)]
    for source, place in mapped:
        command += ["--ro-bind", str(source), str(place)]
    return [*command, "--size", str(size), "--tmpfs", str(scratch), "--remount-ro", "/"]


def _parents(paths: Iterable[Path]) -> list[Path]:
    """The folders above, outermost first: bubblewrap would make them for their owner alone."""
    found = {parent for path in paths for parent in path.parents if parent != Path("/")}
    return sorted(folder for folder in found if not any(folder.is_relative_to(system) for system in SYSTEM))


def _system(path: Path) -> list[str]:
    if path.is_symlink() and path.is_dir():
        return ["--symlink", os.readlink(path), str(path)]
    return ["--ro-bind", str(path), str(path)] if path.exists() else []


def system() -> list[Path]:
    """The system's own files and devices that a process may read."""
    return [path for path in map(Path, (*SYSTEM, *FILES, *(f"/dev/{name}" for name in DEVICES))) if path.exists()]


def of_system(folder: Path) -> bool:
    """Whether a folder lies where a process may read everything, so that it has to be covered."""
    return any(folder.is_relative_to(one) for one in (*SYSTEM, sys.prefix, sys.base_prefix))


def libraries(root: Path) -> list[Path]:
    """Where this Python and its packages lie, as far as they are not part of the system; never `root` itself."""
    places = [sys.base_prefix, sys.prefix, *site.getsitepackages(), site.getusersitepackages()]
    found: list[Path] = []
    for place in map(Path, places):
        if place.is_dir() and not _covered(place, found) and place not in (root, *root.parents):
            found.append(place)
    return found


def _covered(place: Path, found: Sequence[Path]) -> bool:
    return place.is_relative_to("/usr") or any(place.is_relative_to(one) for one in found)
