"""What a forked process does to itself before any code of a student runs in it."""

import ctypes
import os
import resource
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from course.grading.engine import landlock, seccomp
from course.grading.engine.limits import Limits

SCRATCH = Path("/scratch")
FIRST_UID = 64_321
NEW_MOUNTS = 0x00020000
PRIVATE = 1 << 18 | 1 << 14
NO_SUID, NO_DEVICES = 2, 4
DEATH_SIGNAL, NO_NEW_PRIVILEGES, DUMPABLE, CAPABILITY_VERSION = 1, 38, 4, 0x20080522
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Cell:
    """Where a process may be: its scratch directory, what it may read, what of that by name alone, and its number.

    `mounts` says whether it has a view of the file system that it can still narrow.
    """

    scratch: Path
    readable: Sequence[Path]
    named: Sequence[Path]
    slot: int
    mounts: bool


def confine(cell: Cell, limits: Limits) -> None:
    """Go behind the walls for good; the order is that in which each step still has the rights it needs."""
    parent = os.getppid()
    if cell.mounts:
        _mount(cell, limits.scratch)
    cell.scratch.mkdir(exist_ok=True)
    os.chdir(cell.scratch)
    _drop_user(cell)
    _drop_privileges()
    landlock.enter(cell.readable, cell.named, [cell.scratch, Path(os.devnull)])
    _limit(limits, alone=cell.mounts)
    _die_with_parent(parent)
    seccomp.enter(view=cell.mounts)


def _mount(cell: Cell, size: int) -> None:
    """A scratch of its own, empty and bounded."""
    if _libc.unshare(NEW_MOUNTS) != 0:
        raise OSError(ctypes.get_errno(), "no mount view of its own")
    _libc.mount(b"none", b"/", None, PRIVATE, None)
    options = f"size={size},nr_inodes=5000,mode=1777"
    if _libc.mount(b"none", bytes(cell.scratch), b"tmpfs", NO_SUID | NO_DEVICES, options.encode()) != 0:
        raise OSError(ctypes.get_errno(), f"no tmpfs on {cell.scratch}")


def _drop_user(cell: Cell) -> None:
    """Root becomes a user of this slot alone, whom limits bind and other files do not belong to."""
    if os.getuid() == 0 and cell.mounts:
        user = FIRST_UID + cell.slot
        with suppress(OSError):  # in a user namespace there may be nobody else to become
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)


def _drop_privileges() -> None:
    _libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _libc.prctl(DUMPABLE, 0, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    _libc.capset(header, (ctypes.c_uint32 * 6)())


def _die_with_parent(parent: int) -> None:
    """End when the warm process does, however it ends; a change of user before this would undo it."""
    _libc.prctl(DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def _limit(limits: Limits, *, alone: bool) -> None:
    """Bounds; on a disk that is shared the engine sees named files only, so fewer and smaller ones can be hidden."""
    file, open_files = (limits.file, limits.open_files) if alone else (limits.scratch // 8, limits.open_files // 4)
    bounds = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_CPU: limits.cpu,
        resource.RLIMIT_FSIZE: file,
        resource.RLIMIT_NOFILE: open_files,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for name, bound in bounds.items():
        hard = resource.getrlimit(name)[1]
        lower = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(name, (lower, lower))
