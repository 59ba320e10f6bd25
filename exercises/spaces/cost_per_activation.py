"""What does a first success cost?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index, shuffled
from exercises.spaces.tables import of_some_users, requests

exercise = Exercise(
    "10-spaces",
    "cost_per_activation",
    looks_at="users who fail before they succeed, who never succeed and who succeed twice, every kind of "
    "nobody, a price of "
    "zero, nobody who succeeds, no requests, and three logs you have not seen",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """One limit a case, then the graded logs."""
    some = requests(
        ("fay", "free", "09:00", 120, False), ("fay", "free", "09:10", 90, True), ("fay", "free", "10:00", 30, True),
        ("gus", "free", "09:20", 600, False), ("hal", "pro", "09:30", 900, True), ("ida", "anonymous",
     "11:00", 60, True),
        (None, "anonymous", "11:05", 240, True), (None, "anonymous", "11:06", 60, False), ("", "anonymous",
     "12:00", 45, True),
        (None, "anonymous", "11:07", 20, True), (None, "anonymous", "11:08", 20, True), ("\t", "anonymous",
     "12:04", 3, True),
        ("  ", "anonymous", "12:01", 15, True), (np.nan, "anonymous", "12:02", 5.5, True), ("\n ", "anonymous",
     "12:05", 2, True), (None, "anonymous", "12:06", 4, True),
    )  # fmt: skip
    yield from also(case("users of every kind", some, 1.80), gapped_index, shuffled)
    yield case("another price", some, 6)
    yield case("a price of zero", some, 0)
    yield case("flags as objects", some.assign(ok=some["ok"].astype(object)), 1.80)
    yield case("a further column", some.assign(country="x"), 1.80)
    yield case("ids that are texts alone", some[:6].astype({"user_id": "str"}), 1.80)
    yield case("one user, one hour", requests(("fay", "free", "09:00", 3600, True)), 2.5)
    yield case("a user who succeeds twice", requests(*[("fay", "free", f"1{n}:00", 900, True) for n in range(3)]), 1.80)
    yield case("nobody succeeds", some[~some["ok"]], 1.80)
    yield case("nobody who succeeds is known", some[6:], 1.80)
    yield case("everybody succeeds", some[some["ok"]], 1.80)
    yield case("no requests", some.iloc[:0], 1.80)
    tabs = requests(("fay", "free", "09:00", 120, True), ("\t", "anonymous", "09:10", 90, True))
    yield case("a tab for a user", tabs, 1.80)
    spaced = requests(("fay", "free", "09:00", 120, True), (" ", "anonymous", "09:10", 90, True))
    yield case("a space for a user", spaced, 1.80)
    for slot in SLOTS:
        yield case("an unseen log", of_some_users(slot), 1.80)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
USERS = 'requests.loc[requests["ok"].astype(bool), "user_id"].dropna()'
KNOWN = 'users[users.astype(str).str.strip() != ""]'
HOURS = 'requests["gpu_s"].sum() / 3600'
slip("successful_seconds_alone", "Failed runs used the GPU as well: the seconds of all requests count.",
     HOURS, 'requests.loc[requests["ok"].astype(bool), "gpu_s"].sum() / 3600')
slip("seconds_of_the_known", "The seconds of nobody are on the bill too: add those of all requests.",
     HOURS, 'requests.loc[requests["user_id"].fillna("").astype(str).str.strip().ne(""), "gpu_s"].sum() / 3600')
slip("requests_counted", "An activation is a user with at least one success, counted once.",
     "known.nunique()", "len(known)")
slip("all_successes_counted", "An activation is a user, not a success: count different users.",
     "known.nunique()", 'int(requests["ok"].sum())')
slip("all_users", "Who tried and never succeeded was not activated.", USERS, 'requests["user_id"].dropna()')
slip("always_successful", "One success is enough, also if another request of the user failed.",
     USERS, 'requests.loc[requests["ok"].astype(bool) & ~requests["user_id"].isin('
     'requests.loc[~requests["ok"].astype(bool), "user_id"]), "user_id"].dropna()')
slip("first_request_decides", "One success is enough, also if the first request of the user failed.",
     USERS, 'requests[~requests["user_id"].duplicated()].loc[requests["ok"].astype(bool), "user_id"].dropna()')
slip("blank_is_a_user", "A blank `user_id`, of spaces too, is nobody: strip it before you compare.", KNOWN, "users")
slip("only_empty_is_blank", "A blank `user_id`, of spaces too, is nobody: strip it before you compare.",
     KNOWN, 'users[users.astype(str) != ""]')
slip("only_spaces_are_blank", "White space of any kind is blank, a tab or a new line too: use `strip()` as it is.",
     KNOWN, 'users[users.astype(str).str.strip(" ") != ""]')
slip("missing_is_a_user", "A missing `user_id` is nobody: do not count it as a user.",
     USERS, 'requests.loc[requests["ok"].astype(bool), "user_id"].fillna("nobody")')
slip("each_nobody_is_a_user", "A missing `user_id` is nobody: do not count it as a user.",
     "known.nunique()", 'known.nunique() + int(requests.loc[requests["ok"].astype(bool), "user_id"].isna().sum())')
slip("price_for_a_second", "The price is for a GPU-hour: divide seconds by 3,600.",
     "cost = gpu_hours * price_usd_per_gpu_hour", "cost = 3600 * gpu_hours * price_usd_per_gpu_hour")
slip("seconds_as_hours", "Those are GPU-seconds; 3,600 make an hour.", HOURS, 'requests["gpu_s"].sum()')
slip("minutes", "Sixty seconds are a minute; 3,600 make an hour.", HOURS, 'requests["gpu_s"].sum() / 60')
slip("cost_for_each_request", "Divide the bill by the activated users, not by the requests.",
     "each = cost / activations", "each = cost / len(requests)")
slip("own_bills_alone", "Divide the whole bill, failures included, by the activated users.",
     "each = cost / activations",
     'each = requests.loc[requests["user_id"].isin(known), "gpu_s"].sum() / 3600 * price_usd_per_gpu_hour / '
     'activations')
slip("hours_for_each", "The last value is in dollars: divide the cost, not the hours.",
     "each = cost / activations", "each = gpu_hours / activations")
slip("nothing_is_zero", "If nobody was activated, there is nothing to divide by: NaN, not 0.",
     "each = np.nan", "each = 0.0")
slip("nothing_is_endless", "If nobody was activated, the last value is NaN.", "each = np.nan", "each = np.inf")
slip("nothing_costs_nothing", "Requests that helped nobody still cost: only the last value is NaN.",
     "each = np.nan", "each = cost = gpu_hours = np.nan")
# fmt: on


@exercise.right
def in_one_walk(requests: pd.DataFrame, price_usd_per_gpu_hour: float) -> dict[str, float]:
    people, seconds = set(), 0.0
    for user, gpu_s, ok in zip(requests["user_id"], requests["gpu_s"], requests["ok"], strict=True):
        seconds += gpu_s
        if ok and isinstance(user, str) and user.strip():
            people.add(user)
    cost = seconds * price_usd_per_gpu_hour / 3600
    found = {"activations": len(people), "gpu_hours": seconds / 3600, "cost_usd": cost}
    return found | {"cost_per_activation": cost / len(people) if people else float("nan")}


@exercise.right
def with_a_groupby(requests: pd.DataFrame, price_usd_per_gpu_hour: float) -> pd.Series:
    blank = requests["user_id"].map(lambda user: pd.isna(user) or str(user).isspace() or user == "").astype(bool)
    won = requests[~blank].groupby("user_id")["ok"].max().astype(bool).sum()
    hours = np.divide(requests["gpu_s"].to_numpy(float), 3600).sum()
    names = ["gpu_hours", "cost_usd", "activations", "cost_per_activation"]
    each = hours * price_usd_per_gpu_hour / won if won else None
    return pd.Series([hours, hours * price_usd_per_gpu_hour, won, each], index=names, dtype="object")
