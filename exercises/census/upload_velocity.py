"""How many models are created per month, and how fast is that growing?"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, shuffled

exercise = Exercise(
    "01-census",
    "upload_velocity",
    looks_at="empty months, the ends of months, other time zones, private models, no models, and unseen Hubs",
    ordered=True,
)

COLUMNS = ["month", "new_models", "complete", "mom_growth"]
SENTINEL = "2022-03-02T23:29:04"
USUAL = ["2026-01-05", "2026-01-20", "2026-01-31T23:59:59", "2026-02-03", "2026-04-01", "2026-04-09", "2026-05-02"]


def _made(*times: str | None, private: Sequence[bool | None] = ()) -> pd.DataFrame:
    """A table of models created at `times`, in UTC."""
    created = pd.to_datetime(pd.Series(times, dtype="object"), utc=True, format="ISO8601")
    flags = [*private, *[False] * (len(times) - len(private))]
    return pd.DataFrame({"id": [f"a/{n}" for n in range(len(times))], "created_at": created, "private": flags})


def _day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded Hubs at their own date."""
    usual = case("a gap and an open month", _made(*USUAL), _day("2026-05-20"))
    yield usual
    yield case("dates before the Hub kept them", _made(SENTINEL, *USUAL, SENTINEL, None), _day("2026-05-20"))
    yield case("an as_of on the first of a month", _made(*USUAL), _day("2026-06-01"))
    yield case("an as_of on the last day of a month", _made(*USUAL), _day("2026-05-31T18:00"))
    yield case("nothing uploaded for two months", _made(*USUAL), _day("2026-07-15"))
    yield case("an as_of before the last upload", _made(*USUAL), _day("2026-04-05"))
    yield case("an upload at as_of", _made(*USUAL, "2026-05-20"), _day("2026-05-20"))
    for shown in ("Asia/Tokyo", "America/Lima"):
        table = _made(*USUAL)
        table["created_at"] = table["created_at"].dt.tz_convert(shown)
        yield case(f"dates shown in {shown}", table, _day("2026-05-20"))
    hidden = case("private models", _made(*USUAL, private=[True, None, False, True]), _day("2026-05-20"))
    yield from also(hidden, gapped_index, shuffled)
    yield case("a first upload in March", _made("2026-03-05", "2026-04-02"), _day("2026-05-20"))
    yield case("one upload", _made(USUAL[0]), _day("2026-01-20"))
    yield case("models that all come later", _made(*USUAL), _day("2025-12-31"))
    yield case("no usable dates", _made(SENTINEL, None), _day("2026-05-20"))
    yield emptied(usual)
    for slot in hubs.SLOTS:
        yield case("an unseen Hub", hubs.models(slot), frames.as_of(hubs.hub(slot)))


slip = exercise.slip
slip(
    "growth_of_the_open_month",
    "The last month is not over. To compare it with all of the month before is how growth ‘collapses’ in dashboards.",
    "growth.where(complete)",
    "growth",
)
slip(
    "empty_months_dropped",
    "A month with no uploads is a zero, not an absence; your next growth rate skips it.",
    'pd.period_range(month.min(), as_of.strftime("%Y-%m"), freq="M")',
    'pd.PeriodIndex(sorted(set(month)), freq="M")',
)
slip(
    "sentinel_kept",
    "March 2022 is the day the Hub started recording creation dates, not a launch.",
    "made.ne(frames.SENTINEL) & ",
    "",
)
slip(
    "local_months",
    "One upload moved month: convert to UTC before taking the month.",
    '.dt.tz_convert("UTC")',
    "",
)
slip(
    "infinite_growth",
    "Growth after an empty month is undefined: NaN, not infinity.",
    ".replace(0, np.nan)",
    "",
)
slip(
    "private_counted",
    "Your token can see private models; the public count leaves them out.",
    'models[models["private"].ne(True)]',
    "models",
)
slip(
    "unknown_is_private",
    "A model is left out if `private` is True; where it was not returned, the model counts.",
    'models["private"].ne(True)',
    'models["private"].eq(False)',
)
slip(
    "closed_too_late",
    "A month that ends at as_of is over: complete means that its end is not after as_of.",
    "<= as_of",
    "< as_of",
)
slip(
    "over_on_its_last_day",
    "A month ends when the next one begins, not at the beginning of its last day.",
    '(months + 1).start_time.tz_localize("UTC") <= as_of',
    'months.end_time.normalize().tz_localize("UTC") <= as_of',
)
slip(
    "ends_with_the_last_upload",
    "The table runs to the month of as_of, even if nothing was uploaded since.",
    'as_of.strftime("%Y-%m")',
    "month.max()",
)
slip(
    "starts_with_the_year",
    "The table starts with the first month that has a model.",
    "month.min()",
    'month.min().strftime("%Y-01")',
)
slip(
    "future_counted",
    "as_of is now: a model created later is not there yet.",
    " & made.lt(as_of)",
    "",
    'as_of.strftime("%Y-%m")',
    'max(as_of, made.max()).strftime("%Y-%m")',
)
slip(
    "present_counted",
    "A model created exactly at as_of is not there yet: before as_of means earlier.",
    "made.lt(as_of)",
    "made.le(as_of)",
)
slip(
    "growth_in_percent",
    "Growth is a fraction: a quarter more is 0.25, not 25.",
    "growth = new / new.shift().replace(0, np.nan) - 1",
    "growth = 100 * (new / new.shift().replace(0, np.nan) - 1)",
)
slip(
    "ratio_for_growth",
    "Growth is the change: twice as many is a growth of 1, not of 2. Subtract 1.",
    ".replace(0, np.nan) - 1",
    ".replace(0, np.nan)",
)
slip(
    "difference_for_growth",
    "Growth is a part of the month before: divide the difference by it.",
    "new / new.shift().replace(0, np.nan) - 1",
    "new - new.shift()",
)
slip(
    "months_as_periods",
    "A month is text here, such as `2026-05`: use `astype(str)`.",
    '"month": months.astype(str)',
    '"month": months.start_time',
)
slip(
    "nothing_raises",
    "Without a usable date there is no first month: return a table without rows.",
    """    if made.empty:
        types = {"month": str, "new_models": int, "complete": bool, "mom_growth": float}
        return pd.DataFrame(columns=list(types)).astype(types)
""",
    "",
)


@exercise.right
def with_numpy_months(models: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    created = models.loc[models["private"].ne(True), "created_at"].dropna()
    created = created[(created < as_of) & (created != _day(SENTINEL))]
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
