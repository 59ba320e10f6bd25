"""The student's side of one submission as the engine sees it: cells run in order, calls answered, deaths survived."""

import builtins
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from course.grading.engine.limits import Limits
from course.grading.engine.outputs import clean
from course.grading.engine.process import Process, until
from course.grading.engine.rebuild import Placed
from course.grading.engine.wire import Garbled, Gone, Head, Message, TooLate

KNOWN = re.compile(
    r"EmptyDataError|IntCastingNaNError|InvalidIndexError|MergeError|OutOfBoundsDatetime|ParserError|UndefinedVariableError"
    r"|HfHubHTTPError|RepositoryNotFoundError|GatedRepoError|EntryNotFoundError|RevisionNotFoundError|DisabledRepoError"
    r"|HFValidationError|SnapshotError|LinAlgError|JSONDecodeError|YAMLError|ScannerError"
)
YOUR_TURN = "your turn"
IN_CELL = re.compile(r"\(<cell \d+>, line ")


@dataclass(frozen=True)
class Trouble:
    """Why a cell or a call has no result: the type, the message, the line; `death` if the process did not survive."""

    type: str
    message: str = ""
    line: str = ""
    death: bool = False

    @property
    def words(self) -> str:
        """The trouble as the end of a sentence."""
        if self.death:
            return f"was stopped: {self.message}"
        text = f"raised {self.type}: {' '.join(self.message.split())[:160]}" if self.message else f"raised {self.type}"
        return f"{text}, at `{self.line}`" if self.line else text


@dataclass
class Learner:
    """A learner's code at work. `hidden` tells that it meets unseen data: from then on nothing that it says is shown.

    After `limits.deaths` deaths the rest of its cells and calls have no result.
    """

    fork: Callable[[], Process]
    cells: Sequence[Placed]
    limits: Limits
    hidden: bool
    deaths: int = 0
    last: str = ""
    ended: float = 0.0
    _process: Process | None = None
    _done: list[Placed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ended = until(self.limits.notebook)
        self._lines = {cell.number: cell.source.splitlines() for cell in self.cells}

    def run(self, cell: Placed) -> tuple[list[dict[str, Any]], Trouble | None]:
        """Run a cell: its outputs, cleaned, and what went wrong."""
        reply = self._ask(_running(cell, show=not self.hidden), cell.source.encode(), self.limits.cell)
        if isinstance(reply, Trouble):
            return [], reply
        self._done.append(cell)
        outputs = [] if self.hidden else clean(_json(reply.body), self.limits)
        return outputs, self._trouble(reply.head) if "type" in reply.head else None

    def mark(self, cell: Placed) -> None:
        """Have its process remember what every name stands for at `cell`."""
        self._ask({"op": "mark", "number": cell.number}, b"", self.limits.call)

    def meet(self, cell: Placed) -> None:
        """From now on it meets unseen data, with every name as it stood at `cell`."""
        if not self.hidden:
            self.hidden, self.ended = True, until(self.limits.notebook)
        self._ask({"op": "back", "number": cell.number}, b"", self.limits.call)

    def value(self, name: str) -> Message:
        """The answer of the student's process about a name: absent, callable, or returned with the value."""
        reply = self._ask({"op": "value", "name": name}, b"", self.limits.call)
        if isinstance(reply, Trouble) or reply.head.get("op") not in ("callable", "returned"):
            return Message({"op": "absent"})
        return Message(_returned(reply.head) if reply.head["op"] == "returned" else {"op": "callable"}, reply.body)

    def call(self, name: str, body: bytes, call_back: Callable[[Message], Message]) -> Message:
        """The answer to a call, rebuilt from what the student's process says, which may be anything."""
        deadline = until(self.limits.call)
        reply = self._ask({"op": "call", "name": name}, body, self.limits.call)
        while isinstance(reply, Message) and reply.head.get("op") == "call back":
            answer = call_back(reply)
            reply = self._ask(answer.head, answer.body, deadline - until(0))
        if isinstance(reply, Trouble):
            return self._raised(reply, {})
        if reply.head.get("op") == "returned":
            return Message(_returned(reply.head), reply.body)
        return self._raised(self._trouble(reply.head), reply.head)

    def end(self) -> None:
        """End its process, if there is one."""
        if self._process is not None:
            self._process.end()
            self._process = None

    def _ask(self, head: Head, body: bytes, seconds: float) -> Message | Trouble:
        trouble = self._revive()
        if trouble is not None:
            return trouble
        assert self._process is not None
        try:
            return self._process.ask(head, body, min(until(seconds), self.ended), self.limits.message)
        except TooLate:
            return self._dead(Trouble("TimeoutError", f"it did not finish in {seconds:g} s", death=True))
        except Gone:
            return self._dead(Trouble("a crash", "the process ended", death=True))
        except Garbled:
            return self._dead(Trouble("a flood", "it sent more than a result may hold", death=True))

    def _dead(self, trouble: Trouble) -> Trouble:
        self.end()
        self.deaths, self.last = self.deaths + 1, trouble.message
        return trouble

    def _revive(self) -> Trouble | None:
        """After a death, and at first, a new process in which the cells so far are run again."""
        if self._process is not None:
            return None
        if self.deaths >= self.limits.deaths or until(0) >= self.ended:
            return Trouble("a stop", "the notebook ended too often, or used up its time", death=True)
        self._process = self.fork()
        for cell in self._done:
            try:
                self._process.ask(
                    _running(cell, show=False), cell.source.encode(), until(self.limits.cell), self.limits.message
                )
            except (TooLate, Gone, Garbled):
                return self._dead(Trouble("a crash", "its cells did not run a second time", death=True))
        return None

    def _trouble(self, head: Head) -> Trouble:
        kind, message = str(head.get("type"))[:60], IN_CELL.sub("(line ", str(head.get("message"))[:1000])
        if self.hidden:
            kind = kind if isinstance(getattr(builtins, kind, None), type) or KNOWN.fullmatch(kind) else "an exception"
            message = message if message == YOUR_TURN else ""
        return Trouble(kind, message, "" if message == YOUR_TURN else self._line(head.get("at")))

    def _line(self, at: object) -> str:
        """A line of the notebook; what the student's process claims is only where it stands."""
        if not (isinstance(at, list) and len(at) == 2 and all(type(one) is int for one in at)):
            return ""
        lines = self._lines.get(at[0], [])
        return lines[at[1] - 1].strip()[:80] if 0 < at[1] <= len(lines) else ""

    def _raised(self, trouble: Trouble, head: Head) -> Message:
        said = {"type": trouble.type, "message": trouble.message, "line": trouble.line}
        return Message({"op": "raised", **said, "requests": _count(head.get("requests"))})


def _running(cell: Placed, *, show: bool) -> Head:
    return {"op": "run", "number": cell.number, "show": show}


def _returned(head: Head) -> Head:
    changed = head.get("changed")
    positions = [one for one in changed if type(one) is int] if isinstance(changed, list) else []
    unfit = {"unfit": ""} if "unfit" in head else {}
    return {"op": "returned", "changed": positions[:20], "requests": _count(head.get("requests")), **unfit}


def _count(value: object) -> int:
    return min(max(value, 0), 10**6) if type(value) is int else 0


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return []
