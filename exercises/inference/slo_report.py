"""Did we keep the promise, and how fast does the error budget burn?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, emptied, gapped_index, other_zone, reversed_rows, shuffled
from exercises.inference.traffic import at, requests, unseen

exercise = Exercise(
    "11-inference",
    "slo_report",
    looks_at="a latency of exactly the promise, missing latencies, quick failures, empty days, midnight, another time "
    "zone, one day, a target of 1, a log in any order, an empty one, and logs you have not seen",
    ordered=True,
)

NAN = float("nan")
COLUMNS = ["day", "n", "good", "attainment", "burn_rate"]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    days = requests(
        [at("01 08:00", 200), at("01 12:00", 700), at("01 23:59:59.999", 90), at("02 00:00", 800), at("02 09:00", 120)],
        [at("04 01:00", 400), at("04 02:00", 5, status=503), at("04 20:00", 60), at("05 18:00", 900)],
    )
    yield from also(case("four days and an empty one", days, 500), gapped_index, reversed_rows, shuffled, other_zone)
    yield case("another target", days, 500, 0.9)
    yield case("another promise", days, 100, 0.5)
    yield case("a target of 1", days, 500, 1)
    yield case("a target of 1 that is kept", requests([at("01 08:00", 20), at("01 09:00", 30)]), 500, 1.0)
    yield case("a target of 0", days, 500, 0.0)
    border = requests([at("01 08:00", 500), at("01 09:00", 500.1), at("01 10:00", 499.9)])
    yield case("exactly the promise", border, 500)
    untimed = requests([at("01 08:00", None), at("01 09:00", 100), at("01 10:00", 100), at("02 10:00", None)])
    yield case("missing latencies", untimed, 500)
    quick = requests([at("01 08:00", 5, status=503), at("01 09:00", 100), at("01 10:00", 4, status=429)])
    yield case("quick failures", quick, 500)
    other = requests([at("01 08:00", 100, status=204), at("01 09:00", 100)])
    yield case("a status of 204", other, 500)
    late = requests([at("01 08:00", 5, status=500), at("02 09:00", 100), at("03 10:00", 4, status=500)])
    yield case("days on which all failed", late, 500)
    yield case("one request", requests([at("03 12:00", 10)]), 500)
    yield case("one bad request", requests([at("03 12:00", 1000)]), 500, 0.95)
    cold = requests([at("01 08:00", 9000, cold_start=True), at("01 09:00", 90)])
    yield case("a cold start", cold, 500)
    yield case("a week without requests", requests([at("01 08:00", 10), at("09 08:00", 900)]), 500)
    night = requests([at("01 20:00", 10), at("02 03:00", 900), at("02 19:00", 10)])
    yield from also(case("evenings and a night", night, 500), other_zone)
    yield emptied(case("four days", days, 500))
    for slot in SLOTS:
        yield case("an unseen log", unseen(slot), 1000, 0.95)
        yield case("an unseen log, the usual target", unseen(slot), 400)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
BUDGET = "1 - target if target < 1 else np.nan"
EMPTY = "No traffic is no evidence: a day without requests has no attainment and no burn rate."
slip("failures_left_out", "Failed requests are missing from `n`: to the customer they are broken promises too.",
     'kept = requests["status"]', 'requests = requests[requests["status"].eq(200)]\n    kept = requests["status"]')
slip("quick_failures_are_good", "A quick failure is not a kept promise: a good request has status 200.",
     'requests["status"].eq(200) & requests', "requests")
slip("below_400_is_good", "A good request has status 200: no other number is a success, not even 204.",
     'requests["status"].eq(200)', 'requests["status"].lt(400)')
slip("below_500_is_good", "A good request has status 200: the limit of the server, 429, is a failure too.",
     'requests["status"].eq(200)', 'requests["status"].lt(500)')
slip("burn_adds_up", "A day's burn rate is that of the day alone: do not add up the days before.",
     "(1 - attainment) / budget", "((1 - attainment) / budget).cumsum()")
slip("empty_days_are_perfect", EMPTY,
     'attainment = days["sum"] / days["size"]', 'attainment = (days["sum"] / days["size"]).fillna(1)')
slip("empty_days_are_lost", EMPTY,
     'attainment = days["sum"] / days["size"]', 'attainment = (days["sum"] / days["size"]).fillna(0)')
slip("not_divided_by_the_budget", "Burn rate is the part that was spent, divided by the part that is allowed.",
     "(1 - attainment) / budget", "(1 - attainment) + 0 * budget")
slip("strictly_faster", "A request that takes exactly `slo_ms` keeps the promise.",
     ".le(slo_ms)", ".lt(slo_ms)")
slip("untimed_is_good", "A success whose latency is not known is not counted as good.",
     'requests["latency_ms"].le(slo_ms)', '~requests["latency_ms"].gt(slo_ms)')
slip("untimed_left_out", "A request whose latency is missing still counts in `n`.",
     'kept = requests["status"]', 'requests = requests.dropna(subset="latency_ms")\n    kept = requests["status"]')
slip("empty_days_missing", "Days without requests between the first and the last belong in the table, with `n` 0.",
     'kept.resample("D")', 'kept.groupby(kept.index.floor("D"))')
slip("target_for_the_budget", "The budget is 1 − target, not the target.",
     BUDGET, "target if target < 1 else np.nan")
slip("always_99", "The target is an argument: 0.99 is only its default.",
     BUDGET, "0.01 if target < 1 else np.nan")
slip("endless_burn", "With a target of 1 there is no budget to divide by: the burn rate is NaN.",
     BUDGET, "1 - target")
slip("days_of_another_zone", "A day is a day in UTC: convert `ts` before you cut it into days.",
     '.dt.tz_convert("UTC")', "")
slip("percent", "`attainment` lies between 0 and 1; you return percent.",
     'report["attainment"] = attainment', 'report["attainment"] = 100 * attainment')
slip("kept_over_target", "Burn rate compares what went wrong with what may go wrong, not what went right.",
     "(1 - attainment) / budget", "attainment / target if 0 < target < 1 else attainment * np.nan")
slip("moments_for_texts", "`day` is a text such as 2026-06-01: use `strftime`.",
     'days.index.strftime("%Y-%m-%d")', "days.index")
slip("cold_starts_removed", "Customers feel cold starts: they count like any other request.",
     'kept = requests["status"]', 'requests = requests[~requests["cold_start"]]\n    kept = requests["status"]')
slip("bad_for_good", "`good` counts the requests that keep the promise, not those that break it.",
     'report["good"] = days["sum"]', 'report["good"] = days["size"] - days["sum"]')
# fmt: on


@exercise.right
def day_by_day(requests: pd.DataFrame, slo_ms: float, target: float = 0.99) -> pd.DataFrame:
    if requests.empty:
        return pd.DataFrame(columns=COLUMNS).astype({"n": int, "good": int, "attainment": float, "burn_rate": float})
    names = requests["ts"].dt.tz_convert("UTC").dt.strftime("%Y-%m-%d")
    rows = []
    for day in pd.date_range(names.min(), names.max(), freq="D").strftime("%Y-%m-%d"):
        own = requests[names == day]
        good = int(((own["status"] == 200) & (own["latency_ms"] <= slo_ms)).sum())
        kept = good / len(own) if len(own) else NAN
        rows.append([day, len(own), good, kept, (1 - kept) / (1 - target) if target != 1 else NAN])
    return pd.DataFrame(rows, columns=COLUMNS)


@exercise.right
def with_counts_by_date(requests: pd.DataFrame, slo_ms: float, target: float = 0.99) -> pd.DataFrame:
    ok = requests["status"].to_numpy() == 200
    ok &= np.nan_to_num(requests["latency_ms"].to_numpy(), nan=np.inf) <= slo_ms
    date = requests["ts"].dt.tz_convert("UTC").dt.normalize()
    table = pd.DataFrame({"n": 1, "good": ok.astype(int)}).groupby(date.to_numpy()).sum()
    table = table.asfreq("D", fill_value=0) if len(table) else table
    table["attainment"] = table["good"] / table["n"].where(table["n"] > 0)
    table["burn_rate"] = (1 - table["attainment"]) / (1 - target) if target < 1 else NAN
    return table.rename_axis("day").reset_index().assign(day=[f"{one:%Y-%m-%d}" for one in table.index])[COLUMNS]
