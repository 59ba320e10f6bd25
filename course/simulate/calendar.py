"""When repos were created: the published rates by month, the week's rhythm, and busy days."""

import numpy as np
import numpy.typing as npt

from course.simulate.meta import AS_OF
from course.simulate.seeds import Streams

DAY = 86_400
START = np.datetime64("2022-03-03", "D")
END = np.datetime64(AS_OF[:10], "D")
SENTINEL = int(np.datetime64("2022-03-02T23:29:04", "s").astype(np.int64))  # the Hub's mark for "before we kept dates"
DAYS = np.arange(START, END)
KNOTS = np.array(["2022-06-15", "2022-10-15", "2023-06-15", "2024-04-15", "2025-01-15", "2025-07-15", "2025-11-15",
                  "2026-03-15"], dtype="datetime64[D]")  # fmt: skip
RATES = {  # thousands of new repos a month at the knots
    "models": (4, 11, 25, 53, 90, 95, 70, 75),
    "datasets": (0.4, 2.6, 6, 12, 24, 23, 32, 41),
    "spaces": (0.4, 8, 11, 14, 36, 90, 70, 63),
}
WEEK = np.array([1.11, 1.11, 1.11, 1.11, 0.90, 0.85, 0.85])  # Monday to Sunday
DISPERSION = 6.0


def weekday(days: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    """0 for Monday to 6 for Sunday."""
    return (days.astype("datetime64[D]").astype(np.int64) + 3) % 7


def day_weights(kind: str, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Expected share of the repos created on each day: rate, weekday, and a gamma factor that makes counts bunch."""
    rate = np.interp(DAYS.astype(np.int64), KNOTS.astype(np.int64), RATES[kind])
    weights: npt.NDArray[np.float64] = rate * WEEK[weekday(DAYS)] * rng.gamma(DISPERSION, 1 / DISPERSION, len(DAYS))
    return np.asarray(weights / weights.sum())


def creation_times(streams: Streams, kind: str, n: int, before: int) -> npt.NDArray[np.int64]:
    """`n` creation times in seconds, ascending; the first `before` carry the sentinel."""
    rng = streams(f"{kind}.created")
    counts = rng.multinomial(n - before, day_weights(kind, rng))
    midnight = np.repeat(DAYS, counts).astype("datetime64[s]").astype(np.int64)
    times = np.sort(midnight + rng.integers(0, DAY, n - before))
    return np.concatenate([np.full(before, SENTINEL), times])


def age_in_months(created: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Months of 30.44 days from creation to the moment of the snapshot."""
    now = int(np.datetime64(AS_OF[:10], "s").astype(np.int64))
    return (now - created) / (30.44 * DAY)
