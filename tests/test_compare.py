"""The same answer in another library's type is the same answer."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.compare import difference, is_missing, same, short

NAN = float("nan")
ALIKE: list[tuple[Any, Any]] = [
    (3, 3.0),
    (np.int32(3), 3),
    (np.float32(0.5), 0.5),
    (np.array(3), 3),
    (Decimal("0.5"), 0.5),
    (Fraction(1, 2), 0.5),
    (np.True_, True),
    (np.str_("mit"), "mit"),
    (None, NAN),
    (pd.NA, pd.NaT),
    (np.datetime64("NaT"), None),
    ((1, 2), [1, 2]),
    (pd.Series([1, 2], index=[7, 8]), [1, 2]),
    (np.array([1.0, NAN]), [1, None]),
    (pd.Timestamp("2026-06-01 02:00", tz="Europe/Paris"), pd.Timestamp("2026-06-01", tz="UTC")),
    ({"a": np.int64(1), "b": [1.0]}, {"b": (1,), "a": 1}),
    (pd.Series({"a": 1, "b": 2}), {"a": 1, "b": 2}),
    (frozenset({1, 2}), {2, 1}),
]
UNLIKE: list[tuple[Any, Any]] = [
    (3.01, 3),
    ("3", 3),
    (3, "3"),
    (None, 0),
    (0, None),
    ("", None),
    ([1], [1, 2]),
    (3, [3]),
    ([3], 3),
    ("ab", ["a", "b"]),
    ({"a": 1}, {"a": 1, "b": 2}),
    (pd.Timestamp("2026-06-01"), pd.Timestamp("2026-06-01", tz="UTC")),
    (True, None),
    ({1}, {1, 2}),
    ({"a": 1}, [1]),
]


class Yes:
    """Claims to equal everything."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = object.__hash__


@pytest.mark.parametrize(("got", "wanted"), ALIKE)
def test_the_same_value_in_another_type_is_the_same(got: Any, wanted: Any) -> None:
    assert difference(got, wanted) is None


@pytest.mark.parametrize(("got", "wanted"), UNLIKE)
def test_another_value_is_a_difference(got: Any, wanted: Any) -> None:
    assert difference(got, wanted)
    assert not same(got, wanted)


