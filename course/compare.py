"""Whether two values are the same answer, whatever library's type they come in."""

import math
from collections.abc import Mapping, Sequence, Sized
from collections.abc import Set as AbstractSet
from datetime import date
from numbers import Number
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray
from pandas.api.types import is_numeric_dtype

REL, ABS = 1e-6, 1e-9
PLAIN = frozenset({str, int, float, bool, type(None)})  # of whose equality no one else decides
WIDTH = 70
NAMED = 6


def is_missing(value: object) -> bool:
    """True for None, NaN, NaT, pandas' NA and numpy's masked value."""
    if value is None or value is pd.NA or value is pd.NaT or value is np.ma.masked:
        return True
    if isinstance(value, np.datetime64 | np.timedelta64):
        return bool(np.isnat(value))
    return isinstance(value, float | np.floating) and math.isnan(value)


def same(got: object, wanted: object, rel: float = REL, abs: float = ABS) -> bool:
    """Whether `got` is the answer `wanted`: by value, numbers within `rel` and `abs`, every kind of missing alike."""
    return difference(got, wanted, rel=rel, abs=abs) is None


def difference(
    got: object, wanted: object, *, rel: float = REL, abs: float = ABS, ordered: bool = False, show: bool = True
) -> str | None:
    """The first difference in words, or None.

    `ordered` makes the order of a frame's columns count. `show=False` names the place but no value.
    """
    if got is wanted:
        return None
    if is_missing(wanted) or is_missing(got):
        return None if is_missing(wanted) and is_missing(got) else _value(got, wanted, show)
    if isinstance(wanted, pd.DataFrame):
        return _frame(got, wanted, rel, abs, ordered, show)
    if isinstance(wanted, Mapping):
        return _mapping(got, wanted, rel, abs, show)
    if isinstance(wanted, AbstractSet):
        return None if isinstance(got, AbstractSet) and set(got) == set(wanted) else _value(got, wanted, show)
    if isinstance(wanted, pd.Series) and not isinstance(wanted.index, pd.RangeIndex) and wanted.index.is_unique:
        return _labelled(got, wanted, rel, abs, show)
    if _is_sequence(wanted):
        return _sequence(got, wanted, rel, abs, show)
    return None if _same_scalar(got, wanted, rel, abs) else _value(got, wanted, show)


def _is_sequence(value: object) -> bool:
    if isinstance(value, np.ndarray):
        return value.ndim > 0
    return isinstance(value, Sequence | pd.Series | pd.Index | ExtensionArray) and not isinstance(value, str | bytes)


def _same_scalar(got: object, wanted: object, rel: float, abs: float) -> bool:
    if isinstance(got, np.ndarray) and got.ndim == 0:
        got = got.item()
    if isinstance(wanted, Number | np.number | np.bool_):
        if not isinstance(got, Number | np.number | np.bool_):
            return False
        if isinstance(got, complex | np.complexfloating) or isinstance(wanted, complex | np.complexfloating):
            return bool(complex(got) == complex(wanted))  # type: ignore[arg-type]
        return math.isclose(float(got), float(wanted), rel_tol=rel, abs_tol=abs)  # type: ignore[arg-type]
    if isinstance(wanted, date | np.datetime64):
        return _same_time(got, wanted)
    if isinstance(wanted, str):
        return isinstance(got, str) and str.__str__(got) == str.__str__(wanted)
    if isinstance(wanted, bytes):
        return isinstance(got, bytes | bytearray) and bytes(got) == wanted
    return type(got) is type(wanted) and bool(got == wanted)


def _same_time(got: object, wanted: Any) -> bool:
    if not isinstance(got, date | np.datetime64):
        return False
    left, right = pd.Timestamp(got), pd.Timestamp(wanted)
    return (left.tz is None) == (right.tz is None) and bool(left == right)


def _value(got: object, wanted: object, show: bool) -> str:
    if not show:
        return "returned another value than the definition gives."
    return f"returned {_apart(got, wanted)}."


