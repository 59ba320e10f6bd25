"""Which requests does a rate limit block?"""

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, repeated_index, reversed_rows, shuffled
from exercises.community.threads import LESSON
from exercises.community.traces import DAY, Quotas, burst, requests, strict, unseen

exercise = Exercise(
    LESSON,
    "blocked",
    looks_at="the edges of windows of several lengths, several buckets, callers and plans, quotas reached exactly, of "
    "zero and not given, equal times, rows in any order with any index, no rows, and three logs you have not seen",
    ordered=True,
)

TWO: Quotas = {("free", "api"): 2, ("free", "pages"): 1, ("pro", "api"): 3}


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    edge = requests(*burst([0, 10, 299.999, 300, 301, 302, 599.999, 600]))
    yield from also(case("the edges of three windows", edge, TWO), gapped_index, reversed_rows, emptied)
    yield case("a log that begins in the middle of a window", requests(*burst([100, 200, 290, 310, 390, 395])), TWO)
    odd = requests(*burst([0, 1, 2, 100, 110, 120]), start=pd.Timestamp("2026-06-14T00:03:40.500Z"))
    yield case("a log that begins at an odd second", odd, TWO)
    yield case("windows of a minute", requests(*burst([0, 30, 59.999, 60, 61, 62, 119, 120])), TWO, 60)
    yield case("windows of seven minutes", requests(*burst([0, 60, 200, 300, 310, 400, 430, 800])), TWO, 420)
    yield case("around midnight", requests(*burst([-2, -1, 0, 1, 2]), start=DAY), TWO)
    buckets = [
        (n, "n1", "free", bucket) for n, bucket in enumerate(["api", "pages", "api", "pages", "api", "resolvers"])
    ]
    yield from also(case("three buckets", requests(*buckets), TWO), shuffled, repeated_index)
    callers = [(n, caller, "free", "api") for n, caller in enumerate(["n1", "n2", "n1", "n2", "n1", "n2", "n3"])]
    yield case("three callers of one plan", requests(*callers), TWO)
    plans = [*burst([0, 1, 2, 3, 4]), *burst([0, 1, 2, 3, 4], "m1", "pro"), *burst([0, 1, 2, 3], "s1", "anonymous")]
    yield case("three plans, one without a limit", requests(*plans), TWO)
    yield case("a quota that is just reached", requests(*burst([5, 6])), TWO)
    yield case("one request more", requests(*burst([5, 6, 7])), TWO)
    yield case("many more", requests(*burst(range(9))), TWO)
    yield case("a quota of zero", requests(*burst([0, 1, 400]), *burst([2], bucket="pages")), {("free", "api"): 0})
    yield case("no quotas", requests(*burst([0, 1, 2, 3])), {})
    same = requests(*burst([7, 7, 7, 7]), *burst([7, 8, 9], "n2"))
    swapped = same.assign(request_id=["r3", "r1", "r0", "r2", "r6", "r5", "r4"])
    yield from also(case("equal times, the ids in another order", swapped, TWO), reversed_rows)
    within = requests(*burst([7.9, 7.2, 7.5, 7.1, 8]))
    yield case("four requests within a second", within, TWO)
    ids = ["r9", "r10", "r11", "r8"]
    yield case("ids with one digit and with two", requests(*burst([7, 7, 7, 7])).assign(request_id=ids), TWO)
    changed = [(0, "n1", "free", "api"), (1, "n1", "pro", "api"), (2, "n1", "pro", "api"), (3, "n1", "free", "api"),
               (4, "n1", "pro", "api")]  # fmt: skip
    yield case("a caller who changes the plan", requests(*changed), TWO)
    yield case("rows from the last to the first", edge[::-1], TWO)
    yield case("ids that are not in order of time", edge.assign(request_id=[f"r{9 - n}" for n in range(8)]), TWO)
    yield case("without further columns", edge[["request_id", "ts", "principal", "plan", "bucket"]], TWO)
    for slot in hubs.SLOTS:
        yield case("an unseen log", unseen(slot), strict(slot))
    yield case("an unseen log, windows of a minute", unseen(hubs.SLOTS[0]), strict(hubs.SLOTS[0]), 60)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
