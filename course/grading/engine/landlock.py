"""The wall around files: Linux's Landlock, which needs no privilege."""

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

CREATE, ADD, RESTRICT = 444, 445, 446
READ, READ_BY_NAME = 0b1100, 0b0100  # read a file, list a directory; read a file
TRUNCATE, DEVICE = 1 << 14, 1 << 15
OF_A_FILE = 0b111 | TRUNCATE  # a plain file has these rights alone: execute, write, read, truncate
CONNECT_AND_BIND = 0b11
OTHER_PROCESSES = 0b11  # abstract sockets and signals across the wall
_libc = ctypes.CDLL(None, use_errno=True)


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("fd", ctypes.c_int32))


def version() -> int:
    """The Landlock version of this kernel, 0 without."""
    try:
        return max(0, int(_libc.syscall(CREATE, None, 0, 1)))
    except (AttributeError, OSError):
        return 0


def enter(readable: Iterable[Path], named: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Close every file to this process but those beneath `readable` and `writable`; False where the kernel cannot.

    Beneath `named` files can be read and directories not listed.
    """
    known = version()
    if known < 1:
        return False
    every = _every(known)
    rules = _Ruleset(every, CONNECT_AND_BIND if known >= 4 else 0, OTHER_PROCESSES if known >= 6 else 0)
    size = 8 if known < 4 else 16 if known < 6 else 24
    fd = _libc.syscall(CREATE, ctypes.byref(rules), size, 0)
    if fd < 0:
        return False
    for path in readable:
        _allow(fd, path, READ)
    for path in named:
        _allow(fd, path, READ_BY_NAME)
    for path in writable:
        _allow(fd, path, every & ~DEVICE)
    done = bool(_libc.syscall(RESTRICT, fd, 0) == 0)
    os.close(fd)
    return done


def _every(known: int) -> int:
    """All the rights over files that this version can take away."""
    bits = 13 + (known >= 2) + (known >= 3) + (known >= 5)
    return (1 << bits) - 1


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not path.is_dir():
        rights &= OF_A_FILE
    beneath = _Beneath(rights, fd)
    _libc.syscall(ADD, ruleset, 1, ctypes.byref(beneath), 0)
    os.close(fd)
