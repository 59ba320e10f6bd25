"""A list of texts in little memory."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.simulate.texts import Texts

NAMES = ["moku/Tarlo-1b", "", "é/ß-2", "x"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_they_come_out_as_they_went_in(texts: list[str]) -> None:
    kept = Texts(iter(texts))
    assert list(kept) == texts == [kept[i] for i in range(len(kept))]


def test_slices_and_places_from_the_end_are_those_of_a_list() -> None:
    kept = Texts(NAMES)
    for part in (slice(None), slice(1, 3), slice(None, None, -2), slice(9, None)):
        assert kept[part] == NAMES[part]
    assert kept[-2] == NAMES[-2]
    assert "x" in kept


@pytest.mark.parametrize("place", [4, -5])
def test_a_place_that_is_not_there_is_an_error(place: int) -> None:
    with pytest.raises(IndexError):
        Texts(NAMES)[place]


def test_they_take_a_third_of_a_lists_memory() -> None:
    names = [f"owner-{n}/model-{n}" for n in range(10_000)]
    kept = Texts(names)
    taken = sys.getsizeof(kept._body) + sys.getsizeof(kept._ends)
    assert 2.5 * taken < sys.getsizeof(names) + sum(map(sys.getsizeof, names))
