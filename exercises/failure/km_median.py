"""What is the median time when many never succeed?"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import Variant, also
from course.lesson.reference import solution
from exercises.failure.visits import LESSON, MANY, unseen_sessions

exercise = Exercise(
    "04-failure",
    "km_median",
    looks_at="nobody who succeeds, nobody who fails, ties, a curve that is exactly 1 − q, missing times, "
    "other quantiles from 0 to 1, and the times of three logs you have not seen",
)

NAN = float("nan")
Numbers = Sequence[float]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the waiting times of the graded logs."""
    yield from also(case("five sessions", [5, 15, 15, 30, 50], [1, 1, 0, 1, 0]), _turned)
    yield case("no successes", [10.0, 20.0, 30.0], [0, 0, 0])
    yield case("successes alone, an odd number", [50, 10, 40, 20, 30], [True] * 5)
    yield case("successes alone, an even number", [40, 10, 30, 20], [True] * 4)
    yield from also(case("a success and a failure at the same time", [10, 10, 20, 30], [1, 0, 1, 1]), _turned)
    yield case("the failure listed first", [10, 10, 20, 30], [0, 1, 1, 1])
    yield case("failures among the first", [10, 10, 10, 10, 20, 30, 40, 50], [1, 1, 0, 0, 1, 1, 0, 0])
    yield case("several successes at the same time", [10, 10, 10, 20, 25, 30], [1, 1, 0, 0, 1, 1])
    yield case("a curve that is exactly 0.5", [1, 2, 3, 4, 5, 6], [0, 0, 1, 1, 0, 0])
    yield case("a curve that is 0.5 but for rounding", list(range(24)), [1] * 24)
    yield case("early failures", [1, 2, 3, 4], [0, 0, 1, 1])
    yield case("a curve that ends above one half", [10, 20, 30, 30], [1, 0, 0, 0])
    yield case("a curve that ends above one half by little", [10, 20, 30, 40, 50], [1, 1, 0, 0, 0])
    yield case("one success", [70], [1])
    yield case("a success after no time", [0, 0, 0], [1, 1, 0])
    yield from also(case("missing times", [10, None, 20, NAN, 30, 40], [1, 1, 0, 1, 1, 1]), _turned)
    yield case("missing times alone", [None, NAN], [1, 0])
    yield case("columns of a table, not in order", *_columns([40.0, 10, 30, 20, 50], [1, 1, 0, 1, 1]))
    yield case("columns of a table, with a gap", *_columns([40.0, NAN, 30, 20, 50], [True, False, True, True, False]))
    quantiles = [5, 10, 20, 40, 80, 160, 320, 640], [1, 0, 1, 1, 0, 1, 0, 1]
    yield case("a quarter", *quantiles, 0.25)
    yield case("nine tenths", *quantiles, 0.9)
    yield case("everyone", *quantiles, 1)
    yield case("everyone, and the last one gave up", [10, 20, 30], [1, 1, 0], 1.0)
    yield case("a share of 0", [5, 10, 20], [0, 1, 1], 0)
    yield case("nine tenths of ten, a curve that is 0.1 but for rounding", list(range(10)), [True] * 10, 0.9)
    yield case("no sessions", [], [])
    for slot in SLOTS:
        waits = solution(LESSON, "ttfsic")(unseen_sessions(slot, MANY))
        yield case("the waits of an unseen log", waits["duration_s"], waits["observed"])


def _turned_case(one: Case) -> Case:
    durations, observed, *rest = one.args
    return Case(f"{one.about}, from the last to the first", (durations[::-1], observed[::-1], *rest))


_turned: Variant = _turned_case


def _columns(durations: Numbers, observed: Numbers) -> tuple[pd.Series, pd.Series]:
    table = pd.DataFrame({"duration_s": durations, "observed": observed}, index=[7, 3, 9, 1, 4][: len(durations)])
    return table["duration_s"], table["observed"]


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
FIRST = 'float(table.loc[is_reached, "time"].min())'
SUCCESSES = 'table.loc[table["success"].eq(1), "time"]'
LUCKY = "This is the speed of the lucky. The users who failed are not in it."
GAVE_UP = "Giving up after 20 s is not succeeding in 20 s."
LEAVE = "Close, but a session that ended early tells you nothing about later; let it leave the risk set."
ROUNDING = "A curve of exactly 1 − q, rounding aside, is low enough: compare with ≤ 1 − q + 1e-12."
slip("of_successes", LUCKY, FIRST, f"float({SUCCESSES}.quantile(q))")
slip("lower_of_successes", LUCKY, FIRST,
     f'float(np.quantile({SUCCESSES}, q, method="inverted_cdf")) if table["success"].any() else np.nan')
