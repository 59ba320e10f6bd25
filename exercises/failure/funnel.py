"""At which step does each segment leave?"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from course import behaviour
from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, emptied, gapped_index, other_zone
from exercises.failure.visits import sessions, steps, unseen_sessions, visit

exercise = Exercise(
    "04-failure",
    "funnel",
    looks_at="steps taken out of order, repeated events, many equal times, a segment that never gets to the third "
    "step, never searches or takes none of the steps, other steps, an empty log, and three logs you have not seen",
    ordered=True,
)

STEPS = ["query", "click", "model_view", "inference_call", "inference_ok"]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    yield from also(case("visits of two segments", _two_segments()), gapped_index, other_zone, emptied)
    yield case("steps of your own", _two_segments(), ["query", "model_view", "inference_call"])
    yield case("steps in another order", _two_segments(), ["inference_ok", "inference_call", "click", "query"])
    yield case("a single step", _two_segments(), ["click"])
    early = steps("ada:0", "developer", "click", "model_view", "query", "exit")
    yield case("a click before the query", sessions(early, steps("ben:0", "developer", "query", "click")))
    again = steps("ada:0", "developer", "click", "query", "model_view", "query", "click", "model_view")
    yield case("steps that come a second time, in order", sessions(again))
    eager = steps("ada:0", "developer", "query", "click", "click", "query", "click")
    yield case("repeated events", sessions(eager, steps("ben:0", "developer", "query", "exit")))
    at_once = visit("ada:0", "developer", (0, "query"), (0, "model_view"), (0, "click"), (0, "inference_call"))
    yield case("equal times", sessions(at_once))
    turned = visit("ada:0", "developer", (0, "click"), (0, "query"), (0, "model_view"))
    yield case("a click at the time of the query, in the row before", sessions(turned))
    skipped = steps("ada:0", "developer", "query", "click", "inference_call", "inference_ok")
    whole = steps("ben:0", "developer", "query", "click", "model_view")
    yield case("a step that was skipped", sessions(skipped, whole))
    idle = steps("eve:0", "researcher", "model_view", "exit")
    yield case("a segment that never searches", sessions(idle, early, eager))
    gone = steps("fay:0", "student", "exit")
    yield case("a segment that takes none of the steps", sessions(idle, gone, eager))
    later = steps("abe:0", "student", "query", "click")
    yield case("the last segment first", sessions(later, steps("ben:0", "academic", "query")))
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


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
COUNTS = '[(own["reached"] > place).sum() for place in range(len(steps))]'
GROUPS = 'sessions.groupby("session_id")'
ORDER = "A click before the query is not progress: steps must happen in order."
UNIT = "Two clicks in one session are one session that clicked."
SORTED = "The rows stand in order already, at equal times too: do not sort again, or sort stably."
slip("counted_anywhere", ORDER,
     COUNTS, '[sum(step in events for events in own["event"]) for step in steps]')
slip("all_so_far_in_any_order", ORDER,
     "return reached", "return next((place for place, step in enumerate(steps) if step not in events), len(steps))")
slip("events_counted", UNIT,
     COUNTS, '[sum(events.count(step) for events in own["event"]) for step in steps]')
slip("cumulated_against_the_step_before", "Cumulative rates are against the first step.",
     'table["cum_rate"] = table["sessions"] / counts[0]', 'table["cum_rate"] = table["step_rate"]')
slip("step_rates_against_the_first", "Step rates are against the step before; cumulative rates are against the first.",
     "[counts[0], *counts[:-1]]", "counts[0]")
slip("first_of_each_event",
     "A first click that came too early does not spoil a later one: look on after the step before.",
     "return reached",
     "firsts = [events.index(step) if step in events else -1 for step in steps]\n"
     "    after = [place >= 0 and place >= max(firsts[:n], default=0) for n, place in enumerate(firsts)]\n"
     "    return (after + [False]).index(False)")
slip("one_step_too_far", "A session that reaches three steps reaches the places 0, 1 and 2: compare with `>`.",
     'own["reached"] > place', 'own["reached"] >= place')
slip("only_where_it_ended", "A session that comes far has reached the earlier steps too: count it at each of them.",
     'own["reached"] > place', 'own["reached"] == place + 1')
slip("nothing_is_zero", "A step nobody could take has no rate: 0 of 0 is NaN, not 0.",
     "tables.append(table)", "tables.append(table.fillna(0.0))")
slip("first_rate_always_one", "Where nobody took the first step, its rates are 0 of 0: NaN, not 1.",
     'table["cum_rate"] =', 'table.loc[0, "step_rate"] = 1.0\n        table["cum_rate"] =')
slip("only_those_who_search", "A segment without a single search belongs in the table: its first row holds 0 sessions.",
     'each["segment"].unique()', 'each.loc[each["reached"] > 0, "segment"].unique()')
slip("events_of_the_steps_alone",
     "Every segment in `sessions` belongs in the table, also one whose events are none of the `steps`.",
     GROUPS, 'sessions[sessions["event"].isin(list(steps))].groupby("session_id")')
slip("segments_as_they_come", "The segments stand in alphabetical order.",
     'sorted(each["segment"].unique())', 'each["segment"].unique()')
slip("no_rows_for_all", "The last rows are those of `all`, for all sessions together.",
     ', "all"]', "]")
slip("sorted_again", SORTED, GROUPS, 'sessions.sort_values("ts").groupby("session_id")')
slip("sorted_within_the_session", SORTED, GROUPS,
     'pd.concat([own.sort_values("ts") for _, own in sessions.groupby("session_id")] or [sessions])'
     '.groupby("session_id")')
slip("always_the_five", "The steps are an argument: the five of the search are only its default.",
     "each = sessions", "steps = STEPS\n    each = sessions")
# fmt: on


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


def _rates(segment: str, wanted: Sequence[str], counts: Sequence[int]) -> pd.DataFrame:
    n = np.array(counts, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = {"step_rate": n / np.concatenate([n[:1], n[:-1]]), "cum_rate": n / n[0]}
    return pd.DataFrame({"segment": segment, "step": list(wanted), "sessions": n.astype(int), **rates})


exercise.right(behaviour.funnel)


@exercise.right
def step_by_step(log: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    rows = log.reset_index(drop=True)
    rows["place"] = range(len(rows))
    home = rows.groupby("session_id")["segment"].first()
    reached = pd.Series(-1, index=home.index)
    counts = {}
    for step in steps:
        hits = rows[(rows["event"] == step) & (rows["place"] > rows["session_id"].map(reached))]
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
