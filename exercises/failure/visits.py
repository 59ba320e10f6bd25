"""Search logs for the cases: written by hand, a visit a line, or taken from the graded Hubs."""

from collections.abc import Sequence

import pandas as pd

Event = tuple[float, str] | tuple[float, str, str | None] | tuple[float, str, str | None, int | None]

START = pd.Timestamp("2026-05-04T09:00:00Z")
KINDS = {
    "event_id": "int64",
    "user_id": "str",
    "segment": "str",
    "ts": "datetime64[us, UTC]",
    "event": "str",
    "query_text": "str",
    "n_results": "Int64",
    "model_id": "str",
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
    """The table of `visits` as `sessionize` gives it, with every column of the log."""
    rows = [row for one in visits for row in one]
    table = pd.DataFrame(rows, columns=[*KINDS, "session_id"])
    table["event_id"], table["simulated"] = range(len(table)), True
    return table.astype(KINDS | {"session_id": "str"})


def events(*visits: Sequence[dict[str, object]]) -> pd.DataFrame:
    """The log of `visits`, before anyone has divided it into visits."""
    return sessions(*visits).drop(columns="session_id")


def divided(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    """`log` with the `session_id` of each row, in order of user and time."""
    rows = log.sort_values(["user_id", "ts", "event_id"], ignore_index=True)
    new = rows.groupby("user_id")["ts"].diff() > pd.Timedelta(minutes=gap_minutes)
    number = new.astype(int).groupby(rows["user_id"]).cumsum()
    return rows.assign(session_id=[f"{user}:{i}" for user, i in zip(rows["user_id"], number, strict=True)])
