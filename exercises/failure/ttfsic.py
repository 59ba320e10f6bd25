"""How long from the first query to the first working call, and who never got there?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.failure.visits import sessions, steps, unseen_sessions, visit

exercise = Exercise(
    "04-failure",
    "ttfsic",
    looks_at="successes before the query, calls that only failed, visits without a query, a query as the last event, "
    "and three logs you have not seen",
    ordered=True,
)

CALL, OK = "inference_call", "inference_ok"
COLUMNS = ["session_id", "segment", "duration_s", "observed"]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    won = visit("ada:0", "developer", (10, "query"), (45, CALL), (50, "inference_error"), (95, OK))
    lost = visit("ben:0", "researcher", (0, "query"), (30, "click"), (70, "exit"))
    yield case("a success and a visit that gave up", sessions(won, lost))
    twice = visit("cat:0", "developer", (0, "query"), (40, "query"), (60, OK), (90, OK))
    yield case("two queries and two successes", sessions(twice))
    errors = visit("ada:0", "developer", (0, "query"), (20, CALL), (25, "inference_error"), (400, "exit"))
    yield case("calls that only failed", sessions(errors))
    early = visit("ada:0", "developer", (0, CALL), (2, OK), (30, "query"), (80, "exit"))
    yield case("a success before the query", sessions(early))
    later = visit("ada:0", "developer", (0, OK), (30, "query"), (60, CALL), (64, OK))
    yield case("a success before the query and one after", sessions(later))
    same = visit("ada:0", "developer", (0, CALL), (0, OK), (0, "query"), (60, "exit"))
    yield case("a success in the very second of the query", sessions(same))
    yield case("a visit without a query", sessions(won, steps("ben:0", "developer", "model_view", "inference_ok")))
    yield case("a query as the last event", sessions(visit("ada:0", "developer", (0, "model_view"), (30, "query"))))
    long = [visit(f"ada:{n}", "developer", (0, "query"), (170 * n, "click"), (170 * n + 9, "exit")) for n in range(11)]
    yield case("ten visits, by session id", sessions(*long, won[:0], lost))
    yield case("a table with gaps in its index", sessions(lost, twice, errors)[::2])
    for slot in SLOTS:
        yield case("an unseen log", unseen_sessions(slot))


def _table(
    log: pd.DataFrame, goal: str = "inference_ok", only_after: bool = True, keep_idle: bool = False
) -> pd.DataFrame:
    rows: list[list[object]] = []
    for session, events in log.groupby("session_id"):
        asked = events.loc[events["event"] == "query", "ts"]
        if asked.empty and not keep_idle:
            continue
        start = events["ts"].min() if asked.empty else asked.min()
        done = events.loc[(events["event"] == goal) & ((events["ts"] >= start) | (not only_after)), "ts"]
        end = events["ts"].max() if done.empty else done.min()
        rows.append([session, events["segment"].iloc[0], (end - start).total_seconds(), not done.empty])
    return pd.DataFrame(rows, columns=COLUMNS)


@exercise.wrong("A call that errors is not a success: wait for inference_ok.")
def any_call(log: pd.DataFrame) -> pd.DataFrame:
    return _table(log, goal="inference_call")


@exercise.wrong("Everyone who gave up has left your data; keep them, censored.")
def failures_dropped(log: pd.DataFrame) -> pd.DataFrame:
    table = _table(log)
    return table[table["observed"].astype(bool)].reset_index(drop=True)


@exercise.wrong("Everyone who gave up has left your data; keep them, censored.")
def failures_without_a_time(log: pd.DataFrame) -> pd.DataFrame:
    table = _table(log)
    return table.assign(duration_s=table["duration_s"].where(table["observed"].astype(bool)))


@exercise.wrong("You know the session survived until its last event, not longer.")
def censored_at_thirty_minutes(log: pd.DataFrame) -> pd.DataFrame:
    table = _table(log)
    return table.assign(duration_s=table["duration_s"].where(table["observed"].astype(bool), 1800.0))


@exercise.wrong("That call worked before the query: look only at what came at or after the first query.")
def success_at_any_time(log: pd.DataFrame) -> pd.DataFrame:
    return _table(log, only_after=False)


@exercise.wrong("A success in the same second as the query counts: `ts` is at or after the start.")
def strictly_after(log: pd.DataFrame) -> pd.DataFrame:
    asked = log[log["event"] == "query"].groupby("session_id")["ts"].min()
    at_once = (log["event"] == "inference_ok") & (log["ts"] == log["session_id"].map(asked))
    return _table(log[~at_once])


@exercise.wrong("The clock starts at the first query of the session, not at the last.")
def from_the_last_query(log: pd.DataFrame) -> pd.DataFrame:
    last = log["event"].eq("query")[::-1].groupby(log["session_id"]).cumsum()
    return _table(log[(log["event"] != "query") | (last == 1)])


@exercise.wrong("The clock starts at the first query, not at the session's first event.")
def from_the_first_event(log: pd.DataFrame) -> pd.DataFrame:
    table = _table(log)
    before = log[log["event"].eq("query").groupby(log["session_id"]).cumsum() == 0].groupby("session_id")["ts"].min()
    first = log[log["event"] == "query"].groupby("session_id")["ts"].min()
    lead = (first - before).dt.total_seconds().reindex(table["session_id"]).fillna(0.0).to_numpy()
    return table.assign(duration_s=table["duration_s"].astype(float) + lead)


@exercise.wrong("A session without a query has no start: leave it out.")
def sessions_without_a_query(log: pd.DataFrame) -> pd.DataFrame:
    return _table(log, keep_idle=True)


@exercise.right
def session_by_session(log: pd.DataFrame) -> pd.DataFrame:
    return _table(log)


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
