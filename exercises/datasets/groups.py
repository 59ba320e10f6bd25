"""Tables of treated and untreated rows, small enough to be worked out on paper."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

NAN = float("nan")


def rows(*groups: tuple[object, Sequence[float], Sequence[float]]) -> pd.DataFrame:
    """One row an outcome: for each group its name, the outcomes with a card, and those without."""
    kept = [(name, card, y) for name, *sides in groups for card, side in zip((1, 0), sides, strict=True) for y in side]
    table = pd.DataFrame(kept, columns=["kind", "card", "y"])
    return table.astype({"kind": object, "card": "int64", "y": float})


UNEQUAL = rows(("big", [5, 5, 5], [4.5]), ("ind", [2], [1, 1, 1, 1, 1]), ("lone", [9], []))
SIDES = rows(("a", [3, 5], [1]), ("b", [7], []), ("c", [], [2, 4]), ("d", [6], [9, 9]))
TWO = UNEQUAL.assign(age=["new", "old", "old", "old", "new", "new", "new", "old", "old", "old", "new"])
NO_OVERLAP = rows(("a", [3, 5], []), ("b", [], [2, 4]))


def gaps(column: str) -> pd.DataFrame:
    """The rows with a gap in the first, fourth and sixth value of a column."""
    table = UNEQUAL.astype({"card": "Int64"})
    table[column] = table[column].where(~np.isin(np.arange(len(table)), [0, 3, 5]))
    return table


def named(table: pd.DataFrame) -> pd.DataFrame:
    """The rows under names that are no attributes: with a blank, and that of a method."""
    return table.set_axis(["count", "has card", "mean"], axis=1)


def typed(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with whole numbers, truths and gaps in pandas' own types, and a column that nobody asks for."""
    kept = table.assign(y=(2 * table["y"]).astype("Int64"), card=table["card"].astype("boolean"))
    return kept.assign(note=np.nan)


def categories(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with kinds as categories, of which one has no rows."""
    known = ["aaa", *sorted(table["kind"].unique()), "zzz"]
    return table.assign(kind=pd.Categorical(table["kind"], categories=known))
