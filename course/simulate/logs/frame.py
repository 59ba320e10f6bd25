"""Small helpers that every log uses: times, labels, choices."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from course.simulate.meta import AS_OF

NOW = pd.Timestamp(AS_OF)
SEGMENTS = ("developer", "enterprise", "researcher")
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Small = npt.NDArray[np.int8]
Objects = npt.NDArray[np.object_]


def times(start: pd.Timestamp, seconds: npt.ArrayLike) -> "pd.Series[pd.Timestamp]":
    """UTC times to the millisecond, `seconds` after `start`."""
    milliseconds = np.round(np.asarray(seconds, float) * 1000).astype(np.int64)
    first = round(start.timestamp() * 1000)
    return pd.Series(pd.DatetimeIndex((first + milliseconds).astype("datetime64[ms]")).tz_localize("UTC"))


def numbered(prefix: str, numbers: npt.ArrayLike) -> list[str]:
    """Labels such as `u0042`."""
    return [f"{prefix}{number:05d}" for number in np.asarray(numbers).tolist()]


def named(options: Sequence[Any], numbers: npt.ArrayLike) -> list[Any]:
    """`options` by number."""
    return [options[number] for number in np.asarray(numbers).tolist()]


def pick(rng: np.random.Generator, shares: Sequence[float], n: int) -> Ints:
    """`n` option numbers drawn with these shares."""
    total = np.cumsum(shares)
    return np.minimum(np.searchsorted(total / total[-1], rng.random(n), side="right"), len(shares) - 1)


def daily(rng: np.random.Generator, n: int, days: int) -> Floats:
    """Seconds after midnight of the first of `days` days, with more traffic in the afternoon."""
    hour = np.clip(rng.normal(14, 4.5, n), 0, 23.999)
    found: Floats = rng.integers(0, days, n) * 86_400.0 + hour * 3600
    return found
