"""The notebook that is run: the lesson's own cells with the text of a learner's answers and of the cells they added.

Nothing else of a submission counts: not its marks, points, order of tests, cell types or metadata. Each repair that
this takes is told in one sentence.
"""

from dataclasses import dataclass, field
from functools import cached_property

from course.grading.engine.lasting import lasting
from course.lesson.matching import Matches
from course.lesson.plan import CHECKS, WRITTEN, Part, Plan, Planned, bound, loaded, needed
from course.lesson.submission import Submission


@dataclass(frozen=True)
class Placed:
    """A cell to run: `planned` is None for one that the learner added; `changed`: the text is the learner's."""

    number: int
    planned: Planned | None
    source: str
    changed: bool

    @property
    def part(self) -> Part:
        """The part it plays; a learner's own cell is for showing."""
        return self.planned.part if self.planned is not None else Part.SHOW

    @property
    def name(self) -> str:
        """The name of the cell in the lesson, or "" for one that the learner added."""
        return self.planned.name if self.planned is not None else ""


@dataclass
class Rebuilt:
    """The cells in order, and a sentence for each repair."""

    cells: list[Placed] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)

    @cached_property
    def _can_be_analysed(self) -> bool:
        return sum(len(one.source) for one in self.cells if one.changed) <= MOST_CODE

    def needed(self) -> frozenset[int]:
        """Numbers of the cells that the checks depend on: answers, learner's own cells, and what these use."""
        if not self._can_be_analysed:
            return frozenset(one.number for one in self.cells if one.part in (Part.SHOW, *WRITTEN))
        shown = {str(one.number): one.source for one in self.cells if one.part is Part.MEMO or _as_released(one)}
        rest = {one.number: one.source for one in self.cells if one.part is Part.ANSWER or _own(one)}
        checks = [one.source for one in self.cells if one.part in CHECKS]
        wanted = needed(list(shown.items()), [*rest.values(), *checks])
        return frozenset({*rest, *map(int, wanted)})

    def lasts(self, plan: Plan) -> bool:
        """Whether the answers still are at the end what they were where they stand."""
        if not self._can_be_analysed:
            return False
        given = frozenset().union(*(bound(cell.source) for cell in plan.cells if cell.part is Part.SETUP))
        asked = frozenset().union(*(loaded(cell.source) for cell in plan.cells if cell.part is Part.HIDDEN))
        texts = [one.source for one in self.cells if one.part in WRITTEN or _own(one)]
        return lasting(texts, asked & plan.names, given)


MOST_CODE = 60_000  # characters of a learner's code that are analysed; what is longer is run without knowing it


def _own(cell: Placed) -> bool:
    return cell.part is Part.SHOW and cell.changed


def _as_released(cell: Placed) -> bool:
    return cell.part is Part.SHOW and not cell.changed


def rebuild(submission: Submission, plan: Plan) -> Rebuilt:
    """The cells of `plan` with the learner's text, and the learner's own cells after the cells they stood behind."""
    made = Rebuilt()
    made.repairs += submission.notes
    matched = Matches(submission.cells, plan.cells, made.repairs)
    own = matched.own()
    for cell in [None, *plan.cells]:
        if cell is not None:
            _place(made, cell, matched.text(cell))
        for extra in own.get(cell.name if cell else "", []):
            made.cells.append(Placed(len(made.cells) + 1, None, extra.source, changed=True))
    return made


def _place(made: Rebuilt, cell: Planned, text: str | None) -> None:
    given = cell.source if cell.part in (Part.SETUP, *CHECKS) else cell.released
    source = given if text is None else text
    made.cells.append(Placed(len(made.cells) + 1, cell, source, changed=source.strip() != given.strip()))
