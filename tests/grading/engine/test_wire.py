"""Messages between processes: whole, in time, or refused."""

import contextlib
import json
import socket
import struct
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.grading.engine.deadline import TooLate, until
from course.grading.engine.wire import Garbled, Gone, receive, send

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def test_a_message_arrives_whole(pair: Pair) -> None:
    send(pair[0], {"op": "x", "n": [1]}, b"\0" * 1000)
    message = receive(pair[1], until(1))
    assert (message.head, message.body) == ({"op": "x", "n": [1]}, b"\0" * 1000)


def test_a_silent_process_is_too_late_and_a_dead_one_gone(pair: Pair) -> None:
    with pytest.raises(TooLate):
        receive(pair[1], until(0.01))
    pair[0].close()
    with pytest.raises(Gone):
        receive(pair[1], until(1))


def test_a_reader_that_never_reads_is_too_late(pair: Pair) -> None:
    with pytest.raises(TooLate):
        send(pair[0], {}, bytes(1 << 24), until(0.05))


@pytest.mark.parametrize(
    "data",
    [struct.pack("!II", 1 << 20, 0), struct.pack("!II", 2, 1 << 30), struct.pack("!II", 2, 0) + b"[]",
     struct.pack("!II", 3, 0) + b"\xff\xfe{", struct.pack("!II", 60_000, 0) + b"[" * 60_000],
)  # fmt: skip
def test_what_is_no_message_is_garbled(pair: Pair, data: bytes) -> None:
    pair[0].sendall(data)
    with pytest.raises(Garbled):
        receive(pair[1], until(1), most=1 << 20)


@given(st.binary(min_size=8, max_size=100))
def test_random_bytes_end_in_one_of_three_ways(data: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(data)
        ours.shutdown(socket.SHUT_WR)
        with contextlib.suppress(Garbled, Gone, TooLate):
            assert isinstance(receive(theirs, until(1)).head, dict)


def test_heads_are_json(pair: Pair) -> None:
    send(pair[0], {"a": "é"})
    raw = pair[1].recv(100)
    assert json.loads(raw[8:]) == {"a": "é"}
