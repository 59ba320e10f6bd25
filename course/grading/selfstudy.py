"""Grading one's own notebook, hidden tests included, on Hubs that nobody has seen."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import nbformat

from course.grading.book.result import Result
from course.grading.by_nbgrader import judge
from course.grading.by_nbgrader.ordinary import autograde, generate
from course.grading.engine.pool import grade_submission
from course.grading.engine.walls import level
from course.hub.places import SLOTS, home
from course.hub.seeds import using
from course.lesson.project import CourseError, Lesson, Project
from course.lesson.rebuild import Rebuilt, answer_ids, read, rebuild

STUDENT = "me"


def lesson_of(project: Project, path: Path) -> Lesson:
    """The lesson whose answer cells the notebook at `path` holds; CourseError if it is none of ours."""
    ids = answer_ids(read(path))
    found = [(len(ids & answer_ids(read(one.release))), one) for one in project.lessons if one.release.is_file()]
    shared, lesson = max(found, key=lambda pair: pair[0], default=(0, None))
    if lesson is None or not shared:
        raise CourseError(f"{path} holds no answer cell of this course; `course start` gives you a lesson to solve.")
    return lesson


def grade_notebook(path: Path, lesson: Lesson, seeds: Sequence[int]) -> Result:
    """The result of the notebook at `path`; neither it nor any gradebook is written to.

    By the protected engine where this machine can run it, else by nbgrader itself.
    """
    read(path)
    return grade_submission(path, lesson, seeds).result if level().forks else by_nbgrader(path, lesson, seeds)


def by_nbgrader(path: Path, lesson: Lesson, seeds: Sequence[int]) -> Result:
    """The same result by nbgrader's own command: slower, and with nothing between the notebook and its tests."""
    project, released = Project(lesson.root), read(lesson.release)
    rebuilt = rebuild(read(path), released)
    with tempfile.TemporaryDirectory(prefix="course-check-") as temporary, unseen(seeds):
        course = Path(temporary).resolve()
        _lay_out(course, lesson, rebuilt)
        generate(project, course, lesson.key, database=True)
        autograde(project, course, lesson.key)
        executed = read(course / "autograded" / STUDENT / lesson.key / lesson.release.name)
    answers, memos = judge.answers(executed, released), judge.memos(executed, released)
    return Result(lesson.key, tuple(seeds), tuple(answers), tuple(memos), tuple(rebuilt.repairs))


def _lay_out(course: Path, lesson: Lesson, rebuilt: Rebuilt) -> None:
    shutil.copytree(lesson.source.parent, course / "source" / lesson.key)
    submitted = course / "submitted" / STUDENT / lesson.key
    submitted.mkdir(parents=True)
    nbformat.write(rebuilt.notebook, submitted / lesson.release.name)


@contextmanager
def unseen(seeds: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """The names of the slots, filled by `seeds` meanwhile; what was built for them alone is deleted afterwards."""
    there = _built()
    with using(seeds):
        try:
            yield SLOTS
        finally:
            for path in _built() - there:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _built() -> set[Path]:
    """The files and file caches of slots on this machine."""
    return {path for slot in SLOTS for folder in (home(), home() / "files") for path in folder.glob(f"{slot}-*")}
