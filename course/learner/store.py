"""The file that holds a learner's progress: readable, written whole or not at all, by one kernel at a time."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from course.files import write as write
from course.learner import record
from course.learner.record import Data

NAME = "progress.json"
PATIENCE = 5  # seconds that a write waits for another one


class ProgressError(Exception):
    """Why progress cannot be kept or read, in one sentence."""


@dataclass
class Store:
    """The progress in the file at `path`; `notes` are sentences that its reader should see."""

    path: Path
    notes: list[str] = field(default_factory=list)

    def read(self) -> Data:
        """What the file holds; a damaged file is set aside first."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return record.empty()
        except UnicodeDecodeError:
            return self._set_aside()
        except OSError as error:
            raise ProgressError(f"{self.path} cannot be read: {error.strerror}.") from error
        return self._parsed(text)

    def change(self, edit: Callable[[Data], None]) -> Data:
        """What the file holds after `edit`; ProgressError if it cannot be written."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=PATIENCE):
                data = self.read()
                edit(data)
                write(self.path, f"{json.dumps(data, indent=1, ensure_ascii=False)}\n".encode())
        except Timeout as error:
            raise ProgressError(f"{self.path} is being written by another program; try again.") from error
        except OSError as error:
            raise ProgressError(f"Progress is not kept: {self.path} cannot be written ({error.strerror}).") from error
        return data

    def _parsed(self, text: str) -> Data:
        try:
            data = record.checked(json.loads(text))
        except (ValueError, RecursionError):
            return self._set_aside()
        if data["schema"] > record.SCHEMA:
            raise ProgressError(f"{self.path} was written by a newer version of the course; update this one.")
        return data

    def _set_aside(self) -> Data:
        kept = free(self.path.with_name(f"progress-damaged-{stamp()}.json"))
        try:
            self.path.rename(kept)
        except OSError as error:
            raise ProgressError(f"{self.path} is damaged and cannot be renamed: {error.strerror}.") from error
        self.notes.append(f"{self.path.name} was damaged; it is kept as {kept.name}, and a new one is begun.")
        return record.empty()


def free(path: Path) -> Path:
    """`path`, or where that exists the same with a number behind its stem."""
    tried, number = path, 2
    while tried.exists():
        tried, number = path.with_name(f"{path.stem}-{number}{path.suffix}"), number + 1
    return tried


def now() -> str:
    """This moment, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def stamp() -> str:
    """This moment for a file name."""
    return datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
