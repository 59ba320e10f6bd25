"""A DataFrame as compressed bytes and back, exactly: column by column, dtype for dtype."""

import json
import zlib
from collections.abc import Callable
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pandas as pd

Parts = list[bytes]
Array = np.ndarray[Any, np.dtype[Any]]
REPEATED = 2  # texts that occur so often on average are kept once


def frame_to_bytes(frame: pd.DataFrame) -> bytes:
    """`frame` as bytes; its index must be the plain 0, 1, 2, ..."""
    if not frame.index.equals(pd.RangeIndex(len(frame))):
        raise ValueError(f"The index starting {list(frame.index[:3])} would be lost; call reset_index() first.")
    columns = [(str(name), *_pack(frame[name])) for name in frame.columns]
    heads = [(name, how, dtype, [len(part) for part in parts]) for name, how, dtype, parts in columns]
    head = json.dumps({"rows": len(frame), "columns": heads}).encode()
    body = b"".join(part for *_, parts in columns for part in parts)
    return zlib.compress(len(head).to_bytes(4, "big") + head + body)


def bytes_to_frame(content: bytes) -> pd.DataFrame:
    """The DataFrame that `frame_to_bytes` was given."""
    data = zlib.decompress(content)
    start = 4 + int.from_bytes(data[:4], "big")
    head = json.loads(data[4:start])
    columns: dict[str, Any] = {}
    for name, how, dtype, lengths in head["columns"]:
        ends = list(accumulate(lengths, initial=start))
        parts = [data[begin:end] for begin, end in pairwise(ends)]
        columns[name], start = _UNPACK[how](parts, dtype), ends[-1]
    return pd.DataFrame(columns, index=pd.RangeIndex(head["rows"]))


def _pack(column: "pd.Series[Any]") -> tuple[str, str, Parts]:
    dtype: Any = column.dtype
    if isinstance(dtype, pd.DatetimeTZDtype):
        values = column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        return "zoned", f"{dtype.unit} {dtype.tz}", [_planes(values)]
    if isinstance(dtype, pd.CategoricalDtype):
        how, inner, parts = _pack(pd.Series(dtype.categories))
        codes = column.cat.codes.to_numpy(np.int32)
        return "category", json.dumps([bool(dtype.ordered), how, inner]), [_planes(codes), *parts]
    if isinstance(dtype, np.dtype) and dtype.kind in "biufmM":
        return "numpy", dtype.str, [_planes(column.to_numpy())]
    if hasattr(dtype, "numpy_dtype"):
        values = column.array._data  # what lies under a mask must survive too
        return "masked", str(dtype), [_planes(values), np.asarray(column.isna()).tobytes()]
    if isinstance(dtype, pd.StringDtype):
        return _pack_text(column, str(dtype))
    return "json", str(dtype), [_json(column.tolist())]


def _pack_text(column: "pd.Series[str]", dtype: str) -> tuple[str, str, Parts]:
    codes, texts = pd.factorize(column)
    if REPEATED * len(texts) > len(column):
        return "json", dtype, [_json(column.astype(object).where(column.notna(), None).tolist())]
    return "coded", dtype, [_planes(codes.astype(np.int32)), _json(texts.tolist())]


def _json(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode()


def _planes(values: Array) -> bytes:
    """The first byte of every value, then the second of every value, and so on: like bytes compress better."""
    return values.view(np.uint8).reshape(-1, values.itemsize).T.tobytes()


def _from_planes(content: bytes, dtype: Any) -> Array:
    planes = np.frombuffer(content, np.uint8).reshape(np.dtype(dtype).itemsize, -1)
    values: Array = np.ascontiguousarray(planes.T).view(dtype).ravel()
    return values


def _unpack_zoned(parts: Parts, dtype: str) -> Any:
    unit, zone = dtype.split(" ", 1)
    values: Any = pd.Series(_from_planes(parts[0], f"M8[{unit}]"))
    return values.dt.tz_localize("UTC").dt.tz_convert(zone)


def _unpack_category(parts: Parts, dtype: str) -> Any:
    ordered, how, inner = json.loads(dtype)
    categories = pd.Index(_UNPACK[how](parts[1:], inner))
    return pd.Categorical.from_codes(_from_planes(parts[0], np.int32), categories, ordered=ordered)


def _unpack_masked(parts: Parts, dtype: str) -> Any:
    kind: Any = pd.api.types.pandas_dtype(dtype)
    values, mask = _from_planes(parts[0], kind.numpy_dtype), np.frombuffer(parts[1], bool).copy()
    return pd.Series(kind.construct_array_type()(values, mask))


def _unpack_coded(parts: Parts, dtype: str) -> Any:
    texts: Any = pd.array(json.loads(parts[1]), dtype=dtype)
    return pd.Series(texts.take(_from_planes(parts[0], np.int32), allow_fill=True))


_UNPACK: dict[str, Callable[[Parts, str], Any]] = {
    "zoned": _unpack_zoned,
    "category": _unpack_category,
    "masked": _unpack_masked,
    "numpy": lambda parts, dtype: _from_planes(parts[0], dtype),
    "coded": _unpack_coded,
    "json": lambda parts, dtype: pd.Series(json.loads(parts[0]), dtype=dtype),
}
