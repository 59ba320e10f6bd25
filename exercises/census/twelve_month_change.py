"""By how much did a year's uploads change against the year before?"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index
from course.lesson.reference import solution

exercise = Exercise(
    "01-census",
    "twelve_month_change",
    looks_at="an open month, a month that is just over, too few months, empty months, and unseen Hubs",
)

RISING = [4, 0, 7, *range(10, 34)]
UNEVEN = [90, 3, 14, 15, 9, 26, 5, 35, 8, 97, 93, 2, 38, 46, 26, 43, 3, 8, 32, 7, 9, 50, 28, 8, 41, 9, 7]


def _months(counts: Sequence[int], still_open: bool = True) -> pd.DataFrame:
    """A table as `upload_velocity` returns it; the last of its months is not over if `still_open`."""
    new = pd.Series(counts, dtype="int64")
    complete = pd.Series([True] * len(counts), dtype=bool)
    complete.iloc[-1:] = not still_open
    growth = (new / new.shift().replace(0, np.nan) - 1).where(complete)
    month = pd.period_range("2024-01", periods=len(counts), freq="M").astype(str)
    return pd.DataFrame({"month": month, "new_models": new, "complete": complete, "mom_growth": growth})


@exercise.cases
def cases() -> Iterator[Case]:
    """Tables of months, then those of the graded Hubs."""
    rising = case("counts that rise", _months(RISING))
    yield from also(rising, gapped_index)
    yield case("counts that go up and down", _months(UNEVEN))
    yield case("a last month that is just over", _months(UNEVEN[:26], still_open=False))
    yield case("24 complete months", _months([*UNEVEN[:24], 11]))
    yield case("20 complete months", _months(UNEVEN[:21]))
    yield case("23 complete months", _months(UNEVEN[:24]))
    yield case("two months", _months([5, 6]))
    yield case("a first year without uploads", _months([3, *[0] * 12, *UNEVEN[:12], 4]))
    yield case("a last year without uploads", _months([*UNEVEN[:12], *[0] * 12, 4]))
    yield case("two years without uploads", _months([3, *[0] * 24, 4]))
    yield emptied(rising)
    for slot in hubs.SLOTS:
        velocity: Any = solution("01-census", "upload_velocity")(hubs.models(slot), frames.as_of(hubs.hub(slot)))
        yield case("an unseen Hub", velocity)


SUMS = 'velocity.loc[velocity["complete"], "new_models"]'

slip = exercise.slip
slip(
    "median_growth",
    "A median of growth rates does not see how large one fall was: add up the counts, then divide once.",
    "return last / before - 1",
    'return velocity.loc[velocity["complete"], "mom_growth"].iloc[-12:].median()',
)
slip(
    "mean_growth",
    "Growth rates of months cannot be averaged like counts: add up the counts, then divide once.",
    "return last / before - 1",
    'return velocity.loc[velocity["complete"], "mom_growth"].iloc[-12:].mean()',
)
slip(
    "open_month_counted",
    "The last month is not over: leave out the months that are not complete.",
    SUMS,
    'velocity["new_models"]',
)
slip(
    "last_month_dropped",
    "Leave out the months that are not complete, by the column `complete`; the last month may be complete.",
    SUMS,
    'velocity["new_models"].iloc[:-1]',
)
slip(
    "month_on_month",
    "That compares one month with the same month a year before. Add up twelve months on each side.",
    "new.iloc[-12:].sum()",
    "new.iloc[-1:].sum()",
    "new.iloc[-24:-12].sum()",
    "new.iloc[-13:-12].sum()",
)
slip(
    "all_before",
    "Compare with the twelve months before, not with all earlier ones.",
    "new.iloc[-24:-12]",
    "new.iloc[:-12]",
)
slip(
    "first_years",
    "Count from the end: the last twelve complete months, and the twelve before them.",
    "new.iloc[-12:]",
    "new.iloc[12:24]",
    "new.iloc[-24:-12]",
    "new.iloc[:12]",
)
slip(
    "half_years",
    "Add up twelve months on each side; yours are fewer.",
    "new.iloc[-12:]",
    "new.iloc[-6:]",
    "new.iloc[-24:-12]",
    "new.iloc[-12:-6]",
)
slip(
    "percent",
    "A change is a fraction: a tenth less is −0.1, not −10.",
    "return last / before - 1",
    "return 100 * (last / before - 1)",
)
slip(
    "ratio",
    "A change of nothing is 0, not 1: subtract 1 from the ratio.",
    "last / before - 1",
    "last / before",
)
slip(
    "the_other_way_round",
    "Divide the last twelve months by the twelve before, not the other way round.",
    "last / before - 1",
    "before / last - 1",
)
slip(
    "difference",
    "The change is a part of the twelve months before: divide the difference by their sum.",
    "last / before - 1",
    "last - before",
)
slip(
    "of_the_later_sum",
    "Divide the difference by the sum of the twelve months before, not by the later one.",
    "last / before - 1",
    "(last - before) / last",
)
slip(
    "too_few_months_taken",
    "With fewer than 24 complete months there are no two years to compare: return NaN.",
    "len(new) < 24 or before == 0",
    "before == 0",
)
slip(
    "too_many_months_asked_for",
    "24 complete months are enough: twelve, and the twelve before.",
    "len(new) < 24",
    "len(new) <= 24",
)
slip(
    "months_counted_with_the_open_one",
    "Of the 24 months each has to be complete: count them after you left out the open one.",
    "len(new) < 24",
    "len(velocity) < 24",
)
slip(
    "infinite",
    "After twelve months without uploads the change is undefined: NaN, not infinity.",
    "return last / before - 1",
    "return last / before - 1 if before else np.inf",
    " or before == 0",
    "",
)


@exercise.right
def with_rolling_sums(velocity: pd.DataFrame) -> float:
    complete = velocity[velocity["complete"].astype(bool)].reset_index(drop=True)
    sums = complete["new_models"].astype(float).rolling(12).sum()
    changes = sums / sums.shift(12).replace(0, np.nan) - 1
    return float(changes.iloc[-1]) if len(changes) else float("nan")


@exercise.right
def with_plain_python(velocity: pd.DataFrame) -> float:
    pairs = zip(velocity["new_models"], velocity["complete"], strict=True)
    counts = [int(count) for count, over in pairs if over]
    later, earlier = sum(counts[-12:]), sum(counts[-24:-12])
    return (later - earlier) / earlier if len(counts) >= 24 and earlier > 0 else float("nan")