def table(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_a_table_is_the_same_whatever_its_index_and_dtypes() -> None:
    when = pd.Series([pd.Timestamp("2026-01-01", tz="UTC"), pd.NaT])
    wanted = table(n=pd.array([1, None], dtype="Int64"), tags=[["a"], []], when=when)
    got = table(n=[1.0, NAN], tags=[("a",), []], when=[pd.Timestamp("2026-01-01", tz="UTC"), None])
    assert difference(got.set_axis([5, 6]), wanted) is None


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_moments_are_the_same_in_any_unit_and_zone(unit: str) -> None:
    wanted = pd.DataFrame({"at": pd.to_datetime(pd.Series(["2024-01-01", None, "2024-03-01"]), utc=True)})
    assert difference(pd.DataFrame({"at": wanted["at"].dt.as_unit(unit)}), wanted) is None
    assert difference(pd.DataFrame({"at": wanted["at"].dt.tz_convert("Asia/Tokyo")}), wanted) is None
    later = pd.DataFrame({"at": wanted["at"].dt.as_unit("ns") + pd.Timedelta("1ns")})
    assert "row 0" in str(difference(later, wanted))
    assert "row 1" in str(difference(wanted.fillna(wanted["at"][0]), wanted))


def test_lists_in_a_table_are_compared_item_by_item() -> None:
    wanted = pd.DataFrame({"tags": [["a", "b"], [], ["c"]]})
    assert difference(pd.DataFrame({"tags": [("a", "b"), [], ["c"]]}), wanted) is None
    assert "row 1" in str(difference(pd.DataFrame({"tags": [["a", "b"], ["c"], ["c"]]}), wanted))
    assert "row 2" in str(difference(pd.DataFrame({"tags": [["a", "b"], [], [Yes()]]}), wanted))


def test_a_labelled_series_is_compared_by_label() -> None:
    wanted = pd.Series([1.0, NAN], index=["q1", "q2"])
    assert difference(pd.Series([NAN, 1], index=["q2", "q1"]), wanted) is None
    assert difference([1.0, NAN], wanted) == "returned [1.0, nan]; expected a Series with an index."
    assert difference(wanted.set_axis(["q1", "q1"]), wanted) == "the index holds a label twice."
    assert difference(wanted.rename({"q2": "q3"}), wanted) == "labels missing: `q2`; labels not asked for: `q3`."


def test_the_order_of_columns_counts_only_where_it_is_asked_for() -> None:
    got, wanted = table(b=[1], a=[2]), table(a=[2], b=[1])
    assert difference(got, wanted) is None
    assert difference(got, wanted, ordered=True) == "the columns are in another order than asked for."


def test_a_table_names_missing_and_extra_columns() -> None:
    assert difference(table(a=[1], c=[1]), table(a=[1], b=[1])) == "columns missing: `b`; columns not asked for: `c`."


def test_a_table_names_the_first_row_that_differs() -> None:
    got, wanted = table(a=[1, 2, 3]), table(a=[1, 5, 3])
    assert difference(got, wanted) == "column `a`, row 1: 2; expected 5."
    assert difference(got, wanted, show=False) == "column `a` is not what the definition gives in every row."


def test_integers_of_32_bits_are_integers() -> None:
    assert difference(table(n=np.array([1, 2], dtype="int32")), table(n=[1, 2])) is None


@pytest.mark.parametrize("wanted", [7321.5, "secret", [7321], {"a": 7321}, table(a=[7321]), {7321}])
def test_hidden_differences_show_no_expected_value(wanted: Any) -> None:
    for got in (1, "x", [1], {"a": 1}, table(a=[1]), None):
        text = difference(got, wanted, show=False)
        assert text
        assert "7321" not in text
        assert "secret" not in text


def test_of_hidden_items_the_key_that_differs_is_named() -> None:
    wanted = [{"value": 61.25, "verified": True}, {"value": 48.75, "verified": False}]
    swapped = [wanted[0], {"value": 48.75, "verified": True}]
    assert difference(swapped, wanted, show=False) == "in some items, `verified` is not right."
    lacking = [wanted[0], {"value": 48.75}]
    assert difference(lacking, wanted, show=False) == "in some items, labels missing: `verified`."
    assert difference([wanted[0], 3], wanted, show=False) == "some items are not right."


def test_names_that_an_answer_chose_are_not_told_with_hidden_data() -> None:
    wanted = table(a=[1], b=[1], c=[1])
    assert difference(table(a=[1], x=[1], y=[1]), wanted, show=False) == (
        "columns missing: `b` and others; some columns were not asked for."
    )
    assert difference({"a": 1, "x": 1}, {"a": 1}, show=False) == "some labels were not asked for."


def test_no_array_with_doubtful_truth_breaks_the_comparison() -> None:
    assert difference(np.zeros((2, 2)), 0)
    assert difference(np.zeros((2, 2)), [[0, 0], [0, 0]]) is None
    assert difference(pd.DataFrame({"a": [1]}), 1)


def test_an_object_that_agrees_with_everything_agrees_with_nothing() -> None:
    assert difference(Yes(), 3)
    assert difference(Yes(), "mit")
    assert difference([Yes()], [3])
    assert difference([[Yes()]], [[3]])


def test_short_text_is_one_short_line() -> None:
    assert short("a\n" * 200).endswith("...")
    assert len(short("a" * 200)) == 70
    assert short(np.float64(0.5)) == "0.5"
    assert short(table(a=[1])) == "a table of 1 row and 1 column"
    assert short(np.zeros((2, 2))) == "array([[0., 0.], [0., 0.]])"


APART: list[tuple[Any, Any, str]] = [
    ("a \n", "a  \n", r"returned 'a \n'; expected 'a  \n'."),
    ("a" * 80 + "b" + "c" * 90, "a" * 80 + "d", f"returned ...{'a' * 23}b{'c' * 40}...; expected ...{'a' * 23}d'."),
    ([1, 2], [1], "returned 2 items; expected 1."),
    ([[1, "x y"]], [[1, "x  y"]], "item 0: [1, 'x y']; expected [1, 'x  y']."),
    ({"items": {"a": 1, "b": 2}}, {"items": {"a": 1, "b": 3}}, "`items`: `b`: 2; expected 3."),
    ({"items": {"a": 1}}, {"items": {"a": 1, "b": 3}}, "`items`: labels missing: `b`."),
    ({"items": 4}, {"items": {"a": 1}}, "`items`: 4; expected {'a': 1}."),
    ([table(a=[1])], [table(a=[2])], "item 0: column `a`, row 0: 1; expected 2."),
    (table(a=[1]), table(a=[]), "returned 1 row; expected 0."),
    (table(a=["x "]), table(a=["x"]), "column `a`, row 0: 'x '; expected 'x'."),
]


@pytest.mark.parametrize(("got", "wanted", "text"), APART)
def test_what_is_shown_of_two_values_shows_where_they_differ(got: Any, wanted: Any, text: str) -> None:
    assert difference(got, wanted) == text


def test_values_that_look_the_same_are_told_apart_by_their_types() -> None:
    class Text(str):
        def __repr__(self) -> str:
            return "3"

    assert difference(Text("3"), 3) == "returned 3 (Text); expected 3 (int)."


def test_of_many_columns_some_are_named() -> None:
    got = table(**{name: [1] for name in "abcdefghi"})
    assert difference(got, table(a=[1])) == "columns not asked for: `b`, `c`, `d`, `e`, `f`, `g` and 2 more."
    assert difference(got[[*"abcdefgh"]], table(a=[1])) == ("columns not asked for: `b`, `c`, `d`, `e`, `f`, `g`, `h`.")


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(plain)
def test_every_value_equals_itself(value: Any) -> None:
    assert difference(value, value) is None


@given(plain, plain)
def test_any_two_values_can_be_compared(one: Any, other: Any) -> None:
    assert same(one, other) == same(other, one) or is_missing(one) or is_missing(other)
