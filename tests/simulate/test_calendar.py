"""When repos are created."""

import numpy as np

from course.simulate import calendar
from course.simulate.seeds import Streams


def times(n: int = 30_000) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return calendar.creation_times(Streams(1), "models", n, 100)


def test_times_ascend_and_end_before_the_snapshot() -> None:
    made = times()
    assert len(made) == 30_000
    assert (np.diff(made) >= 0).all()
    assert made[-1] < calendar.END.astype("datetime64[s]").astype(np.int64)


def test_the_oldest_carry_the_sentinel_and_no_others() -> None:
    made = times()
    assert (made[:100] == calendar.SENTINEL).all()
    assert (made[100:] > calendar.SENTINEL).all()


def test_the_week_has_its_rhythm() -> None:
    days = times()[100:].astype("datetime64[s]").astype("datetime64[D]")
    counts = np.bincount(calendar.weekday(days), minlength=7)
    assert counts[:4].min() > counts[5:].max()


def test_a_known_monday_is_a_monday() -> None:
    assert calendar.weekday(np.array(["2026-06-15"], "datetime64[D]"))[0] == 0


def test_2025_brings_more_than_2023() -> None:
    years = times().astype("datetime64[s]").astype("datetime64[Y]").astype(int) + 1970
    assert (years == 2025).sum() > 2.5 * (years == 2023).sum()


def test_days_bunch() -> None:
    days = times()[100:] // calendar.DAY
    counts = np.bincount(days - days.min())[-365:]
    assert counts.var() / counts.mean() > 3


def test_age_is_in_months() -> None:
    assert (
        calendar.age_in_months(np.array([int(np.datetime64("2025-06-15", "s").astype(np.int64))]))[0].round(1) == 12.0
    )
