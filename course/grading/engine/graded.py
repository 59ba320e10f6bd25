"""A graded notebook: the verdicts, and the cells as they ran."""

from dataclasses import dataclass, field
from typing import Any

from course.exercise.state import State
from course.grading.book.result import Answer, Memo, Result
from course.grading.engine.finding import Finding
from course.grading.engine.rebuild import Placed, Rebuilt
from course.lesson.plan import CHECKS, Part, Plan

YOUR_TURN = "your turn, this answer is not written yet."


@dataclass(frozen=True)
class GradedCell:
    """A cell of the rebuilt notebook, as it ran: its outputs, and for a check what it found."""

    name: str
    part: Part
    source: str
    outputs: tuple[dict[str, Any], ...] = ()
    found: Finding | None = None


@dataclass(frozen=True)
class GradedNotebook:
    """A submission after grading; `fault` is why nothing could be judged."""

    result: Result
    cells: tuple[GradedCell, ...] = ()
    seconds: float = 0.0
    fault: str = ""


@dataclass
class Notes:
    """What is written down while a submission is graded: by cell number."""

    outputs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)
    found: dict[str, Finding] = field(default_factory=dict)


def graded(plan: Plan, rebuilt: Rebuilt, notes: Notes, seeds: tuple[int, ...], seconds: float) -> GradedNotebook:
    """The graded notebook that the notes of a run add up to."""
    cells = [
        GradedCell(one.name, one.part, shown(one), tuple(notes.outputs.get(one.number, ())), notes.found.get(one.name))
        for one in rebuilt.cells
    ]
    answers = tuple(_answer(plan, name, checks, rebuilt, notes) for name, checks in groups(plan).items())
    result = Result(plan.lesson.key, seeds, answers, tuple(_memos(rebuilt)), tuple(rebuilt.repairs))
    return GradedNotebook(result, tuple(cells), seconds)


def shown(cell: Placed) -> str:
    """The text of a cell as students may read it: a hidden check as it was released."""
    return cell.planned.released if cell.planned is not None and cell.part is Part.HIDDEN else cell.source


def not_judged(plan: Plan, seeds: tuple[int, ...], why: str) -> GradedNotebook:
    """The graded notebook of a submission that could not be judged, which is not a zero."""
    out_of = {cell.name: cell.points for cell in plan.cells}
    answers = [
        Answer(name, State.NOT_JUDGED, 0, sum(out_of[check] for check in checks), why)
        for name, checks in groups(plan).items()
    ]
    memos = [Memo(cell.name, cell.points, False) for cell in plan.cells if cell.part is Part.MEMO]
    return GradedNotebook(Result(plan.lesson.key, seeds, tuple(answers), tuple(memos)), fault=why)


def groups(plan: Plan) -> dict[str, list[str]]:
    """For each answer the names of the checks that look at it: those named after it, or else those that follow it."""
    answers = [cell.name for cell in plan.cells if cell.part is Part.ANSWER]
    found: dict[str, list[str]] = {name: [] for name in answers}
    last = answers[0] if answers else ""
    for cell in plan.cells:
        if cell.part is Part.ANSWER:
            last = cell.name
        elif cell.part in CHECKS:
            own = cell.name.partition("_")[2]
            found.setdefault(own if own in answers else last, []).append(cell.name)
    return {name: checks for name, checks in found.items() if checks}


def _answer(plan: Plan, name: str, checks: list[str], rebuilt: Rebuilt, notes: Notes) -> Answer:
    planned = {cell.name: cell for cell in plan.cells}
    placed = next((one for one in rebuilt.cells if one.name == name), None)
    found = [notes.found.get(check, Finding(State.NOT_JUDGED, 0, "it was not reached.")) for check in checks]
    points, out_of = sum(one.points for one in found), sum(planned[check].points for check in checks)
    state, sentence = _state(found, placed is not None and placed.changed, notes.troubles.get(name, ""))
    given = next((one.given for one in found if one.given), "") if state in (State.WRONG, State.BROKEN) else ""
    code = placed.source if placed else ""
    return Answer(name, state, points, out_of, sentence, planned[checks[-1]].looked_at, code, given=given)


def _state(found: list[Finding], written: bool, trouble: str) -> tuple[State, str]:
    missed = [one for one in found if one.state != State.RIGHT]
    at_fault = [one for one in missed if one.state == State.NOT_JUDGED]
    if at_fault:
        return State.NOT_JUDGED, f"not your fault: {at_fault[0].sentence}"
    if not missed:
        return State.RIGHT, ""
    if not written and len(missed) == len(found):
        return State.NOT_ATTEMPTED, YOUR_TURN
    if trouble:
        return State.BROKEN, f"the cell itself {trouble}."
    return State(missed[0].state), missed[0].sentence


def _memos(rebuilt: Rebuilt) -> list[Memo]:
    return [
        Memo(one.name, one.planned.points, one.changed)
        for one in rebuilt.cells
        if one.part is Part.MEMO and one.planned is not None
    ]
