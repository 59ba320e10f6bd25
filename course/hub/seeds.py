"""The seeds of the Hubs that answers are graded on, in an environment variable that every process of a run has."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from course.settings import setting

SETTING, MODELS = "COURSE_GRADING_SEEDS", "COURSE_GRADING_MODELS"
USUAL = "101,102,103"
USUAL_MODELS = "1000"


def in_force() -> str:
    """The seeds in force as they are written, by which what was computed for them is kept; "" if nobody set any."""
    return os.environ.get(SETTING, "")


def numbers() -> tuple[int, ...]:
    """The seeds in force, one for each unseen Hub; ValueError where the setting is no list of numbers."""
    text = in_force() or USUAL
    try:
        return tuple(int(one) for one in text.split(","))
    except ValueError:
        raise ValueError(f"{SETTING}={text!r} is no list of numbers such as {USUAL}.") from None


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
