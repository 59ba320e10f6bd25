"""`course grade`: a class graded into nbgrader's gradebook, behind walls."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from course.commands.check import _seeds
from course.hub.seeds import SETTING, numbers, using
from course.printable import one_line
from course.settings import HUB

if TYPE_CHECKING:
    from course.grading.classroom.classroom import Classroom, Grade, Report
    from course.grading.classroom.handed import HandedIn
    from course.grading.classroom.regrade import Change
    from course.grading.engine.pool import Progress
    from course.lesson.plan import Plan

HELP = "grade what a class handed in, and write gradebook, autograded notebooks and feedback"
EXAMPLE = "course grade 01-census --workers 2"
PATIENCE = 10.0


def configure(parser: ArgumentParser) -> None:
    """Which lesson, whose, on which machines, into which gradebook."""
    parser.add_argument("lesson", help="the lesson, such as 01-census; submitted/STUDENT/LESSON/ is read")
    parser.add_argument("--student", action="append", default=[], metavar="ID", help="only this student; repeatable")
    parser.add_argument(
        "--workers", type=_count, default=os.cpu_count() or 2, metavar="N", help="how many side by side"
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, such as tcp://host:8786")
    parser.add_argument("--db", metavar="URL", help="the gradebook; COURSE_GRADEBOOK or gradebook.db if left out")
    parser.add_argument(
        "--seed", type=_seeds, metavar="N,N,N", help=f"the unseen Hubs; {SETTING}, or this account's own, if left out"
    )
    parser.add_argument("--regrade", action="store_true", help="grade again what an earlier version graded; asks first")
    parser.add_argument("--yes", action="store_true", help="write a regrade without asking")
    parser.add_argument("--any-owner", action="store_true", help="grade what another account handed in as well")
    parser.add_argument(
        "--hint-cost", type=_points, metavar="POINTS", help="points for each hint; what the release says if left out"
    )
    parser.add_argument(
        "--walls", choices=("all", "any"), default="all", help="any: grade without asking where some walls are missing"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON, and nothing else")


def run(args: Namespace) -> int:
    """0 if all that was handed in has its grade, 1 if something needs a person."""
    os.environ.pop(HUB, None)  # grading stays on its own Hubs
    from course.grading.book.database import address
    from course.grading.book.gradebook import opened
    from course.grading.book.penalty import configured
    from course.grading.classroom import faults
    from course.grading.classroom.classroom import Classroom
    from course.grading.classroom.handed import Class
    from course.grading.classroom.owner import owners
    from course.grading.classroom.version import priced, version
    from course.grading.release.hint_cost import cost_of
    from course.lesson.plan import plan
    from course.lesson.project import find_project

    project = find_project(Path.cwd())
    planned, url = plan(project.lesson(args.lesson)), address(project, args.db)
    seeds = args.seed or _usual_seeds()
    cost = cost_of(project, planned.lesson.release.parent, args.hint_cost)
    with faults.kept(project.root), using(seeds), opened(project, planned, url) as book:
        classroom = Classroom(planned, book, priced(version(planned, seeds), cost), configured(project), cost)
        known = book.students() | {path.name for path in (project.root / "submitted").glob("*")}
        trusted = None if args.any_owner else owners(project, known)
        handed = list(Class(project, planned, trusted, args.student, cost).handed_in())
        _expect(args.student, handed, planned.lesson.key)
        return _graded(args, classroom, handed, seeds)


def _graded(args: Namespace, classroom: Classroom, handed: list[HandedIn], seeds: tuple[int, ...]) -> int:
    report = classroom.grade(handed, _grade(args, classroom.plan, seeds))
    if args.regrade:
        again = {*report.outdated, *(set(report.before) & report.not_judged.keys())}
        return _regraded(args, classroom, [one for one in handed if one.student in again], seeds)
    print(json.dumps(asdict(report), indent=1) if args.json else _joined(_lines(report, classroom.book.place)))
    return 0 if report.clean else 1


def _grade(args: Namespace, plan: Plan, seeds: tuple[int, ...]) -> Grade:
    """How submissions are graded: here, or on a cluster."""
    from course.grading.classroom import local

    def graded(handed: list[HandedIn]) -> Iterator[object]:
        if not args.scheduler:
            _agree_to_walls(args.walls)
        _build(plan)
        with _line() as show:
            if args.scheduler:
                yield from _cluster()(plan, seeds, args.scheduler, show)(handed)
            else:
                yield from local.grade(plan.lesson, seeds, args.workers, show)(handed)

    return graded  # type: ignore[return-value]


def _agree_to_walls(asked: str) -> None:
    """Ask once where fewer than all walls stand; CourseError if nobody agrees to that."""
    from course.grading.engine.walls import level
    from course.lesson.project import CourseError

    here = level()
    if not here.missing or asked == "any" or not here.forks:
        return
    print(here, file=sys.stderr)
    if not sys.stdin.isatty():
        raise CourseError("Nothing was graded; to grade behind the walls that stand, add --walls any.")
    if input("Grade the class behind these walls? [y/N] ").strip().lower() not in ("y", "yes"):
        raise CourseError("Nothing was graded; `course doctor` says how to get the other walls.")


def _expect(asked: list[str], handed: list[HandedIn], lesson: str) -> None:
    """CourseError if one of the students that were asked for is not there."""
    from course.lesson.project import CourseError
    from course.printable import composed

    missing = sorted({composed(name) for name in asked} - {one.student for one in handed})
    if missing:
        raise CourseError(f"There is no submitted/{missing[0]}/{lesson}/.")


def _cluster() -> Callable[..., Grade]:
    from course.lesson.project import CourseError

    try:
        from course.grading.cluster.scale import grade
    except ModuleNotFoundError as error:
        raise CourseError(f"--scheduler needs {error.name}; run: python -m pip install '.[scale]'") from None
    return grade


def _build(plan: Plan) -> None:
    """Build the unseen Hubs that the lesson needs, before the clock of a submission runs."""
    from course.commands._building import built
    from course.hub.places import SLOTS

    if plan.uses("connect", "hubs", "frames"):
        for number, slot in enumerate(SLOTS, start=1):
            built(slot, f"unseen Hub {number} of {len(SLOTS)}")


@contextmanager
def _line() -> Iterator[Callable[[Progress], None]]:
    """One line on stderr that says how far the class is: rewritten on a terminal, now and then elsewhere."""
    terminal, last = sys.stderr.isatty(), time.monotonic()

    def show(progress: Progress) -> None:
        nonlocal last
        if terminal:
            print(f"\r{progress}\x1b[K", end="", file=sys.stderr, flush=True)
        elif time.monotonic() - last > PATIENCE or progress.done == progress.total:
            print(progress, file=sys.stderr, flush=True)
            last = time.monotonic()

    try:
        yield show
    finally:
        if terminal:
            print(file=sys.stderr)


def _lines(report: Report, place: str) -> Iterator[str]:
    from course.grading.engine.walls import level

    yield f"{report.lesson}: {len(report.graded)} graded now, {len(report.before)} graded before."
    yield from (f"{who}: {note}" for who, notes in sorted(report.odd.items()) for note in notes)
    yield from (f"{who}: not judged, which is no zero: {why}" for who, why in sorted(report.not_judged.items()))
    yield from (f"{who}: nothing was written: {why}" for who, why in sorted(report.refused.items()))
    for who, before, now in report.penalties:
        yield f"{who}: late penalty {before:g} -> {now:g}, by due date and extension as they now are."
    if report.outdated:
        what = f"{len(report.outdated)} were graded by another version of the lesson, the seeds or the engine"
        yield f"{what}; see who would change: course grade {report.lesson} --regrade"
    if not (report.graded or report.before or report.refused):
        yield f"Nothing was handed in: there is no submitted/STUDENT/{report.lesson}/."
    if report.graded:
        yield str(level())
    yield f"Gradebook: {place}"


def _joined(lines: Iterable[str]) -> str:
    """The lines as text; what a name or a sentence holds begins no line of its own."""
    return "\n".join(map(one_line, lines))


def _regraded(args: Namespace, classroom: Classroom, handed: list[HandedIn], seeds: tuple[int, ...]) -> int:
    from course.grading.classroom.regrade import Regrade

    with tempfile.TemporaryDirectory(prefix="course-regrade-") as staging:
        regrade = Regrade(classroom, Path(staging))
        changes = sorted(regrade.changes(handed, _grade(args, classroom.plan, seeds)), key=lambda one: one.now.student)
        print(_told(changes, as_json=args.json))
        if not changes or not (args.yes or _confirmed()):
            return 0 if not changes else 1
        regrade.write(changes)
        classroom.refresh()
    return 0


def _told(changes: list[Change], *, as_json: bool) -> str:
    different = [one for one in changes if one.differs]
    if as_json:
        found = {one.now.student: [[asdict(old), asdict(new)] for old, new in one.answers] for one in different}
        return json.dumps({"graded": len(changes), "changes": found}, indent=1)
    lines = [line for one in different for line in one.lines()]
    return _joined([*lines, f"{len(different)} of {len(changes)} graded again come out otherwise."])


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        print("Nothing was written; add --yes to write this.", file=sys.stderr)
        return False
    return input("Write this into the gradebook? [y/N] ").strip().lower() in ("y", "yes")


def _usual_seeds() -> tuple[int, ...]:
    from course.lesson.project import CourseError

    try:
        return numbers()
    except ValueError as error:
        raise CourseError(str(error)) from None


def _points(text: str) -> float:
    try:
        points = float(text)
    except ValueError:
        points = -1.0
    if not 0 <= points < 1000:
        raise ArgumentTypeError(f"{text!r} is no number of points, such as 0.5")
    return points


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no number of workers, such as 2")
    return int(text)
