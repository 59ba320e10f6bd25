"""How many models are created per month, and how fast is that growing?"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "01-census",
    "upload_velocity",
    looks_at="empty months, the first of a month, other time zones, private models, no models, and unseen Hubs",
    ordered=True,
)

COLUMNS = ["month", "new_models", "complete", "mom_growth"]


def _made(*times: str | None, zone: str = "UTC", private: Sequence[bool | None] = ()) -> pd.DataFrame:
    """A table of models created at `times`, written in UTC and shown in `zone`."""
    created = pd.to_datetime(pd.Series(times, dtype="object"), utc=True, format="ISO8601").dt.tz_convert(zone)
    flags = [*private, *[False] * (len(times) - len(private))]
    return pd.DataFrame({"id": [f"a/{n}" for n in range(len(times))], "created_at": created, "private": flags})


def _day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


SENTINEL = "2022-03-02T23:29:04"
USUAL = ["2026-01-05", "2026-01-20", "2026-01-31T23:59:59", "2026-02-03", "2026-04-01", "2026-04-09", "2026-05-02"]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded Hubs at their own date."""
    yield case("a gap and an open month", _made(*USUAL), _day("2026-05-20"))
    yield case("dates before the Hub kept them", _made(SENTINEL, *USUAL, SENTINEL, None), _day("2026-05-20"))
    yield case("an as_of on the first of a month", _made(*USUAL), _day("2026-06-01"))
    yield case("nothing uploaded for two months", _made(*USUAL), _day("2026-07-15"))
    yield case("an as_of before the last upload", _made(*USUAL), _day("2026-04-05"))
    yield case("dates shown in another time zone", _made(*USUAL, zone="Asia/Tokyo"), _day("2026-05-20"))
    yield case("dates shown west of Greenwich", _made(*USUAL, zone="America/Lima"), _day("2026-05-20"))
    hidden = _made(*USUAL, private=[True, None, False, True])
    yield case("private models", hidden, _day("2026-05-20"))
    yield case("a table with gaps in its index", hidden[hidden["private"].ne(True)], _day("2026-05-20"))
    yield case("no usable dates", _made(SENTINEL, None), _day("2026-05-20"))
    yield case("no models", _made(), _day("2026-05-20"))
    for slot in hubs.SLOTS:
        yield case("an unseen Hub", hubs.models(slot), frames.as_of(hubs.hub(slot)))


def _created(models: pd.DataFrame, as_of: pd.Timestamp, public: bool = True, sentinel: bool = False) -> pd.Series:
    rows = models[models["private"].ne(True)] if public else models
    created = rows["created_at"].dropna()
    return created[(created < as_of) & (sentinel | (created != _day(SENTINEL)))]


def _table(created: pd.Series, until: pd.Timestamp, now: pd.Timestamp, zone: str | None = "UTC") -> pd.DataFrame:
    """The right table, if `until` is the as_of that `now` is."""
    if created.empty:
        return pd.DataFrame(columns=COLUMNS)
    local = created.dt.tz_convert(zone) if zone else created
    counts = local.dt.strftime("%Y-%m").value_counts()
    months = pd.period_range(min(counts.index), until.strftime("%Y-%m"), freq="M")
    new = pd.Series([int(counts.get(str(month), 0)) for month in months])
    complete = (months + 1).start_time.tz_localize("UTC") <= now
    growth = (new / new.shift().replace(0, np.nan) - 1).where(complete)
    return pd.DataFrame({"month": months.astype(str), "new_models": new, "complete": complete, "mom_growth": growth})


