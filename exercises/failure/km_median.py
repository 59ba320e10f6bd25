"""What is the median time when many never succeed?"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.lesson.reference import solution
from exercises.failure.visits import LESSON, MANY, unseen_sessions

exercise = Exercise(
    "04-failure",
    "km_median",
    looks_at="nobody who succeeds, nobody who fails, ties, a curve that is exactly 1 − q, missing times, "
    "other quantiles, and the times of three logs you have not seen",
)

NAN = float("nan")
Numbers = Sequence[float]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the waiting times of the graded logs."""
    yield case("five sessions", [5, 15, 15, 30, 50], [1, 1, 0, 1, 0])
    yield case("no successes", [10.0, 20.0, 30.0], [0, 0, 0])
    yield case("successes alone, an odd number", [50, 10, 40, 20, 30], [True] * 5)
    yield case("successes alone, an even number", [40, 10, 30, 20], [True] * 4)
    yield case("a success and a failure at the same time", [10, 10, 20, 30], [1, 0, 1, 1])
    yield case("the failure listed first", [10, 10, 20, 30], [0, 1, 1, 1])
    yield case("failures among the first", [10, 10, 10, 10, 20, 30, 40, 50], [1, 1, 0, 0, 1, 1, 0, 0])
    yield case("several successes at the same time", [10, 10, 10, 20, 25, 30], [1, 1, 0, 0, 1, 1])
    yield case("a curve that is exactly 0.5", [1, 2, 3, 4, 5, 6], [0, 0, 1, 1, 0, 0])
    yield case("a curve that is 0.5 but for rounding", list(range(24)), [1] * 24)
    yield case("early failures", [1, 2, 3, 4], [0, 0, 1, 1])
    yield case("a curve that ends above one half", [10, 20, 30, 30], [1, 0, 0, 0])
    yield case("missing times", [10, None, 20, NAN, 30, 40], [1, 1, 0, 1, 1, 1])
    yield case("columns of a table, not in order", *_columns([40.0, 10, 30, 20, 50], [1, 1, 0, 1, 1]))
    yield case("a quarter", [5, 10, 20, 40, 80, 160, 320, 640], [1, 0, 1, 1, 0, 1, 0, 1], 0.25)
    yield case("nine tenths", [5, 10, 20, 40, 80, 160, 320, 640], [1, 0, 1, 1, 0, 1, 0, 1], 0.9)
    yield case("nine tenths of ten, a curve that is 0.1 but for rounding", list(range(10)), [True] * 10, 0.9)
    yield case("no sessions", [], [])
    for slot in SLOTS:
        waits = solution(LESSON, "ttfsic")(unseen_sessions(slot, MANY))
        yield case("the waits of an unseen log", waits["duration_s"], waits["observed"])


def _columns(durations: Numbers, observed: Numbers) -> tuple[pd.Series, pd.Series]:
    table = pd.DataFrame({"duration_s": durations, "observed": observed}, index=[7, 3, 9, 1, 4][: len(durations)])
    return table["duration_s"], table["observed"]


def _known(durations: Numbers, observed: Numbers) -> tuple[np.ndarray, np.ndarray]:
    t = np.array([NAN if pd.isna(value) else float(value) for value in durations])
    return t[~np.isnan(t)], np.array([bool(value) for value in observed], dtype=bool)[~np.isnan(t)]


def _first(t: np.ndarray, ok: np.ndarray, share: float, ties_leave_first: bool = False, room: float = 1e-12) -> float:
    survival = 1.0
    for time in np.unique(t[ok]):
        at_risk = (t > time).sum() + (ok & (t == time)).sum() if ties_leave_first else (t >= time).sum()
        survival *= 1 - (ok & (t == time)).sum() / at_risk
        if survival <= 1 - share + room:
            return float(time)
    return NAN


