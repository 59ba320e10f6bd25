"""Answers that no recorded slip explains, put together where they do the same on the visible example."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from course.exercise.state import State
from course.grading.book.result import Answer, Result

MISSED = (State.WRONG, State.BROKEN, State.PARTLY)


@dataclass(frozen=True)
class Cluster:
    """Answers to an exercise that came to the same: how many, what most of them were told, and the code of one.

    `on_visible` says whether the visible example shows it; otherwise they are right there, and may be wrong on unseen
    data in several ways.
    """

    exercise: str
    size: int
    sentence: str
    code: str
    on_visible: bool = True


def clusters(results: Sequence[Result], foreseen: Collection[str]) -> list[Cluster]:
    """The clusters of a lesson, exercise by exercise and the largest first; `foreseen` are the recorded sentences."""
    found = defaultdict[tuple[str, str], list[Answer]](list)
    for one in results:
        for answer in one.answers:
            if answer.state in MISSED and not _explained(answer, foreseen):
                found[answer.name, answer.given].append(answer)
    order = {answer.name: number for one in results for number, answer in enumerate(one.answers)}
    made = [_cluster(name, answers, on_visible=bool(given)) for (name, given), answers in found.items()]
    return sorted(made, key=lambda one: (order[one.exercise], not one.on_visible, -one.size, one.code))


def _explained(answer: Answer, foreseen: Collection[str]) -> bool:
    """Whether its author was told a recorded sentence; what nobody foresaw on the visible example never was."""
    return not answer.given and any(one in answer.sentence for one in foreseen)


def _cluster(name: str, answers: Sequence[Answer], *, on_visible: bool) -> Cluster:
    sentence = Counter(one.sentence for one in answers).most_common(1)[0][0]
    shortest = min((one.code for one in answers), key=lambda code: (len(code), code))
    return Cluster(name, len(answers), sentence, shortest, on_visible)


def new_slips(found: Sequence[Cluster], packages: Mapping[str, str]) -> Iterator[str]:
    """What can be put into the exercise's own module for each cluster: one answer, and a place for its sentence."""
    for number, one in enumerate(found, 1):
        where = "on the visible example" if one.on_visible else "on data nobody has seen, right on the visible example"
        answers = "1 answer" if one.size == 1 else f"{one.size} answers"
        yield f"# {answers} to {one.exercise} {where}: {one.sentence}"
        place = f"{packages.get(one.exercise, 'exercises')}/{one.exercise}.py"
        yield f"# For {place}; write the sentence that its author needs between the quotes:"
        yield _as_wrong(one, f"new_slip_{number}")
        yield ""


def _as_wrong(one: Cluster, name: str) -> str:
    """The code with the decorator of a wrong answer above the function that is asked for."""
    head = f"def {one.exercise}("
    if head not in one.code:
        return one.code
    before, _, after = one.code.rpartition(head)
    return f'{before}@exercise.wrong("")\ndef {name}({after}'
