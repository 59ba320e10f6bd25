"""Outcomes of our own answers, where the processes that judge a class find what one of them had to wait for."""

import hashlib
import os
import pickle
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import cast

from course.check import Outcome

LONG = 0.02  # seconds of processor from which on an outcome is worth a file
SPARE = 32 << 20  # bytes that are left free
folder: Path | None = None  # where outcomes are shared; nowhere, until a grader says so


def shared(name: str, make: Callable[[], Outcome]) -> Outcome:
    """The outcome `name`, from the folder or else from `make`."""
    place = folder / hashlib.sha256(name.encode()).hexdigest() if folder is not None else None
    if place is not None:
        with suppress(OSError, EOFError, pickle.UnpicklingError):
            return cast(Outcome, pickle.loads(place.read_bytes()))  # written by a process that judges: ours
    begun = time.process_time()
    made = make()
    if place is not None and time.process_time() - begun > LONG:
        _keep(made, place)
    return made


def _keep(made: Outcome, place: Path) -> None:
    """Write an outcome whole or not at all; not where room is short, nor what has no form as a file."""
    with suppress(OSError, pickle.PicklingError, TypeError, AttributeError):
        place.parent.mkdir(exist_ok=True)
        data = pickle.dumps(made)
        if shutil.disk_usage(place.parent).free - len(data) > SPARE:
            part = place.with_suffix(f".{os.getpid()}")
            part.write_bytes(data)
            part.rename(place)
