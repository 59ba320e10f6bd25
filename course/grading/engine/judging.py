"""What a check found, in the words that its author and the learner may read."""

from typing import Any

from course import slips
from course.check import Broken, Failure, NotStarted
from course.exercise.state import State
from course.grading.engine.finding import Finding
from course.lesson.plan import Part, Planned


def finding(cell: Planned, value: Any, error: Exception | None, printed: str, *, asked: bool) -> Finding:
    """The finding of a check that ended with `value` or `error`; `asked`: the student's code was involved."""
    printed = printed[:2000] if cell.part is Part.VISIBLE else ""
    if error is None:
        points = _points(cell, value)
        state = State.RIGHT if points == cell.points else State.PARTLY if points else State.WRONG
        sentence = str(getattr(value, "sentence", "it earns part of the points."))
        return Finding(state, points, "" if state is State.RIGHT else sentence, printed)
    state = _state(error, asked)
    return Finding(state, 0, _sentence(cell, state, error), printed, _given(cell, error))


def _given(cell: Planned, error: Exception) -> str:
    """The name of what nobody foresaw, in a visible check alone: its data are no secret."""
    found = getattr(error, "unforeseen", None)
    return slips.digest(found) if cell.part is Part.VISIBLE and isinstance(found, slips.Given) else ""


def _points(cell: Planned, value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return min(max(0.0, float(value)), cell.points)
    return cell.points


def _state(error: Exception, asked: bool) -> State:
    if isinstance(error, NotStarted) or _of_student(error, "not_started"):
        return State.NOT_ATTEMPTED
    if isinstance(error, Broken) or hasattr(error, "of_student"):
        return State.BROKEN
    if isinstance(error, NameError) and not asked:
        return State.BROKEN
    return State.WRONG if isinstance(error, AssertionError) or asked else State.NOT_JUDGED


def _of_student(error: Exception, what: str) -> bool:
    return bool(getattr(getattr(error, "of_student", None), what, False))


def _sentence(cell: Planned, state: State, error: Exception) -> str:
    if cell.part is Part.VISIBLE:
        return _visible(state, error)
    return _hidden(cell, state, error)


def _visible(state: State, error: Exception) -> str:
    if isinstance(error, Failure | NameError) or (str(error) and isinstance(error, AssertionError)):
        return str(error)
    raised = getattr(error, "of_student", None)
    if raised is not None:
        return f"your code raised {raised}."
    if state is State.NOT_JUDGED:
        return f"the check itself raised {type(error).__name__}: {error}"
    return "the check could not use what your function returned."


def _hidden(cell: Planned, state: State, error: Exception) -> str:
    """A sentence that quotes no value: the exercise names none, and any other stands word for word in the check."""
    if isinstance(error, Failure) and error.of_exercise:  # a student's exception gets no further than its type
        return str(error)
    if state is State.NOT_JUDGED:
        return f"the hidden test itself raised {type(error).__name__}."
    raised = getattr(error, "of_student", None)
    if raised is not None:
        return f"your code raised {raised.type}" + (f" at `{raised.line}`." if raised.line else ".")
    if isinstance(error, NameError):
        return str(error)
    message = str(error)
    return message if message and repr(message)[1:-1] in cell.source else "it does not pass the hidden test."