slip("all_successes", GAVE_UP, FIRST, 'float(table["time"].quantile(q))')
slip("lower_of_all", GAVE_UP, FIRST,
     'float(np.quantile(table["time"], q, method="inverted_cdf")) if len(table) else np.nan')
slip("censored_is_forever", LEAVE, FIRST,
     'float(np.quantile(table["time"].where(table["success"].eq(1), np.inf), q, method="inverted_cdf"))'
     " if len(table) else np.nan")
slip("share_of_all", LEAVE,
     '(1 - table["success"] / at_risk).cumprod()', '1 - table["success"].cumsum() / max(1, len(table))')
slip("never_leave", LEAVE,
     "np.arange(len(table), 0, -1)", "len(table)")
slip("failures_leave_first", "At equal times successes come first: who gave up at that time was still at risk.",
     "ascending=[True, False]", "ascending=[True, True]")
slip("strictly_below", ROUNDING, "<= 1 - q + 1e-12", "< 1 - q - 1e-9")
slip("without_room_for_rounding", ROUNDING, "<= 1 - q + 1e-12", "<= 1 - q")
slip("not_multiplied", "Multiply: S at a time is the S before it, times 1 − successes / at risk.",
     ").cumprod()", ")")
slip("always_the_median", "`q` is an argument: one half is only its default.",
     "1 - q + 1e-12", "0.5 + 1e-12")
slip("wrong_end_of_the_curve", "The curve falls from 1: the share `q` is reached where it is 1 − q.",
     "1 - q + 1e-12", "q + 1e-12")
slip("last_time_instead", "If the curve never gets down to 1 − q, nobody knows the time: NaN.",
     f"return {FIRST}",
     f'found = {FIRST}\n    return float(table["time"].max()) if np.isnan(found) and len(table) else found')
slip("as_they_come", "Sort by time first: at risk are those whose time is not over.",
     '    table = table.sort_values(["time", "success"], ascending=[True, False])\n', "")
slip("time_of_a_departure", "The result is a time of a success, not of somebody who gave up.",
     'table["success"].eq(1) & (waiting', '(waiting')
slip("missing_is_no_time", "A missing duration is unknown, not 0: leave it out.",
     '.dropna(subset="time")', '.fillna({"time": 0})')
slip("gaps_in_one_list", "Leave out a missing duration together with its entry in `observed`.",
     '{"time": list(durations), "success": list(observed)}',
     '{"time": known, "success": list(observed)[: len(known)]}',
     "    table = pd.DataFrame(",
     "    known = [time for time in durations if pd.notna(time)]\n    table = pd.DataFrame(")
# fmt: on


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
    known = [(float(t), not ok) for t, ok in zip(durations, observed, strict=True) if not pd.isna(t)]
    waiting = 1.0
    for left, (time, gave_up) in zip(range(len(known), 0, -1), sorted(known), strict=True):
        waiting *= 1 if gave_up else 1 - 1 / left
        if not gave_up and waiting <= 1 - q + 1e-12:
            return time
    return NAN


@exercise.right
def with_a_table_of_times(durations: Numbers, observed: Numbers, q: float = 0.5) -> float:
    t = np.array([NAN if pd.isna(value) else float(value) for value in durations])
    ok = np.array([bool(value) for value in observed], dtype=bool)[~np.isnan(t)]
    counts = pd.DataFrame({"t": t[~np.isnan(t)], "ok": ok}).groupby("t")["ok"].agg(["size", "sum"])
    at_risk = counts["size"][::-1].cumsum()[::-1]
    survival = (1 - counts["sum"] / at_risk).cumprod()[counts["sum"] > 0]
    return float(survival.index[survival <= 1 - q + 1e-12].min())
