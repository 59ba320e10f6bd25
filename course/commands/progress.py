"""`course progress`: how every lesson stands, at a glance."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course.learner.session import Session
    from course.lesson.project import Lesson

HELP = "show what you have attempted and passed; export it or take it in"
EXAMPLE = "course progress 01-census"


def configure(parser: ArgumentParser) -> None:
    """Which lesson, and in what form."""
    parser.add_argument("lesson", nargs="?", help="a lesson such as 01-census; all of them if left out")
    parser.add_argument("--json", action="store_true", help="print it as JSON, and nothing else")
    parser.add_argument("--export", type=Path, metavar="FILE", help="write the progress to a file")
    parser.add_argument(
        "--import", type=Path, metavar="FILE", dest="taken", help="merge the progress in a file into yours"
    )


def run(args: Namespace) -> int:
    """Print how the lessons stand, after an import if one is asked for."""
    from course.learner.place import LESSONS
    from course.learner.store import NAME, Store
    from course.lesson.project import find_project

    project = find_project()
    kept = Store(project.root / LESSONS / NAME)
    if args.taken:
        _take_in(kept, args.taken)
    data = kept.read()
    if args.export:
        from course.learner import store

        store.write(args.export, f"{json.dumps(data, indent=1, ensure_ascii=False)}\n".encode())
    lessons = [project.lesson(args.lesson)] if args.lesson else project.lessons
    sessions = [_session(lesson, data) for lesson in lessons if lesson.release.is_file()]
    print(_json(sessions) if args.json else "\n".join([*_lines(sessions, each=bool(args.lesson)), *kept.notes]))
    return 0


def _take_in(kept: Any, path: Path) -> None:
    from course.learner import record
    from course.learner.store import ProgressError

    try:
        brought = record.checked(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, RecursionError) as error:
        raise ProgressError(f"{path} holds no progress; choose a file that --export wrote.") from error
    if brought["schema"] > record.SCHEMA:
        raise ProgressError(f"{path} was written by a newer version of the course; update this one.")
    kept.change(lambda own: own.update(record.merged(own, brought)))


def _session(lesson: Lesson, data: dict[str, Any]) -> Session:
    """The lesson as it stands against the checks of the learner's copy, or of the release where there is none."""
    from course.learner.place import Place, notebook_in
    from course.learner.session import Session

    copy = notebook_in(lesson.working_copy.parent, lesson.working_copy.name)
    return Session(Place(lesson.key, copy or lesson.release), data=data)


def _json(sessions: list[Session]) -> str:
    found = {one.place.lesson: {name: asdict(how) for name, how in one.standings.items()} for one in sessions}
    return json.dumps({"lessons": found}, indent=1)


def _lines(sessions: list[Session], *, each: bool) -> Iterator[str]:
    from course.learner.panel import legend, lines, summary

    for one in sessions:
        yield summary(one)
        if each:
            yield from (f"  {line}" for line in [*lines(one), *legend(one)])
