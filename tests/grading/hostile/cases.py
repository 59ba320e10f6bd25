"""What a hostile submission is, and what must come of it."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.exercise.state import State
from tests.grading.hostile.trial import DOUBLE, FULL, TOTAL

Notebook = dict[str, Any]


@dataclass(frozen=True)
class Hostile:
    """One submission: its family, what it tries in words, the fair score, and how it is made.

    In the sources {root} is the course's folder, {port} a port on which somebody listens. `file` makes the bytes of the
    notebook from the ordinary one; `state` is that of the first exercise; `told` must not
    stand in what the grader says; `again` tells that it acts only where its cells are run a second time.
    """

    family: str
    name: str
    score: float
    double: str = DOUBLE
    total: str = TOTAL
    extra: tuple[str, ...] = ()
    file: Callable[[Notebook], bytes] | None = None
    state: State | None = None
    told: str = ""
    again: bool = False


def code(text: str) -> str:
    """Source text as it stands in a test, without its margin."""
    return textwrap.dedent(text).strip()


def attempt(text: str) -> str:
    """A correct answer, before which something is tried; what goes wrong with it is printed."""
    tried = textwrap.indent(code(text), "    ")
    return f"try:\n{tried}\nexcept BaseException as error:\n    print(repr(error))\n{DOUBLE}"


def harmless(family: str, name: str, text: str, *extra: str) -> Hostile:
    """A right answer with something forbidden beside it, which must neither work nor cost points."""
    return Hostile(family, name, FULL, attempt(text), extra=extra)


def broken(family: str, name: str, body: str) -> Hostile:
    """An answer that takes its own exercise down, and nothing else."""
    return Hostile(family, name, FULL / 2, "def double(number):\n" + textwrap.indent(code(body), "    "))
