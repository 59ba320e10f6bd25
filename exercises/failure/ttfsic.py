"""How long from the first query to the first working call, and who never got there?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from course import behaviour
from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, emptied, gapped_index, other_zone
from exercises.failure.visits import sessions, steps, unseen_sessions, visit

exercise = Exercise(
    "04-failure",
    "ttfsic",
    looks_at="successes before the query and at its very time, calls that only failed, visits without a query, "
    "a query as the last event, and three logs you have not seen",
    ordered=True,
)

CALL, OK = "inference_call", "inference_ok"
COLUMNS = ["session_id", "segment", "duration_s", "observed"]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    won = visit("ada:0", "developer", (10, "query"), (45, CALL), (50, "inference_error"), (95, OK))
    lost = visit("ben:0", "researcher", (0, "query"), (30, "click"), (70, "exit"))
    both = case("a success and a visit that gave up", sessions(won, lost))
    yield from also(both, gapped_index, other_zone, emptied)
    twice = visit("cat:0", "developer", (0, "query"), (40, "query"), (60, OK), (90, OK), (99, "exit"))
    yield case("two queries and two successes", sessions(twice))
    errors = visit("ada:0", "developer", (0, "query"), (20, CALL), (25, "inference_error"), (400, "exit"))
    yield case("calls that only failed", sessions(errors))
    early = visit("ada:0", "developer", (0, CALL), (2, OK), (30, "query"), (80, "exit"))
    yield case("a success before the query", sessions(early))
    later = visit("ada:0", "developer", (0, OK), (30, "query"), (60, CALL), (64, OK))
    yield case("a success before the query and one after", sessions(later))
    between = visit("ada:0", "developer", (0, "query"), (30, OK), (60, "query"), (70, "exit"))
    yield case("a success before the second query", sessions(between))
    at_once = visit("ada:0", "developer", (0, "query"), (0, CALL), (0, OK), (60, "exit"))
    yield case("a success at the very time of the query, in a later row", sessions(at_once))
    same = visit("ada:0", "developer", (0, CALL), (0, OK), (0, "query"), (60, "exit"))
    yield case("a success at the very time of the query, in an earlier row", sessions(same))
    quick = visit("ada:0", "developer", (0, "query"), (0.25, OK), (60, "exit"))
    yield case("a success within a second", sessions(quick))
    day = visit("ada:0", "developer", *((1500.0 * n, "query") for n in range(60)))
    yield case("a visit longer than a day", sessions(day))
    yield case("a visit without a query", sessions(won, steps("ben:0", "developer", "model_view", "inference_ok")))
    yield case("visits without a query alone", sessions(steps("ben:0", "developer", "model_view", "inference_ok")))
    yield case("a query as the last event", sessions(visit("ada:0", "developer", (0, "model_view"), (30, "query"))))
    long = [visit(f"ada:{n}", "developer", (0, "query"), (170 * n, "click"), (170 * n + 9, "exit")) for n in range(11)]
    yield case("ten visits, by session id", sessions(*long, won[:0], lost))
    yield case("a table with gaps in its index", sessions(lost, twice, errors)[::2])
    for slot in SLOTS:
        yield case("an unseen log", unseen_sessions(slot))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
SUCCESS = 'rows["event"].eq("inference_ok") & (rows["ts"] >= rows["start"])'
END = 'end = table["ok"].fillna(table["ts"])'
START = 'asked.groupby("session_id", as_index=False)'
GAVE_UP = "Everyone who gave up has left your data; keep them, censored."
slip("any_call", "A call that errors is not a success: wait for inference_ok.",
     '"inference_ok"', '"inference_call"')
slip("failures_dropped", GAVE_UP,
     "return table[[", 'table = table[table["observed"]].reset_index(drop=True)\n    return table[[')
slip("failures_without_a_time", GAVE_UP, END, 'end = table["ok"]')
slip("censored_at_thirty_minutes", "You know the session survived until its last event, not longer.",
     END, 'end = table["ok"].fillna(table["start"] + pd.Timedelta(minutes=30))')
slip("success_at_any_time", "That call worked before the query: look only at what came at or after the first query.",
     ' & (rows["ts"] >= rows["start"])', "")
slip("strictly_after", "A success in the same second as the query counts: `ts` is at or after the start.",
     '(rows["ts"] >= rows["start"])', '(rows["ts"] > rows["start"])')
slip("after_by_row", "Times decide, not rows: a success at the time of the query counts in whatever row it stands.",
     SUCCESS, 'rows["event"].eq("inference_ok") & rows["event"].eq("query").groupby(rows["session_id"]).cummax()')
slip("from_the_last_query", "The clock starts at the first query of the session, not at the last.",
     'start=("ts", "min")', 'start=("ts", "max")')
slip("from_the_first_event", "The clock starts at the first query, not at the session's first event.",
     START, 'sessions[sessions["session_id"].isin(asked["session_id"])].groupby("session_id", as_index=False)')
slip("to_the_last_success", "The clock stops at the first success, not at the last.",
     '"ok": "min"', '"ok": "max"')
slip("to_the_last_event", "A session that succeeded lasts until its first success, not until its last event.",
     END, 'end = table["ts"]')
slip("in_minutes", "The duration is in seconds: `.dt.total_seconds()` gives them.",
     ".dt.total_seconds()", ".dt.total_seconds() / 60")
slip("seconds_of_the_day", "`.dt.seconds` leaves out days and parts of a second: use `.dt.total_seconds()`.",
     ".dt.total_seconds()", ".dt.seconds")
slip("sessions_without_a_query", "A session without a query has no start: leave it out.",
     'rows = sessions.merge(start, on="session_id")',
     'rows = sessions.merge(start, on="session_id", how="left")\n'
     '    rows["start"] = rows["start"].fillna(rows.groupby("session_id")["ts"].transform("min"))')
slip("everyone_observed", "`observed` is False where no call worked.",
     'table["ok"].notna()', "True")
# fmt: on


exercise.right(behaviour.ttfsic)


@exercise.right
def with_merges(log: pd.DataFrame) -> pd.DataFrame:
    asked = log[log["event"] == "query"].groupby("session_id")["ts"].min().reset_index()
    rows = log.merge(asked, on="session_id", suffixes=("", "_start"))
    rows["seconds"] = (rows["ts"] - rows["ts_start"]).dt.total_seconds()
    rows["ok"] = rows["seconds"].where((rows["event"] == "inference_ok") & (rows["seconds"] >= 0))
    best = rows.groupby("session_id").agg(segment=("segment", "first"), ok=("ok", "min"), end=("seconds", "max"))
    best["duration_s"], best["observed"] = best["ok"].fillna(best["end"]), best["ok"].notna()
    return best.reset_index()[COLUMNS]


@exercise.right
def in_one_pass(log: pd.DataFrame) -> pd.DataFrame:
    first: dict[str, float] = {}
    seconds = (log["ts"] - log["ts"].min()).dt.total_seconds()
    events = list(zip(log["session_id"], log["segment"], log["event"], seconds, strict=True))
    for session, _, event, second in events:
        if event == "query":
            first.setdefault(session, second)
    found: dict[str, list[Any]] = {session: [session, "", 0.0, False] for session in sorted(first)}
    for session, segment, event, second in events:
        if session in found and second >= first[session] and not found[session][3]:
            found[session][1:] = [segment, second - first[session], event == OK]
    return pd.DataFrame(list(found.values()), columns=COLUMNS)
