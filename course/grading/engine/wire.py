"""Messages between the processes of the engine: a small JSON head and a body of bytes, over a stream socket."""

import json
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from course.grading.engine.deadline import Deadline

HEAD = 1 << 16
_SIZES = struct.Struct("!II")
Head = dict[str, Any]
_T = TypeVar("_T")


class Gone(Exception):
    """The process at the other end has ended."""


class Garbled(Exception):
    """What came is not a message of this engine, or larger than allowed."""


@dataclass(frozen=True)
class Message:
    """A head that the receiver understands and a body that it may only pass on."""

    head: Head
    body: bytes = b""


def send(sock: socket.socket, head: Head, body: bytes = b"", deadline: Deadline | None = None) -> None:
    """Send one message; raises Gone or TooLate."""
    text = json.dumps(head).encode()
    left = memoryview(_SIZES.pack(len(text), len(body)) + text + body)
    while left:
        left = left[_patiently(sock, deadline, partial(sock.send, left)) :]


def receive(sock: socket.socket, deadline: Deadline | None = None, most: int = 1 << 28) -> Message:
    """The next message, its body at most `most` bytes; raises Gone, TooLate or Garbled."""
    head_size, body_size = _SIZES.unpack(_read(sock, _SIZES.size, deadline))
    if head_size > HEAD or body_size > most:
        raise Garbled
    text = _read(sock, head_size, deadline)
    try:
        head = json.loads(text)
    except (ValueError, RecursionError):
        raise Garbled from None
    if not isinstance(head, dict):
        raise Garbled
    return Message(head, _read(sock, body_size, deadline))


def _read(sock: socket.socket, size: int, deadline: Deadline | None) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = _patiently(sock, deadline, partial(sock.recv, min(size - len(parts), 1 << 20)))
        if not part:
            raise Gone
        parts += part
    return bytes(parts)


def _patiently(sock: socket.socket, deadline: Deadline | None, act: Callable[[], _T]) -> _T:
    """What `act` gives, tried again for as long as the deadline allows."""
    while True:
        try:
            sock.settimeout(None if deadline is None else deadline.left())
            return act()
        except TimeoutError:
            continue
        except OSError:
            raise Gone from None
