"""At which step does each segment leave?"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.failure.visits import sessions, steps, unseen_sessions, visit

exercise = Exercise(
    "04-failure",
    "funnel",
    looks_at="steps taken out of order, repeated events, many equal times, a segment that never gets to the third "
    "step, never searches or takes none of the steps, other steps, an empty log, and three logs you have not seen",
    ordered=True,
)

STEPS = ["query", "click", "model_view", "inference_call", "inference_ok"]
COLUMNS = ["segment", "step", "sessions", "step_rate", "cum_rate"]
Depth = Callable[[list[str], Sequence[str]], int]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    yield case("visits of two segments", _two_segments())
    yield case("steps of your own", _two_segments(), ["query", "model_view", "inference_call"])
    yield case("a single step", _two_segments(), ["click"])
    early = steps("ada:0", "developer", "click", "model_view", "query", "exit")
    yield case("a click before the query", sessions(early, steps("ben:0", "developer", "query", "click")))
    again = steps("ada:0", "developer", "click", "query", "model_view", "query", "click", "model_view")
    yield case("steps that come a second time, in order", sessions(again))
    eager = steps("ada:0", "developer", "query", "click", "click", "query", "click")
    yield case("repeated events", sessions(eager, steps("ben:0", "developer", "query", "exit")))
    at_once = visit("ada:0", "developer", (0, "query"), (0, "model_view"), (0, "click"), (0, "inference_call"))
    yield case("equal times", sessions(at_once))
    skipped = steps("ada:0", "developer", "query", "click", "inference_call", "inference_ok")
    whole = steps("ben:0", "developer", "query", "click", "model_view")
    yield case("a step that was skipped", sessions(skipped, whole))
    idle = steps("eve:0", "researcher", "model_view", "exit")
    yield case("a segment that never searches", sessions(idle, early, eager))
    gone = steps("fay:0", "student", "exit")
    yield case("a segment that takes none of the steps", sessions(idle, gone, eager))
    yield case("many events in the same seconds", sessions(*_crowded()))
    yield case("nobody searches", sessions(idle))
    yield case("an empty log", sessions())
    for slot in SLOTS:
        yield case("an unseen log", unseen_sessions(slot))


def _two_segments() -> pd.DataFrame:
    return sessions(
        steps("ada:0", "researcher", "query", "click", "query", "exit"),
        steps("ada:1", "researcher", "query", "query", "exit"),
        steps("ben:0", "developer", *STEPS),
        steps("cat:0", "developer", "query", "click", "model_view", "inference_call", "inference_error"),
        steps("dan:0", "developer", "query", "click", "exit"),
        steps("dan:1", "developer", "query", "exit"),
    )


def _crowded() -> Iterator[list[dict[str, object]]]:
    """Visits of 25 to 60 events within three seconds, in which each step comes once, in order, among errors."""
    for n in range(8):
        events = ["inference_error"] * (20 + 5 * n)
        for place, step in enumerate(STEPS):
            events.insert((place + 1) * (3 + n), step)
        told = [(float(3 * place // len(events)), event) for place, event in enumerate(events)]
        yield visit(f"gil:{n}", "developer", *told)


def _in_order(names: list[str], wanted: Sequence[str]) -> int:
    """How many of the steps `wanted` the events `names` reach, one after the other."""
    reached = 0
    for name in names:
        reached += reached < len(wanted) and name == wanted[reached]
    return reached


def _reached(log: pd.DataFrame, wanted: Sequence[str], depth: Depth) -> pd.DataFrame:
    """One row a visit: its segment, and for each place among the steps whether it got there."""
    rows = []
    for _, events in log.groupby("session_id", sort=False):
        deep = depth(events["event"].tolist(), wanted)
        rows.append([events["segment"].iloc[0], *(deep > place for place in range(len(wanted)))])
    return pd.DataFrame(rows, columns=["segment", *range(len(wanted))])


def _rates(segment: str, wanted: Sequence[str], counts: Sequence[int]) -> pd.DataFrame:
    n = np.array(counts, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = {"step_rate": n / np.concatenate([n[:1], n[:-1]]), "cum_rate": n / n[0]}
    return pd.DataFrame({"segment": segment, "step": list(wanted), "sessions": n.astype(int), **rates})


def _funnel(log: pd.DataFrame, wanted: Sequence[str], depth: Depth = _in_order) -> pd.DataFrame:
    visits = _reached(log, wanted, depth)
    parts = [*visits.groupby("segment"), ("all", visits)]
    return pd.concat(
        [_rates(name, wanted, [part[place].sum() for place in range(len(wanted))]) for name, part in parts],
        ignore_index=True,
    )


@exercise.wrong("A click before the query is not progress: steps must happen in order.")
def counted_anywhere(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    rows = []
    for segment in [*sorted(log["segment"].unique()), "all"]:
        own = log if segment == "all" else log[log["segment"] == segment]
        rows.append(_rates(segment, steps, [own.loc[own["event"] == step, "session_id"].nunique() for step in steps]))
    return pd.concat(rows, ignore_index=True)


@exercise.wrong("A click before the query is not progress: steps must happen in order.")
def all_so_far_in_any_order(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    def depth(names: list[str], wanted: Sequence[str]) -> int:
        return next((place for place, step in enumerate(wanted) if step not in names), len(wanted))

    return _funnel(log, steps, depth)


@exercise.wrong("Two clicks in one session are one session that clicked.")
def events_counted(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    rows = []
    for segment in [*sorted(log["segment"].unique()), "all"]:
        own = log if segment == "all" else log[log["segment"] == segment]
        rows.append(_rates(segment, steps, [int((own["event"] == step).sum()) for step in steps]))
    return pd.concat(rows, ignore_index=True)


@exercise.wrong("Two clicks in one session are one session that clicked.")
def events_in_order_counted(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    found = {segment: [0] * len(steps) for segment in [*sorted(log["segment"].unique()), "all"]}
    for _, events in log.groupby("session_id", sort=False):
        reached = 0
        for name, segment in zip(events["event"], events["segment"], strict=True):
            reached += reached < len(steps) and name == steps[reached]
            if name in steps[:reached]:
                for one in (segment, "all"):
                    found[one][list(steps).index(name)] += 1
    return pd.concat([_rates(segment, steps, n) for segment, n in found.items()], ignore_index=True)


@exercise.wrong("Cumulative rates are against the first step.")
def cumulated_against_the_step_before(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    table = _funnel(log, steps)
    return table.assign(cum_rate=table["step_rate"])


@exercise.wrong("A first click that came too early does not spoil a later one: look on after the step before.")
def first_of_each_event(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    def depth(names: list[str], wanted: Sequence[str]) -> int:
        last = -1
        for place, step in enumerate(wanted):
            if step not in names or names.index(step) < last:
                return place
            last = names.index(step)
        return len(wanted)

    return _funnel(log, steps, depth)


@exercise.wrong("A step nobody could take has no rate: 0 of 0 is NaN, not 0.")
def nothing_is_zero(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    return _funnel(log, steps).fillna({"step_rate": 0.0, "cum_rate": 0.0})


@exercise.wrong("A segment without a single search belongs in the table: its first row holds 0 sessions.")
def only_those_who_search(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    table = _funnel(log, steps)
    first = table[table["step"] == steps[0]].set_index("segment")["sessions"]
    return table[(table["segment"] == "all") | (table["segment"].map(first) > 0)].reset_index(drop=True)


@exercise.wrong("Every segment in `sessions` belongs in the table, also one whose events are none of the `steps`.")
def events_of_the_steps_alone(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    return _funnel(log[log["event"].isin(list(steps))], steps)


@exercise.wrong("The rows stand in order already, at equal times too: do not sort again, or sort stably.")
def sorted_again(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    return _funnel(log.sort_values("ts"), steps)


@exercise.wrong("The rows stand in order already, at equal times too: do not sort again, or sort stably.")
def sorted_within_the_session(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    parts = [events.sort_values("ts") for _, events in log.groupby("session_id", sort=False)]
    return _funnel(pd.concat(parts) if parts else log, steps)


@exercise.wrong("The steps are an argument: the five of the search are only its default.")
def always_the_five(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    return _funnel(log, STEPS)


@exercise.right
def session_by_session(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    return _funnel(log, steps)


@exercise.right
def step_by_step(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    rows = log.reset_index(drop=True)
    rows["place"] = range(len(rows))
    home = rows.groupby("session_id")["segment"].first()
    reached = pd.Series(-1, index=home.index)
    counts = {}
    for step in steps:
        hits = rows[(rows["event"] == step) & (rows["place"] >= rows["session_id"].map(reached))]
        reached = hits.groupby("session_id")["place"].min()
        counts[step] = home[home.index.isin(reached.index)].value_counts()
    table = pd.DataFrame(counts, index=sorted(home.unique())).fillna(0).astype(int)
    table.loc["all"] = table.sum()
    long = table[list(steps)].rename_axis("segment").reset_index()
    long = long.melt("segment", var_name="step", value_name="sessions").sort_values("segment", kind="stable")
    long = pd.concat([long[long["segment"] != "all"], long[long["segment"] == "all"]], ignore_index=True)
    before = long.groupby("segment")["sessions"].shift().where(long["step"] != steps[0], long["sessions"])
    first = long.groupby("segment")["sessions"].transform("first")
    return long.assign(step_rate=long["sessions"] / before, cum_rate=long["sessions"] / first)
