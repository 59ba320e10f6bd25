"""Which number does a month have, so that months can be subtracted?"""

from collections.abc import Iterator, Sequence

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, reversed_rows
from exercises.community.threads import LESSON

exercise = Exercise(
    LESSON,
    "month_number",
    looks_at="first and last moments of months and years, gaps in the index, moments in any order, and no moments",
)


def moments(texts: Sequence[str]) -> pd.Series:
    """Moments in UTC."""
    return pd.Series(pd.to_datetime(list(texts), utc=True, format="ISO8601"), name="ts")


@exercise.cases
def cases() -> Iterator[Case]:
    """Edges of months and years, in several orders."""
    year = moments(["2025-01-15", "2025-11-30T23:59:59.999", "2025-12-01", "2025-12-31T23:59:59", "2026-01-01"])
    yield from also(case("the turn of a year", year), gapped_index, reversed_rows, emptied)
    yield case("each month of a leap year", moments([f"2024-{month:02}-29" for month in range(1, 13)]))
    yield case("the same month of three years", moments(["2024-07-01", "2025-07-31", "2026-07-15"]))
    yield case("one moment", moments(["2026-06-15"]))
    yield case("several moments of a month", moments(["2026-02-01", "2026-02-28T23:00", "2026-02-14"]))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
WHOLE = "12 * ts.dt.year + ts.dt.month"
YEAR = "December plus one month is January of the next year: count twelve for each year."
START = "Count from the year 0: twelve times the year, plus the month from 1 to 12."
slip("month_alone", YEAR, WHOLE, "ts.dt.month")
slip("year_alone", "Every month has a number of its own: add the month to twelve times the year.", WHOLE,
     "12 * ts.dt.year")
slip("written_together", "From December to the next January the number goes up by one: a year counts 12, not 100.",
     WHOLE, "100 * ts.dt.year + ts.dt.month")
slip("ten_a_year", "A year has twelve months: count 12 for each.", WHOLE, "10 * ts.dt.year + ts.dt.month")
slip("turned_round", "It is the year that counts twelve, and the month that is added.", WHOLE,
     "12 * ts.dt.month + ts.dt.year")
slip("since_1970", START, WHOLE, "12 * (ts.dt.year - 1970) + ts.dt.month")
slip("since_the_first", START, WHOLE, "12 * (ts.dt.year - ts.dt.year.min()) + ts.dt.month")
slip("months_from_zero", START, WHOLE, "12 * ts.dt.year + ts.dt.month - 1")
slip("years_from_one", START, WHOLE, "12 * (ts.dt.year - 1) + ts.dt.month")
slip("thirty_days", "Months are of the calendar, not of 30 days: use the year and the month.",
     WHOLE, "(ts - pd.Timestamp(0, tz='UTC')).dt.days // 30")
slip("text", "Return whole numbers, which can be subtracted, and not texts.", WHOLE, 'ts.dt.strftime("%Y-%m")')
slip("index_lost", "Keep the index of `ts`, so that the numbers stay with their rows.",
     f"return {WHOLE}", f"return ({WHOLE}).reset_index(drop=True)")
slip("sorted_numbers", "Keep the order of `ts`.", f"return {WHOLE}",
     f"return ({WHOLE}).sort_values().set_axis(ts.index)")
slip("each_month_once", "Every moment has its number, also where two fall into one month.",
     f"return {WHOLE}", f"return ({WHOLE}).drop_duplicates()")
# fmt: on


@exercise.right
def with_periods(ts: pd.Series) -> pd.Series:
    period = ts.dt.tz_localize(None).dt.to_period("M")
    found: pd.Series = period.dt.year.mul(12).add(period.dt.month)
    return found


@exercise.right
def one_moment_at_a_time(ts: pd.Series) -> pd.Series:
    return pd.Series([one.year * 12 + one.month for one in ts], index=ts.index, dtype=int)
