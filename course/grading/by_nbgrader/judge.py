"""The states of a learner's answers, read from an executed notebook."""

import re
from typing import Any

from nbgrader.utils import determine_grade

from course.check import YOUR_TURN
from course.exercise.state import State
from course.grading.book.result import Answer, Memo
from course.lesson.cells import Cell, first_comment, grade_id, is_answer, is_locked, is_memo, is_test, is_written, marks

STATES = {"Failure": State.WRONG, "AssertionError": State.WRONG, "Broken": State.BROKEN}
PREFIX = re.compile(r"^(?:check|graded)_")
NOISE = re.compile(
    r"\x1b\[[0-9;]*m|(?<=\()[\w.<>-]+(?:\.py|>), (?=line \d+\))"
)  # colours; the name that IPython gives a cell


def answers(executed: Any, released: Any) -> list[Answer]:
    """The verdict on each exercise of `executed`, in order."""
    stubs = {grade_id(cell): cell.source for cell in released.cells if is_written(cell)}
    written = {grade_id(cell): cell for cell in executed.cells if is_answer(cell)}
    groups: dict[str, list[Cell]] = {}
    last = ""
    for cell in executed.cells:
        if is_answer(cell):
            last = grade_id(cell)
        elif is_test(cell):
            own = PREFIX.sub("", grade_id(cell))
            groups.setdefault(own if own in written else last, []).append(cell)
    fault = _fault(executed.cells)
    return [_answer(name, written[name], stubs[name], cells, fault) for name, cells in groups.items()]


def memos(executed: Any, released: Any) -> list[Memo]:
    """The texts that a person will read, in order."""
    stubs = {grade_id(cell): cell.source for cell in released.cells if is_memo(cell)}
    found = [cell for cell in executed.cells if is_memo(cell)]
    return [Memo(grade_id(one), float(marks(one)["points"]), one.source != stubs.get(grade_id(one))) for one in found]


def _fault(cells: list[Cell]) -> str:
    """What the course's own set-up cells raised, if they did: then no answer can be judged."""
    error = next((error for cell in cells if is_locked(cell) and (error := _error(cell))), None)
    return f"the set-up cell raised {error.ename}: {_plain(error.evalue)}; this is not your fault." if error else ""


def _answer(name: str, cell: Cell, stub: str, graded: list[Cell], fault: str) -> Answer:
    scores = [determine_grade(one) for one in graded]
    points, out_of = sum(score for score, _ in scores), sum(most for _, most in scores)
    state, sentence = _state(cell, stub, graded, full=points == out_of)
    if fault and state not in (State.RIGHT, State.NOT_ATTEMPTED):
        state, sentence = State.NOT_JUDGED, fault
    return Answer(name, state, points, out_of, sentence, first_comment(graded[-1].source), cell.source)


def _state(cell: Cell, stub: str, graded: list[Cell], *, full: bool) -> tuple[State, str]:
    if cell.source == stub:
        return State.NOT_ATTEMPTED, YOUR_TURN
    if full:
        return State.RIGHT, ""
    own = _error(cell)
    if own is not None:
        return State.BROKEN, f"the cell itself raised {own.ename}: {_plain(own.evalue)}"
    found = next((error for one in graded if (error := _error(one))), None)
    part = next((one for one in graded if 0 < determine_grade(one)[0] < determine_grade(one)[1]), None)
    if found is None and part is not None:
        return State.PARTLY, _printed(part) or "it earns part of the points."
    if found is None:
        return State.NOT_JUDGED, "its check printed a warning instead of a verdict; this is the course's fault."
    return _verdict(found)


def _verdict(error: Any) -> tuple[State, str]:
    text = _plain(error.evalue)
    if error.ename == "NotStarted":
        return State.NOT_ATTEMPTED, YOUR_TURN
    if error.ename in STATES:
        return STATES[error.ename], text
    if error.ename == "CellTimeoutError":
        return State.BROKEN, "it ran longer than the time allowed and was stopped: is there a loop that does not end?"
    if error.ename == "NameError":
        return State.BROKEN, f"{text}; define it in this cell, or in a cell of your own above it."
    return State.NOT_JUDGED, f"the course's own test stopped with {error.ename}: {text}; this is not your fault."


def _error(cell: Cell) -> Any:
    return next((output for output in cell.get("outputs", []) if output.output_type == "error"), None)


def _printed(cell: Cell) -> str:
    printed = [output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stdout"]
    return _plain("".join(printed))


def _plain(text: str) -> str:
    lines = NOISE.sub("", text).strip().splitlines()
    return lines[0] if lines else ""
