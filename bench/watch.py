"""What a program's processes use while it runs."""

import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

GLANCE = 2.0  # to look takes 5 ms a process, of the very processor that is measured


class Watch:
    """The most that this process's descendants used: `memory` in MiB, shared pages counted once, `cpu` in seconds.

    Processes behind walls count too, though nobody outside waits for them.
    """

    def __init__(self) -> None:
        self.memory, self.cpu, self._over = 0.0, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(GLANCE):
            there = list(_descendants(os.getpid()))
            self.memory = max(self.memory, sum(map(_held, there)) / 1024)
            self.cpu = max(self.cpu, sum(map(_spent, there)))


def _descendants(pid: int) -> Iterator[int]:
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield int(child)
            yield from _descendants(int(child))


def _held(pid: int) -> int:
    with suppress(OSError, IndexError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(text.partition("\nPss:")[2].split()[0])
    return 0


def _spent(pid: int) -> float:
    """Seconds of processor of a process and of those children of its that have ended."""
    with suppress(OSError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return 0.0
