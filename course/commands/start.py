"""`course start`: a working copy of a lesson, to write in."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.lesson.project import Lesson

HELP = "make a working copy of a lesson; one that holds work stays as it is"
EXAMPLE = "course start 01-census --update"
FIRST = "01"


def configure(parser: ArgumentParser) -> None:
    """Which lesson, and whether work is carried into a newer release."""
    lesson(parser)
    parser.add_argument(
        "--update", action="store_true", help="carry your answers into the lesson as it is now; the old copy is kept"
    )


def lesson(parser: ArgumentParser) -> None:
    """Which lesson."""
    parser.add_argument("lesson", nargs="?", default=FIRST, help="a lesson such as 01-census (the default) or 1")


def run(args: Namespace) -> int:
    """Print where the working copy lies, and on stderr what is new."""
    from course.learner import copies
    from course.lesson.project import find_project

    found = find_project().lesson(args.lesson)
    for sentence in (copies.update if args.update else copies.start)(found):
        print(sentence, file=sys.stderr)
    print(found.working_copy)
    return 0


def working_copy(lesson: Lesson) -> Path:
    """The notebook that the learner writes in, made if it is missing; what is new in the lesson is printed."""
    from course.learner import copies

    for sentence in copies.start(lesson):
        print(sentence, flush=True)
    return lesson.working_copy
