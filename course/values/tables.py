"""The kinds of value that numpy and pandas have: scalars, arrays, Series, DataFrame and the kinds of Index."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray
from pandas.core.dtypes.dtypes import BaseMaskedDtype

from course.values.codec import ALIKE, OWN, Node, Reader, Unfit, Writer, need, register
from course.values.scalars import zone_node, zone_value

NUMBERS = re.compile(r"\|b1|[|<][iu][1248]|<f[248]|<c(8|16)|<[mM]8\[(ns|us|ms|s|m|h|D|W|M|Y)\]")
MASKED = {f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64)} | {"Float32", "Float64", "boolean"}
FREQUENCIES = re.compile(r"(D|B|h|min|s|ms|us|ns|M|(W|Q|Y)-[A-Z]{3})")
CLOSED, DIMENSIONS = ("left", "right", "both", "neither"), 8
FIRST, LAST = np.datetime64("0001-01-02", "s"), np.datetime64("9999-12-30", "s")  # what clocks with a zone can show
ROWS = 5_000_000


def _write_array(writer: Writer, value: np.ndarray[Any, Any]) -> Node:
    plain = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
    if NUMBERS.fullmatch(plain.dtype.str):
        return [plain.dtype.str, list(value.shape), writer.blob(plain.tobytes())]
    if value.dtype.kind in "OUS":
        return ["object", list(value.shape), writer.nodes(value.ravel().tolist())]
    if writer.alike and value.dtype.names:
        return _write_array(writer, _rows(value))
    raise Unfit(f"an array of {value.dtype} cannot be sent")


def _rows(value: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """An array of records as one of tuples."""
    made = np.empty(value.shape, dtype=object)
    for place in np.ndindex(value.shape):
        made[place] = value[place].item()
    return made


def _read_array(reader: Reader, node: Node) -> np.ndarray[Any, Any]:
    dtype, shape, data = node
    need(type(shape) is list and len(shape) <= DIMENSIONS and all(type(n) is int and 0 <= n <= ROWS for n in shape))
    size = int(np.prod(shape, dtype=object)) if shape else 1
    if dtype == "object":
        items = reader.values(data)
        need(len(items) == size)
        made = np.empty(size, dtype=object)
        made[:] = items
        return made.reshape(shape)
    need(type(dtype) is str and NUMBERS.fullmatch(dtype))
    blob = reader.blob(data)
    need(len(blob) == size * np.dtype(dtype).itemsize)
    made = np.frombuffer(blob, dtype=dtype).copy()
    if dtype == "|b1":
        made = made.view(np.uint8) != 0
    return made.reshape(shape)


ALIKE.insert(0, (np.ma.MaskedArray, np.ma.MaskedArray.tolist))
OWN.add(np.ma.MaskedArray)
ALIKE.append((ExtensionArray, list))


def _line(reader: Reader, node: Node) -> np.ndarray[Any, Any]:
    made = _read_array(reader, node)
    need(made.ndim == 1)
    return made


def _write_scalar(writer: Writer, value: np.generic) -> Node:
    return _write_array(writer, np.asarray(value))


def _read_scalar(reader: Reader, node: Node) -> Any:
    made = _read_array(reader, node)
    need(made.ndim == 0 and made.dtype != object)
    return made[()]


def _column(writer: Writer, values: Any) -> Node:
    """The data of a Series or Index, by the kind of its dtype."""
    dtype = values.dtype
    if writer.alike and isinstance(dtype, pd.SparseDtype):
        return _column(writer, pd.Series(np.asarray(values)))
    if isinstance(dtype, np.dtype):
        return ["numpy", _write_array(writer, np.asarray(values))]
    for name, (kind, write, _) in COLUMNS.items():
        if isinstance(dtype, kind):
            return [name, write(writer, values)]
    raise Unfit(f"a column of {dtype} cannot be sent")


def _read_column(reader: Reader, node: Node) -> Any:
    name, data = node
    if name == "numpy":
        return _line(reader, data)
    need(name in COLUMNS)
    return COLUMNS[name][2](reader, data)


def _write_text(writer: Writer, values: Any) -> Node:
    return [values.dtype.na_value is pd.NA, values.to_numpy(dtype=object, na_value=None).tolist()]


def _read_text(reader: Reader, node: Node) -> Any:
    nullable, items = node
    need(type(items) is list and set(map(type, items)) <= {str, type(None)})
    return pd.array(items, dtype="string" if nullable else "str")


def _write_masked(writer: Writer, values: Any) -> Node:
    array = values.array
    return [str(array.dtype), _write_array(writer, array._data), _write_array(writer, array._mask)]


def _read_masked(reader: Reader, node: Node) -> Any:
    dtype, data, mask = node[0], _line(reader, node[1]), _line(reader, node[2])
    need(dtype in MASKED and mask.dtype == bool and len(data) == len(mask))
    need(data.dtype == (bool if dtype == "boolean" else dtype.lower()))
    make = {"b": pd.arrays.BooleanArray, "f": pd.arrays.FloatingArray}.get(data.dtype.kind, pd.arrays.IntegerArray)
    return make(data, mask)


def _write_zoned(writer: Writer, values: Any) -> Node:
    naive = pd.DatetimeIndex(values).tz_convert("UTC").tz_localize(None)
    return [_write_array(writer, naive.to_numpy()), zone_node(values.dtype.tz, pd.Timestamp(0))]


def _read_zoned(reader: Reader, node: Node) -> Any:
    moments = _line(reader, node[0])
    need(re.fullmatch(r"<M8\[(ns|us|ms|s)\]", moments.dtype.str) and node[1] is not None)
    need(moments.dtype == "<M8[ns]" or (np.isnat(moments) | (moments >= FIRST) & (moments <= LAST)).all())
    return pd.DatetimeIndex(moments).tz_localize("UTC").tz_convert(zone_value(node[1])).array


def _write_categories(writer: Writer, values: Any) -> Node:
    array = values.array
    return [_write_array(writer, array.codes), writer.node(array.categories), bool(array.ordered)]


def _read_categories(reader: Reader, node: Node) -> Any:
    codes, categories = _line(reader, node[0]), reader.value(node[1])
    need(isinstance(categories, pd.Index) and codes.dtype.kind == "i" and type(node[2]) is bool)
    return pd.Categorical.from_codes(codes, categories=categories, ordered=node[2])


def _write_periods(writer: Writer, values: Any) -> Node:
    return [_write_array(writer, values.array.asi8), str(values.dtype).removeprefix("period[").removesuffix("]")]


def _read_periods(reader: Reader, node: Node) -> Any:
    ordinals, frequency = _line(reader, node[0]), node[1]
    need(ordinals.dtype == np.int64 and type(frequency) is str and FREQUENCIES.fullmatch(frequency))
    need((np.abs(ordinals[ordinals != np.iinfo(np.int64).min]) < 10**9).all() or frequency in ("ns", "us", "ms", "s"))
    return pd.PeriodIndex.from_ordinals(ordinals, freq=frequency).array  # type: ignore[attr-defined]


def _write_intervals(writer: Writer, values: Any) -> Node:
    array = values.array
    return [_column(writer, array.left), _column(writer, array.right), array.closed]


def _read_intervals(reader: Reader, node: Node) -> Any:
    need(node[2] in CLOSED)
    left, right = _read_column(reader, node[0]), _read_column(reader, node[1])
    need(left.dtype == right.dtype and left.dtype.kind in "iufmM")
    return pd.arrays.IntervalArray.from_arrays(left, right, closed=node[2])


COLUMNS: dict[str, tuple[Any, Callable[[Writer, Any], Node], Callable[[Reader, Node], Any]]] = {
    "text": (pd.StringDtype, _write_text, _read_text),
    "zoned": (pd.DatetimeTZDtype, _write_zoned, _read_zoned),
    "categories": (pd.CategoricalDtype, _write_categories, _read_categories),
    "periods": (pd.PeriodDtype, _write_periods, _read_periods),
    "intervals": (pd.IntervalDtype, _write_intervals, _read_intervals),
    "masked": (BaseMaskedDtype, _write_masked, _read_masked),
}


def _write_index(writer: Writer, value: pd.Index) -> Node:
    if isinstance(value, pd.RangeIndex):
        return ["range", [value.start, value.stop, value.step], [writer.node(value.name)]]
    names = [writer.node(name) for name in value.names]
    levels = [value.get_level_values(level) for level in range(value.nlevels)]
    return ["multi" if isinstance(value, pd.MultiIndex) else "flat", [_column(writer, one) for one in levels], names]


def _read_index(reader: Reader, node: Node) -> pd.Index:
    form, data, names = node[0], node[1], [reader.value(name) for name in node[2]]
    if form == "range":
        need(len(data) == 3 and all(type(n) is int and abs(n) < 2**53 for n in data))
        need(data[2] != 0 and len(range(*data)) <= ROWS)
        return pd.RangeIndex(data[0], data[1], data[2], name=names[0])
    levels = [_read_column(reader, one) for one in data]
    need(levels and len(levels) == len(names) <= 32 and len({len(one) for one in levels}) == 1)
    if form == "multi":
        return pd.MultiIndex.from_arrays(levels, names=names)
    need(len(levels) == 1)
    made: pd.Index = pd.Index(levels[0], name=names[0], dtype=levels[0].dtype)
    return made


def _write_series(writer: Writer, value: pd.Series) -> Node:
    return [_column(writer, value), _write_index(writer, value.index), writer.node(value.name)]


def _read_series(reader: Reader, node: Node) -> pd.Series:
    values, index = _read_column(reader, node[0]), _read_index(reader, node[1])
    need(len(values) == len(index))
    return pd.Series(values, index=index, name=reader.value(node[2]))


def _write_frame(writer: Writer, value: pd.DataFrame) -> Node:
    columns = [_column(writer, value.iloc[:, number]) for number in range(value.shape[1])]
    return [columns, _write_index(writer, value.index), _write_index(writer, value.columns)]


def _read_frame(reader: Reader, node: Node) -> pd.DataFrame:
    arrays = [_read_column(reader, one) for one in node[0]]
    index, columns = _read_index(reader, node[1]), _read_index(reader, node[2])
    need(len(arrays) == len(columns) and all(len(one) == len(index) for one in arrays))
    made = pd.DataFrame(dict(enumerate(arrays)), index=index)
    made.columns = columns
    return made


def _write_timestamp(_writer: Writer, value: Any) -> Node:
    return [value._value, value.unit, zone_node(value.tzinfo, value)]


def _read_timestamp(_reader: Reader, node: Node) -> pd.Timestamp:
    value, unit, zone = node
    need(type(value) is int and abs(value) < 2**63 and unit in ("s", "ms", "us", "ns"))
    made = pd.Timestamp(np.datetime64(value, unit))
    return made if zone is None else made.tz_localize("UTC").tz_convert(zone_value(zone))


def _write_period(_writer: Writer, value: pd.Period) -> Node:
    return [value.ordinal, value.freqstr]


def _read_period(_reader: Reader, node: Node) -> pd.Period:
    need(type(node[0]) is int and abs(node[0]) < 10**9 and type(node[1]) is str and FREQUENCIES.fullmatch(node[1]))
    return pd.Period(ordinal=node[0], freq=node[1])


def _read_timedelta(_reader: Reader, node: Node) -> pd.Timedelta:
    need(type(node[0]) is int and abs(node[0]) < 2**63 and node[1] in ("s", "ms", "us", "ns"))
    return pd.Timedelta(np.timedelta64(node[0], node[1]))


_NUMPY = tuple(np.dtype(code).type for code in "?bhilqBHILQefdFDmM")
_INDEXES = (pd.Index, pd.RangeIndex, pd.MultiIndex, pd.DatetimeIndex, pd.TimedeltaIndex, pd.CategoricalIndex,
            pd.PeriodIndex, pd.IntervalIndex)  # fmt: skip
register("numpy", _NUMPY, _write_scalar, _read_scalar)
register("array", (np.ndarray,), _write_array, _read_array)
register("index", _INDEXES, _write_index, _read_index)
register("series", (pd.Series,), _write_series, _read_series)
register("frame", (pd.DataFrame,), _write_frame, _read_frame)
register("timestamp", (pd.Timestamp,), _write_timestamp, _read_timestamp)
register("timedelta", (pd.Timedelta,), lambda _writer, value: [value._value, value.unit], _read_timedelta)
register("period", (pd.Period,), _write_period, _read_period)
register("NA", (type(pd.NA),), lambda _writer, _value: 0, lambda _reader, _node: pd.NA)
register("NaT", (type(pd.NaT),), lambda _writer, _value: 0, lambda _reader, _node: pd.NaT)
