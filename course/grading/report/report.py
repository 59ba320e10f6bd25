"""The report of a lesson: read from the gradebook, from what was handed in, and from the exercises themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from course.grading.book.gradebook import Gradebook
from course.grading.book.marks import Marks
from course.grading.pages import autograded, feedback
from course.grading.release import slips
from course.grading.release.hint_cost import used as hints_used
from course.grading.report.clusters import Cluster, clusters
from course.grading.report.figures import Figures, Used, figures
from course.grading.report.names import Names, names
from course.learner.record import checked
from course.learner.store import NAME as PROGRESS
from course.lesson.plan import Plan
from course.lesson.untrusted import Unreadable, parse, read_file

LARGEST = 1_000_000  # bytes of a student's progress


@dataclass(frozen=True)
class Report:
    """What a class got wrong in a lesson: how many submissions, figures by exercise, and what no slip explains."""

    lesson: str
    submissions: int
    figures: tuple[Figures, ...]
    clusters: tuple[Cluster, ...]


def report(book: Gradebook, plan: Plan) -> Report:
    """The report of what the gradebook holds; no sentence and no code in it names a student."""
    records, marks = book.records(), book.marks()
    students = sorted(records)
    results = [feedback.marked(records[one], marks.get(one, Marks())) for one in students]
    hidden = names(book.people(), plan.words)
    found = figures(
        results, [used(autograded.folder(plan.lesson, one, "submitted"), plan.lesson.key) for one in students]
    )
    exercises = slips.exercises(plan.lesson.root, plan.cells)
    foreseen = {wrong.sentence for one in exercises for wrong in getattr(one, "wrongs", ())}
    grouped = clusters(results, foreseen)
    return Report(
        plan.lesson.key,
        len(results),
        tuple(_unnamed(one, hidden) for one in found),
        tuple(replace(one, sentence=hidden.without(one.sentence), code=hidden.code(one.code)) for one in grouped),
    )


def _unnamed(one: Figures, hidden: Names) -> Figures:
    return replace(one, sentences=tuple((hidden.without(text), many) for text, many in one.sentences))


def used(folder: Path, lesson: str) -> Used:
    """What a student handed in of how they worked: the hints they opened, and progress.json where it lies beside."""
    hints, tries = dict(hints_used(folder)), dict[str, int]()
    for name, one in _progress(folder, lesson).items():
        tries[name] = int(one.get("tries", 0))
        hints.setdefault(name, len(one.get("hints", {})))
    return Used(tries, hints)


def _progress(folder: Path, lesson: str) -> Mapping[str, Mapping[str, Any]]:
    try:
        found = checked(parse(read_file(folder / PROGRESS, LARGEST), PROGRESS))
        return found["lessons"].get(lesson, {}).get("exercises", {})  # type: ignore[no-any-return]
    except (Unreadable, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def packages(plan: Plan) -> dict[str, str]:
    """The folder in which the module of each exercise of a lesson lies."""
    paths = (name.split(".") for cell in plan.cells for name in slips.MODULE.findall(cell.source))
    return {parts[-1]: "/".join(parts[:-1]) for parts in paths}
