"""`course scorecard`: which level of product work the results so far support, and what would raise the next one."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.lesson.project import Project
    from course.scorecard.card import Scorecard

HELP = "show which level of product work your results support, and what would raise the next one"
EXAMPLE = "course scorecard --html scorecard.html"


def configure(parser: ArgumentParser) -> None:
    """Whose results, and in what form."""
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page that prints on one sheet")
    parser.add_argument("--json", action="store_true", help="print it as JSON, and nothing else")
    parser.add_argument("--student", metavar="ID", help="a student of the gradebook; your own progress if left out")
    parser.add_argument("--db", metavar="URL", help="the gradebook; COURSE_GRADEBOOK or gradebook.db if left out")
    parser.add_argument(
        "--artefacts",
        type=Path,
        metavar="FILE",
        help="a list of what the student made and others use; an entry with `verified: true` counts as evidence",
    )


def run(args: Namespace) -> int:
    """Print the scorecard, and write its page if one is asked for."""
    from course.files import write
    from course.lesson.project import CourseError, find_project
    from course.scorecard import page
    from course.scorecard.rules import rules

    if not args.student and (args.db or args.artefacts):
        raise CourseError("--db and --artefacts are for a student of a class; name one with --student.")
    project = find_project()
    found, notes = _of_student(project, args) if args.student else _own(project)
    if args.html:
        try:
            write(args.html, page.render(found, rules(), args.student or "").encode())
        except OSError as error:
            raise CourseError(f"{args.html} cannot be written: {error.strerror}.") from error
    if args.json:
        print(json.dumps(page.data(found), indent=1))
        return 0
    print("\n".join([*page.lines(found, rules()), *notes]))
    if args.html:
        print(f"Page: {args.html}")
    return 0


def _own(project: Project) -> tuple[Scorecard, list[str]]:
    from course.scorecard.panel import of_self_study

    return of_self_study(project.root)


def _of_student(project: Project, args: Namespace) -> tuple[Scorecard, list[str]]:
    from course.grading.book import shown
    from course.grading.book.database import reading
    from course.scorecard.card import scorecard
    from course.scorecard.evidence import artefacts
    from course.scorecard.outline import outline
    from course.scorecard.rules import rules

    with reading(project, args.db) as engine:
        asked = outline(project.root)
        given = artefacts(args.artefacts, by_instructor=True) if args.artefacts else ()
        return scorecard(rules(), asked, shown.evidence(engine, args.student, asked, given)), []
