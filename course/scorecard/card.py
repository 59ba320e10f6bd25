"""The scorecard of a learner: scores, the level that they support, and what would raise the next one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from course.scorecard.evidence import Artefact, Evidence
from course.scorecard.outline import Asked, Outline
from course.scorecard.rules import CAPSTONE, MEMO, Level, Rules, Unmet

NO_EVIDENCE = "no evidence yet"
MIRROR = (
    "This page is a mirror, not a hiring signal. It shows what the notebooks support and what is missing. "
    "Coursework cannot show how you work with people, or what comes of your decisions in a year."
)
RAISING = 2  # questions named for a condition


@dataclass(frozen=True)
class Score:
    """The points of a competency, of those there are to earn."""

    key: str
    name: str
    dimension: str
    points: float
    out_of: float

    @property
    def share(self) -> float:
        """Points earned of those possible; 0 where nothing is asked."""
        return self.points / self.out_of if self.out_of else 0.0


@dataclass(frozen=True)
class Question:
    """A question or memo that has points left: `names` are its exercises."""

    lesson: str
    number: int | None
    names: tuple[str, ...]
    lost: float

    def __str__(self) -> str:
        what = "memo" if self.number is None else f"question {self.number}"
        return f"{self.lesson}, {what} ({', '.join(self.names)}): {self.lost:g} points left"


@dataclass(frozen=True)
class Gap:
    """An unmet condition, and the questions that would raise it most."""

    condition: Unmet
    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Scorecard:
    """All that the page shows; `level` is None below the first level, `empty` says that there is no result at all."""

    scores: tuple[Score, ...]
    level: Level | None
    without_memos: Level | None
    upcoming: Level | None
    gaps: tuple[Gap, ...]
    artefacts: tuple[Artefact, ...]
    praised: tuple[str, ...]
    empty: bool
    waiting: int
    memos_read: int


def scorecard(rules: Rules, outline: Outline, evidence: Evidence) -> Scorecard:
    """The scorecard of a learner with that evidence; what was not attempted counts nothing."""
    questions = {one.key: _of_questions(outline, one.questions) for one in rules.competencies}
    questions |= {MEMO: _single(outline.memos), CAPSTONE: _of_lesson(outline, rules.capstone)}
    dimensions = {one.key: one.dimension for one in rules.competencies}
    scores = [_score(key, rules, dimensions, parts, evidence) for key, parts in questions.items()]
    shares = {one.key: one.share for one in scores}
    kinds = len({one.kind for one in evidence.artefacts if one.verified})
    level = rules.supported(shares, kinds)
    upcoming = rules.after(level)
    gaps = rules.unmet(upcoming, shares, kinds) if upcoming else []
    return Scorecard(
        tuple(scores),
        level,
        rules.supported(shares | {MEMO: 1.0}, kinds),
        upcoming,
        tuple(Gap(one, rules.names[one.about], _raising(questions.get(one.about, []), evidence)) for one in gaps),
        evidence.artefacts,
        tuple(_praised(outline, evidence)),
        not evidence.marks,
        evidence.waiting,
        sum(one.key in evidence.marks for one in outline.memos),
    )


def _of_questions(outline: Outline, questions: Mapping[str, Iterable[int]]) -> list[list[Asked]]:
    found = [outline.exercises(lesson, number) for lesson, numbers in questions.items() for number in numbers]
    return [parts for parts in found if parts]


def _of_lesson(outline: Outline, lesson: str) -> list[list[Asked]]:
    asked = outline.lesson(lesson)
    numbers = sorted({one.question for one in asked if one.question is not None})
    return _of_questions(outline, {lesson: numbers}) + _single(one for one in asked if one.question is None)


def _single(asked: Iterable[Asked]) -> list[list[Asked]]:
    return [[one] for one in asked]


def _score(
    key: str, rules: Rules, dimensions: Mapping[str, str], questions: list[list[Asked]], evidence: Evidence
) -> Score:
    asked = [one for parts in questions for one in parts]
    points = sum(_points(one, evidence) for one in asked)
    return Score(key, rules.names[key], dimensions.get(key, ""), points, sum(one.points for one in asked))


def _points(one: Asked, evidence: Evidence) -> float:
    mark = evidence.marks.get(one.key)
    return min(max(mark.points, 0.0), one.points) if mark else 0.0


def _raising(questions: list[list[Asked]], evidence: Evidence) -> tuple[Question, ...]:
    """The questions with most points left, largest first; those of one size in the order of their names."""
    left = [
        Question(
            parts[0].lesson,
            parts[0].question,
            tuple(one.name for one in parts),
            sum(one.points - _points(one, evidence) for one in parts),
        )
        for parts in questions
    ]
    most = sorted((one for one in left if one.lost > 0), key=_most_first)
    return tuple(most[:RAISING])


def _most_first(one: Question) -> tuple[float, str, int, tuple[str, ...]]:
    return -one.lost, one.lesson, one.number or 0, one.names


def _praised(outline: Outline, evidence: Evidence) -> Iterable[str]:
    """What an instructor wrote beside rows of a memo's rubric that have full marks: lines that begin with 3/3 or 3."""
    for one in outline.memos:
        mark = evidence.marks.get(one.key)
        for line in mark.comment.splitlines() if mark else ():
            first, _, rest = line.strip().partition(" ")
            if _is_full(first.rstrip(":.,;)")) and rest.strip():
                yield f"{one.lesson}: {rest.strip()}"


def _is_full(mark: str) -> bool:
    """Whether a mark such as 3/3, 5/5 or 3 is all that a row can have; a bare number is one of 3."""
    given, _, most = mark.partition("/")
    return given.isdecimal() and given == (most or "3")
