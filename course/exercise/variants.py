"""Edge cases that many exercises share, each derived from a case that is there: the same data in another order or form.

What the answer should be is asked of the reference again, so a variant may change it.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from course.exercise.exercise import Case

ZONE = "Asia/Kolkata"  # half an hour off the full hour, so that hours and days both move

Variant = Callable[[Case], Case]


def also(one: Case, *variants: Variant) -> Iterator[Case]:
    """The case itself, then each variant of it."""
    yield one
    for vary in variants:
        yield vary(one)


def gapped_index(one: Case) -> Case:
    """The tables with an index that has gaps and does not begin at 0, as after a filter."""
    return _changed(one, "rows numbered with gaps", lambda frame: frame.set_axis(3 + 7 * np.arange(len(frame))))


def repeated_index(one: Case) -> Case:
    """The tables with an index that holds each label twice, as after `pd.concat`."""
    return _changed(one, "rows numbered twice", lambda frame: frame.set_axis(np.arange(len(frame)) // 2))


def reversed_rows(one: Case) -> Case:
    """The tables from the last row to the first."""
    return _changed(one, "rows in reverse", lambda frame: frame.iloc[::-1].reset_index(drop=True))


def shuffled(one: Case) -> Case:
    """The tables with their rows in another order, the same at each run."""

    def shuffle(frame: Any) -> Any:
        order = np.random.default_rng(len(frame)).permutation(len(frame))
        return frame.iloc[order].reset_index(drop=True)

    return _changed(one, "rows in another order", shuffle)


def other_zone(one: Case) -> Case:
    """The moments of tables and arguments in another time zone: the same instants, other clocks."""

    def move(value: Any) -> Any:
        if isinstance(value, pd.DataFrame):
            zoned = [name for name, dtype in value.dtypes.items() if isinstance(dtype, pd.DatetimeTZDtype)]
            return value.assign(**{str(name): value[name].dt.tz_convert(ZONE) for name in zoned})
        if isinstance(value, pd.Series) and isinstance(value.dtype, pd.DatetimeTZDtype):
            return value.dt.tz_convert(ZONE)
        return value.tz_convert(ZONE) if isinstance(value, pd.Timestamp) and value.tz is not None else value

    return Case(f"{one.about}, in another time zone", tuple(map(move, one.args)), one.budget)


def emptied(one: Case) -> Case:
    """The tables without rows, with the columns and dtypes that they have."""
    return _changed(one, "no rows", lambda frame: frame.iloc[:0])


def _changed(one: Case, about: str, change: Callable[[Any], Any]) -> Case:
    tables = (change(arg) if isinstance(arg, pd.DataFrame | pd.Series) else arg for arg in one.args)
    return Case(f"{one.about}, {about}", tuple(tables), one.budget)