WINDOW = 'since // pd.Timedelta(seconds=window_s)'
PLACES = 'rows.groupby(["principal", "bucket", "window"]).cumcount() + 1'
ORDER = 'sort_values(["ts", "request_id"])'
RETURN = "(place > quota).sort_index().set_axis(requests.index)"
ALIGN = "Return the answers with the index of `requests` and in its order."
slip("windows_from_the_log", "Windows begin at multiples of `window_s` seconds since 1970, not at the first request.",
     'rows["ts"] - pd.Timestamp(0, tz="UTC")', 'rows["ts"] - rows["ts"].min()')
slip("windows_of_each_caller", "Windows are the same for all: a caller's first request does not begin one.",
     'rows["ts"] - pd.Timestamp(0, tz="UTC")', 'rows["ts"] - rows.groupby("principal")["ts"].transform("min")')
slip("always_300", "`window_s` is an argument: 300 is only its default.", "seconds=window_s", "seconds=300")
slip("minutes", "The counter starts again at 0 in each window, and `window_s` is the seconds of one.",
     "seconds=window_s", "minutes=window_s")
slip("rounded_windows", "A window runs from its beginning up to the next: round the number down.",
     WINDOW, '(since / pd.Timedelta(seconds=window_s)).round()')
slip("edge_belongs_to_the_old_window", "At the edge a new window begins: a request at 300 seconds is in the second.",
     WINDOW, '-(-since // pd.Timedelta(seconds=window_s))')
slip("no_windows", "The counter starts again at 0 in each window, and `window_s` is the seconds of one.",
     '["principal", "bucket", "window"]', '["principal", "bucket"]')
slip("one_counter_for_all_buckets", "Each bucket has its own counter.",
     '["principal", "bucket", "window"]', '["principal", "window"]')
slip("one_counter_a_plan", "Each principal has a counter of their own, also within a plan.",
     '["principal", "bucket", "window"]', '["plan", "bucket", "window"]')
slip("one_counter_for_everybody", "Each principal has a counter of their own.",
     '["principal", "bucket", "window"]', '["bucket", "window"]')
slip("the_last_of_the_quota_blocked", "A quota of 2 lets two requests through.", "(place > quota)", "(place >= quota)")
slip("numbered_from_zero", "A quota of 2 lets two requests through, and not three: count the first as 1.",
     ".cumcount() + 1", ".cumcount()")
slip("one_blocked_alone", "All later requests of the window are blocked too, not only the first beyond the quota.",
     "(place > quota)", "(place == pd.Series(quota, rows.index) + 1)")
slip("whole_window_blocked", "Only the requests beyond the quota are blocked, not all of the window.",
     PLACES, 'rows.groupby(["principal", "bucket", "window"])["ts"].transform("size")')
slip("passed_instead", "True means blocked.", "(place > quota)", "(place <= quota)")
slip("unsorted", "Count the requests in order of time, not of the rows.", f".{ORDER}", "")
slip("ids_before_times", "Count by `ts` first, and by `request_id` among equal times.",
     ORDER, 'sort_values(["request_id", "ts"])')
slip("ties_by_row", "At equal times the smaller `request_id` counts first.", ORDER, 'sort_values("ts", kind="stable")')
slip("whole_seconds", "Count by `ts` as it stands, with the fraction of its second.",
     f"requests.reset_index(drop=True).{ORDER}",
     f'requests.reset_index(drop=True).assign(ts=lambda rows: rows["ts"].dt.floor("s")).{ORDER}')
slip("ids_as_numbers", "Compare `request_id` as a text: r10 comes before r9.",
     f"requests.reset_index(drop=True).{ORDER}",
     'requests.reset_index(drop=True).assign(n=lambda rows: rows["request_id"].str[1:].astype(int))'
     '.sort_values(["ts", "n"])')
slip("one_counter_for_each_plan", "A caller who changes the plan goes on with the same counter.",
     '["principal", "bucket", "window"]', '["principal", "plan", "bucket", "window"]')
