"""Somebody who listens for what submissions send."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest


@dataclass
class Listener:
    """Counts the bytes that reach a port, by either protocol."""

    port: int
    received: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    """A listener on the loopback address."""
    stream, datagrams = socket.create_server(("127.0.0.1", 0)), socket.socket(type=socket.SOCK_DGRAM)
    made = Listener(stream.getsockname()[1])
    datagrams.bind(("127.0.0.1", made.port))
    for target in (_streams, _datagrams):
        threading.Thread(target=target, args=(stream if target is _streams else datagrams, made), daemon=True).start()
    yield made
    stream.close()
    datagrams.close()


def _streams(sock: socket.socket, made: Listener) -> None:
    while True:
        try:
            connection, _ = sock.accept()
        except OSError:
            return
        with connection:
            made.received.append(connection.recv(1000) or b"connected")


def _datagrams(sock: socket.socket, made: Listener) -> None:
    while True:
        try:
            made.received.append(sock.recv(1000))
        except OSError:
            return
