"""`course restore`: what `course save` packed, put back."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

HELP = "put back what was saved; what lies there is kept under a dated name"
EXAMPLE = "course restore my-work.zip"
MOST = 300_000_000  # bytes of a file that can have been saved here


def configure(parser: ArgumentParser) -> None:
    """Which file."""
    parser.add_argument("file", type=Path, help="the zip that `course save` or the button in a lesson made")


def run(args: Namespace) -> int:
    """Print what was done."""
    from course.learner import bundle, store
    from course.learner.place import LESSONS
    from course.lesson.project import find_project
    from course.lesson.untrusted import read_file

    home = find_project().root / LESSONS
    for sentence in bundle.restore(read_file(args.file, MOST), home, home / store.NAME):
        print(sentence)
    return 0
