"""Contents are packed with the help of the first ones."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.hub.packing import ENOUGH, Packing

CARD = b"---\nlicense: mit\n---\n# Otter %d\n\nA fictional model that reads letters from a harbour, and nothing else.\n"


@given(st.lists(st.binary(max_size=2000), max_size=20), st.binary(max_size=ENOUGH))
def test_everything_comes_back_by_the_dictionary_alone(contents: list[bytes], dictionary: bytes) -> None:
    writing = Packing(dictionary)
    packed = [writing.pack(content) for content in contents]
    reading = Packing(writing.dictionary)
    assert [reading.unpack(one) for one in packed] == contents


def test_later_contents_take_less_room_than_alone() -> None:
    packing = Packing()
    sizes = [len(packing.pack(CARD % number)) for number in range(200)]
    assert len(packing.dictionary) >= ENOUGH
    assert sizes[-1] < sizes[0] / 2


def test_without_enough_there_is_no_dictionary() -> None:
    packing = Packing()
    assert zlib.decompress(packing.pack(b"a")) == b"a"
    assert packing.dictionary == b""


@pytest.mark.parametrize("packed", [Packing().pack(CARD)[:-3], Packing(CARD).pack(CARD), b"", b"no"])
def test_what_cannot_be_told_is_an_error(packed: bytes) -> None:
    with pytest.raises(zlib.error):
        Packing().unpack(packed)
