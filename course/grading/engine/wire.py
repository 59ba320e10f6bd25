"""Messages between the processes of the engine: a small JSON head and a body of bytes, over a stream socket."""

import json
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any

HEAD = 1 << 16
_SIZES = struct.Struct("!II")
Head = dict[str, Any]


class Gone(Exception):
    """The process at the other end has ended."""


class TooLate(Exception):
    """The other end did not answer before the deadline."""


class Garbled(Exception):
    """What came is not a message of this engine, or larger than allowed."""


@dataclass(frozen=True)
class Message:
    """A head that the receiver understands and a body that it may only pass on."""

    head: Head
    body: bytes = b""


def send(sock: socket.socket, head: Head, body: bytes = b"", deadline: float | None = None) -> None:
    """Send one message; raises Gone or TooLate."""
    text = json.dumps(head).encode()
    _wait(sock, deadline)
    try:
        sock.sendall(_SIZES.pack(len(text), len(body)) + text + body)
    except TimeoutError:
        raise TooLate from None
    except OSError:
        raise Gone from None


def receive(sock: socket.socket, deadline: float | None = None, most: int = 1 << 28) -> Message:
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


def _read(sock: socket.socket, size: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        _wait(sock, deadline)
        try:
            part = sock.recv(min(size - len(parts), 1 << 20))
        except TimeoutError:
            raise TooLate from None
        except OSError:
            raise Gone from None
        if not part:
            raise Gone
        parts += part
    return bytes(parts)


def _wait(sock: socket.socket, deadline: float | None) -> None:
    left = None if deadline is None else deadline - time.monotonic()
    if left is not None and left <= 0:
        raise TooLate
    sock.settimeout(left)
