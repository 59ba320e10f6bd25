"""`course mark`: the memos of a class, read and marked by a person."""

from __future__ import annotations

import getpass
import json
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.grading.marking.pile import Pile

HELP = "mark the memos of a class: one at a time, without names, by the rows of the rubric"
EXAMPLE = "course mark 01-census"
FOLDER = "marking"
HEAD = "# Press Shift+Enter here to open the page.\n"


def configure(parser: ArgumentParser) -> None:
    """Which lesson, who reads, and how JupyterLab is served."""
    from course.commands.lab import PORT

    parser.add_argument("lesson", help="the lesson, such as 01-census; it has been graded by `course grade`")
    parser.add_argument("--second", action="store_true", help="read blind, after or beside a first reader")
    parser.add_argument("--agreement", action="store_true", help="print how far two readers agree, and open nothing")
    parser.add_argument("--reader", metavar="NAME", help="who reads; the name of your account if left out")
    parser.add_argument("--db", metavar="URL", help="the gradebook; COURSE_GRADEBOOK or gradebook.db if left out")
    parser.add_argument("--port", type=int, default=PORT, help=f"the port to serve on; {PORT} or the next free one")
    parser.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")


def run(args: Namespace) -> int:
    """Serve the page until interrupted, or print the agreement."""
    from course.commands import lab
    from course.grading.book.database import SETTING
    from course.grading.marking import shown
    from course.grading.marking.pile import pile

    reader = args.reader or getpass.getuser()
    found = pile(args.lesson, reader, second=args.second, url=args.db)
    if args.agreement:
        print("\n".join(shown.agreement_lines(found)))
        return 0
    path = write(found)
    if args.db:
        os.environ[SETTING] = args.db
    print("\n".join(_lines(found)), flush=True)
    port = lab.announced(args.port)
    root = found.project.root
    words = lab.command(root, path.relative_to(root).as_posix(), port, browser=not args.no_browser)
    return lab.serve(found.project, words, instructor=True)


def _lines(found: Pile) -> list[str]:
    left, total = len(found.waiting), len(found.keys)
    place = "second reader, blind" if found.place == "second" else "first reader"
    return [
        f"{found.plan.lesson.key}: {left} of {total} memos wait for {found.reader} ({place}).",
        "In the notebook that opens, press Shift+Enter. What you give is kept as you go.",
    ]


def write(found: Pile) -> Path:
    """The notebook that shows the page, written anew; it holds no mark, for those are in the gradebook."""
    from course.files import write as put

    second = found.place == "second"
    called = f"desk({found.plan.lesson.key!r}, {found.reader!r}{', second=True' if second else ''})"
    source = f"{HEAD}from course.grading.marking import desk\n\n{called}"
    cell: dict[str, object] = {
        "cell_type": "code",
        "id": "desk",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    path = found.project.root / FOLDER / f"{found.plan.lesson.key}{'-second' if second else ''}.ipynb"
    path.parent.mkdir(exist_ok=True)
    put(path, json.dumps(notebook, indent=1).encode())
    return path