def _lower(values: np.ndarray, share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    return float(np.quantile(values, share, method="inverted_cdf")) if len(values) else NAN


@exercise.wrong("This is the speed of the lucky. The users who failed are not in it.")
def of_successes(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    t, ok = _known(durations, observed)
    return float(np.quantile(t[ok], q)) if ok.any() else NAN


@exercise.wrong("This is the speed of the lucky. The users who failed are not in it.")
def lower_of_successes(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    t, ok = _known(durations, observed)
    return _lower(t[ok], q)


@exercise.wrong("Giving up after 20 s is not succeeding in 20 s.")
def all_successes(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    t, _ = _known(durations, observed)
    return float(np.quantile(t, q)) if len(t) else NAN


@exercise.wrong("Giving up after 20 s is not succeeding in 20 s.")
def lower_of_all(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    return _lower(_known(durations, observed)[0], q)


@exercise.wrong("Close, but a session that ended early tells you nothing about later; let it leave the risk set.")
def censored_is_forever(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    t, ok = _known(durations, observed)
    return _lower(np.where(ok, t, np.inf), q)


@exercise.wrong("Close, but a session that ended early tells you nothing about later; let it leave the risk set.")
def share_of_all(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    found = censored_is_forever(durations, observed, q)
    return NAN if np.isinf(found) else found


@exercise.wrong("At equal times successes come first: who gave up at that time was still at risk.")
def failures_leave_first(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    return _first(*_known(durations, observed), q, ties_leave_first=True)


@exercise.wrong("A curve of exactly 1 − q, rounding aside, is low enough: compare with ≤ 1 − q + 1e-12.")
def strictly_below(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    return _first(*_known(durations, observed), q + 1e-9)


@exercise.wrong("A curve of exactly 1 − q, rounding aside, is low enough: compare with ≤ 1 − q + 1e-12.")
def without_room_for_rounding(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    return _first(*_known(durations, observed), q, room=0.0)


@exercise.wrong("Multiply: S at a time is the S before it, times 1 − successes / at risk.")
def not_multiplied(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    t, ok = _known(durations, observed)
    kept = ((time, 1 - (ok & (t == time)).sum() / (t >= time).sum()) for time in np.unique(t[ok]))
    return next((float(time) for time, share in kept if share <= 1 - q + 1e-12), NAN)


@exercise.wrong("`q` is an argument: one half is only its default.")
def always_the_median(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    return _first(*_known(durations, observed), 0.5)


@exercise.wrong("The curve falls from 1: the share `q` is reached where it is 1 − q.")
def wrong_end_of_the_curve(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    return _first(*_known(durations, observed), 1 - q)


@exercise.wrong("If the curve never gets down to 1 − q, nobody knows the time: NaN.")
def last_time_instead(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    t, ok = _known(durations, observed)
    found = _first(t, ok, q)
    return float(t.max()) if np.isnan(found) and len(t) else found


@exercise.right
def with_fractions(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    pairs = [(time, bool(ok)) for time, ok in zip(durations, observed, strict=True) if not pd.isna(time)]
    survival = Fraction(1)
    for time in sorted({time for time, ok in pairs if ok}):
        at_risk = [ok for other, ok in pairs if other >= time]
        survival *= 1 - Fraction(sum(other == time and ok for other, ok in pairs), len(at_risk))
        if float(survival) <= 1 - q + 1e-12:
            return float(time)
    return NAN


@exercise.right
def one_session_at_a_time(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    table = pd.DataFrame({"t": list(durations), "ok": [bool(value) for value in observed]}).astype({"t": float})
    table = table.dropna().sort_values(["t", "ok"], ascending=[True, False], ignore_index=True)
    at_risk = len(table) - np.arange(len(table))
    table["survival"] = (1 - table["ok"] / at_risk).cumprod()
    low = table[table["ok"] & (table["survival"] <= 1 - q + 1e-12)]
    return float(low["t"].iloc[0]) if len(low) else NAN


@exercise.right
def with_a_table_of_times(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    t, ok = _known(durations, observed)
    counts = pd.DataFrame({"t": t, "ok": ok}).groupby("t")["ok"].agg(["size", "sum"])
    at_risk = counts["size"][::-1].cumsum()[::-1]
    survival = (1 - counts["sum"] / at_risk).cumprod()[counts["sum"] > 0]
    return float(survival.index[survival <= 1 - q + 1e-12].min())
