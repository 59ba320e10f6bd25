"""Values cross as data: what is sent comes back, and nothing that anybody writes can do more than be refused."""

import collections
import datetime as dt
import json
import struct
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from huggingface_hub import GitCommitInfo
from hypothesis import given, settings
from hypothesis import strategies as st

from course.compare import difference
from course.values import Opaque, Unfit, decode, encode
from course.values.codec import KINDS


class Pair(NamedTuple):
    """A tuple with names."""

    x: int
    y: int


SCALARS = [
    None, True, 7, 10**30, 2.5, float("inf"), "x", "\ud800", b"x", 1 + 2j, Decimal("1.50"), Fraction(1, 3),
    dt.date(2020, 1, 2), dt.time(1, 2, 3), dt.timedelta(days=-1, microseconds=5),
    dt.datetime(2020, 1, 2, tzinfo=dt.UTC),
    np.int64(3), np.float32(1.5), np.bool_(True), np.datetime64("2020-01-01"), np.timedelta64(3, "s"),
    pd.Timestamp("2020-01-01 01:02:03.000004"), pd.Timestamp("2020-06-01", tz="Europe/Berlin"), pd.Timedelta("1s"),
    pd.Period("2020-01", "M"), pd.NA, pd.NaT,
    GitCommitInfo("c5", ["ada"], dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "title", "", None, None),
]  # fmt: skip
TABLES = [
    pd.Series([1, None, 3], dtype="Int64", name="n"),
    pd.Series(["a", None]),
    pd.Series(["a", None], dtype="string"),
    pd.Series(pd.to_datetime(["2020-01-01", "NaT"], utc=True)).dt.tz_convert("Asia/Tokyo"),
    pd.Series(["a", "b", None], dtype="category"),
    pd.Series(pd.period_range("2020-01", periods=3, freq="Q")),
    pd.cut(pd.Series([1, 2, 3]), 2),
    pd.Series([["a"], [], None]),
    pd.Series([True, None], dtype="boolean"),
    pd.DataFrame(),
    pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}, index=["r", "s"]),
    pd.DataFrame({"a": [1, 1], "b": [1, 2], "c": [1.0, 2.0]}).set_index(["a", "b"]),
    pd.DataFrame({"a": [1, 2, 3], "g": ["x", "x", "y"]}).groupby("g").agg(["sum", "mean"]),
    pd.DataFrame([[1, "a"], [2, "b"]], columns=["twice", "twice"]),
]


@pytest.mark.parametrize("value", SCALARS, ids=repr)
def test_a_scalar_comes_back_as_it_was(value: Any) -> None:
    back = decode(encode(value))
    assert type(back) is type(value)
    assert back is value or back == value


@pytest.mark.parametrize("value", [[1, [2, "a"]], (1, None), {1, 2}, frozenset("ab"), {"a": [1], (1, 2): {"b": 3}}])
def test_a_container_comes_back_as_it_was(value: Any) -> None:
    back = decode(encode(value))
    assert (type(back), back) == (type(value), value)


@pytest.mark.parametrize("value", TABLES, ids=lambda value: str(getattr(value, "dtype", value.shape)))
def test_a_table_comes_back_as_it_was(value: Any) -> None:
    check = pd.testing.assert_series_equal if isinstance(value, pd.Series) else pd.testing.assert_frame_equal
    check(decode(encode(value)), value)


@pytest.mark.parametrize(
    "value", [np.arange(6).reshape(2, 3), np.array(["a", None], dtype=object), np.array(5), np.zeros((0, 3))]
)
def test_an_array_comes_back_as_it_was(value: Any) -> None:
    back = decode(encode(value))
    assert (back.dtype, back.shape, back.tolist()) == (value.dtype, value.shape, value.tolist())


def test_big_endian_and_other_layouts_come_back_by_value() -> None:
    array = np.asfortranarray(np.arange(6, dtype=">i4").reshape(2, 3))
    assert decode(encode(array)).tolist() == array.tolist()


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (collections.Counter("aab"), {"a": 2, "b": 1}),
        (collections.OrderedDict(a=1), {"a": 1}),
        (Pair(1, 2), (1, 2)),
        (np.str_("x"), "x"),
    ],
)
def test_a_subclass_loses_what_it_added(value: Any, plain: Any) -> None:
    assert type(decode(encode(value))) is type(plain)
    assert decode(encode(value)) == plain


class Yes(int):
    """Equals everything, in its own process."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__


def test_an_overloaded_number_is_a_plain_number_on_the_other_side() -> None:
    assert decode(encode(Yes(1))) != 8


@pytest.mark.parametrize("value", [lambda: 1, (one for one in "ab"), object(), Yes])
def test_what_is_no_data_becomes_opaque_and_equals_nothing(value: Any) -> None:
    back = decode(encode(value))
    assert isinstance(back, Opaque)
    assert difference(back, value) is not None


def test_a_name_that_is_no_word_is_not_carried() -> None:
    assert repr(decode(encode(type("was 486113 \n", (), {})()))) == "<object>"


def _endless() -> list[Any]:
    made: list[Any] = []
    made.append(made)
    return made


def _nested(depth: int) -> list[Any]:
    made: list[Any] = []
    for _ in range(depth):
        made = [made]
    return made


@pytest.mark.parametrize("make", [_endless, lambda: _nested(500), lambda: 10**5000])
def test_what_has_no_end_is_refused(make: Any) -> None:
    with pytest.raises(Unfit):
        encode(make())


@given(st.binary(max_size=200))
def test_random_bytes_are_no_value(data: bytes) -> None:
    with pytest.raises(Unfit):
        decode(data)


BLOBS = st.lists(st.binary(max_size=24), max_size=3)
LEAVES = (
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.integers(-3, 9) | st.floats() | st.text(max_size=5)
    | st.sampled_from([*KINDS, "object", "flat", "multi", "range", "numpy", "text", "masked", "zoned", "categories",
                       "periods", "intervals", "<i8", "<f8", "|b1", "<M8[ns]", "<M8[s]", "<m8[D]", "Int64", "boolean",
                       "UTC", "../../etc/passwd", "D", "Q-DEC", "left", "both"])
)  # fmt: skip
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.tuples(st.sampled_from([*KINDS]), inner), max_leaves=25
)


def packed(tree: Any, blobs: list[bytes]) -> bytes:
    """A message as a hostile student would write it."""
    text = json.dumps(tree).encode()
    sizes = struct.pack(f"!{len(blobs)}Q", *map(len, blobs))
    return struct.pack("!II", len(text), len(blobs)) + sizes + text + b"".join(blobs)


@settings(max_examples=300)
@given(TREES, BLOBS)
def test_random_trees_are_values_or_refused(tree: Any, blobs: list[bytes]) -> None:
    try:
        value = decode(packed(tree, blobs))
    except Unfit:
        return
    difference(value, value)
    repr(value)


@settings(max_examples=200)
@given(st.sampled_from(TABLES), st.data())
def test_a_torn_table_is_a_value_or_refused(table: Any, data: st.DataObject) -> None:
    sent = bytearray(encode(table))
    for _ in range(data.draw(st.integers(1, 4))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    try:
        repr(decode(bytes(sent)))
    except Unfit:
        return


def test_a_moment_beyond_the_calendar_is_refused() -> None:
    moments = np.array([-(2**62), 0], dtype="M8[us]")
    with pytest.raises(Unfit):
        decode(encode(pd.Series(pd.DatetimeIndex(moments).tz_localize("UTC"))))
