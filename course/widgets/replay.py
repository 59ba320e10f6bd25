"""A visit replayed event by event, as the learner's own functions divide and label the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from course import missing
from course.widgets.chooser import chooser

if TYPE_CHECKING:
    import ipywidgets

Divide = Callable[..., pd.DataFrame]
Label = Callable[[pd.DataFrame], pd.DataFrame]

USERS, VISITS = 300, 40
COLUMNS = ("after", "event", "query_text", "n_results", "ends as", "model_id")


def session_replay(events: pd.DataFrame, divide: Divide, label: Label | None = None) -> ipywidgets.VBox:
    """Sliders for the gap, for the visits, and for the events of the chosen visit.

    `divide(events, gap_minutes)` adds `session_id`; `label(visit)` gives the `outcome` of each of its queries.
    """
    import ipywidgets

    few = some_users(events)
    wide = {"description_width": "10em"}
    gap = ipywidgets.IntSlider(30, min=5, max=120, step=5, description="gap in minutes", style=wide)
    visit, visits = chooser([("", "")], "visit", width=wide["description_width"])
    moment = ipywidgets.IntSlider(1, min=1, max=1, description="event", style=wide)
    count, report = ipywidgets.HTML(), ipywidgets.HTML()
    state: dict[str, Any] = {}

    def redivide(_: object = None) -> None:
        state["rows"], said = divided(few, divide, gap.value)
        count.value = _status(said)
        visit.options = longest(state["rows"]) or [("", "")]
        enter()

    def enter(_: object = None) -> None:
        own = state["rows"]["session_id"] == visit.value
        state["visit"], problem = labelled(state["rows"][own].reset_index(drop=True), label)
        state["problem"] = problem
        moment.max, moment.value = max(1, len(state["visit"])), 1
        show()

    def show(_: object = None) -> None:
        report.value = replayed(state["visit"], moment.value) + _status(state["problem"])

    redivide()
    gap.observe(redivide, names="value")
    visit.observe(enter, names="value")
    moment.observe(show, names="value")
    return ipywidgets.VBox([gap, count, visits, moment, report])


def some_users(events: pd.DataFrame) -> pd.DataFrame:
    """The events of the `USERS` users with the most of them."""
    return events[events["user_id"].isin(events["user_id"].value_counts().head(USERS).index)]


def divided(events: pd.DataFrame, divide: Divide, gap: float) -> tuple[pd.DataFrame, str]:
    """`events` as `divide` divides them, and what to say of it; a visit a user where it does not."""
    name = getattr(divide, "__name__", "your function")
    try:
        rows = divide(events, gap)
        return rows, f"{name}: {rows['session_id'].nunique():,} sessions of {rows['user_id'].nunique():,} users."
    except NotImplementedError:
        said = f"{name} is not written yet; all events of a user are shown as one visit."
    except Exception as error:  # whatever the learner's function raises is shown, not thrown
        said = f"{name} raised {missing.raised(error)}. All events of a user are shown as one visit."
    whole = events.sort_values(["user_id", "ts", "event_id"], ignore_index=True)
    return whole.assign(session_id=whole["user_id"]), said


def longest(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """The `VISITS` visits with the most events, as text to choose from and session id."""
    sizes = rows.groupby("session_id").agg(n=("event", "size"), segment=("segment", "first")).reset_index()
    sizes = sizes.sort_values(["n", "session_id"], ascending=[False, True]).head(VISITS)
    found = zip(sizes["session_id"], sizes["segment"], sizes["n"], strict=True)
    return [(f"{name}, {segment}, {n} events", str(name)) for name, segment, n in found]


def labelled(visit: pd.DataFrame, label: Label | None) -> tuple[pd.DataFrame, str]:
    """`visit` with the outcome of its queries in the column `ends as`, and what is to be said if there is none."""
    outcomes: Iterator[str] = iter(())
    said = ""
    try:
        outcomes = iter(label(visit)["outcome"]) if label else outcomes
    except NotImplementedError:
        said = f"{getattr(label, '__name__', 'your function')} is not written yet; endings are not shown."
    except Exception as error:
        said = f"{getattr(label, '__name__', 'your function')} raised {missing.raised(error)}."
    return visit.assign(
        **{"ends as": [next(outcomes, "") if event == "query" else "" for event in visit["event"]]}
    ), said


def replayed(visit: pd.DataFrame, moment: int) -> str:
    """The first `moment` events of a visit as a table in HTML, the latest in bold."""
    seconds = (visit["ts"] - visit["ts"].min()).dt.total_seconds()
    table = visit.assign(after=[f"{second:,.0f} s" for second in seconds]).head(moment)
    head = "".join(f'<th scope="col" style="text-align: left; padding-right: 1em">{name}</th>' for name in COLUMNS)
    rows = [_row(values, place == len(table)) for place, values in enumerate(_cells(table), start=1)]
    kind = ", simulated" if visit.get("simulated", pd.Series(dtype=bool)).any() else ""
    words = f"The visit so far: {len(table)} of {len(visit)} events{kind}"
    return f"<table><caption>{words}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _cells(table: pd.DataFrame) -> list[list[str]]:
    shown = [table[name] if name in table else pd.Series("", table.index) for name in COLUMNS]
    return [["" if pd.isna(value) else str(value) for value in row] for row in zip(*shown, strict=True)]


def _row(values: list[str], latest: bool) -> str:
    weight = "bold" if latest else "normal"
    cells = "".join(f'<td style="padding-right: 1em; font-weight: {weight}">{escape(value)}</td>' for value in values)
    return f"<tr{' aria-current=step' if latest else ''}>{cells}</tr>"


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>' if text else ""
