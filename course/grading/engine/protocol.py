"""What the processes of the engine may say to each other, and when.

A student's process may be anything by the time it answers. So each of its messages is compared with a closed list: the
operations that may come now, exactly the fields of each, their types and ranges. `Dialogue` is the state machine, one
for each process; what does not fit is Garbled, and that ends the process that said it.

    turn            may come next                                    and then
    starting        the process: ready, failed                       idle
    idle            the engine: run, mark, back, value, call, judge  the turn of that name
    running         ran, raised                                      idle
    marking         marked                                           idle
    valuing         absent, callable, returned                       idle
    calling         absent, returned, raised                         idle
    calling         call back                                        called back
    called back     the engine: returned, raised                     calling

    judging         found                                            idle
    judging         value, call                                      owed a value, owed a result
    owed a value    the engine: absent, callable, returned           judging
    owed a result   the engine: returned, raised                     judging
    owed a result   the engine: call back                            calling back
    calling back    returned, raised                                 owed a result
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from course.exercise.state import State
from course.grading.engine.outputs import text
from course.grading.engine.wire import Garbled, Message

MOST_REQUESTS, MOST_ARGUMENTS = 1_000_000, 64
Table = Mapping[tuple[str, str], str]


def _table(turns: str, ops: str, then: str) -> dict[tuple[str, str], str]:
    return {(turn, op): then for turn in turns.split(", ") for op in ops.split(", ")}


STUDENT_SAYS: Table = {
    **_table("starting", "ready, failed", "idle"),
    **_table("running", "ran, raised", "idle"),
    **_table("marking", "marked", "idle"),
    **_table("valuing", "absent, callable, returned", "idle"),
    **_table("calling", "absent, returned, raised", "idle"),
    **_table("calling", "call back", "called back"),
}
STUDENT_HEARS: Table = {
    **_table("idle", "run", "running"),
    **_table("idle", "mark, back", "marking"),
    **_table("idle", "value", "valuing"),
    **_table("idle", "call", "calling"),
    **_table("called back", "returned, raised", "calling"),
}
CHECKER_SAYS: Table = {
    **_table("starting", "ready, failed", "idle"),
    **_table("judging", "found", "idle"),
    **_table("judging", "value", "owed a value"),
    **_table("judging", "call", "owed a result"),
    **_table("calling back", "returned, raised", "owed a result"),
}
CHECKER_HEARS: Table = {
    **_table("idle", "judge", "judging"),
    **_table("owed a value", "absent, callable, returned", "judging"),
    **_table("owed a result", "returned, raised", "judging"),
    **_table("owed a result", "call back", "calling back"),
}


def _whole(most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and 0 <= value <= most


def _text(most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is str and len(value) <= most


def _place(value: Any) -> bool:
    """Number of a cell and of a line, or nothing."""
    return type(value) is list and len(value) in (0, 2) and all(map(_whole(10_000_000), value))


def _positions(value: Any) -> bool:
    fits = type(value) is list and len(value) <= MOST_ARGUMENTS and all(map(_whole(MOST_ARGUMENTS), value))
    return fits and value == sorted(set(value))


FIELDS: Mapping[str, Callable[[Any], bool]] = {
    "asked": _whole(1 << 40),
    "why": _text(1000),
    "type": _text(200),
    "message": _text(2000),
    "at": _place,
    "requests": _whole(MOST_REQUESTS),
    "changed": _positions,
    "unfit": lambda value: type(value) is bool,
    "number": _whole(1000),
    "name": _text(1000),
    "callbacks": _whole(1000),
    "state": lambda value: value in {str(one) for one in State},
    "points": lambda value: type(value) in (int, float) and 0 <= value <= 1_000_000,
    "sentence": _text(60_000),
    "printed": _text(60_000),
    "given": _text(64),
}
# The fields of each operation, and whether a body may come with it.
STUDENT_SHAPES: Mapping[str, tuple[frozenset[str], bool]] = {
    "ready": (frozenset(), False),
    "failed": (frozenset({"why"}), False),
    "ran": (frozenset({"asked"}), True),
    "marked": (frozenset({"asked"}), False),
    "absent": (frozenset({"asked"}), False),
    "callable": (frozenset({"asked"}), False),
    "returned": (frozenset({"asked", "requests", "changed", "unfit"}), True),
    "raised": (frozenset({"asked", "type", "message", "at", "requests"}), True),
    "call back": (frozenset({"asked", "number"}), True),
}
CHECKER_SHAPES: Mapping[str, tuple[frozenset[str], bool]] = {
    "ready": (frozenset(), False),
    "failed": (frozenset({"why"}), False),
    "found": (frozenset({"state", "points", "sentence", "printed", "given"}), False),
    "value": (frozenset({"name"}), False),
    "call": (frozenset({"name", "callbacks"}), True),
    "returned": (frozenset(), True),
    "raised": (frozenset(), True),
}


@dataclass(frozen=True)
class Said:
    """A message that fits: its operation, its fields, and a body that the engine passes on and reads only as JSON."""

    op: str
    fields: Mapping[str, Any]
    body: bytes = b""


@dataclass
class Dialogue:
    """How far the talk with one process is; `callbacks` counts the functions that the call in hand may call back."""

    says: Table
    hears: Table
    shapes: Mapping[str, tuple[frozenset[str], bool]]
    turn: str = "starting"
    asked: int = 0
    callbacks: int = field(default=0)

    def ask(self, op: str, callbacks: int = 0) -> int:
        """Note what the engine says, and number it; raises Garbled for what may not be said now."""
        if (self.turn, op) not in self.hears:
            raise Garbled
        self.turn, self.asked = self.hears[self.turn, op], self.asked + 1
        if op == "call":
            self.callbacks = callbacks
        return self.asked

    def hear(self, message: Message) -> Said:
        """What the process says, if it fits; raises Garbled."""
        head, op = message.head, message.head.get("op")
        if type(op) is not str or (self.turn, op) not in self.says:
            raise Garbled
        names, body = self.shapes[op]
        if head.keys() != names | {"op"} or (message.body and not body):
            raise Garbled
        if not all(FIELDS[name](head[name]) for name in names) or head.get("asked", self.asked) != self.asked:
            raise Garbled
        if op == "call back" and head["number"] >= self.callbacks:
            raise Garbled
        self.turn = self.says[self.turn, op]
        return Said(op, {name: _cleaned(head[name]) for name in names}, message.body)


def _cleaned(value: Any) -> Any:
    return text(value, len(value)) if type(value) is str else value


def with_student() -> Dialogue:
    """The talk with a student's process, at its beginning."""
    return Dialogue(STUDENT_SAYS, STUDENT_HEARS, STUDENT_SHAPES)


def with_checker() -> Dialogue:
    """The talk with a checker, at its beginning."""
    return Dialogue(CHECKER_SAYS, CHECKER_HEARS, CHECKER_SHAPES)
