"""What people did on a Hub, read from its search log: sessions, how queries end, funnels and waiting times.

These are the functions of lesson 4, under the names that a learner gives them, so that whoever left one out can go on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

STEPS = ("query", "click", "model_view", "inference_call", "inference_ok")
TOKEN = re.compile(r"[a-z0-9]+(?:[.\-][a-z0-9]+)*")
REWORDED_WITHIN = 120.0  # seconds


def sessionize(events: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    """The `events` in order of user, time and id, with `session_id`: the user and the number of the session.

    A pause longer than `gap_minutes` since the same user's event before begins a new session.
    """
    rows = events.sort_values(["user_id", "ts", "event_id"], ignore_index=True)
    numbers: dict[str, int] = {}
    last: dict[str, pd.Timestamp] = {}
    names = []
    for user, moment in zip(rows["user_id"], rows["ts"], strict=True):
        silence = (moment - last.get(user, moment)).total_seconds()
        numbers[user] = numbers.get(user, 0) + (silence > 60 * gap_minutes)
        last[user] = moment
        names.append(f"{user}:{numbers[user]}")
    return rows.assign(session_id=pd.Series(names, rows.index, dtype="str"))


def tokens_of(text: object) -> set[str]:
    """The words of a text in lower case, dots and hyphens inside them kept; none of a missing text."""
    return {found.group() for found in TOKEN.finditer(text.lower())} if isinstance(text, str) else set()


class _Query(NamedTuple):
    """A query event, as far as its outcome depends on it."""

    segment: str
    text: object
    results: object
    moment: pd.Timestamp


def label_queries(sessions: pd.DataFrame) -> pd.DataFrame:
    """One row a query of `sessions`: `segment`, `query_text`, and its `outcome`.

    The outcome is the first that holds of "zero_result", "clicked", "reformulated" and "abandoned".
    """
    labelled: list[tuple[str, object, str]] = []
    for _, rows in sessions.groupby("session_id", sort=False):
        events = rows["event"].tolist()
        asked = [place for place, event in enumerate(events) if event == "query"]
        about = rows.loc[rows["event"] == "query", ["segment", "query_text", "n_results", "ts"]]
        queries = [_Query(*values) for values in about.itertuples(index=False, name=None)]
        ends = [*asked, len(events)][1:]
        for number, (query, start, end) in enumerate(zip(queries, asked, ends, strict=True)):
            following = queries[number + 1] if number + 1 < len(queries) else None
            outcome = _outcome(query, "click" in events[start:end], following)
            labelled.append((query.segment, query.text, outcome))
    return pd.DataFrame(labelled, columns=["segment", "query_text", "outcome"])


def _outcome(query: _Query, clicked: bool, following: _Query | None) -> str:
    if not pd.isna(query.results) and query.results == 0:  # type: ignore[call-overload]
        return "zero_result"
    if clicked:
        return "clicked"
    if following is None or (following.moment - query.moment).total_seconds() > REWORDED_WITHIN:
        return "abandoned"
    return "reformulated" if tokens_of(query.text) & tokens_of(following.text) else "abandoned"


def steps_reached(events: Sequence[str], steps: Sequence[str]) -> int:
    """How many of `steps` the `events` reach, one after the other."""
    place = 0
    for number, step in enumerate(steps):
        if step not in events[place:]:
            return number
        place += events[place:].index(step) + 1
    return len(steps)


def funnel(sessions: pd.DataFrame, steps: Sequence[str] = STEPS) -> pd.DataFrame:
    """The sessions of each segment, and of all, that reach each of `steps` in order, with step and cumulative rates."""
    whole = sessions.groupby("session_id").agg({"segment": "first", "event": list})
    reached = [steps_reached(events, steps) for events in whole["event"]]
    tables = []
    for name in [*sorted(whole["segment"].unique()), "all"]:
        own = [n for n, segment in zip(reached, whole["segment"], strict=True) if name in (segment, "all")]
        counts = pd.Series([sum(n > place for n in own) for place in range(len(steps))], dtype=float)
        rates = {"step_rate": counts / counts.shift(fill_value=counts[0]), "cum_rate": counts / counts[0]}
        tables.append(pd.DataFrame({"segment": name, "step": list(steps), "sessions": counts.astype(int), **rates}))
    return pd.concat(tables, ignore_index=True)


def ttfsic(sessions: pd.DataFrame) -> pd.DataFrame:
    """The seconds from the first query of each session to its first working call, or to its end if there is none.

    Columns `session_id`, `segment`, `duration_s` and `observed`, which says whether there was a working call.
    """
    waits: list[tuple[object, ...]] = []
    for name, rows in sessions.groupby("session_id"):
        asked = rows.loc[rows["event"] == "query", "ts"]
        if asked.empty:
            continue
        start = asked.min()
        done = rows.loc[(rows["event"] == "inference_ok") & (rows["ts"] >= start), "ts"]
        end = rows["ts"].max() if done.empty else done.min()
        waits.append((name, rows["segment"].iloc[0], (end - start).total_seconds(), not done.empty))
    table = pd.DataFrame(waits, columns=["session_id", "segment", "duration_s", "observed"])
    return table.astype({"duration_s": float, "observed": bool})