def short(value: object, width: int = WIDTH) -> str:
    """`value` as text that fits in a sentence: one line, at most `width` characters, kinds of frame by their shape."""
    return _cut(_text(value), width)


def _text(value: object) -> str:
    if isinstance(value, pd.DataFrame):
        return f"a table of {count(len(value), 'row')} and {count(len(value.columns), 'column')}"
    if hasattr(value, "requests_made") and hasattr(value, "snapshot"):
        return _hub(value.snapshot.meta)
    if is_missing(value):
        return "missing" if value is not None else "None"
    text = repr(value.item() if isinstance(value, np.generic) else value)
    # the spaces of a text are part of it; those of an array's lines are not
    return " ".join(text.split()) if "\n" in text else text


def _hub(meta: Any) -> str:
    """A Hub by what it is known by: its name, or what it holds if it was made by hand in a file of no name."""
    if meta.generator != "by hand":
        return f"the Hub {meta.name!r}"
    held = [count(number, kind.removesuffix("s")) for kind, number in meta.counts.items() if number]
    return f"a Hub of {', '.join(held) or 'no repos'}"


def _cut(text: str, width: int, start: int = 0) -> str:
    text = "..." + text[start:] if start else text
    return text if len(text) <= width else text[: width - 3] + "..."


def _apart(got: object, wanted: object) -> str:
    """Both values as short text that shows where they differ, or their types if nothing else does."""
    left, right = _text(got), _text(wanted)
    if left == right and type(got) is not type(wanted):
        left, right = f"{left} ({type(got).__name__})", f"{right} ({type(wanted).__name__})"
    pairs = enumerate(zip(left, right, strict=False))
    place = next((n for n, (one, other) in pairs if one != other), min(len(left), len(right)))
    start = place - WIDTH // 3 if left != right and place > WIDTH - 10 else 0
    return f"{_cut(left, WIDTH, start)}; expected {_cut(right, WIDTH, start)}"


