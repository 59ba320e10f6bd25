"""Streams and dice."""

from hypothesis import given
from hypothesis import strategies as st

from course.simulate.seeds import Dice, Streams, hex_of, sha256_of


def test_a_stream_starts_anew_each_time() -> None:
    streams = Streams(7)
    assert streams("a").random() == streams("a").random() == Streams(7)("a").random()


def test_streams_of_tables_and_seeds_differ() -> None:
    draws = {Streams(seed)(table).random() for seed in (1, 2) for table in ("a", "b")}
    assert len(draws) == 4


def test_dice_follow_the_published_splitmix64() -> None:
    dice = Dice(1234567)  # the reference values of the C source by Vigna
    expected = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    assert [dice.roll() for _ in range(5)] == expected


@given(st.integers(0, 2**64 - 1), st.integers(1, 1000))
def test_dice_stay_in_range(state: int, n: int) -> None:
    assert 0 <= Dice(state).below(n) < n


def test_chance_is_as_often_true_as_asked() -> None:
    dice = Dice(3)
    assert 0.27 < sum(dice.chance(0.3) for _ in range(10_000)) / 10_000 < 0.33


def test_some_are_different_and_no_more_than_there_are() -> None:
    assert sorted(Dice(5).some("abc", 9)) == ["a", "b", "c"]


def test_hashes_depend_on_every_part() -> None:
    assert len({hex_of(1, "a"), hex_of(1, "b"), hex_of(2, "a")}) == 3
    assert len(hex_of("x")) == 40
    assert len(sha256_of("x")) == 64
