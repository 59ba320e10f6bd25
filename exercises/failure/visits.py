"""Search logs for the cases: written by hand, a visit a line, or taken from the graded Hubs."""

from collections.abc import Sequence
from functools import cache

import pandas as pd

from course.exercise import hubs
from course.hub.connect import snapshot_of
from course.hub.seeds import in_force
from course.lesson.reference import solution

Event = tuple[float, str] | tuple[float, str, str | None] | tuple[float, str, str | None, int | None]

LESSON, LOG = "04-failure", "search_events"
FEW, MANY = 120, 1_000  # users of an unseen log: those of whom every row is looked at, and those who are only counted
START = pd.Timestamp("2026-05-04T09:00:00Z")
KINDS = {
    "event_id": "str",
    "user_id": "str",
    "segment": "str",
    "ts": "datetime64[ms, UTC]",
    "event": "str",
    "query_text": "str",
    "n_results": "Int64",
    "model_id": "str",
    "rank": "Int64",
    "error_type": "str",
    "simulated": "bool",
}


def visit(session: str, segment: str, *events: Event, start: pd.Timestamp = START) -> list[dict[str, object]]:
    """The rows of one visit; an event is its second after `start`, its name, for a query the text and its results."""
    rows = []
    for second, name, *query in events:
        text, results = (*query, None, None)[:2]
        ts = start + pd.Timedelta(seconds=second)
        row = {"session_id": session, "user_id": session.split(":")[0], "segment": segment, "ts": ts, "event": name}
        rows.append(row | {"query_text": text, "n_results": results})
    return rows


def steps(session: str, segment: str, *events: str) -> list[dict[str, object]]:
    """The rows of one visit whose events follow each other by 20 s."""
    return visit(session, segment, *((20.0 * place, event) for place, event in enumerate(events)))


def sessions(*visits: Sequence[dict[str, object]]) -> pd.DataFrame:
    """The table of `visits` as `sessionize` gives it, with every column of the log and its dtype."""
    rows = [row for one in visits for row in one]
    if not rows:
        return sessions(visit("ada:0", "developer", (0, "query"))).iloc[:0]
    table = pd.DataFrame(rows, columns=[*KINDS, "session_id"])
    table["event_id"], table["simulated"] = [f"e{place:06}" for place in range(len(table))], True
    return table.astype(KINDS | {"session_id": "str"})


def events(*visits: Sequence[dict[str, object]]) -> pd.DataFrame:
    """The log of `visits`, before anyone has divided it into visits."""
    return sessions(*visits).drop(columns="session_id")


def unseen(slot: str, users: int = FEW) -> pd.DataFrame:
    """The log of about `users` users of the graded Hub in `slot`, of every segment, in no order."""
    return _unseen(slot, users, in_force()).copy()


def unseen_sessions(slot: str, users: int = FEW) -> pd.DataFrame:
    """The same log, divided into sessions."""
    return _sessions(slot, users, in_force()).copy()


@cache
def _unseen(slot: str, users: int, _seeds: str) -> pd.DataFrame:
    snapshot = snapshot_of(hubs.hub(slot))
    if snapshot is None:
        raise LookupError(f"no snapshot answers for {slot}.")
    log = snapshot.log(LOG)
    people = sorted(log["user_id"].unique())
    return log[log["user_id"].isin(people[:: max(1, len(people) // users)])].reset_index(drop=True)


@cache
def _sessions(slot: str, users: int, seeds: str) -> pd.DataFrame:
    found: pd.DataFrame = solution(LESSON, "sessionize")(_unseen(slot, users, seeds))
    return found
