"""`course save`: a learner's notebooks and progress as one file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

HELP = "pack your notebooks and your progress into one file"
EXAMPLE = "course save my-work.zip"


def configure(parser: ArgumentParser) -> None:
    """Where the file goes."""
    parser.add_argument("file", nargs="?", type=Path, help="the file to write; one with today's date if left out")


def run(args: Namespace) -> int:
    """Print what was written; 1 if there is nothing to pack."""
    from course.learner import bundle, store
    from course.learner.place import LESSONS
    from course.lesson.project import find_project, released

    root = find_project().root
    found = bundle.gather([root / LESSONS, released(root)], root / LESSONS / store.NAME)
    if not found.files:
        print(f"There is no work in {root / LESSONS} yet; `course start` makes a copy of a lesson.")
        return 1
    path = store.free(args.file or Path(bundle.file_name()))
    store.write(path, bundle.packed(found.files))
    print(f"{path} holds {bundle.described(found.files)}.")
    for sentence in found.said:
        print(sentence)
    return 0
