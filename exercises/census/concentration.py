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
    looks_at="gaps, zeros, one count, no counts, a negative one, 250 of them, and unseen Hubs",
)

Figures = dict[str, float]
NAN = float("nan")


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then downloads of the graded Hubs, by model and by publisher."""
    yield case("four counts, one of them zero", [0, 2, 3, 15])
    yield case("counts with gaps", [None, 4.0, NAN, 0.0, 2.0, pd.NA, 10.0])
    yield case("counts in no order", pd.Series([9, 1, pd.NA, 0, 40, 3], dtype="Int64"))
    yield case("a single count", [7])
    yield case("zeros alone", [0, 0, 0])
    yield case("no counts", [])
    yield case("gaps alone", [None, NAN])
    yield case("250 counts", [rank**3 for rank in range(250)])
    yield case("a negative count", [3, -1, 2])
    for slot in hubs.SLOTS:
        models = hubs.models(slot)
        yield case("downloads by model of an unseen Hub", models["downloads"].tolist())
        yield case("downloads by publisher of an unseen Hub", models.groupby("author")["downloads"].sum().tolist())


def _known(values: Iterable[float | None]) -> np.ndarray:
    known = np.array([float(value) for value in values if not pd.isna(value)])
    if (known < 0).any():
        raise ValueError("negative")
    return np.sort(known)


def _figures(x: np.ndarray, top: int | None = None, scale: float = 1.0) -> Figures:
    n, total = len(x), x.sum()
    if not total:
        return {"n": n, "gini": NAN, "hhi": NAN, "top1pct_share": NAN}
    gini = (2 * np.arange(1, n + 1) - n - 1) @ x / (n * total)
    largest = x[::-1][: math.ceil(n / 100) if top is None else top].sum() / total
    return {"n": n, "gini": gini, "hhi": scale * ((x / total) ** 2).sum(), "top1pct_share": largest}


@exercise.wrong("Models nobody downloads are the point: dropping zeros hides them.")
def zeros_dropped(values: Iterable[float | None]) -> Figures:
    x = _known(values)
    return _figures(x[x > 0])


@exercise.wrong("That is the antitrust scale; this course uses 0–1.")
def antitrust_scale(values: Iterable[float | None]) -> Figures:
    return _figures(_known(values), scale=10_000)


@exercise.wrong("With fewer than 100 repos your top 1 % is empty.")
def top_cut_down(values: Iterable[float | None]) -> Figures:
    x = _known(values)
    return _figures(x, top=int(0.01 * len(x)))


@exercise.wrong("With fewer than 100 repos your top 1 % is empty: x[-0:] is then the whole list.")
def top_sliced_from_the_end(values: Iterable[float | None]) -> Figures:
    x = _known(values)
    return _figures(x, top=int(0.01 * len(x)) or len(x))


@exercise.wrong("You applied the small-sample correction; the definition here is the plain population Gini.")
def corrected_gini(values: Iterable[float | None]) -> Figures:
    found = _figures(_known(values))
    n = found["n"]
    return found | {"gini": found["gini"] * n / (n - 1) if n > 1 else found["gini"]}


@exercise.wrong("A count that was not returned is unknown, not zero: drop it before you count n.")
def missing_as_zero(values: Iterable[float | None]) -> Figures:
    return _figures(_known(0 if pd.isna(value) else value for value in values))


@exercise.wrong("x₁ is the smallest: sort ascending before you weigh by rank.")
def unsorted(values: Iterable[float | None]) -> Figures:
    x = np.array([float(value) for value in values if not pd.isna(value)])
    return _figures(_known(values)) | {"gini": _figures(x)["gini"]}


@exercise.wrong("With nothing to share there is no inequality to measure: NaN, not 0.")
def nothing_is_equal(values: Iterable[float | None]) -> Figures:
    found = _figures(_known(values))
    return {key: 0.0 if pd.isna(value) else value for key, value in found.items()}


@exercise.wrong("numpy adds up nothing to 0: answer NaN before you sum an empty list.")
def sum_of_nothing(values: Iterable[float | None]) -> Figures:
    found = _figures(_known(values))
    return found | {"hhi": found["hhi"] if found["n"] else 0.0}


@exercise.wrong("A sum of zero cannot be divided by: answer NaN before you divide.")
def divides_by_zero(values: Iterable[float | None]) -> Figures:
    x = [float(value) for value in _known(values)]
    _ = 1 / sum(x)
    return _figures(np.array(x))


@exercise.wrong("A negative count cannot be: raise ValueError.")
def negatives_let_through(values: Iterable[float | None]) -> Figures:
    return _figures(np.sort([float(value) for value in values if not pd.isna(value)]))


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
    x = _known(values)
    if not x.sum():
        return _figures(x)
    return _figures(x) | {"gini": np.abs(x[:, None] - x[None, :]).mean() / (2 * x.mean())}
