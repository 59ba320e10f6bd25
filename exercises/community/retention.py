"""Do people come back?"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pandas as pd

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, shuffled
from exercises.community.threads import LESSON
from exercises.community.traces import contributions

exercise = Exercise(
    LESSON,
    "retention",
    looks_at="the turn of a year, months that are just over or not, months without newcomers, people who skip a month, "
    "several contributions a month, other horizons, contributions at the moment and later, no rows, and three logs you "
    "have not seen",
    ordered=True,
)

KINDS = {"user_id": "str", "ts": "datetime64[ms, UTC]", "kind": "str", "simulated": "bool"}
FEW = 900  # people of an unseen log


def moment(text: str) -> pd.Timestamp:
    """A moment in UTC."""
    return pd.Timestamp(text, tz="UTC")


def contribs(*rows: str) -> pd.DataFrame:
    """A log: each row is a name, a blank and a moment."""
    made = [[name, moment(when), "commit", True] for name, when in (row.split(" ", 1) for row in rows)]
    return pd.DataFrame(made, columns=list(KINDS)).astype(KINDS)


WINTER = contribs(
    "ada 2025-11-03", "ben 2025-11-20", "cat 2025-12-31T23:59:59", "dan 2025-12-01", "ada 2025-12-05", "ada 2025-12-06",
    "ada 2026-01-01", "cat 2026-01-01", "eve 2026-02-28", "ben 2026-02-02", "dan 2026-02-10", "ada 2026-02-01",
)  # fmt: skip


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    winter = case("contributions over the turn of a year", WINTER, moment("2026-03-10"))
    yield from also(winter, gapped_index, shuffled, emptied)
    yield case("the first moment of a month", WINTER, moment("2026-03-01"))
    yield case("the last moment of a month", WINTER, moment("2026-02-28T23:59:59.999"))
    yield case("a moment in the middle of the log", WINTER, moment("2026-01-01"))
    yield case("a moment before the log", WINTER, moment("2025-01-01"))
    late = contribs("ada 2026-01-05", "ada 2026-02-01", "ben 2026-02-01", "cat 2026-03-05", "ben 2026-01-31")
    yield case("a contribution at the very moment", late, moment("2026-02-01"))
    yield case("somebody who began later", late, moment("2026-03-05"), 1)
    yield case("a horizon of one month", WINTER, moment("2026-06-01"), 1)
    yield case("no horizon", WINTER, moment("2026-06-01"), 0)
    long = contribs("ada 2025-01-31", "ada 2026-03-01", "ben 2025-01-01", "ben 2025-12-31", "cat 2025-06-01")
    yield case("a horizon of 14 months", long, moment("2026-03-02"), 14)
    yield case("somebody who skips a month", contribs("ada 2026-01-01", "ada 2026-03-01"), moment("2026-05-01"))
    often = contribs(
        *[f"ada 2026-01-{n:02}" for n in range(1, 9)], "ada 2026-02-01", "ada 2026-02-02", "ben 2026-01-09"
    )
    yield case("several contributions a month", often, moment("2026-05-01"), 2)
    yield case(
        "the 31st and the 1st", contribs("ada 2026-01-31T23:00", "ada 2026-02-01T01:00"), moment("2026-03-01"), 1
    )
    yield case("a month without newcomers", contribs("ada 2026-01-01", "ben 2026-04-01"), moment("2026-06-10"))
    yield case("rows from the last to the first", WINTER[::-1], moment("2026-02-15"), 2)
    for slot in hubs.SLOTS:
        log = contributions(slot)
        some = log[log["user_id"].isin(log["user_id"].drop_duplicates().sort_values().head(FEW))]
        yield case("an unseen log", some.reset_index(drop=True), frames.as_of(hubs.hub(slot)))
    yield case("an unseen log, earlier", some.reset_index(drop=True), moment("2026-03-01"), 2)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
SHARE = 'share = (active[active["later"] == k].groupby("cohort").size() / size).fillna(0)'
OPEN = "That month is not over by `as_of`, so its share is still missing."
PEOPLE = "Count people, not contributions: several in a month are one."
VERY = "`m2` asks who is active in that very month, not who came back at any time."
LATER = "Contributions at `as_of` or later have not happened yet, also for the first month."
slip("open_month_filled", OPEN, "share.where(size.index + k < current).to_numpy()", "share.to_numpy()")
slip("current_month_counts", OPEN, "size.index + k < current", "size.index + k <= current")
slip("last_month_left_open", "On the first of a month, the month before is over: its shares are known.",
     "size.index + k < current", "size.index + k < current - 1")
slip("nobody_is_missing", "The month is over and nobody came back: 0, not NaN.", ".fillna(0)", "")
slip("ever_since", VERY, SHARE,
     'share = (active[active["later"] >= k].groupby("cohort")["user"].nunique() / size).fillna(0)')
slip("at_any_time_so_far", VERY,
     SHARE, 'share = (active[active["later"].between(1, k)].groupby("cohort")["user"].nunique() / size).fillna(0)')
slip("contributions_counted", PEOPLE, "active = active.drop_duplicates()", "active = active.copy()")
slip("size_of_contributions", PEOPLE, 'active.groupby("cohort")["user"].nunique()', 'active.groupby("cohort").size()')
slip("of_the_month_before", "Divide by the size of the cohort, not by who was active the month before.",
     'groupby("cohort").size() / size)',
     'groupby("cohort").size() / active[active["later"] == k - 1].groupby("cohort").size())')
slip("of_everybody", "Divide by the size of the cohort, not by all people.",
     'groupby("cohort").size() / size)', 'groupby("cohort").size() / size.sum()).reindex(size.index)')
slip("month_without_year", "December plus one month is January of the next year: count twelve for each year.",
     "12 * ts.dt.year + ts.dt.month", "ts.dt.month", "int(number) - 1, 12", "int(number) + 24299, 12")
slip("first_row", "The cohort is the month of the earliest contribution, not of the first row.",
     '.transform("min")', '.transform("first")')
slip("latest_month", "The cohort is the month of the earliest contribution, not of the latest.",
     '.transform("min")', '.transform("max")')
slip("later_ones_kept", LATER, 'contribs[contribs["ts"] < as_of]', "contribs")
slip("at_the_moment_kept", LATER, 'contribs["ts"] < as_of', 'contribs["ts"] <= as_of')
slip("always_three", "`horizon` is an argument: three is only its default.", "range(1, horizon + 1)", "range(1, 4)")
slip("one_month_short", "The columns go up to `horizon` itself: `range` stops before its end.",
     "range(1, horizon + 1)", "range(1, horizon)")
slip("own_month_too", "The columns begin with `m1`: in its own month everybody is active.",
     "range(1, horizon + 1)", "range(0, horizon + 1)")
slip("percent", "A share is a fraction: a half is 0.5, not 50.", "/ size).fillna(0)", "/ size).fillna(0) * 100")
slip("people_for_shares", "A share is a fraction: divide by the size of the cohort.", "size() / size)",
     "size().reindex(size.index))")
slip("numbers_for_names", "`cohort` is a text such as 2026-01: `month_name` makes it.",
     "[month_name(number) for number in size.index]", "list(size.index)")
slip("current_cohort_dropped", "Every month in which anybody began has a row, also the current one.",
     "    return table\n", "    return table[(size.index < current).tolist()].reset_index(drop=True)\n")
slip("latest_first", "The rows stand in order of time.", "    return table\n",
     "    return table.iloc[::-1].reset_index(drop=True)\n")
# fmt: on


@exercise.wrong("Cohorts are of calendar months here, not of windows of 30 days.")
def windows_of_30_days(log: pd.DataFrame, as_of: pd.Timestamp, horizon: int = 3) -> pd.DataFrame:
    rows = log[log["ts"] < as_of]
    first = rows.groupby("user_id")["ts"].transform("min")
    names = first.dt.tz_localize(None).dt.to_period("M")
    table = pd.DataFrame(
        {"cohort": names.astype(str), "user": rows["user_id"], "k": (rows["ts"] - first).dt.days // 30}
    )
    size = table.groupby("cohort")["user"].nunique()
    result = pd.DataFrame({"cohort": size.index, "size": size.to_numpy()})
    now = as_of.tz_localize(None).to_period("M")
    for k in range(1, horizon + 1):
        back = table[table["k"] == k].groupby("cohort")["user"].nunique()
        over = pd.Series([pd.Period(name) + k < now for name in size.index], index=size.index, dtype=bool)
        result[f"m{k}"] = (back / size).fillna(0).where(over).to_numpy()
    return result


@exercise.right
def with_sets(log: pd.DataFrame, as_of: pd.Timestamp, horizon: int = 3) -> pd.DataFrame:
    months: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for user, ts in zip(log["user_id"], log["ts"], strict=True):
        if ts < as_of:
            months[user].add((ts.year, ts.month))
    cohorts: dict[tuple[int, int], list[str]] = defaultdict(list)
    for user, own in months.items():
        cohorts[min(own)].append(user)
    rows = []
    for year, month in sorted(cohorts):
        people = cohorts[year, month]
        row: list[object] = [f"{year}-{month:02}", len(people)]
        for k in range(1, horizon + 1):
            at = (year + (month - 1 + k) // 12, (month - 1 + k) % 12 + 1)
            back = sum(at in months[user] for user in people) / len(people)
            row.append(back if at < (as_of.year, as_of.month) else float("nan"))
        rows.append(row)
    return pd.DataFrame(rows, columns=["cohort", "size", *(f"m{k}" for k in range(1, horizon + 1))])


@exercise.right
def with_periods(log: pd.DataFrame, as_of: pd.Timestamp, horizon: int = 3) -> pd.DataFrame:
    rows = log.loc[log["ts"] < as_of, ["user_id", "ts"]].copy()
    rows["month"] = rows["ts"].dt.tz_localize(None).dt.to_period("M")
    rows = rows.drop_duplicates(["user_id", "month"])
    rows = rows.merge(rows.groupby("user_id", as_index=False)["month"].min(), on="user_id", suffixes=("", "_first"))
    grid: Any = pd.crosstab(rows["month_first"], rows["month"])
    now = as_of.tz_localize(None).to_period("M")
    firsts = sorted(rows["month_first"].unique())
    sizes = [int(grid.at[one, one]) for one in firsts]
    table: Any = pd.DataFrame({"cohort": [str(one) for one in firsts], "size": sizes})
    for k in range(1, horizon + 1):
        found = [grid.at[one, one + k] if one + k in grid.columns else 0 for one in firsts]
        shares = [
            back / size if one + k < now else float("nan") for back, size, one in zip(found, sizes, firsts, strict=True)
        ]
        table[f"m{k}"] = shares
    answer: pd.DataFrame = table
    return answer
