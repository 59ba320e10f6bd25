"""Whom does a daily quota stop, by tier?"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index, shuffled
from exercises.spaces.tables import of_some_users, quotas, requests

exercise = Exercise(
    "10-spaces",
    "quota_outcomes",
    looks_at="users who are stopped on two days, requests without a user, tiers that are absent, unlimited or "
    "not among "
    "the three, rows in any order, no requests, and three logs you have not seen",
)

QUOTAS = {"anonymous": 60.0, "free": 210.0, "pro": 900.0}
TIERS = ["anonymous", "free", "pro"]


@exercise.cases
def cases() -> Iterator[Case]:
    """One limit a case, then the graded logs."""
    mixed = requests(
        ("fay", "free", "09:00", 120), ("fay", "free", "09:10", 100), ("fay", "free", "21:00", 60),
        ("gus", "free", "10:00", 20), ("gus", "free", "2026-05-05T10:00", 20), ("ida", "anonymous", "10:00", 61),
        ("jon", "anonymous", "11:00", 10.5), ("hal", "pro", "08:00", 700), ("hal", "pro", "08:30", 100, False),
        (None, "anonymous", "12:00", 90), (None, "anonymous", "12:00", 30),
    )  # fmt: skip
    yield from also(case("three tiers", mixed, QUOTAS), gapped_index, shuffled)
    yield case("other quotas", mixed, {"anonymous": 10, "free": 20, "pro": 700})
    days = [("fay", "free", f"2026-05-0{day}T{hour}:00", 150) for day in (4, 5) for hour in ("09", "10", "11")]
    yield case("a user who is stopped on two days", requests(*days, ("gus", "free", "09:00", 5)), QUOTAS)
    nine = [("gil", "free", f"1{minute}:00", 30) for minute in range(8)]
    yield case("one stopped request of nine, of two users", requests(*nine, ("hans", "free", "09:00", 200)), QUOTAS)
    three = [(user, "free", "09:00", seconds) for user, seconds in (("fay", 300), ("gus", 20), ("hans", 30))]
    yield case("one of three users is stopped", requests(*three), QUOTAS)
    yield case("one tier alone", requests(("hal", "pro", "09:00", 901), ("hal", "pro", "10:00", 9)), QUOTAS)
    nobody = requests((None, "anonymous", "09:00", 90), (None, "anonymous", "10:00", 30))
    yield case("requests without a user alone", nobody, QUOTAS)
    beside = requests((None, "anonymous", "09:00", 90), ("ida", "anonymous", "09:00", 30))
    yield case("a stopped request without a user", beside, QUOTAS)
    team = requests(("kim", "team", "09:00", 5000), ("fay", "free", "09:00", 500), ("lea", "", "09:00", 1))
    yield case("tiers that are not among the three", team, QUOTAS | {"team": 10})
    yield case("a tier without a quota", mixed, {"free": 210})
    yield case("nobody is stopped", mixed, {})
    yield case("everybody is stopped", mixed, dict.fromkeys(TIERS, 0))
    yield case("no requests", mixed.iloc[:0], QUOTAS)
    for slot in SLOTS:
        yield case("an unseen log", of_some_users(slot), quotas(slot))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
PEOPLE = ("`users_blocked_share` counts people: those blocked at least once, over all of them.")
NOBODY = "A request without a user adds no user."
ANY = 'own.groupby("user_id")["blocked"].any()'
SHARES = '"users_blocked_share": stopped.mean()'
slip("share_of_requests_twice", PEOPLE, SHARES, '"users_blocked_share": own["blocked"].mean()')
slip("median_of_users", PEOPLE, SHARES, '"users_blocked_share": stopped.median()')
slip("mean_of_shares_of_users", PEOPLE, ANY, 'own.groupby("user_id")["blocked"].mean()')
slip("blocked_at_every_request", PEOPLE,
     ANY, ANY.replace("any()", "all()"))
slip("blocked_last", PEOPLE, ANY, ANY.replace("any()", "last()"))
slip("user_days_counted", PEOPLE,
     ANY, 'own.groupby(["user_id", own["ts"].dt.floor("D")])["blocked"].any()', "len(stopped)",
     'own["user_id"].nunique()')
slip("blocked_per_user", PEOPLE, SHARES,
     '"users_blocked_share": own["blocked"].sum() / len(stopped) if len(stopped) else np.nan')
slip("all_seconds", "`gpu_s_served` adds the seconds of served requests only.",
     'own.loc[own["served"], "gpu_s"].sum()', 'own["gpu_s"].sum()')
slip("blocked_seconds", "`gpu_s_served` adds the seconds of served requests; yours adds those of the blocked.",
     'own.loc[own["served"], "gpu_s"].sum()', 'own.loc[own["blocked"], "gpu_s"].sum()')
slip("nobody_is_a_user", NOBODY, ANY, 'own.groupby("user_id", dropna=False)["blocked"].any()')
slip("each_nobody_is_a_user", NOBODY, ANY, 'own.groupby(own["user_id"].fillna(own["request_id"]))["blocked"].any()')
slip("nobody_left_out", "A request without a user counts as a request.",
     'rows[rows["tier"] == tier]', 'rows[(rows["tier"] == tier) & rows["user_id"].notna()]')
slip("share_of_the_served", "The share is of all requests of the tier, not of the served ones.",
     '"blocked_share": own["blocked"].mean()',
     '"blocked_share": own["blocked"].sum() / max(own["served"].sum(), 1) if len(own) else np.nan')
slip("share_of_seconds", "`blocked_share` counts requests, not their seconds.",
     '"blocked_share": own["blocked"].mean()',
     '"blocked_share": own.loc[own["blocked"], "gpu_s"].sum() / own["gpu_s"].sum() if len(own) else np.nan')
slip("ok_for_served", "Served means that the quota let it through, whether the demo then gave a result or not.",
     'rows["blocked"] = ~rows["served"]',
     'rows["served"] &= rows.get("ok", True)\n    rows["blocked"] = ~rows["served"]')
slip("seconds_of_results", "Served means that the quota let it through, whether the demo then gave a result or not.",
     'own.loc[own["served"], "gpu_s"].sum()', 'own.loc[own["served"] & own.get("ok", True), "gpu_s"].sum()')
slip("no_users_is_zero", "A share of nothing is unknown: NaN, not 0.", SHARES,
     '"users_blocked_share": stopped.sum() / max(1, len(stopped))')
slip("no_requests_is_zero", "A share of nothing is unknown: NaN, not 0.", '"blocked_share": own["blocked"].mean()',
     '"blocked_share": own["blocked"].sum() / max(1, len(own))')
slip("share_served", "`blocked_share` is the share that is blocked; yours is the share that is served.",
     '"blocked_share": own["blocked"].mean()', '"blocked_share": own["served"].mean()')
slip("nothing_is_zero", "A share of nothing is unknown: NaN, not 0.",
     "return pd.DataFrame(table)", "return pd.DataFrame(table).fillna(0)")
slip("absent_tiers_left_out", "The three rows are always there; a tier without requests has counts of 0.",
     "return pd.DataFrame(table)",
     'found = pd.DataFrame(table)\n    return found[found["requests"] > 0].reset_index(drop=True)')
slip("every_tier", "The rows are those of anonymous, free and pro; other tiers are left out.",
     '["anonymous", "free", "pro"]', 'sorted({"anonymous", "free", "pro", *rows["tier"]})')
slip("largest_tier_first", "The rows come in the order anonymous, free, pro.",
     "return pd.DataFrame(table)", 'return pd.DataFrame(table).sort_values("requests", ascending=False, '
     'kind="stable", ignore_index=True)')
slip("percent", "A share lies between 0 and 1; you return percent.",
     SHARES, '"users_blocked_share": 100 * stopped.mean()', '"blocked_share": own["blocked"].mean()',
     '"blocked_share": 100 * own["blocked"].mean()')
slip("users_of_the_served", "`users` counts everybody of the tier who made a request, also those who were never "
     "served.",
     '"users": len(stopped)', '"users": own.loc[own["served"], "user_id"].nunique()')
slip("requests_of_the_served", "`requests` counts the blocked ones too.",
     '"requests": len(own)', '"requests": own["served"].sum()')
# fmt: on


def _fits(requests: pd.DataFrame, quotas: Mapping[str, float]) -> dict[str, bool]:
    """Which request is served, by id: an implementation of its own."""
    left: dict[object, float] = {}
    found = {}
    for row in requests.sort_values(["ts", "request_id"]).to_dict("records"):
        key = row["request_id"] if pd.isna(row["user_id"]) else (row["user_id"], row["ts"].tz_convert("UTC").date())
        rest = left.get(key, quotas.get(row["tier"], float("inf")))
        found[row["request_id"]] = row["gpu_s"] <= rest + 1e-9
        left[key] = rest - row["gpu_s"] * found[row["request_id"]]
    return found


@exercise.right
def row_by_row(requests: pd.DataFrame, quotas: Mapping[str, float]) -> pd.DataFrame:
    fits = _fits(requests, quotas)
    rows = []
    for tier in TIERS:
        own = [row for row in requests.to_dict("records") if row["tier"] == tier]
        users = {row["user_id"] for row in own if isinstance(row["user_id"], str)}
        out = [row for row in own if not fits[row["request_id"]]]
        hit = {row["user_id"] for row in out} & users
        seconds = sum(row["gpu_s"] for row in own if fits[row["request_id"]])
        shares = [len(out) / len(own) if own else None, len(hit) / len(users) if users else None]
        rows.append([tier, len(users), len(own), len(own) - len(out), len(out), *shares, seconds])
    names = ["tier", "users", "requests", "served", "blocked", "blocked_share", "users_blocked_share", "gpu_s_served"]
    return pd.DataFrame(rows, columns=names)


@exercise.right
def with_one_groupby(requests: pd.DataFrame, quotas: Mapping[str, float]) -> pd.DataFrame:
    fits = _fits(requests, quotas)
    ok = np.array([fits[name] for name in requests["request_id"]], dtype=bool)
    table = requests[["tier", "user_id", "gpu_s"]].assign(ok=ok, out=~ok, s=requests["gpu_s"] * ok)
    known = table["user_id"].notna()
    found = table.groupby("tier").agg(
        requests=("ok", "size"), served=("ok", "sum"), blocked=("out", "sum"), gpu_s_served=("s", "sum")
    )
    counts = table[known].groupby("tier")["user_id"].nunique()
    stopped = table[known & table["out"]].groupby("tier")["user_id"].nunique()
    found = found.reindex(pd.Index(TIERS, name="tier")).fillna(0.0)
    found["users"] = counts.reindex(TIERS).fillna(0)
    found["blocked_share"] = found["blocked"].astype(float) / found["requests"].replace(0, np.nan)
    found["users_blocked_share"] = stopped.reindex(TIERS).fillna(0) / found["users"].replace(0, np.nan)
    return found.reset_index()