@exercise.wrong("June is 14 days old. Comparing it with all of May is how growth ‘collapses’ in dashboards.")
def growth_of_the_open_month(models: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    table = _table(_created(models, as_of), as_of, as_of)
    if table.empty:
        return table
    return table.assign(mom_growth=table["new_models"] / table["new_models"].shift().replace(0, np.nan) - 1)


@exercise.wrong("A month with no uploads is a zero, not an absence; your next growth rate skips it.")
def empty_months_dropped(models: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    table = _table(_created(models, as_of), as_of, as_of)
    kept = table[table["new_models"] > 0].reset_index(drop=True)
    growth = kept["new_models"] / kept["new_models"].shift() - 1
    return kept.assign(mom_growth=growth.where(kept["complete"].eq(True)))


@exercise.wrong("March 2022 is the day the Hub started recording creation dates, not a launch.")
def sentinel_kept(models: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    return _table(_created(models, as_of, sentinel=True), as_of, as_of)


@exercise.wrong("One upload moved month: convert to UTC before taking the month.")
def local_months(models: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    return _table(_created(models, as_of), as_of, as_of, zone=None)


@exercise.wrong("Growth after an empty month is undefined: NaN, not infinity.")
def infinite_growth(models: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    table = _table(_created(models, as_of), as_of, as_of)
    if table.empty:
        return table
    return table.assign(mom_growth=(table["new_models"] / table["new_models"].shift() - 1).where(table["complete"]))


@exercise.wrong("Your token can see private models; the public count leaves them out.")
def private_counted(models: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    return _table(_created(models, as_of, public=False), as_of, as_of)


@exercise.wrong("A month that ends at as_of is over: complete means that its end is not after as_of.")
def closed_too_late(models: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    return _table(_created(models, as_of), as_of, as_of - pd.Timedelta(seconds=1))


@exercise.wrong("The table runs to the month of as_of, even if nothing was uploaded since.")
def ends_with_the_last_upload(models: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    created = _created(models, as_of)
    return _table(created, created.max() if len(created) else as_of, as_of)


@exercise.wrong("as_of is now: a model created later is not there yet.")
def future_counted(models: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    created = _created(models, pd.Timestamp.max.tz_localize("UTC"))
    return _table(created, max(as_of, created.max()) if len(created) else as_of, as_of)


@exercise.wrong("Growth is a fraction: a quarter more is 0.25, not 25.")
def growth_in_percent(models: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    table = _table(_created(models, as_of), as_of, as_of)
    return table.assign(mom_growth=table["mom_growth"] * 100)


@exercise.right
def with_numpy_months(models: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    created = _created(models, as_of)
    if created.empty:
        return pd.DataFrame({"month": [], "new_models": [], "complete": [], "mom_growth": []})
    month = created.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[M]").astype(int)
    now = np.datetime64(as_of.tz_convert("UTC").tz_localize(None))
    months = np.arange(month.min(), int(now.astype("datetime64[M]").astype(int)) + 1)
    new = np.bincount(month - months[0], minlength=len(months))
    complete = (months + 1).astype("datetime64[M]") <= now
    before = np.concatenate([[np.nan], np.where(new == 0, np.nan, new)[:-1]])
    growth = np.where(complete, new / before - 1, np.nan)
    names = months.astype("datetime64[M]").astype(str)
    return pd.DataFrame({"month": names, "new_models": new, "complete": complete, "mom_growth": growth})


@exercise.right
def with_plain_python(models: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    counts: dict[tuple[int, int], int] = {}
    for when, private in zip(models["created_at"], models["private"], strict=True):
        if private is True or pd.isna(when) or when >= as_of or when == _day(SENTINEL):
            continue
        utc = when.tz_convert("UTC")
        counts[utc.year, utc.month] = counts.get((utc.year, utc.month), 0) + 1
    rows: list[list[object]] = []
    place = min(counts, default=(9999, 1))
    while place <= (as_of.year, as_of.month):
        after = (place[0] + place[1] // 12, place[1] % 12 + 1)
        over = datetime(*after, 1, tzinfo=UTC) <= as_of
        before = rows[-1][1] if rows else 0
        growth = counts.get(place, 0) / before - 1 if over and isinstance(before, int) and before else None
        rows.append([f"{place[0]}-{place[1]:02d}", counts.get(place, 0), over, growth])
        place = after
    return pd.DataFrame(rows, columns=COLUMNS)
