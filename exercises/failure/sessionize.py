"""Which events belong to one visit?"""

from collections.abc import Iterator

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.failure.visits import START, events, unseen, visit

exercise = Exercise(
    "04-failure",
    "sessionize",
    looks_at="a gap of exactly 30 minutes and of other lengths, midnight, equal times, a shuffled log, an empty one, "
    "and three logs you have not seen",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    plain = visit("ada", "developer", *((second, "query", "bert", 3) for second in (0, 1700, 3601, 5900, 6000)))
    yield case("one user, three visits", events(plain))
    yield case("a gap of exactly 30 minutes", events(visit("ada", "developer", (0, "query"), (1800, "click"))))
    late = [visit(user, "developer", (0, "query"), (60, "click"), start=when) for user, when in _evening().items()]
    yield case("two users one after the other", events(*late))
    night = START.normalize() + pd.Timedelta(hours=23, minutes=50)
    across = visit("ada", "developer", (-5000, "query"), (0, "query"), (900, "exit"), start=night)
    yield case("a visit across midnight", events(across))
    yield case("a shuffled log", events(*late, plain).sample(frac=1, random_state=4))
    same = visit("ada", "developer", (0, "query"), (5, "exit"), (5, "click"), (5, "query"))
    yield case("equal times, the event ids in another order", _renumbered(events(same), [3, 1, 2, 0]))
    quick = visit("ada", "developer", (0, "query"), (600, "click"), (601, "query"), (1202, "exit"))
    yield case("visits that end after ten minutes", events(quick), 10)
    yield case("visits that end after a minute and a half", events(quick), 1.5)
    yield case("an empty log", events())
    for slot in SLOTS:
        yield case("an unseen log", unseen(slot))
    yield case("an unseen log, a gap of one minute", unseen(SLOTS[0]), 1)


def _evening() -> dict[str, pd.Timestamp]:
    return {"ada": START, "ben": START + pd.Timedelta(hours=9), "cat": START + pd.Timedelta(minutes=10)}


def _renumbered(log: pd.DataFrame, numbers: list[int]) -> pd.DataFrame:
    return log.assign(event_id=numbers)


def _sorted(log: pd.DataFrame) -> pd.DataFrame:
    return log.sort_values(["user_id", "ts", "event_id"], ignore_index=True)


def _numbered(rows: pd.DataFrame, new: pd.Series, first: int = 0) -> pd.DataFrame:
    """`rows` with the visits that begin where `new` is true, numbered for each user from `first`."""
    number = new.astype(int).groupby(rows["user_id"]).cumsum() + first
    return rows.assign(session_id=[f"{user}:{i}" for user, i in zip(rows["user_id"], number, strict=True)])


def _pauses(rows: pd.DataFrame) -> pd.Series:
    return rows.groupby("user_id")["ts"].diff()


def _minutes(gap: float) -> pd.Timedelta:
    return pd.Timedelta(minutes=gap)


@exercise.wrong("A gap of exactly 30 minutes stays in the same session.")
def splits_at_the_gap_itself(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    rows = _sorted(log)
    return _numbered(rows, _pauses(rows) >= _minutes(gap_minutes))


@exercise.wrong("Two users share a session: compare with the same user's previous event.")
def previous_event_of_anyone(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    rows = _sorted(log)
    return _numbered(rows, rows["ts"].diff() > _minutes(gap_minutes))


@exercise.wrong("Visits do not end at midnight UTC.")
def split_at_midnight(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    rows = _sorted(log)
    day = rows["ts"].dt.floor("D")
    other_day = day.ne(day.groupby(rows["user_id"]).shift(fill_value=pd.NaT)) & _pauses(rows).notna()
    return _numbered(rows, (_pauses(rows) > _minutes(gap_minutes)) | other_day)


@exercise.wrong("What ends a visit is a pause longer than `gap_minutes`, in minutes, not the calendar day.")
def by_calendar_day(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    rows = _sorted(log)
    day = rows["ts"].dt.floor("D")
    return _numbered(rows, day.ne(day.groupby(rows["user_id"]).shift(fill_value=pd.NaT)) & _pauses(rows).notna())


@exercise.wrong("What ends a visit is a pause longer than `gap_minutes`, in minutes, not the calendar day.")
def gap_in_seconds(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    rows = _sorted(log)
    return _numbered(rows, _pauses(rows) > pd.Timedelta(seconds=gap_minutes))


@exercise.wrong("The gap is an argument: 30 minutes is only its default.")
def always_thirty(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    rows = _sorted(log)
    return _numbered(rows, _pauses(rows) > _minutes(30))


@exercise.wrong("A log does not come in order: sort by user, time and event id before you compare neighbours.")
def not_sorted(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    rows = log.reset_index(drop=True)
    return _numbered(rows, _pauses(rows) > _minutes(gap_minutes))


@exercise.wrong("Events of the same second keep the order of their event_id.")
def ties_left_as_they_come(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    rows = log.sort_values(["user_id", "ts"], kind="stable", ignore_index=True)
    return _numbered(rows, _pauses(rows) > _minutes(gap_minutes))


@exercise.wrong("The first visit of each user has the number 0.")
def numbered_from_one(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    rows = _sorted(log)
    return _numbered(rows, _pauses(rows) > _minutes(gap_minutes), first=1)


@exercise.wrong("Each user's visits are numbered from 0 again: count within the user.")
def numbered_across_users(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    rows = _sorted(log)
    pauses = _pauses(rows)
    number = ((pauses > _minutes(gap_minutes)) | pauses.isna()).cumsum() - 1
    return rows.assign(session_id=[f"{user}:{i}" for user, i in zip(rows["user_id"], number, strict=True)])


@exercise.wrong("Measure the gap from the event before, not from the visit's first: a visit may last an hour.")
def measured_from_the_first_event(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    rows, ids = _sorted(log), []
    user, start, number = None, pd.Timestamp(0, tz="UTC"), 0
    for owner, ts in zip(rows["user_id"], rows["ts"], strict=True):
        if owner != user:
            user, start, number = owner, ts, 0
        elif ts - start > _minutes(gap_minutes):
            start, number = ts, number + 1
        ids.append(f"{user}:{number}")
    return rows.assign(session_id=pd.Series(ids, rows.index, dtype="str"))


@exercise.right
def row_by_row(log: pd.DataFrame, gap_minutes: float = 30) -> pd.DataFrame:
    rows, ids = _sorted(log), []
    last: dict[str, pd.Timestamp] = {}
    number: dict[str, int] = {}
    for user, ts in zip(rows["user_id"], rows["ts"], strict=True):
        if user not in last:
            number[user] = 0
        elif (ts - last[user]).total_seconds() > 60 * gap_minutes:
            number[user] += 1
        last[user] = ts
        ids.append(f"{user}:{number[user]}")
    return rows.assign(session_id=ids)


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
    rows = _sorted(log)
    before, owner = rows["ts"].shift(), rows["user_id"].shift()
    new = (rows["user_id"] == owner) & (rows["ts"] - before > _minutes(gap_minutes))
    number = new.groupby(rows["user_id"]).cumsum().astype(int)
    return rows.assign(session_id=rows["user_id"].str.cat(number.astype("str"), sep=":"))
