"""Which events belong to one visit?"""

from collections.abc import Iterator

import pandas as pd

from course import behaviour
from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, emptied, gapped_index, other_zone, reversed_rows, shuffled
from exercises.failure.visits import START, events, unseen, visit

exercise = Exercise(
    "04-failure",
    "sessionize",
    looks_at="a gap of exactly 30 minutes and of other lengths, midnight, equal times, a log in any order, an empty "
    "one, and three logs you have not seen",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    plain = visit("ada", "developer", *((second, "query", "bert", 3) for second in (0, 1700, 3601, 5900, 6000)))
    yield from also(case("one user, three visits", events(plain)), emptied, reversed_rows)
    yield case("a gap of exactly 30 minutes", events(visit("ada", "developer", (0, "query"), (1800, "click"))))
    yield case("a gap a little longer", events(visit("ada", "developer", (0, "query"), (1800.001, "click"))))
    late = [visit(user, "developer", (0, "query"), (60, "click"), start=when) for user, when in _evening().items()]
    yield from also(case("two users one after the other", events(*late)), gapped_index)
    night = START.normalize() + pd.Timedelta(hours=23, minutes=50)
    across = visit("ada", "developer", (-5000, "query"), (0, "query"), (900, "exit"), start=night)
    yield from also(case("a visit across midnight", events(across)), other_zone)
    yield case("a long visit", events(visit("ada", "developer", *((1500.0 * n, "query") for n in range(5)))))
    yield from also(case("users at the same time", events(*late, plain)), shuffled)
    same = visit("ada", "developer", (0, "query"), (5, "exit"), (5, "click"), (5, "query"))
    yield case("equal times, the event ids in another order", _renumbered(events(same), ["e3", "e1", "e2", "e0"]))
    quick = visit("ada", "developer", (0, "query"), (600, "click"), (601, "query"), (1202, "exit"))
    yield case("visits that end after ten minutes", events(quick), 10)
    yield case("visits that end after a minute and a half", events(quick), 1.5)
    yield case("an empty log", events())
    for slot in SLOTS:
        yield case("an unseen log", unseen(slot))
    yield case("an unseen log, a gap of one minute", unseen(SLOTS[0]), 1)


def _evening() -> dict[str, pd.Timestamp]:
    return {"ada": START, "ben": START + pd.Timedelta(hours=9), "cat": START + pd.Timedelta(minutes=10)}


def _renumbered(log: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    return log.assign(event_id=ids)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
DAY = 'day = rows["ts"].dt.floor("D")\n    '
DAY += 'other_day = day.ne(day.groupby(rows["user_id"]).shift()) & pause.notna()\n    '
slip("splits_at_the_gap_itself", "A gap of exactly 30 minutes stays in the same session.",
     "begins = pause >", "begins = pause >=")
slip("previous_event_of_anyone", "Two users share a session: compare with the same user's previous event.",
     'rows.groupby("user_id")["ts"].diff()', 'rows["ts"].diff()')
slip("split_at_midnight", "Visits do not end at midnight UTC.",
     "begins = pause > pd.Timedelta(minutes=gap_minutes)",
     DAY + "begins = (pause > pd.Timedelta(minutes=gap_minutes)) | other_day")
slip("by_calendar_day", "What ends a visit is a pause longer than `gap_minutes`, in minutes, not the calendar day.",
     "begins = pause > pd.Timedelta(minutes=gap_minutes)", DAY + "begins = other_day")
slip("gap_in_seconds", "What ends a visit is a pause longer than `gap_minutes`, in minutes, not the calendar day.",
     "minutes=gap_minutes", "seconds=gap_minutes")
slip("always_thirty", "The gap is an argument: 30 minutes is only its default.",
     "minutes=gap_minutes", "minutes=30")
slip("not_sorted", "A log does not come in order: sort by user, time and event id before you compare neighbours.",
     'events.sort_values(["user_id", "ts", "event_id"], ignore_index=True)', "events.reset_index(drop=True)")
slip("ties_left_as_they_come", "Events of the same second keep the order of their event_id.",
     '["user_id", "ts", "event_id"]', '["user_id", "ts"], kind="stable"')
slip("numbered_from_one", "The first visit of each user has the number 0.",
     ".cumsum().astype(int)", ".cumsum().astype(int) + 1")
slip("numbered_across_users", "Each user's visits are numbered from 0 again: count within the user.",
     'begins.groupby(rows["user_id"]).cumsum().astype(int)', "(begins | pause.isna()).cumsum() - 1")
slip("numbered_alone", "A session's name is the user, a colon and the number, such as `ada:0`.",
     'rows["user_id"] + ":" + number.astype(str)', "number")
# fmt: on


@exercise.wrong("Measure the gap from the event before, not from the visit's first: a visit may last an hour.")
def measured_from_the_first_event(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    rows, ids = log.sort_values(["user_id", "ts", "event_id"], ignore_index=True), []
    user, start, number = None, pd.Timestamp(0, tz="UTC"), 0
    for owner, ts in zip(rows["user_id"], rows["ts"], strict=True):
        if owner != user:
            user, start, number = owner, ts, 0
        elif ts - start > pd.Timedelta(minutes=gap_minutes):
            start, number = ts, number + 1
        ids.append(f"{user}:{number}")
    return rows.assign(session_id=pd.Series(ids, rows.index, dtype="str"))


exercise.right(behaviour.sessionize)


@exercise.right
def user_by_user(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    parts = []
    for user, rows in log.groupby("user_id"):
        rows = rows.sort_values(["ts", "event_id"])
        number = (rows["ts"].diff().dt.total_seconds() > gap_minutes * 60).cumsum()
        parts.append(rows.assign(session_id=f"{user}:" + number.astype("str")))
    return pd.concat(parts, ignore_index=True) if parts else log.assign(session_id="")


@exercise.right
def with_the_previous_time(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    rows = log.sort_values(["user_id", "ts", "event_id"], ignore_index=True)
    before, owner = rows["ts"].shift(), rows["user_id"].shift()
    new = (rows["user_id"] == owner) & (rows["ts"] - before > pd.Timedelta(minutes=gap_minutes))
    number = new.groupby(rows["user_id"]).cumsum().astype(int)
    return rows.assign(session_id=rows["user_id"].str.cat(number.astype("str"), sep=":"))
