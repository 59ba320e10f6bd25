"""Grading on this machine: the engine's own pool."""

from collections.abc import Callable, Iterator, Sequence

from course.grading.classroom.handed import HandedIn
from course.grading.engine.engine import Engine
from course.grading.engine.graded import GradedNotebook
from course.grading.engine.pool import Handed, Progress, grade_many
from course.lesson.project import Lesson


def grade(
    lesson: Lesson, seeds: Sequence[int], workers: int, on_progress: Callable[[Progress], None]
) -> Callable[[Sequence[HandedIn]], Iterator[tuple[str, GradedNotebook]]]:
    """A function that grades submissions side by side and gives each as it gets ready."""

    def graded(handed: Sequence[HandedIn]) -> Iterator[tuple[str, GradedNotebook]]:
        with Engine(lesson, seeds) as engine:
            class_ = [Handed(one.student, one.place, one.submission) for one in handed]
            yield from grade_many(class_, engine, workers=min(workers, len(class_)), on_progress=on_progress)

    return graded
