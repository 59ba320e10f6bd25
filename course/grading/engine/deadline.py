"""Until when an answer is waited for: so many seconds of processor and, far behind, of the clock.

On a busy machine an honest process waits for its turn, and that must not look like code that does not end.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

SHORTEST, LOOK = 0.01, 0.2
Clock = Callable[[], float]
Watch = Callable[[], str]


class TooLate(Exception):
    """The other end did not answer before the deadline; the text says what else it was stopped for, if anything."""


class Deadline:
    """Ends when the process behind `clock` has used `seconds` of processor, or after `wall` seconds by the clock.

    It ends at once when `watch`, which is asked a few times a second, gives a reason.
    """

    def __init__(self, seconds: float, wall: float, clock: Clock = float, watch: Watch | None = None) -> None:
        self._clock, self._begun, self._seconds, self._watch = clock, clock(), seconds, watch
        self._end = time.monotonic() + wall

    def left(self) -> float:
        """Seconds after which to look again; raises TooLate."""
        left = min(self._seconds - (self._clock() - self._begun), self._end - time.monotonic())
        if left <= 0:
            raise TooLate
        if self._watch is not None:
            if why := self._watch():
                raise TooLate(why)
            left = min(left, LOOK)
        return max(left, SHORTEST)


def until(seconds: float) -> Deadline:
    """The deadline that lies so many seconds ahead by the clock alone."""
    return Deadline(seconds, seconds)


def processor_clock(handle: int) -> Clock:
    """The seconds of processor that the process behind a pidfd has used; a clock that stands where none can be had."""
    with suppress(OSError, StopIteration, ValueError):
        lines = Path(f"/proc/self/fdinfo/{handle}").read_text(encoding="ascii").splitlines()
        pid = int(next(line.split()[1] for line in lines if line.startswith("Pid:")))
        if pid > 0:
            return _clock_of(pid)
    return float


def _clock_of(pid: int) -> Clock:
    number, last = (~pid << 3) | 2, 0.0  # how Linux names the processor clock of a process

    def clock() -> float:
        nonlocal last
        with suppress(OSError):
            last = time.clock_gettime(number)
        return last

    return clock
