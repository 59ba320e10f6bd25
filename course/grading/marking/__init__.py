"""Memos read and marked by people: the rubric, the text with its numbers, two readers and how far they agree."""

from typing import Any


def desk(lesson: str, reader: str, *, second: bool = False) -> Any:
    """The page on which the memos of a lesson are marked, for a notebook; `course mark` writes that notebook."""
    from course.grading.marking.desk import Desk
    from course.grading.marking.pile import pile
    from course.lesson.project import CourseError

    try:
        return Desk(pile(lesson, reader, second=second)).box
    except CourseError as error:
        print(error)
        return None