def count(number: int, noun: str) -> str:
    """A number of things, in words that agree: "1 row", "2 rows"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _number(got: Sized, wanted: Sized, noun: str, show: bool) -> str:
    """That there are too many or too few of something."""
    found = f"{count(len(got), noun)}; expected {len(wanted)}" if show else f"another number of {noun}s"
    return f"returned {found}."


def _items(value: Any) -> list[Any]:
    return value.tolist() if isinstance(value, np.ndarray | pd.Series | pd.Index) else list(value)


def _plainly_equal(left: list[Any], right: list[Any]) -> bool:
    """Whether two lists hold the same numbers and texts, or lists of these: most do, and this tells it quickly."""
    kinds = {*map(type, left), *map(type, right)}
    if kinds == {list}:
        kinds = {type(item) for inner in (*left, *right) for item in inner}
    return kinds <= PLAIN and left == right


def _sequence(got: object, wanted: object, rel: float, abs: float, show: bool) -> str | None:
    if not _is_sequence(got):
        return _value(got, wanted, show)
    left, right = _items(got), _items(wanted)
    if _plainly_equal(left, right):
        return None
    if len(left) != len(right):
        return _number(left, right, "item", show)
    for position, (one, other) in enumerate(zip(left, right, strict=True)):
        if not same(one, other, rel, abs):
            return f"item {position}: {_inside(one, other, rel, abs)}" if show else _somewhere(one, other, rel, abs)
    return None


def _somewhere(got: object, wanted: object, rel: float, abs: float) -> str:
    """That items differ, with no value shown: of two mappings, the key that does is named."""
    if not (isinstance(got, Mapping) and isinstance(wanted, Mapping)):
        return "some items are not right."
    return f"in some items, {difference(got, wanted, rel=rel, abs=abs, show=False)}"


def _labelled(got: object, wanted: pd.Series, rel: float, abs: float, show: bool) -> str | None:
    if isinstance(got, pd.Series) and not got.index.is_unique:
        return "the index holds a label twice."
    if not isinstance(got, pd.Series | Mapping):
        return f"returned {short(got) if show else type(got).__name__}; expected a Series with an index."
    return _mapping(got, wanted.to_dict(), rel, abs, show)


def _mapping(got: object, wanted: Mapping[Any, Any], rel: float, abs: float, show: bool) -> str | None:
    if isinstance(got, pd.Series):
        got = got.to_dict()
    if not isinstance(got, Mapping):
        return _value(got, wanted, show)
    if set(got) != set(wanted):
        return _names("labels", list(got), list(wanted), show)
    for key in wanted:
        if not same(got[key], wanted[key], rel, abs):
            return f"`{key}`: {_inside(got[key], wanted[key], rel, abs)}" if show else f"`{key}` is not right."
    return None


def _inside(got: object, wanted: object, rel: float, abs: float) -> str:
    """What differs between two values of a container: of two mappings, the keys that do."""
    found = difference(got, wanted, rel=rel, abs=abs) if isinstance(wanted, Mapping | pd.DataFrame) else None
    return found if found and not found.startswith("returned") else f"{_apart(got, wanted)}."


def _names(kind: str, got: list[Any], wanted: list[Any], show: bool) -> str:
    lacking = [f"`{name}`" for name in wanted if name not in got]
    extra = [f"`{name}`" for name in got if name not in wanted]
    if not show:  # whoever chooses names, how many or which are left out could tell a value by them
        parts = [f"{kind} missing: {lacking[0]}{' and others' * (len(lacking) > 1)}"] if lacking else []
        parts += [f"some {kind} were not asked for"] if extra else []
        return "; ".join(parts) + "." if parts else f"the {kind} are in another order than asked for."
    parts = [f"{kind} missing: {_listed(lacking)}"] if lacking else []
    parts += [f"{kind} not asked for: {_listed(extra)}"] if extra else []
    return "; ".join(parts) + "." if parts else f"the {kind} are in another order than asked for."


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED + 1 else ""
    return ", ".join(names[:NAMED] if more else names) + more


def _frame(got: object, wanted: pd.DataFrame, rel: float, abs: float, ordered: bool, show: bool) -> str | None:
    if not isinstance(got, pd.DataFrame):
        return f"returned {short(got) if show else type(got).__name__}; expected a DataFrame."
    if list(got.columns) != list(wanted.columns) and (ordered or set(got.columns) != set(wanted.columns)):
        return _names("columns", list(got.columns), list(wanted.columns), show)
    if len(got) != len(wanted):
        return _number(got, wanted, "row", show)
    for column in wanted.columns:
        row = _first_unequal(got[column], wanted[column], rel, abs)
        if row is None:
            continue
        if not show:
            return f"column `{column}` is not what the definition gives in every row."
        return f"column `{column}`, row {row}: {_apart(got[column].iloc[row], wanted[column].iloc[row])}."
    return None


def _first_unequal(got: pd.Series, wanted: pd.Series, rel: float, abs: float) -> int | None:
    left, right = _numbers(got), _numbers(wanted)
    if left is not None and right is not None:
        close = np.isclose(left, right, rtol=rel, atol=abs, equal_nan=True)
        return None if close.all() else int(np.argmin(close))
    if _same_moments(got, wanted):
        return None
    left_items, right_items = _items(got), _items(wanted)
    if _plainly_equal(left_items, right_items):
        return None
    pairs = zip(left_items, right_items, strict=True)
    return next((row for row, (one, other) in enumerate(pairs) if not same(one, other, rel, abs)), None)


def _same_moments(got: pd.Series, wanted: pd.Series) -> bool:
    """Whether two columns of moments with a zone are equal, whatever their zone and unit."""
    if not (isinstance(got.dtype, pd.DatetimeTZDtype) and isinstance(wanted.dtype, pd.DatetimeTZDtype)):
        return False
    return bool(((got.array == wanted.array) | (got.isna().to_numpy() & wanted.isna().to_numpy())).all())


def _numbers(column: pd.Series) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    """The column as numbers with NaN for what is missing, or None if it holds anything else."""
    if not is_numeric_dtype(column.dtype) or column.dtype.kind == "c":
        return None
    return column.to_numpy(dtype=float, na_value=np.nan)
