"""A log comes back exactly as it was added."""

import zlib

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from course.hub.frame_bytes import bytes_to_frame, frame_to_bytes

STAMPS = pd.DatetimeIndex(["2026-01-01T00:00:00Z", "NaT", "2026-06-15T12:00:00.5Z"])
COLUMNS: dict[str, object] = {
    "int64": pd.Series([1, 2, 3]),
    "int32": pd.Series([1, 2, 3], dtype="int32"),
    "float": pd.Series([1.5, np.nan, -0.0]),
    "bool": pd.Series([True, False, True]),
    "Int64": pd.Series([1, None, 3], dtype="Int64"),
    "boolean": pd.Series([True, None, False], dtype="boolean"),
    "Float64": pd.Series([0.5, None, 2], dtype="Float64"),
    "utc ns": pd.Series(STAMPS.astype("datetime64[ns, UTC]")),
    "utc us": pd.Series(STAMPS.astype("datetime64[us, UTC]")),
    "zone": pd.Series(STAMPS.tz_convert("Europe/Paris")),
    "naive": pd.Series(STAMPS.tz_localize(None)),
    "delta": pd.Series(pd.to_timedelta([1, 2, None], unit="s")),
    "str": pd.Series(["a", None, "é, \n"], dtype="str"),
    "string": pd.Series(["a", None, "b"], dtype="string"),
    "few texts": pd.Series([None, *["é", "a"] * 4], dtype="str"),
    "no texts": pd.Series([None] * 4, dtype="string"),
    "category": pd.Series(pd.Categorical(["lo", None, "hi"], categories=["lo", "hi"], ordered=True)),
    "lists": pd.Series([["a"], [], None], dtype=object),
}


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("rows", [9, 3, 0])
def test_column_comes_back_exactly(name: str, rows: int) -> None:
    frame = pd.DataFrame({name: COLUMNS[name]}).iloc[:rows]
    again = bytes_to_frame(frame_to_bytes(frame))
    assert_frame_equal(again, frame, check_exact=True)
    assert again.dtypes.equals(frame.dtypes)


def test_a_text_that_many_rows_share_is_kept_once() -> None:
    shared, own = (pd.DataFrame({"a": [f"{n % unlike:0999d}" for n in range(100)]}) for unlike in (2, 100))
    assert len(zlib.decompress(frame_to_bytes(shared))) < 3_000
    assert len(zlib.decompress(frame_to_bytes(own))) > 99_000


def test_columns_keep_their_order_and_a_frame_its_rows() -> None:
    frame = pd.DataFrame(COLUMNS)
    assert_frame_equal(bytes_to_frame(frame_to_bytes(frame)), frame)
    assert len(bytes_to_frame(frame_to_bytes(pd.DataFrame(index=range(4))))) == 4


def test_a_column_can_be_changed_after_reading() -> None:
    again = bytes_to_frame(frame_to_bytes(pd.DataFrame({"a": [1, 2]})))
    again.loc[0, "a"] = 7
    assert list(again["a"]) == [7, 2]


def test_an_index_is_refused() -> None:
    with pytest.raises(ValueError, match="reset_index"):
        frame_to_bytes(pd.DataFrame({"a": [1]}, index=["x"]))
