"""How long do requests wait for a shared GPU, by tier?"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index, other_zone, shuffled
from exercises.spaces.start_times import event_by_event, with_a_line_for_each_priority
from exercises.spaces.tables import of_a_busy_time, requests

exercise = Exercise(
    "10-spaces",
    "queue_waits",
    looks_at="tenths of seconds, tiers without a number or with the same one, GPUs that stand idle, percentiles of few "
    "waits, rows in any order, no requests, and three logs you have not seen",
)

PRIORITY = {"pro": 1, "free": 2, "anonymous": 3}


@exercise.cases
def cases() -> Iterator[Case]:
    """One limit a case, then the graded logs."""
    some = requests(
        ("fay", "free", "09:00:00", 60), ("gus", "free", "09:00:05", 60), ("hal", "pro", "09:00:10", 30),
        ("ida", "anonymous", "09:00:02.5", 12.5), ("gus", "free", "09:40:00", 20), ("kim", "team", "09:40:01", 7),
        (None, "anonymous", "09:40:02", 9), ("hal", "pro", "09:40:03.250", 11.3, False),
    )  # fmt: skip
    yield from also(
        case("four tiers, of which one has no number", some, 1, PRIORITY), gapped_index, shuffled, other_zone
    )
    yield case("two GPUs", some, 2, PRIORITY)
    yield case("a further column", some.assign(country="x"), 1, PRIORITY)
    yield case("another order of the tiers", some, 1, {"anonymous": 1, "free": 5, "pro": 9})
    yield case("one tier with a number", some, 1, {"pro": 0})
    yield case("no numbers", some, 1, {})
    yield case("two tiers with the same number", some, 1, {"free": 1, "anonymous": 1, "pro": 1, "team": 1})
    yield case("numbers below zero", some, 1, {"pro": -1, "free": -2})
    yield case("a large number", some, 1, {"pro": 1, "free": 1000})
    yield case("many GPUs", some, 9, PRIORITY)
    tenths = [("fay", "free", "09:00:00", 0.1), ("gus", "free", "09:00:00.050", 0.2), ("hal", "pro", "09:00:00.300", 5),
              ("ida", "free", "09:00:00.060", 32.3), ("jon", "anonymous", "09:00:00.070", 1.1)]  # fmt: skip
    yield case("a request that arrives when tenths of seconds end", requests(*tenths), 1, PRIORITY)
    long = [("fay", "free", f"09:00:0{place}", seconds) for place, seconds in enumerate((9, 2, 30, 4, 1, 77))]
    yield case("percentiles of six waits", requests(*long), 1, PRIORITY)
    tie = [
        ("fay", "free", "09:00", 5, True, "z9"),
        ("gus", "free", "09:00", 50, True, "z1"),
        ("hal", "pro", "09:00", 7),
    ]
    yield case("three requests at the same moment", requests(*tie), 1, {"free": 1})
    yield case("one request", requests(("fay", "free", "09:00", 5)), 2, PRIORITY)
    yield case("no requests", some.iloc[:0], 2, PRIORITY)
    for slot in SLOTS:
        yield case("an unseen log", of_a_busy_time(slot), 4, PRIORITY)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
ARRIVAL = '(rows["ts"] - rows["ts"].min()) // pd.Timedelta(milliseconds=1)'
LENGTH = '(1000 * rows["gpu_s"]).round().astype(int)'
STARTED = 'rows["request_id"].map(starts).astype(float)'
WAIT = f"({STARTED} - arrival) / 1000"
NUMBER = 'rows["tier"].map(priority).fillna(last)'
LAST = "A tier that is not in `priority` comes after all that are, however large their numbers are."
slip("first_come", "The lowest priority number goes first, whoever came earlier.",
     NUMBER, 'pd.Series(0, rows.index)')
slip("larger_number_first", "The lowest priority number goes first, whoever came earlier.", NUMBER, f"-{NUMBER}")
slip("no_number_first", "A tier that is not in `priority` comes after all that are, neither first nor beside the last.",
     NUMBER, 'rows["tier"].map(priority).fillna(-99)')
slip("no_number_like_the_last",
     "A tier that is not in `priority` comes after all that are, neither first nor beside the last.",
     'max(priority.values(), default=0) + 1', 'max(priority.values(), default=0)')
slip("no_number_is_99", LAST,
     NUMBER, 'rows["tier"].map(priority).fillna(99)')
slip("no_number_is_four", LAST,
     NUMBER, 'rows["tier"].map(priority).fillna(4)')
slip("no_number_left_out", "All requests queue, also those of a tier that is not in `priority`.",
     'requests.sort_values("ts", ignore_index=True)',
     'requests[requests["tier"].isin(list(priority) or requests["tier"])].sort_values("ts", ignore_index=True)')
slip("every_number_expected", "A tier can be missing in `priority`: it comes after all that are in it.",
     NUMBER, 'pd.Series([priority[tier] for tier in rows["tier"]], rows.index)')
slip("some_number_expected", "`priority` can be empty: then everybody waits alike.",
     "max(priority.values(), default=0)", "max(priority.values())")
slip("wait_with_service", "Waiting ends when the job starts.", WAIT,
     f"({STARTED} + length - arrival) / 1000")
slip("start_without_arrival", "A wait is the time from the arrival to the start: subtract the arrival.",
     WAIT, f"{STARTED} / 1000")
slip("in_milliseconds", "The waits are in seconds; yours are in milliseconds.",
     WAIT, f"{STARTED} - arrival")
slip("whole_seconds", "Work in whole milliseconds: whole seconds move the arrivals.",
     ARRIVAL, '1000 * ((rows["ts"] - rows["ts"].min()) // pd.Timedelta(seconds=1))')
slip("cut_off", "Round before you make whole numbers: `astype(int)` cuts off.",
     LENGTH, '(1000 * rows["gpu_s"]).astype(int)')
slip("seconds_as_milliseconds", "`gpu_s` is in seconds; a second has 1,000 milliseconds.",
     LENGTH, 'rows["gpu_s"].round().astype(int)')
slip("in_the_order_of_the_rows", "`start_times` needs the jobs in the order of their arrival: sort by `ts` first.",
     'requests.sort_values("ts", ignore_index=True)', 'requests.reset_index(drop=True)')
slip("one_gpu", "`n_gpus` is an argument: give it to the queue.", "start_times(jobs, n_gpus)", "start_times(jobs, 1)")
slip("each_tier_for_itself", "All tiers share the same GPUs: play one queue for all of them.",
     "    starts = start_times(jobs, n_gpus)\n",
     '    starts = {}\n    for tier in set(rows["tier"]):\n'
     '        own = set(rows.loc[rows["tier"] == tier, "request_id"])\n'
     "        starts |= start_times([job for job in jobs if job[2] in own], n_gpus)\n")
slip("mean_wait", "The median is asked for, the middle wait; yours is the mean.",
     'p50_wait_s="median"', 'p50_wait_s="mean"')
slip("higher_percentile", "The 95th percentile can lie between two waits: use `quantile(0.95)` as it is.",
     "by_tier.quantile(0.95)", 'by_tier.quantile(0.95, interpolation="higher")')
slip("ninetieth", "19 in 20 is the 95th percentile.", "by_tier.quantile(0.95)", "by_tier.quantile(0.9)")
slip("longest_wait", "The 95th percentile can lie between two waits: use `quantile(0.95)` as it is.",
     "by_tier.quantile(0.95)", "by_tier.max()")
slip("only_those_who_wait", "A request that starts at once waits 0 seconds, and counts.",
     'by_tier = rows.groupby("tier")', 'by_tier = rows[rows["wait_s"] > 0].groupby("tier")')
slip("only_successes", "Requests that fail wait, too: queue all of them.",
     'requests.sort_values("ts", ignore_index=True)', 'requests[requests["ok"]].sort_values("ts", ignore_index=True)')
slip("by_priority", "The tiers stand in alphabetical order.",
     "return table.reset_index()",
     'return table.reset_index().sort_values("p95_wait_s", kind="stable", ignore_index=True)')
# fmt: on


@exercise.right
def tier_by_tier(requests: pd.DataFrame, n_gpus: int, priority: Mapping[str, int]) -> pd.DataFrame:
    rows = sorted(zip(requests["ts"], requests["request_id"], requests["tier"], requests["gpu_s"], strict=True))
    jobs = [
        (float(priority.get(tier, np.inf)), round(ts.timestamp() * 1000), name, round(seconds * 1000))
        for ts, name, tier, seconds in rows
    ]
    starts = event_by_event(jobs, n_gpus)
    waits: dict[str, list[float]] = {}
    for (_, arrival, name, _), (_, _, tier, _) in zip(jobs, rows, strict=True):
        waits.setdefault(tier, []).append((starts[name] - arrival) / 1000)
    found = [[tier, len(own), *np.quantile(own, [0.5, 0.95])] for tier, own in sorted(waits.items())]
    return pd.DataFrame(found, columns=["tier", "n", "p50_wait_s", "p95_wait_s"])


@exercise.right
def ranks_of_tiers(requests: pd.DataFrame, n_gpus: int, priority: Mapping[str, int]) -> pd.DataFrame:
    order = {number: place for place, number in enumerate(sorted(set(priority.values())))}
    table = requests.sort_values(["ts", "request_id"])[["request_id", "tier", "ts", "gpu_s"]]
    table["rank"] = [order[priority[tier]] if tier in priority else len(order) for tier in table["tier"]]
    table["at"] = table["ts"].dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[ms]").astype("int64")
    table["long"] = np.rint(table["gpu_s"].to_numpy(float) * 1000).astype(int)
    jobs = [*table[["rank", "at", "request_id", "long"]].itertuples(index=False, name=None)]
    starts = with_a_line_for_each_priority(jobs, n_gpus)
    table["wait"] = [(starts[name] - at) / 1000 for _, at, name, _ in jobs]
    own = table.groupby("tier", sort=True)["wait"]
    found = {"n": own.count(), "p50_wait_s": own.quantile(), "p95_wait_s": own.quantile(q=0.95, interpolation="linear")}
    return pd.DataFrame(found).reset_index(names="tier")
