"""The seeds of the Hubs that answers are graded on: an environment variable that every process of a run has, or else
three that were drawn once for this account and are kept."""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from filelock import FileLock

from course.files import write
from course.hub.home import home
from course.settings import setting
from course.simulate.plan import COLUMNS

SETTING, MODELS = "COURSE_GRADING_SEEDS", "COURSE_GRADING_MODELS"
FILE, MANY = "seeds.txt", 10**12
USUAL_MODELS = "1000"


def in_force() -> str:
    """The seeds in force as they are written, by which what was computed for them is kept; "" if nobody set any."""
    return os.environ.get(SETTING, "")


def numbers() -> tuple[int, ...]:
    """The seeds in force, one for each unseen Hub; ValueError where the setting is no list of numbers."""
    text = in_force() or kept()
    try:
        return tuple(int(one) for one in text.split(","))
    except ValueError:
        raise ValueError(f"{SETTING}={text!r} is no list of numbers such as 11,12,13.") from None


def fresh() -> tuple[int, ...]:
    """Seeds that nobody can know or try out, one of each column of planted values."""
    return tuple(len(COLUMNS) * secrets.randbelow(MANY) + rest for rest in COLUMNS.values())


def kept() -> str:
    """The seeds of this account, drawn now if it has none yet."""
    path = home() / FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock")):
            if not path.exists():
                write(path, f"{text(fresh())}\n".encode(), 0o600)
    return path.read_text("utf-8").strip()


def models() -> int:
    """How many models an unseen Hub has; ValueError where the setting is no number."""
    text = os.environ.get(MODELS, USUAL_MODELS)
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{MODELS}={text!r} is no number.") from None


def text(seeds: Sequence[int]) -> str:
    """Seeds as the setting holds them."""
    return ",".join(map(str, seeds))


@contextmanager
def using(seeds: Sequence[int]) -> Iterator[None]:
    """The seeds are in force meanwhile, and what was in force before is afterwards, whatever happens."""
    with setting(SETTING, text(seeds)):
        yield
