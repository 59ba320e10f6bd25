"""`course report`: what a class got wrong in a lesson."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from course.printable import one_line

if TYPE_CHECKING:
    from course.grading.report.report import Report
    from course.lesson.plan import Plan

HELP = "show what a class got wrong: difficulty, discrimination, sentences, and mistakes that nobody foresaw"
EXAMPLE = "course report 01-census --html report.html"


def configure(parser: ArgumentParser) -> None:
    """Which lesson, and in what form."""
    parser.add_argument("lesson", help="the lesson, such as 01-census; it has been graded by `course grade`")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write one page that prints")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write a table, one row an exercise")
    parser.add_argument(
        "--new-slips",
        action="store_true",
        help="print the code of one answer of each kind that no recorded slip explains",
    )
    parser.add_argument("--db", metavar="URL", help="the gradebook; COURSE_GRADEBOOK or gradebook.db if left out")


def run(args: Namespace) -> int:
    """Print the report, and write what is asked for."""
    from course.grading.report import page
    from course.grading.report.clusters import new_slips
    from course.grading.report.report import packages

    found, planned = _report(args)
    if args.html:
        _write(args.html, page.render(found))
    if args.csv:
        _write(args.csv, page.table(found))
    told = new_slips(found.clusters, packages(planned)) if args.new_slips else page.lines(found)
    print("\n".join(told if args.new_slips else map(one_line, told)))
    return 0


def _report(args: Namespace) -> tuple[Report, Plan]:
    from course.grading.book.database import address, present, shown
    from course.grading.book.gradebook import Gradebook
    from course.grading.report.report import report
    from course.lesson.plan import plan
    from course.lesson.project import CourseError, find_project

    project = find_project(Path.cwd())
    planned, url = plan(project.lesson(args.lesson)), address(project, args.db)
    key = planned.lesson.key
    present(url, f"course grade {key}")
    with Gradebook(project, planned, url) as book:
        found = report(book, planned)
    if not found.submissions:
        raise CourseError(f"{shown(url)} has no graded submission of {key}; run: course grade {key}")
    return found, planned


def _write(path: Path, text: str) -> None:
    from course.files import write
    from course.lesson.project import CourseError

    try:
        write(path, text.encode("utf-8", "replace"))
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror}.") from error
