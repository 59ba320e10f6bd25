"""The student's side of one submission as the engine sees it: cells run in order, calls answered, deaths survived."""

import builtins
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from course.grading.engine.deadline import Deadline, TooLate
from course.grading.engine.limits import Limits
from course.grading.engine.outputs import clean, size_of
from course.grading.engine.process import Process, StartFailed
from course.grading.engine.protocol import Said
from course.grading.engine.rebuild import Placed
from course.grading.engine.wire import Garbled, Gone, Head, Message
from course.lesson.untrusted import Unreadable, parse

KNOWN = re.compile(
    r"EmptyDataError|IntCastingNaNError|InvalidIndexError|MergeError|OutOfBoundsDatetime|ParserError|UndefinedVariableError"
    r"|HfHubHTTPError|RepositoryNotFoundError|GatedRepoError|EntryNotFoundError|RevisionNotFoundError|DisabledRepoError"
    r"|HFValidationError|SnapshotError|LinAlgError|JSONDecodeError|YAMLError|ScannerError"
)
PASSED = ("requests", "changed", "unfit")
YOUR_TURN = "your turn"
MOST_VALUES = 200_000  # of JSON in the outputs of a cell
READ = 4  # times what is shown of a notebook may be read for it
CUT = {"output_type": "stream", "name": "stdout", "text": "[no more outputs: the notebook shows too much]"}
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

    After `limits.deaths` deaths, or beyond the limit of a notebook, the rest of its cells and calls have no result.
    """

    fork: Callable[[], Process]
    cells: Sequence[Placed]
    limits: Limits
    hidden: bool
    deaths: int = 0
    last: str = ""
    _process: Process | None = None
    _done: list[Placed] = field(default_factory=list)
    _before: float = 0.0
    _heard: int = 0

    def __post_init__(self) -> None:
        self._lines = {cell.number: cell.source.splitlines() for cell in self.cells}
        self._room = self.limits.shown
        self._begin()

    def _begin(self) -> None:
        """Let the limit of a notebook run from now on."""
        seconds = self.limits.notebook
        self._ends = Deadline(seconds, seconds * self.limits.patience, self.spent)

    def spent(self) -> float:
        """The seconds of processor that its processes have used."""
        return self._before + (self._process.clock() if self._process is not None else 0.0)

    def run(self, cell: Placed) -> tuple[list[dict[str, Any]], Trouble | None]:
        """Run a cell: its outputs, cleaned, and what went wrong."""
        reply = self._ask(_running(cell, show=not self.hidden), cell.source.encode(), self.limits.cell)
        if isinstance(reply, Trouble):
            return [], reply
        self._done.append(cell)
        outputs = [] if self.hidden else self._shown(reply.body)
        return outputs, self._trouble(reply) if reply.op == "raised" else None

    def _shown(self, body: bytes) -> list[dict[str, Any]]:
        """The outputs of a cell; of cells that say far more than can be shown the rest is not even read."""
        self._heard += len(body)
        return [dict(CUT)] if self._heard > READ * self.limits.shown else self._bounded(clean(_json(body), self.limits))

    def _bounded(self, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The outputs of a cell, or what says that those of the whole notebook, pictures included, are too much."""
        size = sum(map(size_of, outputs))
        if size > self._room:
            return [dict(CUT)]
        self._room -= size
        return outputs

    def mark(self, cell: Placed) -> None:
        """Have its process remember what every name stands for at `cell`."""
        self._ask({"op": "mark", "number": cell.number}, b"", self.limits.call)

    def meet(self, cell: Placed) -> None:
        """From now on it meets unseen data, with every name as it stood at `cell`."""
        if not self.hidden:
            self.hidden = True
            self._begin()
        self._ask({"op": "back", "number": cell.number}, b"", self.limits.call)

    def value(self, name: str) -> Message:
        """The answer of the student's process about a name: absent, callable, or returned with the value."""
        reply = self._ask({"op": "value", "name": name}, b"", self.limits.call)
        if isinstance(reply, Trouble) or reply.op == "absent":
            return Message({"op": "absent"})
        return Message({"op": "callable"}) if reply.op == "callable" else _returned(reply)

    def call(self, name: str, callbacks: int, body: bytes, call_back: Callable[[Said], Message]) -> Message:
        """The answer to a call; the functions that may be called back are numbered below `callbacks`."""
        trouble = self._revive()
        if trouble is not None:
            return _raised(trouble, 0)
        deadline = self._deadline(self.limits.call)
        reply = self._say({"op": "call", "name": name, "callbacks": callbacks}, body, deadline, self.limits.call)
        while isinstance(reply, Said) and reply.op == "call back":
            answer = call_back(reply)
            reply = self._say(answer.head, answer.body, deadline, self.limits.call)
        if isinstance(reply, Trouble):
            return _raised(reply, 0)
        if reply.op == "returned":
            return _returned(reply)
        if reply.op == "absent":
            return _raised(Trouble("TypeError", "it is no function any more"), 0)
        return _raised(self._trouble(reply), reply.fields["requests"])

    def end(self) -> None:
        """End its process, if there is one."""
        if self._process is not None:
            self._before = self.spent()
            process, self._process = self._process, None
            process.end()

    def _ask(self, head: Head, body: bytes, seconds: float) -> Said | Trouble:
        return self._say(head, body, None, seconds)

    def _say(self, head: Head, body: bytes, deadline: Deadline | None, seconds: float) -> Said | Trouble:
        """What its process answers; a `deadline` that runs already belongs to the process that there is."""
        trouble = self._revive()
        if trouble is not None:
            return trouble
        assert self._process is not None
        try:
            return self._process.ask(head, body, deadline or self._deadline(seconds), self.limits.message)
        except TooLate as late:
            return self._dead(Trouble("TimeoutError", str(late) or f"it did not finish in {seconds:g} s", death=True))
        except Gone:
            self._accuse()
            return self._dead(Trouble("a crash", "the process ended", death=True))
        except Garbled:
            return self._dead(Trouble("a flood", "it sent what is no result, or more than one may hold", death=True))

    def _deadline(self, seconds: float) -> Deadline:
        watch = self._process.watch(self.limits.scratch) if self._process is not None else None
        return Deadline(seconds, seconds * self.limits.patience, self.spent, watch)

    def _accuse(self) -> None:
        """Raise StartFailed if a process did not die by its own code, but with the warm process that forked it."""
        if self._process is not None and not self._process.alive():
            raise StartFailed("the warm process ended while a submission ran")

    def _dead(self, trouble: Trouble) -> Trouble:
        self.end()
        self.deaths, self.last = self.deaths + 1, trouble.message
        return trouble

    def _revive(self) -> Trouble | None:
        """After a death, and at first, a new process in which the cells so far are run again."""
        if self._used_up():
            return Trouble("a stop", "the notebook ended too often, or used up its time", death=True)
        if self._process is not None:
            return None
        self._process = self.fork()
        for cell in self._done:
            head, body = _running(cell, show=False), cell.source.encode()
            try:
                self._process.ask(head, body, self._deadline(self.limits.cell), self.limits.message)
            except (TooLate, Gone, Garbled):
                self._accuse()
                return self._dead(Trouble("a crash", "its cells did not run a second time", death=True))
        return None

    def _used_up(self) -> bool:
        try:
            self._ends.left()
        except TooLate:
            self.end()
            return True
        return self._process is None and self.deaths >= self.limits.deaths

    def _trouble(self, said: Said) -> Trouble:
        """What was raised; where unseen data was met only a type that a check may ask for: others could be values."""
        kind, message = said.fields["type"][:60], said.fields["message"][:1000]
        if self.hidden:
            known = isinstance(getattr(builtins, kind, None), type) or KNOWN.fullmatch(kind)
            return Trouble(kind if known else "an exception", message if message == YOUR_TURN else "")
        message = IN_CELL.sub("(line ", message)
        return Trouble(kind, message, "" if message == YOUR_TURN else self._line(said.fields["at"]))

    def _line(self, at: Sequence[int]) -> str:
        """A line of the notebook; what the student's process claims is only where it stands."""
        number, line = at or (0, 0)
        lines = self._lines.get(number, [])
        return lines[line - 1].strip()[:80] if 0 < line <= len(lines) else ""


def _raised(trouble: Trouble, requests: int) -> Message:
    said = {"type": trouble.type, "message": trouble.message, "line": trouble.line}
    return Message({"op": "raised", **said, "requests": requests})


def _returned(said: Said) -> Message:
    return Message({"op": "returned", **{name: said.fields[name] for name in PASSED}}, said.body)


def _running(cell: Placed, *, show: bool) -> Head:
    return {"op": "run", "number": cell.number, "show": show}


def _json(body: bytes) -> Any:
    try:
        return parse(body, "outputs", MOST_VALUES)
    except Unreadable:
        return []
