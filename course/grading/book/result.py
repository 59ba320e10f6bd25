"""What grading one notebook leads to: plain data, the same from every engine."""

from dataclasses import dataclass

from course.exercise.state import State


@dataclass(frozen=True)
class Answer:
    """One exercise: its name, what became of it, the points, and the one sentence for its author.

    `code` is what was graded; `looked_at` says in words what the graded cell looks at; `comment` is a person's; `given`
    names what the visible example led to where no recorded slip does the same.
    """

    name: str
    state: State
    points: float
    out_of: float
    sentence: str = ""
    looked_at: str = ""
    code: str = ""
    comment: str = ""
    given: str = ""


@dataclass(frozen=True)
class Memo:
    """A text that a person reads and marks: its name, the points to be had, and whether anything was written.

    `points` is None until a person has given them; `comment` is theirs.
    """

    name: str
    out_of: float
    written: bool
    points: float | None = None
    comment: str = ""


@dataclass(frozen=True)
class Result:
    """A graded notebook: its answers and memos in order, the seeds of the unseen Hubs, and what had to be repaired.

    `late_penalty` is what was taken off for handing in late.
    """

    lesson: str
    seeds: tuple[int, ...]
    answers: tuple[Answer, ...]
    memos: tuple[Memo, ...] = ()
    repairs: tuple[str, ...] = ()
    late_penalty: float = 0.0

    @property
    def points(self) -> float:
        """The points that were earned, in the exercises that a program grades."""
        return sum(answer.points for answer in self.answers)

    @property
    def out_of(self) -> float:
        """The points that could be earned there."""
        return sum(answer.out_of for answer in self.answers)

    @property
    def complete(self) -> bool:
        """Whether every exercise is right."""
        return all(answer.state is State.RIGHT for answer in self.answers)
