"""A visit is replayed with the functions of the learner, whatever state they are in."""

from typing import Any

import pandas as pd
import pytest

from course import widgets

START = pd.Timestamp("2026-05-04", tz="UTC")
NAMES = ["user_id", "second", "event", "query_text"]
ROWS = [
    ("ada", 0, "query", "bert <b>"),
    ("ada", 40, "click", None),
    ("ada", 2400, "query", "ocr"),
    ("ben", 5, "query", "tts"),
    ("ben", 9, "exit", None),
]


@pytest.fixture
def events() -> pd.DataFrame:
    table = pd.DataFrame(ROWS, columns=NAMES).assign(event_id=range(5), segment="developer", simulated=True)
    return table.assign(ts=START + pd.to_timedelta(table.pop("second"), unit="s"))


def divide(events: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    new = events.groupby("user_id")["ts"].diff() > pd.Timedelta(minutes=gap_minutes)
    return events.assign(
        session_id=events["user_id"] + ":" + new.groupby(events["user_id"]).cumsum().astype(int).astype(str)
    )


def label(visit: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"outcome": ["clicked"] * int((visit["event"] == "query").sum())})


def unwritten(*_: object) -> pd.DataFrame:
    raise NotImplementedError("your turn")


def broken(*_: object) -> pd.DataFrame:
    raise KeyError("session")


def parts(replay: Any) -> tuple[Any, ...]:
    """Gap, count, visit, moment, report."""
    gap, count, visits, moment, report = replay.children
    return gap, count, visits.children[0], moment, report


def test_the_longest_visit_comes_first_and_grows_event_by_event(events: pd.DataFrame) -> None:
    _, _, visit, moment, report = parts(widgets.session_replay(events, divide, label))
    assert visit.value == "ada:0"
    assert "bert" in report.value
    assert "click</td>" not in report.value
    moment.value = 2
    assert "40 s" in report.value
    assert "2 of 2 events, simulated" in report.value


def test_a_longer_gap_makes_fewer_sessions(events: pd.DataFrame) -> None:
    gap, count, *_ = parts(widgets.session_replay(events, divide, label))
    assert "3 sessions of 2 users" in count.value
    gap.value = 60
    assert "2 sessions of 2 users" in count.value


def test_another_visit_begins_with_its_first_event(events: pd.DataFrame) -> None:
    _, _, visit, moment, report = parts(widgets.session_replay(events, divide, label))
    moment.value = 2
    visit.value = "ben:0"
    assert moment.value == 1
    assert "tts" in report.value
    assert "clicked" in report.value


def test_before_the_functions_are_written_users_are_shown_whole(events: pd.DataFrame) -> None:
    _, count, visit, _, report = parts(widgets.session_replay(events, unwritten, unwritten))
    assert "unwritten is not written yet" in count.value
    assert visit.value == "ada"
    assert "endings are not shown" in report.value


def test_what_a_broken_function_raises_is_shown(events: pd.DataFrame) -> None:
    _, count, _, _, report = parts(widgets.session_replay(events, broken, broken))
    assert "broken raised KeyError" in count.value
    assert "broken raised KeyError" in report.value


def test_texts_of_the_log_are_no_markup(events: pd.DataFrame) -> None:
    assert "bert &lt;b&gt;" in parts(widgets.session_replay(events, divide))[-1].value


def test_only_what_can_be_reached_by_keyboard_is_used(events: pd.DataFrame) -> None:
    kinds = {type(part).__name__ for part in parts(widgets.session_replay(events, divide))}
    assert kinds == {"IntSlider", "SelectionSlider", "HTML"}
