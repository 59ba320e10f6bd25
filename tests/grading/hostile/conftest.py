"""One warm engine for the whole corpus, a course to attack, and somebody who listens."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from course.grading.engine import walls
from course.grading.engine.engine import Engine
from course.grading.engine.limits import MIB, Limits
from tests.grading.hostile.trial import MARKER, make_trial

LIMITS = Limits(call=1, cell=1.5, notebook=30, memory=900 * MIB, scratch=16 * MIB)
SEEDS = (11, 12, 13)


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


@pytest.fixture(scope="session")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The engine, warm for the trial lesson, while a token stands in the instructor's environment."""
    if walls.level().missing:
        pytest.skip(str(walls.level()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_TOKEN", MARKER)
        with Engine(make_trial(tmp_path_factory.mktemp("hostile") / "course"), SEEDS, LIMITS) as engine:
            yield engine


def fingerprint(root: Path) -> str:
    """SHA-256 over every file below `root`, its name and what it holds; submissions themselves left out."""
    found = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and "handed" not in path.parts:
            found.update(str(path).encode() + path.read_bytes())
    return found.hexdigest()
