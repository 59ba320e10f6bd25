"""Hints that are not fit to be released are refused, each with its reason."""

import pytest

from course.grading.release import release
from course.lesson.project import CourseError, Lesson, Project

GOOD = 'double: [Look, Begin, "```python\nprint(3 + 3)\n```"]\n'


def write(lesson: Lesson, text: str) -> bytes:
    """Release the lesson with those hints; what a learner is given."""
    (lesson.source.parent / "hints.yaml").write_text(text, encoding="utf-8")
    release.write(Project(lesson.root), lesson)
    return (lesson.release.parent / "hints.yaml").read_bytes()


def test_hints_are_released_byte_for_byte(lesson: Lesson) -> None:
    assert write(lesson, GOOD) == GOOD.encode()
    assert release.check(Project(lesson.root), lesson) == []
    (lesson.release.parent / "hints.yaml").write_text("old", encoding="utf-8")
    assert [one.path.name for one in release.check(Project(lesson.root), lesson)] == ["hints.yaml"]


@pytest.mark.parametrize(
    ("text", "why"),
    [("double: [Look, Begin]", "double has 2 hints; there should be 3."),
     ("{}", "it lacks or has too much: double."), (": [", "it lacks or has too much: double."),
     (f"{GOOD}triple: [a, b, c]", "it lacks or has too much: triple."),
     ("double: [Look, Begin, '  return   2*number  # so']", "double holds a line of a solution: return2*number")],
)  # fmt: skip
def test_what_is_not_fit_is_refused(lesson: Lesson, text: str, why: str) -> None:
    with pytest.raises(CourseError) as refused:
        write(lesson, text)
    assert str(refused.value) == f"source/01-double/hints.yaml: {why}"
    assert not lesson.release.exists()
