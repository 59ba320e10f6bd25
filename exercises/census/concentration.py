"""How unequal is adoption? Gini, HHI and the share of the largest hundredth."""

import math
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "01-census",
    "concentration",
    looks_at="gaps, zeros, one count, no counts, a negative one, 100, 101, 140 and 250 of them, and unseen Hubs",
)

Figures = dict[str, float]
NAN = float("nan")


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then downloads of the graded Hubs, by model and by publisher."""
    yield case("four counts, one of them zero", [0, 2, 3, 15])
    yield case("counts with gaps", [None, 4.0, NAN, 0.0, 2.0, pd.NA, 10.0])
    yield case("counts in no order", pd.Series([9, 1, pd.NA, 0, 40, 3], dtype="Int64"))
    yield case("a Series that does not begin at 0", pd.Series([5, 0, 8], index=[7, 3, 5]))
    yield case("a single count", [7])
    yield case("zeros alone", [0, 0, 0])
    yield case("no counts", [])
    yield case("gaps alone", [None, NAN])
    yield case("100 counts", [rank**2 for rank in range(100)])
    yield case("101 counts", [rank**2 for rank in range(101)])
    yield case("140 counts", [rank**2 for rank in range(140)])
    yield case("250 counts", [rank**3 for rank in range(250)])
    yield case("a negative count", [3, -1, 2])
    yield case("negative counts that add up to zero", [-1, 1])
    yield case("a negative count among gaps", [None, -2, NAN])
    for slot in hubs.SLOTS:
        models = hubs.models(slot)
        yield case("downloads by model of an unseen Hub", models["downloads"].tolist())
        yield case("downloads by publisher of an unseen Hub", models.groupby("author")["downloads"].sum().tolist())


SMALL = "Below 100 counts, the top 1 % is the one largest: round n / 100 up, and take from the end."
ORDER = "x₁ is the smallest: sort ascending before you weigh by rank."
NEGATIVE = "A negative count cannot be: raise ValueError."

slip = exercise.slip
slip(
    "zeros_dropped",
    "Models nobody downloads are the point: dropping zeros hides them.",
    "    n = len(x)",
    "    x = x[x != 0]\n    n = len(x)",
)
slip(
    "antitrust_scale",
    "That is the antitrust scale; this course uses 0–1.",
    '"hhi": (',
    '"hhi": 10_000 * (',
)
slip(
    "top_cut_down",
    SMALL,
    "int(np.ceil(n / 100))",
    "n // 100",
    "x[-largest:]",
    "x[n - largest :]",
)
slip(
    "top_sliced_from_the_end",
    "With fewer than 100 repos your top 1 % is empty: x[-0:] is then the whole list.",
    "int(np.ceil(n / 100))",
    "n // 100",
)
slip(
    "one_too_many",
    "Of exactly 100 counts, the largest hundredth is one: round n / 100 up, do not add 1 to it.",
    "int(np.ceil(n / 100))",
    "n // 100 + 1",
)
slip(
    "rounded_to_the_nearest",
    "Round the hundredth up, always: of 140 counts it is 2.",
    "int(np.ceil(n / 100))",
    "max(1, int(n / 100 + 0.5))",
)
slip(
    "corrected_gini",
    "You applied the small-sample correction; the definition here is the plain population Gini.",
    "/ (n * total)",
    "/ (max(n - 1, 1) * total)",
)
slip(
    "missing_as_zero",
    "A count that was not returned is unknown, not zero: drop it before you count n.",
    "[value for value in values if not pd.isna(value)]",
    "[0 if pd.isna(value) else value for value in values]",
)
slip(
    "unsorted",
    ORDER,
    "np.sort(np.array(known, dtype=float))",
    "np.array(known, dtype=float)",
    "x[-largest:]",
    "np.sort(x)[-largest:]",
)
slip("unsorted_throughout", ORDER, "np.sort(np.array(known, dtype=float))", "np.array(known, dtype=float)")
slip("largest_first", ORDER, "(weight * x)", "(weight * x[::-1])")
slip(
    "ranks_from_zero",
    "The places i run from 1 to n; yours run from 0.",
    "2 * np.arange(1, n + 1)",
    "2 * np.arange(n)",
)
slip(
    "smallest_hundredth",
    SMALL,
    "x[-largest:]",
    "x[:largest]",
)
slip(
    "nothing_is_equal",
    "With nothing to share there is no inequality to measure: NaN, not 0.",
    'return {"n": n, "gini": np.nan, "hhi": np.nan, "top1pct_share": np.nan}',
    'return {"n": n, "gini": 0.0, "hhi": 0.0, "top1pct_share": 0.0}',
)
slip(
    "sum_of_nothing",
    "numpy adds up nothing to 0: answer NaN before you sum an empty list.",
    '"hhi": np.nan,',
    '"hhi": np.nan if n else 0.0,',
)
slip(
    "n_left_out",
    "`n` is known also where the other three are NaN: it counts the known ones.",
    'return {"n": n, "gini": np.nan',
    'return {"n": np.nan, "gini": np.nan',
)
slip("negatives_let_through", NEGATIVE, '        raise ValueError("a count cannot be negative")', "        pass")
slip(
    "negatives_seen_late",
    NEGATIVE,
    "(x < 0).any()",
    "(x < 0).any() and total != 0",
)


@exercise.wrong("A sum of zero cannot be divided by: answer NaN before you divide.")
def divides_by_zero(values: Iterable[float | None]) -> Figures:
    x = sorted(float(value) for value in values if not pd.isna(value))
    _ = 1 / sum(x)
    found: Figures = with_plain_python(x)
    return found


@exercise.right
def with_plain_python(values: Iterable[float | None]) -> Figures:
    x = sorted(float(value) for value in values if not pd.isna(value))
    if x and x[0] < 0:
        raise ValueError(f"{x[0]} is negative")
    n, total = len(x), sum(x)
    if total == 0:
        return {"top1pct_share": NAN, "hhi": NAN, "gini": NAN, "n": n}
    gini = sum((2 * i - n - 1) * value for i, value in enumerate(x, start=1)) / (n * total)
    top = sum(x[-max(1, -(-n // 100)) :]) / total
    return {"n": n, "gini": gini, "hhi": sum((value / total) ** 2 for value in x), "top1pct_share": top}


@exercise.right
def from_the_lorenz_curve(values: Iterable[float | None]) -> pd.Series:
    x = pd.to_numeric(pd.Series(list(values), dtype="object"), errors="coerce").dropna().astype(float).sort_values()
    if x.lt(0).any():
        raise ValueError("downloads cannot be negative")
    n = len(x)
    if n == 0 or x.sum() == 0:
        return pd.Series({"n": n, "gini": None, "hhi": None, "top1pct_share": None}, dtype="object")
    share = x / x.sum()
    gini = 1 - (2 * share.cumsum() - share).sum() / n
    top = share.nlargest(math.ceil(n / 100)).sum()
    return pd.Series({"n": n, "gini": gini, "hhi": (share**2).sum(), "top1pct_share": top})


@exercise.right
def by_mean_differences(values: Iterable[float | None]) -> Figures:
    x = np.array([value for value in values if pd.notna(value)], dtype=float)
    if np.any(x < 0):
        raise ValueError("below zero")
    total = float(x.sum())
    if total == 0:
        return dict.fromkeys(["gini", "hhi", "top1pct_share"], NAN) | {"n": len(x)}
    gini = np.abs(x[:, None] - x[None, :]).mean() / (2 * x.mean())
    top = np.partition(x, -math.ceil(len(x) / 100))[-math.ceil(len(x) / 100) :].sum() / total
    return {"n": len(x), "gini": gini, "hhi": float(x @ x) / total**2, "top1pct_share": top}
