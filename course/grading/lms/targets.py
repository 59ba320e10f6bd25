"""What a column of grades can stand for: a lesson as a whole, one of its questions, an exercise or a memo."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from course.grading.book.scores import Handed
from course.grading.release.readme import title_of
from course.lesson.project import CourseError, Lesson
from course.scorecard.outline import Asked, Outline

NO_WORK = "not handed in"
WORDS = re.compile(r"[\W_]+")


class Kind(Enum):
    """How much of a lesson a target is."""

    LESSON = "lesson"
    QUESTION = "question"
    EXERCISE = "exercise"
    MEMO = "memo"


@dataclass(frozen=True)
class Target:
    """Something with points: what it is called here, its lesson, how much of it, and what it asks.

    `names` are what an instructor may call it, beside what it is called here.
    """

    label: str
    lesson: str
    kind: Kind
    asked: tuple[Asked, ...]
    names: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether it is the lesson as a whole."""
        return self.kind is Kind.LESSON

    @property
    def out_of(self) -> float:
        """The points to be had."""
        return sum(one.points for one in self.asked)

    def score(self, handed: Handed | None, *, so_far: bool = False) -> tuple[float | None, str]:
        """The points, or None and why there are none; `so_far` leaves out the memos that nobody has read yet."""
        if handed is None:
            return None, NO_WORK
        missing = [one for one in self.asked if handed.points(one) is None]
        if unjudged := [one.name for one in missing if one.question is not None]:
            return None, f"not judged: {', '.join(unjudged)}"
        if missing and not (so_far and self.whole):
            return None, f"waiting for a person: {', '.join(one.name for one in missing)}"
        points = sum(handed.points(one) or 0.0 for one in self.asked)
        return (max(0.0, points - handed.penalty) if self.whole else points), ""


def targets(lesson: Lesson, outline: Outline) -> list[Target]:
    """Everything that a column of a lesson can stand for: the whole first, then questions, exercises and memos."""
    asked = outline.lesson(lesson.key)
    whole = tuple(dict.fromkeys(_names(lesson)))
    made = [Target(lesson.key, lesson.key, Kind.LESSON, tuple(asked), whole)]
    for number in sorted({one.question for one in asked if one.question is not None}):
        ones = tuple(one for one in asked if one.question == number)
        names = tuple(
            f"{name} {word}" for name in whole for word in (f"question {number}", f"q{number}", f"q {number}")
        )
        made.append(Target(f"{lesson.key} question {number}", lesson.key, Kind.QUESTION, ones, names))
    memos = [one for one in asked if one.question is None]
    for one in asked:
        names = (one.name, *(f"{name} {one.name}" for name in whole))
        if memos == [one]:
            names += tuple(f"{name} memo" for name in whole)
        kind = Kind.MEMO if one.question is None else Kind.EXERCISE
        made.append(Target(f"{lesson.key} {one.name}", lesson.key, kind, (one,), names))
    return made


def of_columns(every: Iterable[Target]) -> list[Target]:
    """The targets that a class has columns for: each lesson, its questions and its memos, once each."""
    return [one for one in every if one.kind is not Kind.EXERCISE]


def called(every: Iterable[Target]) -> Mapping[str, Target]:
    """The targets by the words of each of their names.

    A name of a lesson and of a part of one means the lesson; any other that two share is left out.
    """
    found: dict[str, set[Target]] = {}
    for target in sorted(every, key=lambda one: not one.whole):
        for name in {words(name) for name in (target.label, *target.names)}:
            ones = found.setdefault(name, set())
            if target.whole or not any(one.whole for one in ones):
                ones.add(target)
    return {name: ones.pop() for name, ones in found.items() if len(ones) == 1}


def chosen(text: str, every: Sequence[Target]) -> Target:
    """The target that an instructor names: 01-census, 01-census/3 or 01-census/NAME.

    Raises CourseError if there is none.
    """
    lesson, _, part = text.strip().partition("/")
    wanted = f"{lesson} question {part}" if part.isdecimal() else f"{lesson} {part}".strip()
    labels = [one.label for one in every]
    found = next((one for one in every if one.label == wanted), None)
    if found is None:
        here = [label for label in labels if label.startswith(lesson)] or labels
        raise CourseError(f"{text!r} is nothing that has points; there are: {', '.join(here)}.")
    return found


def words(text: str) -> str:
    """A title without capitals, signs and double spaces."""
    return WORDS.sub(" ", text.casefold()).strip()


def _names(lesson: Lesson) -> Iterator[str]:
    number, _, topic = lesson.key.partition("-")
    short = number.lstrip("0")
    shown = title_of(lesson)
    yield from (lesson.key, topic, f"lesson {short}", f"lesson {number}", lesson.name)
    for name in filter(None, (topic, shown)):
        yield from (f"{short} {name}", f"lesson {short} {name}", f"lesson {number} {name}")
    if shown:
        yield shown
