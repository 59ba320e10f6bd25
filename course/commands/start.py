"""`course start`: a working copy of a lesson, to write in."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.grading.project import Lesson

HELP = "make a working copy of a lesson; one that is there already stays as it is"
EXAMPLE = "course start 01-census"
FIRST = "01"


def configure(parser: ArgumentParser) -> None:
    """Which lesson."""
    parser.add_argument("lesson", nargs="?", default=FIRST, help="a lesson such as 01-census (the default) or 1")


def run(args: Namespace) -> int:
    """Print where the working copy lies."""
    from course.grading.project import find_project

    print(working_copy(find_project().lesson(args.lesson)))
    return 0


def working_copy(lesson: Lesson) -> Path:
    """The notebook that the learner writes in: copied from release/ the first time, never written over."""
    from course.grading.project import CourseError

    if not lesson.release.is_file():
        raise CourseError(f"{lesson.key} has not been released yet; run: course release {lesson.key}")
    for path in sorted(lesson.release.parent.rglob("*")):
        copy = lesson.working_copy.parent / path.relative_to(lesson.release.parent)
        if path.is_file() and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    return lesson.working_copy
