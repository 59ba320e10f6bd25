"""Building a simulated Hub while somebody waits."""

import sys
import time
from pathlib import Path

PATIENCE = 0.3


def built(name: str, about: str = "") -> Path:
    """The file of the simulated Hub `name`, built now if need be, with a line on stderr that says how far it is."""
    from course.hub.places import prepare

    line = _Line(about or f"the {name} Hub")
    path = prepare(name, line.show)
    line.close()
    return path


class _Line:
    """One line, rewritten in place on a terminal, written once elsewhere; nothing at all where nothing is built."""

    def __init__(self, about: str) -> None:
        self.about, self.shown, self.last = about, False, 0.0

    def show(self, share: float) -> None:
        """`share` of the work is done."""
        if sys.stderr.isatty() and (time.monotonic() - self.last > PATIENCE or share >= 1):
            print(f"\rBuilding {self.about}: {share:4.0%}", end="", file=sys.stderr, flush=True)
            self.last = time.monotonic()
        elif not self.shown:
            print(f"Building {self.about}.", file=sys.stderr, flush=True)
        self.shown = True

    def close(self) -> None:
        """End the line."""
        if self.shown and sys.stderr.isatty():
            print(file=sys.stderr)
