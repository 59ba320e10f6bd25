"""Whether a call changed its arguments: what pandas remembers for itself is no change."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from course.grading.engine.changes import as_bytes, differ


def table() -> pd.DataFrame:
    """A table with a column of each kind that lessons hand out."""
    moments = pd.to_datetime(pd.Series(["2024-01-01", None, "2024-03-01"]), utc=True)
    columns: dict[str, Any] = {"at": moments, "n": pd.array([1, None, 3], dtype="Int64"), "who": ["a", None, "b"]}
    return pd.DataFrame(columns | {"tags": [["x"], [], ["y", "z"]]})


LOOKS: list[Callable[[pd.DataFrame], object]] = [
    lambda one: one["at"].dt.month,
    lambda one: one["at"].max(),
    lambda one: one.groupby("who").size(),
    lambda one: one.sort_values("at").isna(),
    lambda one: one.set_index("at").index.is_unique,
]


@pytest.mark.parametrize("look", LOOKS)
def test_to_look_is_no_change_and_is_seen_at_a_glance(look: Callable[[pd.DataFrame], object]) -> None:
    mine = table()
    look(mine)
    assert as_bytes((mine,)) == as_bytes((table(),))
    assert not differ(mine, table())


CHANGES: list[Callable[[pd.DataFrame], object]] = [
    lambda one: one.__setitem__("at", one["at"] + pd.Timedelta("1us")),
    lambda one: one.__setitem__("n", one["n"].fillna(0)),
    lambda one: one["tags"][0].append("more"),
    lambda one: one.insert(0, "new", 1),
    lambda one: one.__delitem__("who"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(change: Callable[[pd.DataFrame], object]) -> None:
    mine = table()
    change(mine)
    assert differ(mine, table())


def test_what_cannot_be_written_counts_as_changed() -> None:
    assert as_bytes((lambda: 0,)) is None
    assert differ([lambda: 0], [lambda: 0])
