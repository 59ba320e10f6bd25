"""Which requests fit into the daily quota of their user?"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index, other_zone, reversed_rows, shuffled
from exercises.spaces.tables import of_some_users, quotas, requests

exercise = Exercise(
    "10-spaces",
    "served",
    looks_at="the quota itself and a hundredth more, decimals, midnight, large requests before small ones, "
    "equal times, "
    "requests without a user, tiers without a quota, rows in any order, no requests, and three logs you have not seen",
)

QUOTAS = {"anonymous": 60.0, "free": 210.0, "pro": 900.0}


@exercise.cases
def cases() -> Iterator[Case]:
    """One limit a case, then the graded logs."""
    day = requests(
        ("fay", "free", "09:00", 120), ("fay", "free", "09:10", 100), ("gus", "free", "09:20", 210),
        ("fay", "free", "21:00", 60), ("fay", "free", "2026-05-05T00:00", 210), ("hal", "pro", "08:00", 901),
        ("fay", "free", "2026-05-05T09:00", 1), ("hal", "pro", "2026-05-05T08:30", 900),
    )  # fmt: skip
    yield from also(case("two days of three users", day, QUOTAS), gapped_index, shuffled, reversed_rows, other_zone)
    yield case("other quotas", day, {"free": 100, "pro": 1000})
    yield case("exactly the quota", requests(("fay", "free", "09:00", 210)), QUOTAS)
    yield case("exactly the quota, in two requests", _of_fay((100, 110, 1)), QUOTAS)
    yield case("a hundredth more than the quota", _of_fay((100, 110.01, 5)), QUOTAS)
    yield case("tenths that add up to the quota", _of_fay((0.1, 0.2, 0.1)), {"free": 0.3})
    yield case("a larger request first", _of_fay((500, 30, 200, 180)), QUOTAS)
    edge = [("fay", "free", "23:59:59.999", 210), ("fay", "free", "2026-05-05T00:00:00", 210)]
    yield from also(
        case("the last millisecond of a day and the first of the next", requests(*edge), QUOTAS), other_zone
    )
    evening = [("fay", "free", "20:00", 200), ("fay", "free", "2026-05-05T02:00", 200)]
    yield from also(case("an evening and the following night", requests(*evening), QUOTAS), other_zone)
    morning = [("fay", "free", "01:00", 200), ("fay", "free", "23:00", 200)]
    yield from also(case("the two ends of a day", requests(*morning), QUOTAS), other_zone)
    tie = [("fay", "free", "09:00", 150, True, "z9"), ("fay", "free", "09:00", 100, True, "z1"),
           ("fay", "free", "09:00", 100, True, "z2")]  # fmt: skip
    yield from also(case("three requests at the same moment", requests(*tie), QUOTAS), reversed_rows)
    nobody = [(None, "anonymous", "09:00", 50), (None, "anonymous", "09:05", 50), (None, "anonymous", "09:06", 70),
              ("ida", "anonymous", "09:10", 30), ("ida", "anonymous", "09:20", 40)]  # fmt: skip
    yield from also(case("requests without a user", requests(*nobody), QUOTAS), shuffled)
    late = [("fay", "free", "09:00", 120, True, "z8"), ("fay", "free", "09:10", 100, True, "z3")]
    yield case("ids that do not follow the time", requests(*late), QUOTAS)
    yield case(
        "a tier without a quota", requests(("kim", "team", "09:00", 9000), ("fay", "free", "09:00", 300)), QUOTAS
    )
    yield case("no quotas", day, {})
    yield case("a quota of zero", _of_fay((1, 0, 2)), {"free": 0})
    yield case("no requests", day.iloc[:0], QUOTAS)
    for slot in SLOTS:
        yield case("an unseen log", of_some_users(slot), quotas(slot))


def _of_fay(seconds: tuple[float, ...]) -> pd.DataFrame:
    """Requests of one free user on one day, a minute apart."""
    return requests(*(("fay", "free", f"09:{minute:02}", gpu_s) for minute, gpu_s in enumerate(seconds)))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
KEEP = "        if fits[row.Index]:\n            used[row.who, row.day] = total\n"
FITS = "total <= quotas.get(row.tier, np.inf) + 1e-9"
DAY = 'rows["ts"].dt.tz_convert("UTC").dt.floor("D")'
WHO = 'rows["user_id"].fillna(rows["request_id"])'
ORDER = 'requests.sort_values(["ts", "request_id"])'
LABEL = "The quota day is the UTC day: convert the times to UTC before you take the day."
slip("blocked_seconds_count", "A refused request used no GPU, so a smaller one may still fit: add only what is served.",
     KEEP, "        used[row.who, row.day] = total\n")
slip("clock_of_the_zone", LABEL, DAY, 'rows["ts"].dt.date')
slip("local_midnight", "A new UTC day starts with a full quota: remember what was used by user and UTC day.",
     DAY, 'rows["ts"].dt.tz_convert("America/New_York").dt.floor("D")')
slip("never_reset", "A new UTC day starts with a full quota: remember what was used by user and UTC day.",
     DAY, "0")
slip("rolling_day", "A new UTC day starts with a full quota: remember what was used by user and UTC day.",
     "total = used.get((row.who, row.day), 0) + row.gpu_s",
     "total = row.gpu_s + sum(s for at, s in used.get(row.who, []) if row.ts - at < pd.Timedelta(days=1))",
     KEEP, "        if fits[row.Index]:\n            used[row.who] = [*used.get(row.who, []), (row.ts, row.gpu_s)]\n")
slip("strictly_below", "A request that uses up the quota exactly is still served.",
     FITS, "total < quotas.get(row.tier, np.inf) - 1e-9")
slip("no_tolerance", "0.1 + 0.2 is a little more than 0.3 in a computer: allow the tiny excess of the rule.",
     FITS, "total <= quotas.get(row.tier, np.inf)")
slip("generous_tolerance", "The excess that the rule allows is a billionth of a second, far below a hundredth.",
     "+ 1e-9", "+ 0.05")
slip("in_the_order_of_the_rows", "Serve requests by time, not in the order of the rows.", ORDER, "requests.copy()")
slip("by_time_alone", "At the same moment, the smaller `request_id` comes first.",
     ORDER, 'requests.sort_values("ts", kind="stable")')
slip("by_request_id", "Serve requests by `ts` first; the id decides only between equal times.",
     ORDER, 'requests.sort_values("request_id")')
slip("smallest_first", "Serve requests by time; a small one that comes late has to wait for its turn.",
     ORDER, 'requests.sort_values(["gpu_s", "request_id"])')
slip("nobody_is_one_person", "Requests without a user are not one person; each stands alone.",
     WHO, 'rows["user_id"].fillna("nobody")')
slip("nobody_is_refused", "A request without a user is served if its own seconds fit.",
     FITS, f"({FITS}) and not pd.isna(row.user_id)")
slip("nobody_is_unlimited", "A request without a user has a quota too: its own seconds have to fit.",
     FITS, f"({FITS}) or pd.isna(row.user_id)")
slip("one_quota_for_the_tier", "The quota is for each user of the tier, not for the tier together.",
     WHO, 'rows["tier"]')
slip("no_quota_is_zero", "A tier without a quota has no limit.", "quotas.get(row.tier, np.inf)",
     "quotas.get(row.tier, 0)")
slip("every_tier_expected", "A tier can be missing in `quotas`: then it has no limit; ask with `get`.",
     "quotas.get(row.tier, np.inf)", "quotas[row.tier]")
slip("own_seconds_alone", "Add what the user has already used on that day.",
     "used.get((row.who, row.day), 0) + row.gpu_s", "row.gpu_s")
slip("used_without_this_one", "The seconds of the request itself have to fit as well.",
     FITS, "total - row.gpu_s < quotas.get(row.tier, np.inf)")
slip("sorted_answers", "Bring the answers back into the order of the rows of `requests`.",
     "return pd.Series(fits, dtype=bool).reindex(requests.index)",
     "return pd.Series(list(fits.values()), requests.index, dtype=bool)")
slip("turned_round", "Return True for the requests that are served; yours marks the blocked ones.",
     "reindex(requests.index)", "reindex(requests.index).eq(False)")
# fmt: on


@exercise.right
def user_by_user(requests: pd.DataFrame, quotas: Mapping[str, float]) -> pd.Series:
    answers = pd.Series(False, index=requests.index)
    limit = requests["tier"].map(lambda tier: quotas.get(tier, float("inf")))
    alone = requests["user_id"].isna()
    answers[alone] = requests["gpu_s"][alone] <= limit[alone] + 1e-9
    rest = requests[~alone].sort_values("request_id").sort_values("ts", kind="stable")
    days = rest["ts"].dt.tz_convert("UTC").dt.strftime("%Y-%m-%d")
    for _, own in rest.groupby([rest["user_id"], days]):
        left = float(limit[own.index[0]])
        for label, seconds in zip(own.index, own["gpu_s"], strict=True):
            if seconds <= left + 1e-9:
                answers[label] = True
                left -= seconds
    return answers


@exercise.right
def in_plain_python(requests: pd.DataFrame, quotas: Mapping[str, float]) -> pd.Series:
    rows = [*zip(requests["ts"], requests["request_id"], requests["user_id"], requests["tier"], requests["gpu_s"],
                 range(len(requests)), strict=True)]  # fmt: skip
    spent: dict[object, list[float]] = {}
    found = np.zeros(len(rows), dtype=bool)
    for ts, name, user, tier, seconds, place in sorted(rows, key=lambda row: row[:2]):
        key = (user, ts.tz_convert("UTC").date()) if isinstance(user, str) else name
        own = spent.setdefault(key, [])
        if tier not in quotas or sum(own) + seconds <= quotas[tier] + 1e-9:
            own.append(seconds)
            found[place] = True
    return pd.Series(found, index=requests.index)