slip("first_plan", "Each request is held against the quota of its own plan, also after a change of plans.",
     'zip(rows["plan"]', 'zip(rows.groupby("principal")["plan"].transform("first")')
slip("order_of_time_kept", ALIGN, RETURN, "(place > quota).set_axis(requests.index)")
slip("index_lost", ALIGN, RETURN, "(place > quota).sort_index()")
slip("unlimited_is_zero", "A pair that `quotas` does not name is unlimited.", "quotas.get(pair, np.inf)",
     "quotas.get(pair, 0)")
slip("pairs_expected", "A pair that `quotas` does not name is unlimited: ask with `get`.",
     "quotas.get(pair, np.inf)", "quotas[pair]")
slip("zero_is_unlimited", "A quota of 0 blocks everything; only a pair that is not named is unlimited.",
     "quotas.get(pair, np.inf)", "quotas.get(pair) or np.inf")
slip("plan_alone", "A quota is for a plan and a bucket.",
     "quotas.get(pair, np.inf)", "min([q for (plan, _), q in quotas.items() if plan == pair[0]], default=np.inf)")
slip("only_the_blocked", "Return a value for every request, also for those that pass.",
     f"return {RETURN}", f"found = {RETURN}\n    return found[found]")
# fmt: on


@exercise.wrong("The Hub uses fixed windows: the counter starts again at the edge, it does not slide.")
def sliding(log: pd.DataFrame, quotas: Mapping[tuple[str, str], int], window_s: int = 300) -> pd.Series:
    rows = log.reset_index(drop=True).sort_values(["ts", "request_id"])
    passed: dict[tuple[str, str], list[float]] = {}
    found = pd.Series(False, index=range(len(rows)))
    seconds = (rows["ts"] - rows["ts"].min()).dt.total_seconds()
    for place, second, principal, plan, bucket in zip(
        rows.index, seconds, rows["principal"], rows["plan"], rows["bucket"], strict=True
    ):
        kept = [one for one in passed.get((principal, bucket), []) if second - one < window_s]
        found[place] = len(kept) >= quotas.get((plan, bucket), np.inf)
        passed[principal, bucket] = kept if found[place] else [*kept, second]
    return found.set_axis(log.index)


@exercise.right
def with_counters(log: pd.DataFrame, quotas: Mapping[tuple[str, str], int], window_s: int = 300) -> pd.Series:
    columns = ["ts", "request_id", "principal", "plan", "bucket"]
    rows = sorted((*row, place) for place, row in enumerate(log[columns].itertuples(index=False, name=None)))
    used: Counter[tuple[str, str, int]] = Counter()
    found = [False] * len(rows)
    for ts, _, principal, plan, bucket, place in rows:
        key = (principal, bucket, int(ts.timestamp() // window_s))
        used[key] += 1
        found[place] = (plan, bucket) in quotas and used[key] > quotas[plan, bucket]
    return pd.Series(found, index=log.index, dtype=bool)


@exercise.right
def with_ranks(log: pd.DataFrame, quotas: Mapping[tuple[str, str], int], window_s: int = 300) -> pd.Series:
    rows = log[["ts", "request_id", "principal", "plan", "bucket"]].copy()
    rows["row"] = np.arange(len(rows))
    rows = rows.sort_values("request_id").sort_values("ts", kind="stable")
    epoch = rows["ts"].dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[ms]").astype("int64")
    rows["window"] = epoch // (1000 * window_s)
    rows["order"] = np.arange(len(rows))
    rank = rows.groupby(["window", "bucket", "principal"])["order"].rank(method="first")
    limits = pd.Series({f"{plan} {bucket}": quota for (plan, bucket), quota in quotas.items()}, dtype=float)
    quota = (rows["plan"].astype(str) + " " + rows["bucket"].astype(str)).map(limits).fillna(np.inf)
    flags = rank.gt(quota).to_numpy()[np.argsort(rows["row"].to_numpy())]
    return pd.Series(flags, index=log.index, dtype=bool)
