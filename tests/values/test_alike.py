"""What a check accepts of a value in the notebook, it accepts of the same value behind the walls, and no more.

In the notebook and under plain autograde, `difference` meets the value itself; in `course check` and `course grade`,
what `encode` and `decode` make of it.
"""

import array
import collections
import datetime as dt
import enum
import types
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from course.compare import difference
from course.values import decode, encode


class Pair(NamedTuple):
    """A tuple with names."""

    x: int
    y: int


class Word(enum.StrEnum):
    """Text of a closed list."""

    A = "a"


class Level(str, enum.Enum):  # noqa: UP042 - its str() is not its text
    """Text of a closed list, as it was written before Python 3.11."""

    A = "a"


class Own(list[int]):
    """A list of somebody's own."""


MASKED = np.ma.masked_array([1, 2, 3], mask=np.array([False, True, False]))
RECORDS = np.array([(1, 2.0)], dtype=[("a", int), ("b", float)])
ACCEPTED: list[tuple[Any, Any]] = [
    (range(3), [0, 1, 2]), ([range(2)], [[0, 1]]), (collections.deque([1, 2]), [1, 2]), (Own([1]), [1]),
    (collections.UserList([1]), [1]), (array.array("i", [1, 2]), [1, 2]), ((1, 2), [1, 2]), ([1, 2], (1, 2)),
    (Pair(1, 2), [1, 2]), ({"a": 1}.keys(), {"a"}), ({"a": 1}.items(), {("a", 1)}), (frozenset([1]), {1}),
    (types.MappingProxyType({"a": 1}), {"a": 1}), (collections.ChainMap({"a": 1}), {"a": 1}),
    (collections.UserDict(a=1), {"a": 1}), (collections.Counter("aab"), {"a": 2, "b": 1}),
    (collections.defaultdict(int, a=1), {"a": 1}), ({"a": collections.deque([1])}, {"a": [1]}),
    (np.int64(3), 3), (np.float32(2.5), 2.5), (np.bool_(True), True), (np.str_("x"), "x"), (np.array(5), 5),
    (np.array([1, 2]), [1, 2]), (np.array([[1], [2]]), [[1], [2]]),
    (MASKED, [1, None, 3]), (np.ma.masked, None), (RECORDS, [(1, 2.0)]),
    (pd.Series([1, 2]), [1, 2]), (pd.Index([1, 2]), [1, 2]), (pd.array([1, None], dtype="Int64"), [1, None]),
    (pd.Series(["a", "a"], dtype="category").unique(), ["a"]), (pd.Series(["a", "a"], dtype="string").unique(), ["a"]),
    (pd.Series([1, 2], dtype="Int64"), pd.Series([1, 2])), (pd.Series(["a"], dtype="category"), pd.Series(["a"])),
    (pd.Series(["a"], dtype="string"), pd.Series(["a"])), (pd.Series(pd.arrays.SparseArray([1, 0])), pd.Series([1, 0])),
    (pd.Series([1.0, None]), pd.Series([1, None], dtype="Int64")), (pd.Series({"a": 1}), {"a": 1}),
    (pd.DataFrame({"a": pd.Categorical(["x"])}), pd.DataFrame({"a": ["x"]})),
    (pd.DataFrame({"a": pd.array([True], dtype="boolean")}), pd.DataFrame({"a": [True]})),
    (pd.Timestamp("2020-01-01", tz="UTC"), dt.datetime(2020, 1, 1, tzinfo=dt.UTC)),
    (np.datetime64("2020-01-01"), pd.Timestamp("2020-01-01")), (dt.timedelta(1), dt.timedelta(1)),
    (Word.A, "a"), (Level.A, "a"), (bytearray(b"x"), b"x"), (Fraction(1, 2), 0.5), (pd.NA, None), (float("nan"), None),
]  # fmt: skip
REFUSED: list[tuple[Any, Any]] = [
    ({"a": 1}.keys(), ["a"]), ({"a": 1}.values(), [1]), ({1, 2}, [1, 2]), (memoryview(b"x"), b"x"), ("x", b"x"),
    (map(int, "12"), [1, 2]), (iter([1, 2]), [1, 2]), ((one for one in (1, 2)), [1, 2]),
    (zip([1], [2], strict=True), [(1, 2)]),
    (types.SimpleNamespace(a=1), {"a": 1}), (range(3), [0, 1]), (collections.deque([1]), [2]), (Decimal("1.6"), 1.5),
    (MASKED, [1, 2, 3]), (collections.ChainMap({"a": 1}), {"a": 2}), (Level.A, "A"),
    (pd.Series(pd.arrays.SparseArray([1, 0])), pd.Series([1, 1])), (RECORDS, [(1, 3.0)]), ([{"a": 1}], {"a": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("value", "wanted"), ACCEPTED, ids=lambda one: type(one).__name__)
def test_accepted_here_and_there(value: Any, wanted: Any) -> None:
    assert difference(value, wanted) is None
    assert difference(decode(encode(value, alike=True)), wanted) is None


@pytest.mark.parametrize(("value", "wanted"), REFUSED, ids=lambda one: type(one).__name__)
def test_refused_here_and_there(value: Any, wanted: Any) -> None:
    assert difference(value, wanted) is not None
    assert difference(decode(encode(value, alike=True)), wanted) is not None


def test_an_argument_travels_as_what_it_is_or_not_at_all() -> None:
    assert repr(decode(encode(range(3)))) == "<range>"


class Torn(collections.UserList[int]):
    """A list that cannot be read."""

    def __iter__(self) -> Any:
        raise KeyError(7)

    def __len__(self) -> int:
        raise KeyError(7)


def test_a_container_that_cannot_be_read_is_no_data() -> None:
    assert repr(decode(encode([Torn()], alike=True))) == "[<Torn>]"
