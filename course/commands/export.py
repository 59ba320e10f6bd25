"""`course export`: the grades of a class for a learning management system."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.grading.lms.merge import Merged
    from course.grading.lms.systems import System
    from course.grading.lms.targets import Target
    from course.lesson.project import Lesson, Project

HELP = "put grades into the file that Canvas or Moodle exported, or into a plain table"
EXAMPLE = "course export 01-census --canvas gradebook.csv --dry-run"


def configure(parser: ArgumentParser) -> None:
    """Which lessons, into which file, and how students and columns are found in it."""
    parser.add_argument("lesson", nargs="*", help="a lesson such as 01-census; all that were graded if left out")
    kinds = parser.add_mutually_exclusive_group(required=True)
    kinds.add_argument("--canvas", type=Path, metavar="TEMPLATE", help="the gradebook that Canvas exported")
    kinds.add_argument("--moodle", type=Path, metavar="TEMPLATE", help="the grades or worksheet that Moodle exported")
    kinds.add_argument("--generic", action="store_true", help="a plain table, a row a student")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write; TEMPLATE-graded.csv if left out")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
    parser.add_argument(
        "--column", type=_column, action="append", default=[], metavar="TITLE=WHAT",
        help="what a column stands for: 01-census, 01-census/3 (a question) or 01-census/memo_census",
    )  # fmt: skip
    parser.add_argument("--id-column", metavar="TITLE", help="the column that names the student")
    parser.add_argument("--ids", type=Path, metavar="FILE", help="a CSV with student_id and lms_id, where they differ")
    parser.add_argument("--questions", action="store_true", help="add a column for each question that has none")
    parser.add_argument("--scale", action="store_true", help="convert points to what the column is worth")
    parser.add_argument("--so-far", action="store_true", help="count a memo that nobody has read as no points yet")
    parser.add_argument("--others", action="store_true", help="go on where somebody graded has no row in the file")
    parser.add_argument("--encoding", help="the encoding of the file; found by itself if left out")
    parser.add_argument("--db", metavar="URL", help="the gradebook; COURSE_GRADEBOOK or gradebook.db if left out")


def run(args: Namespace) -> int:
    """0 if every grade is in, 1 if something was left for a person."""
    from course.grading.book import scores
    from course.grading.book.database import reading
    from course.grading.lms.targets import targets
    from course.lesson.project import find_project
    from course.scorecard.outline import outline

    project = find_project()
    with reading(project, args.db) as engine:
        lessons = _lessons(project, args.lesson, scores.lessons(engine))
        asked = outline(project.root)
        every = [one for lesson in lessons for one in targets(lesson, asked)]
        class_, work = scores.students(engine), {one.key: scores.handed(engine, one.key) for one in lessons}
    return _generic(args, every, class_, work) if args.generic else _merged(args, every, class_, work)


def _lessons(project: Project, given: Sequence[str], known: set[str]) -> list[Lesson]:
    from course.lesson.project import CourseError

    named = [project.lesson(one) for one in given] or [one for one in project.lessons if one.key in known]
    if unknown := [one.key for one in named if one.key not in known]:
        raise CourseError(
            f"The gradebook does not know {', '.join(unknown)}; grade it first: course grade {unknown[0]}"
        )
    if not named:
        raise CourseError("The gradebook knows none of the lessons; grade one first: course grade 01-census")
    return list(dict.fromkeys(named))


def _generic(args: Namespace, every: Sequence[Target], class_: Sequence, work: dict) -> int:  # type: ignore[type-arg]
    from course.files import write
    from course.grading.lms import generic

    out = args.out or Path("grades.csv")
    text = generic.table(every, class_, work, so_far=args.so_far)
    if args.dry_run:
        print(text, end="")
    else:
        write(out, text.encode())
        print(f"Wrote {out}: {len(class_)} students. What is blank was not handed in, not judged or not read yet.")
    return 0


def _merged(args: Namespace, every: Sequence[Target], class_: Sequence, work: dict) -> int:  # type: ignore[type-arg]
    from course.files import write
    from course.grading.lms import roster
    from course.grading.lms.merge import Choices, merge
    from course.grading.lms.sheet import read, written
    from course.grading.lms.systems import CANVAS, MOODLE

    system, template = (CANVAS, args.canvas) if args.canvas else (MOODLE, args.moodle)
    choices = Choices(
        columns=dict(args.column),
        identity=args.id_column,
        ids=roster.ids(args.ids, class_) if args.ids else {},
        questions=args.questions,
        scale=args.scale,
        so_far=args.so_far,
        others=args.others,
    )
    found = merge(system, read(template, args.encoding), every, class_, work, choices)
    print("\n".join(_lines(found, system, every=args.dry_run)))
    if args.dry_run:
        print("Nothing was written.")
    else:
        out = args.out or template.with_name(f"{template.stem}-graded{template.suffix}")
        write(out, written(found.sheet))
        print(f"Wrote {out}; import it in {system.name}.")
    left = [why for why in found.open if why != _no_work()]
    return 1 if left or found.kept else 0


def _lines(found: Merged, system: System, *, every: bool) -> Iterator[str]:
    """What is said of a merge; each change too, where nothing is written."""
    from course.grading.lms.roster import some

    rows = len(found.students.students)
    yield f"Students, by {found.students.by}: {rows} of {rows + len(found.strangers)} rows are known here."
    for column in found.columns:
        factor = f", times {column.factor:g}" if column.factor != 1 else ""
        yield f"{column.title!r} stands for {column.target.label}: {column.target.out_of:g} points{factor}."
    if every:
        yield from (f"  {change.sentence}" for change in found.changes)
    yield f"Cells that {'would change' if every else 'changed'}: {len(found.changes)}."
    for why, who in found.open.items():
        yield f"Left as it was, {why}: {some(dict.fromkeys(who))}."
    yield from (f"Look at {sentence}." for sentence in found.kept)
    if found.strangers:
        yield f"In {system.name} and not in the gradebook: {some(found.strangers)}."
    if found.test:
        yield f"Passed over, the test student of {system.name}: {some(found.test)}."


def _no_work() -> str:
    from course.grading.lms.targets import NO_WORK

    return NO_WORK


def _column(text: str) -> tuple[str, str]:
    title, is_there, what = text.rpartition("=")
    if not is_there or not title or not what:
        raise ArgumentTypeError(f"{text!r} does not say TITLE=WHAT, such as 'Census (4711)=01-census'")
    return title, what
