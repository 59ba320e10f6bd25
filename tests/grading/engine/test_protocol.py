"""What a student's process may say is a closed list; whatever else it says ends that process and nothing more."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from course.grading.engine.deadline import Deadline
from course.grading.engine.learner import Learner, Trouble
from course.grading.engine.limits import Limits
from course.grading.engine.protocol import (
    CHECKER_HEARS,
    CHECKER_SAYS,
    CHECKER_SHAPES,
    STUDENT_HEARS,
    STUDENT_SAYS,
    STUDENT_SHAPES,
    Dialogue,
    Said,
    with_student,
)  # fmt: skip
from course.grading.engine.rebuild import Placed
from course.grading.engine.wire import Garbled, Head, Message

SEQUENCES = 100_000
HONEST: dict[str, Head] = {
    "ran": {"asked": 1},
    "marked": {"asked": 1},
    "absent": {"asked": 1},
    "callable": {"asked": 1},
    "returned": {"asked": 1, "requests": 2, "changed": [0], "unfit": False},
    "raised": {"asked": 1, "type": "KeyError", "message": "x", "at": [1, 1], "requests": 0},
    "call back": {"asked": 1, "number": 0},
    "ready": {},
    "failed": {"why": "no"},
    "found": {"state": "right", "points": 6, "sentence": "", "printed": "", "given": ""},
}
ODD: list[Any] = [
    None, True, -1, 0, 1, 2, 99, 10**30, 1.5, float("nan"), "", "x", "x" * 300, "\ud800", [], [1, 1], [2, 1], [-1],
    [None], {}, {"op": "ran"}, "ran", "run", "__class__", "found",
]  # fmt: skip


def mutated(draw: random.Random, asked: int) -> Message:
    """A message that is honest, or nearly so."""
    op = draw.choice(list(HONEST))
    head: Head = {"op": op, **HONEST[op]}
    if "asked" in head and draw.random() < 0.9:
        head["asked"] = asked
    for _ in range(draw.choice((0, 0, 0, 1, 1, 2))):
        name = draw.choice([*head, "extra"])
        if draw.random() < 0.3:
            head.pop(name, None)
        else:
            head[name] = draw.choice(ODD)
    return Message(head, draw.choice((b"", b"[]", b"[null]", b'{"a":', b"\xff")))


@dataclass
class Liar:
    """A process that answers anything; what it says is heard as the engine hears it."""

    draw: random.Random
    talk: Dialogue = field(default_factory=with_student)

    def __post_init__(self) -> None:
        self.talk.hear(Message({"op": "ready"}))

    def ask(self, head: Head, body: bytes, deadline: Deadline, most: int) -> Said:
        return self.talk.hear(mutated(self.draw, self.talk.ask(head["op"], head.get("callbacks", 0))))

    def clock(self) -> float:
        return 0.0

    def alive(self) -> bool:
        return True

    def watch(self, most: int) -> None:
        return None

    def end(self) -> None:
        pass


def test_no_sequence_of_messages_gets_through_that_does_not_fit() -> None:
    draw, cell = random.Random(0), Placed(1, None, "x = 1\ny = 2", changed=True)
    limits, back = Limits(deaths=3), Message({"op": "returned"}, b"")
    acts: list[Callable[[Learner], object]] = [
        lambda learner: learner.run(cell),
        lambda learner: learner.mark(cell),
        lambda learner: learner.meet(cell),
        lambda learner: learner.value("f"),
        lambda learner: learner.call("f", draw.choice((0, 1, 3)), b"", lambda said: back),
    ]
    for _ in range(SEQUENCES):
        learner = Learner(lambda: Liar(draw), [cell], limits, hidden=False)  # type: ignore[arg-type,return-value]
        for act in draw.choices(acts, k=draw.randint(1, 3)):
            _fits(act(learner))
        assert learner.deaths <= limits.deaths


def _fits(given: object) -> None:
    """What the checker is handed on has exactly the fields that it knows, of their types."""
    if isinstance(given, tuple):
        outputs, trouble = given
        assert isinstance(outputs, list)
        assert trouble is None or isinstance(trouble, Trouble)
    if isinstance(given, Message):
        json.dumps(given.head, allow_nan=False)
        fields = {"absent": set(), "callable": set(), "returned": {"requests", "changed", "unfit"},
                  "raised": {"type", "message", "line", "requests"}}[given.head["op"]]  # fmt: skip
        assert given.head.keys() == fields | {"op"}
        assert "requests" not in fields or type(given.head["requests"]) is int
        assert given.head.get("line", "") in ("", "x = 1", "y = 2")


@pytest.mark.parametrize(
    ("says", "hears", "shapes"),
    [(STUDENT_SAYS, STUDENT_HEARS, STUDENT_SHAPES), (CHECKER_SAYS, CHECKER_HEARS, CHECKER_SHAPES)],
)
def test_every_turn_can_be_reached_and_left(says: Any, hears: Any, shapes: Any) -> None:
    reached = {"starting", *says.values(), *hears.values()}
    assert reached == {turn for turn, _ in (*says, *hears)}
    assert {op for _, op in says} == set(shapes)


def test_the_engine_itself_may_not_ask_out_of_turn() -> None:
    talk = with_student()
    with pytest.raises(Garbled):
        talk.ask("run")


def test_control_characters_do_not_pass() -> None:
    talk = with_student()
    talk.hear(Message({"op": "ready"}))
    talk.ask("call")
    said = {"asked": 1, "type": "Key\x1b[2JError", "message": "a\u202eb", "at": [], "requests": 0}
    assert talk.hear(Message({"op": "raised", **said})).fields["message"] == "ab"
