"""What went wrong with the grader itself while a class was graded: one line for a person, the traceback in a file."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "grading-faults.log"
LOGGER = logging.getLogger("course.grading")


class _Told(logging.Handler):
    """Prints the message alone: a traceback says nothing to whoever grades."""

    def emit(self, record: logging.LogRecord) -> None:
        print(record.getMessage(), file=sys.stderr)


class _Kept(logging.FileHandler):
    """Writes the file from the first fault on; a folder that cannot be written to costs the file and nothing more."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", errors="backslashreplace", delay=True)
        self.setFormatter(logging.Formatter("%(asctime)s %(message)s"))

    def handleError(self, record: logging.LogRecord) -> None:
        print(f"{self.baseFilename} could not be written.", file=sys.stderr)


@contextmanager
def kept(root: Path) -> Iterator[None]:
    """Faults of the grader are told as they happen, and written with their tracebacks into a file in `root`."""
    told, file, before = _Told(), _Kept(root / NAME), LOGGER.propagate
    for handler in (told, file):
        LOGGER.addHandler(handler)
    LOGGER.propagate = False
    try:
        yield
    finally:
        LOGGER.propagate, written = before, file.stream is not None
        for handler in (told, file):
            LOGGER.removeHandler(handler)
            handler.close()
        if written:
            print(f"The grader itself failed at something; what happened stands in {root / NAME}.", file=sys.stderr)
