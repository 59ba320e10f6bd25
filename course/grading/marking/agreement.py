"""How far two readers of the same memos agree: weighted κ by row of the rubric, and where they differ."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from course.grading.book.reading import Place, Reading
from course.grading.marking.rubric import Rubric

Pair = tuple[int, int]


@dataclass(frozen=True)
class Agreement:
    """The points of two readers on one row of a rubric: memos that both read, κ, and the share of equal points."""

    row: str
    pairs: int
    kappa: float
    equal: float


@dataclass(frozen=True)
class Disagreement:
    """A row of a memo that two readers gave other points: whose memo, the row, and both."""

    student: str
    memo: str
    row: str
    first: int
    second: int


def weighted_kappa(pairs: Sequence[Pair], most: int) -> float:
    """Cohen's κ of points from 0 to `most`, with quadratic weights (Cohen 1968); NaN where chance leaves no room.

    That is so for no pairs, and where both gave one and the same points everywhere.
    """
    seen = np.zeros((most + 1, most + 1))
    for one, other in pairs:
        seen[one, other] += 1
    apart = np.subtract.outer(np.arange(most + 1), np.arange(most + 1)) ** 2
    by_chance = float((np.outer(seen.sum(axis=1), seen.sum(axis=0)) * apart).sum())
    return 1 - float((seen * apart).sum()) * len(pairs) / by_chance if by_chance else math.nan


def both(readings: Iterable[Reading], memo: str) -> list[tuple[Reading, Reading]]:
    """The first and the second reading of each memo that both have finished, of the same text."""
    done = [one for one in readings if one.done and one.memo == memo]
    firsts = {one.student: one for one in done if one.place is Place.FIRST}
    seconds = {one.student: one for one in done if one.place is Place.SECOND}
    shared = sorted(firsts.keys() & seconds.keys())
    return [(firsts[one], seconds[one]) for one in shared if firsts[one].text == seconds[one].text]


def agreements(found: Sequence[tuple[Reading, Reading]], rubric: Rubric) -> Iterator[Agreement]:
    """The agreement on each row, and then on all rows together."""
    names = [row.name for row in rubric.rows]
    by_row = {name: [pair for one in found for pair in _pairs(one, name)] for name in names}
    every = [pair for pairs in by_row.values() for pair in pairs]
    for name, pairs in [*by_row.items(), ("all rows", every)]:
        equal = sum(one == other for one, other in pairs) / len(pairs) if pairs else math.nan
        yield Agreement(name, len(pairs), weighted_kappa(pairs, rubric.most), equal)


def disagreements(found: Sequence[tuple[Reading, Reading]], rubric: Rubric) -> list[Disagreement]:
    """Every row that got other points, those furthest apart first."""
    apart = [
        Disagreement(one[0].student, rubric.memo, row.name, *pair)
        for one in found
        for row in rubric.rows
        for pair in _pairs(one, row.name)
        if pair[0] != pair[1]
    ]
    return sorted(apart, key=_widest_first)


def _pairs(one: tuple[Reading, Reading], row: str) -> list[Pair]:
    first, second = one
    return [(first.points[row], second.points[row])] if row in first.points and row in second.points else []


def _widest_first(one: Disagreement) -> tuple[int, str, str]:
    return -abs(one.first - one.second), one.student, one.row
