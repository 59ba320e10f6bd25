"""The feedback page of a student of a class: the page of `course check`, with what people gave, without the seeds."""

from dataclasses import replace

from course.grading.book.marks import Marks
from course.grading.book.record import Record
from course.grading.book.result import Answer, Memo, Result
from course.grading.pages import autograded, page
from course.lesson.project import Lesson


def write(lesson: Lesson, student: str, shown: Result) -> None:
    """Write the page where nbgrader looks for it."""
    target = autograded.folder(lesson, student, "feedback") / f"{lesson.name}.html"
    autograded.replace(target, page.render(shown), autograded.OPEN)
    autograded.accompany(lesson, student, "feedback")


def marked(record: Record, given: Marks) -> Result:
    """The result with the points and comments that people gave in place of the program's."""
    answers = tuple(_answer(one, record, given) for one in record.result.answers)
    memos = tuple(_memo(one, record, given) for one in record.result.memos)
    return replace(record.result, answers=answers, memos=memos, late_penalty=given.penalty)


def _answer(one: Answer, record: Record, given: Marks) -> Answer:
    checks = record.checks.get(one.name, [])
    comment = given.comments.get(one.name, "")
    if not given.scores.keys() & set(checks):
        return replace(one, comment=comment)
    points = sum(given.scores.get(name, record.scores.get(name) or 0.0) for name in checks)
    return replace(one, points=points, comment=comment)


def _memo(one: Memo, record: Record, given: Marks) -> Memo:
    points = given.scores.get(one.name, record.scores.get(one.name))
    return replace(one, points=points, comment=given.comments.get(one.name, ""))
