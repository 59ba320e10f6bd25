"""The student's process: runs the cells of one submission, then answers calls. It alone holds what a student wrote."""

import contextlib
import json
import pickle
import socket
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from course import values
from course.grading.engine import shell as cells
from course.grading.engine.arguments import Call, load
from course.grading.engine.changes import as_bytes, differ, mutable
from course.grading.engine.limits import Limits
from course.grading.engine.shell import Shell, Stream
from course.grading.engine.warmth import warm as warm
from course.grading.engine.wire import Garbled, Gone, Head, Message, receive, send


@dataclass
class Student:
    """What answers the engine: a shell, the socket, and how much a cell may print."""

    shell: Shell
    sock: socket.socket
    most: int
    _asked: int = 0
    _marks: dict[int, dict[str, Any]] = field(default_factory=dict)

    def serve(self) -> None:
        """Answer requests until the engine hangs up."""
        with contextlib.suppress(Gone, Garbled):
            while True:
                message = receive(self.sock)
                self._asked = message.head["asked"]
                getattr(self, f"_{message.head['op']}")(message.head, message.body)

    def _run(self, head: Head, body: bytes) -> None:
        outputs, error = cells.run(self.shell, head["number"], body.decode(), self.most if head["show"] else None)
        reply: Head = {"op": "ran"} if error is None else _raised(error)
        self._reply(reply, json.dumps(outputs if head["show"] else []).encode())

    def _mark(self, head: Head, _body: bytes) -> None:
        """Keep what every name stands for now."""
        self._marks[head["number"]] = dict(self.shell.user_ns)
        self._reply({"op": "marked"})

    def _back(self, head: Head, _body: bytes) -> None:
        """Let every name stand for what it stood for then."""
        space, before = self.shell.user_ns, self._marks[head["number"]]
        for name in space.keys() - before.keys():
            del space[name]
        space.update(before)
        self._reply({"op": "marked"})

    def _value(self, head: Head, _body: bytes) -> None:
        space = self.shell.user_ns
        if head["name"] not in space:
            return self._reply({"op": "absent"})
        value = space[head["name"]]
        if callable(value):
            return self._reply({"op": "callable"})
        return self._send_value({"op": "returned", "requests": 0, "changed": []}, value)

    def _call(self, head: Head, body: bytes) -> None:
        function = self.shell.user_ns.get(head["name"])
        if not callable(function):
            return self._reply({"op": "absent"})
        args, kwargs = load(body, self.shell.user_ns, self._call_back)
        before, sent = _requests(args), as_bytes(args)
        try:
            with quiet():
                value = function(*args, **kwargs)
        except BaseException as error:
            return self._reply(_raised(error, _requests(args) - before))
        changed = self._changed(args, body) if sent is None or sent != as_bytes(args) else []
        report = {"requests": _requests(args) - before, "changed": changed}
        return self._send_value({"op": "returned", **report}, value)

    def _send_value(self, head: Head, value: Any) -> None:
        try:
            unfit, body = False, values.encode(value, alike=True)
        except values.Unfit:
            unfit, body = True, values.encode(None)
        self._reply({**head, "unfit": unfit}, body)

    def _reply(self, head: Head, body: bytes = b"") -> None:
        """Answer the request that was asked last."""
        send(self.sock, {**head, "asked": self._asked}, body)

    def _changed(self, args: tuple[Any, ...], body: bytes) -> list[int]:
        """Positions of the arguments that are no longer what was sent."""
        sent, _ = load(body, self.shell.user_ns, self._call_back)
        return [
            i for i, (one, other) in enumerate(zip(args, sent, strict=True)) if mutable(other) and differ(one, other)
        ]

    def _call_back(self, number: int, call: Call) -> Any:
        self._reply({"op": "call back", "number": number}, values.encode(call))
        reply = receive(self.sock)
        self._asked = reply.head["asked"]
        return _answer(reply)


def _answer(reply: Message) -> Any:
    value = pickle.loads(reply.body)  # from the checker: ours
    if reply.head["op"] == "raised":
        raise value
    return value


def _requests(args: tuple[Any, ...]) -> int:
    return sum(int(getattr(arg, "requests_made", 0)) for arg in args)


def _raised(error: BaseException, requests: int = 0) -> Head:
    place = cells.place(error.__traceback__, error)
    try:
        message = str(error)
    except BaseException:
        message = ""
    return {
        "op": "raised", "type": type(error).__name__[:200], "message": message[:1000], "at": place,
        "requests": requests,
    }  # fmt: skip


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Warnings are no wrong answers, and what a graded call prints or logs is shown nowhere."""
    before, Stream.record = Stream.record, None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        Stream.record = before


def serve(shell: Shell, sock: socket.socket, limits: Limits) -> None:
    """Serve one submission."""
    Student(shell, sock, limits.output).serve()
