"""The figures of each exercise of a graded class: difficulty, discrimination, states, sentences, tries and hints."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from course.exercise.state import State
from course.grading.book.result import Answer, Result

LEAST = 20  # submissions below which a discrimination says little
COMMONEST = 5  # sentences that are shown


@dataclass(frozen=True)
class Used:
    """What a student handed in of how they worked: tries and opened hints by exercise."""

    tries: Mapping[str, int] = field(default_factory=dict)
    hints: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """An exercise as a class met it.

    `difficulty` is the mean share of its points among the judged, 1 where everybody has all; `discrimination` is
    Pearson's correlation of its points with those of the rest of the lesson. Both are NaN where they are not defined.
    `tries` and `hints` are means among those who handed them in, NaN if nobody did. `sentences` are the commonest.
    """

    name: str
    out_of: float
    states: Mapping[State, int]
    difficulty: float
    discrimination: float
    tries: float
    hints: float
    sentences: tuple[tuple[str, int], ...]

    @property
    def judged(self) -> int:
        """How many were judged; what was not attempted counts as no points."""
        return sum(many for state, many in self.states.items() if state is not State.NOT_JUDGED)


def counts(one: Figures) -> str:
    """How the answers to an exercise came out, in words."""
    return ", ".join(f"{many} {state}" for state, many in one.states.items() if many)


def figures(results: Sequence[Result], used: Sequence[Used]) -> list[Figures]:
    """The figures of each exercise, in the order of the lesson; `used` is of the same students as `results`."""
    order = list(dict.fromkeys(answer.name for one in results for answer in one.answers))
    answers = {name: [_named(one, name) for one in results] for name in order}
    return [_figures(name, answers, used) for name in order]


def _figures(name: str, answers: Mapping[str, Sequence[Answer | None]], used: Sequence[Used]) -> Figures:
    own = [one for one in answers[name] if one is not None]
    judged = [one for one in own if one.state is not State.NOT_JUDGED]
    said = Counter(one.sentence for one in judged if one.sentence and one.state is not State.NOT_ATTEMPTED)
    return Figures(
        name,
        own[0].out_of,
        {state: sum(one.state is state for one in own) for state in State},
        _mean(one.points / one.out_of for one in judged if one.out_of),
        _discrimination(name, answers),
        _mean(one.tries[name] for one in used if name in one.tries),
        _mean(one.hints[name] for one in used if name in one.hints),
        tuple(said.most_common(COMMONEST)),
    )


def _discrimination(name: str, answers: Mapping[str, Sequence[Answer | None]]) -> float:
    """Among the students all of whose exercises were judged; the exercise itself does not count in the rest."""
    columns = [list(column) for column in zip(*answers.values(), strict=True)]
    whole = [[one for one in column if one is not None and one.state is not State.NOT_JUDGED] for column in columns]
    whole = [column for column in whole if len(column) == len(answers)]
    points = [next(one.points for one in column if one.name == name) for column in whole]
    rest = [sum(one.points for one in column if one.name != name) for column in whole]
    return correlation(points, rest)


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Pearson's correlation; NaN for fewer than three pairs or a side that is all alike."""
    if len(one) < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return math.nan
    return float(np.corrcoef(one, other)[0, 1])


def _named(result: Result, name: str) -> Answer | None:
    return next((one for one in result.answers if one.name == name), None)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else math.nan
