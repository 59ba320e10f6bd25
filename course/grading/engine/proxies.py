"""The student's side as the checker sees it: names that are asked for, functions that are called from afar."""

import builtins
import pickle
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course import values
from course.check import Outcome, Raised
from course.grading.engine.arguments import Call, dumped
from course.grading.engine.wire import Message, receive, send


class StudentError(Exception):
    """An exception of the student's code whose type the checker does not have."""


@dataclass
class Asker:
    """Asks the student's process through the engine, which holds the deadlines; `asked` counts the calls."""

    sock: socket.socket
    places: Mapping[str, str]
    most: int
    asked: int = 0

    def fetch(self, name: str, space: dict[str, Any]) -> None:
        """Bind `name` in `space` as the student has it: a function to a proxy, else to a copy, or not at all."""
        space.pop(name, None)
        send(self.sock, {"op": "value", "name": name})
        reply = self._reply([])
        if reply.head["op"] == "callable":
            space[name] = proxy(name, self)
        elif reply.head["op"] == "returned":
            self.asked += 1
            space[name] = _value(reply)

    def call(self, name: str, call: Call) -> Outcome:
        """The outcome of one call."""
        self.asked += 1
        body, callbacks = dumped(call, self.places)
        send(self.sock, {"op": "call", "name": name, "callbacks": len(callbacks)}, body)
        reply = self._reply(callbacks)
        head = reply.head
        if head["op"] == "raised":
            return Outcome(raised=Raised(head["type"], head["message"], head["line"]), requests=head["requests"])
        changed = tuple(place for place in head["changed"] if place < len(call[0]))
        return Outcome(_value(reply), changed=changed, requests=head["requests"])

    def _reply(self, callbacks: list[Callable[..., Any]]) -> Message:
        while True:
            reply = receive(self.sock, most=self.most)
            if reply.head["op"] != "call back":
                return reply
            self._call_back(callbacks[reply.head["number"]], reply.body)

    def _call_back(self, function: Callable[..., Any], body: bytes) -> None:
        try:
            args, kwargs = values.decode(body)
            op, result = "returned", function(*args, **kwargs)
        except Exception as error:
            op, result = "raised", error
        send(self.sock, {"op": op}, pickle.dumps(result))


def _value(reply: Message) -> Any:
    if reply.head.get("unfit"):
        return values.Opaque("value")
    try:
        return values.decode(reply.body)
    except values.Unfit:
        return values.Opaque("value")


def proxy(name: str, asker: Asker) -> Callable[..., Any]:
    """A function that stands for the student's function `name`."""

    class Proxy:
        __of_student__ = True
        __name__ = __qualname__ = name

        def __observe__(self, args: Sequence[object]) -> Outcome:
            return asker.call(name, (tuple(args), {}))

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            outcome = asker.call(name, (args, kwargs))
            if outcome.raised is not None:
                raise error_of(outcome.raised)
            return outcome.value

    return Proxy()


def error_of(raised: Raised) -> Exception:
    """A built-in exception as itself, any other as StudentError; marked as the student's."""
    known = getattr(builtins, raised.type, None)
    usable = isinstance(known, type) and issubclass(known, Exception) and not issubclass(known, UnicodeError)
    made: Exception = known(raised.message) if usable else StudentError(str(raised))  # type: ignore[misc]
    made.of_student = raised  # type: ignore[attr-defined]
    return made
