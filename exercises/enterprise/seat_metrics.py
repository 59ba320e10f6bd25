"""Does revenue grow from the customers that were there a year ago?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, reversed_rows
from exercises.enterprise.seats import seats, some_seats

exercise = Exercise(
    "13-enterprise",
    "seat_metrics",
    looks_at="growth beside loss, new, lost and returning customers, January, missing months, free seats, and "
    "unseen logs",
)

Figures = dict[str, float]
NAN = float("nan")


@exercise.cases
def cases() -> Iterator[Case]:
    """Customers of each kind, then odd months, then unseen logs."""
    rows = seats(
        "a 2025-05 10 100 0", "b 2025-05 5 100 0", "c 2025-05 5 100 .2", "z 2025-05 0 100 0",
        "a 2026-05 14 100 0", "b 2026-05 5 100 .1", "d 2026-05 9 100 0", "z 2026-05 2 100 0",
        "a 2026-04 11 100 0", "b 2026-04 2 100 0", "c 2025-11 4 100 0", "e 2024-05 6 100 0", "e 2026-05 3 100 0",
    )  # fmt: skip
    plain = case("growth, loss, a lost, a new and a returning customer", rows, "2026-05")
    yield from also(plain, reversed_rows, gapped_index, emptied)
    plans = seats("a 2025-05 10 20 0", "a 2025-05 10 50 0", "a 2026-05 30 20 0", "a 2026-05 2 50 0", "b 2025-05 5 20 0",
                  "b 2026-05 4 20 0", "c 2025-05 8 20 0", "c 2026-05 9 20 0")  # fmt: skip
    yield case("two plans, one that grows and one that shrinks", plans, "2026-05")
    gone = seats("a 2025-05 10 20 0", "b 2025-05 10 20 0", "c 2025-05 10 20 0", "a 2026-05 0 20 0", "c 2026-05 12 20 0")
    yield case("one with no seats and one without a row", gone, "2026-05")
    free = seats("a 2025-05 10 20 0", "b 2025-05 7 20 1", "a 2026-05 5 20 1", "b 2026-05 7 20 0", "c 2026-05 3 50 0")
    yield case("seats that are free", free, "2026-05")
    new_year = seats(
        "a 2025-01 10 20 0", "a 2026-01 5 20 0", "a 2025-12 9 20 0", "b 2025-12 4 20 0", "b 2026-01 4 20 0"
    )
    yield case("January", new_year, "2026-01")
    yield case("December", new_year, "2025-12")
    yield case("no base", rows, "2024-05")
    yield case("a month without rows and with a base", rows, "2025-11")
    yield case("a month without rows, a year after one with rows", rows, "2026-11")
    yield case("a month without anything", rows, "2023-03")
    none = seats("a 2025-05 10 20 0", "a 2026-05 0 20 0", "b 2026-05 4 20 1")
    yield case("nobody pays", none, "2026-05")
    yield case("one customer", seats("a 2025-05 10 20 .15", "a 2026-05 12 20 .15"), "2026-05")
    cheap = seats("a 2025-05 1 .5 0", "a 2026-05 1 .4 0", "b 2026-05 1 .9 0", "c 2025-05 9 1 0", "c 2026-05 9 1 0")
    yield case("organisations that pay less than a dollar", cheap, "2026-05")
    for slot in hubs.SLOTS[:2]:
        yield case("an unseen log", some_seats(slot), "2026-05")


slip = exercise.slip
NET = "kept.sum() / then.sum()"
slip(
    "everyone_now", "Net retention asks about the customers you had.", f'"nrr": {NET}', '"nrr": now.sum() / then.sum()'
)
slip(
    "growth_kept",
    "Gross retention cannot exceed one: cap each customer at what it paid then.",
    "kept.clip(upper=then).sum()",
    "kept.sum()",
)
slip(
    "capped_at_the_end",
    "Cap each organisation by itself; growth of one must not hide the loss of another.",
    "kept.clip(upper=then).sum() / then.sum()",
    "min(1.0, kept.sum() / then.sum())",
)
slip("list_price", "Discounts are real; use what is paid.", ' * (1 - rows["discount"])', "")
slip(
    "lost_left_out",
    "Who left counts as 0 now; leaving them out hides the loss.",
    "    kept = now.reindex(then.index, fill_value=0)\n",
    "    then = then[now.reindex(then.index, fill_value=0) > 0]\n    kept = now.reindex(then.index)\n",
)
slip(
    "no_row_left_out",
    "Who has no row now pays 0 now; leaving them out hides the loss.",
    "    kept = now.reindex(then.index, fill_value=0)\n",
    "    then = then[then.index.isin(now.index)]\n    kept = now.reindex(then.index)\n",
)
slip(
    "month_before",
    "The base is the same month a year earlier.",
    'f"{int(month[:4]) - 1}{month[4:]}"',
    "str(pd.Period(month) - 1)",
)
slip(
    "churn_of_today",
    "Divide the lost by the customers of a year ago, not by those of today.",
    "(kept == 0).mean()",
    "(kept == 0).sum() / orgs if len(then) and orgs else np.nan",
)
slip(
    "churn_by_rows",
    "Lost is who pays nothing now: one with seats 0 or a full discount, and one without a row.",
    "(kept == 0).mean()",
    "1 - then.index.isin(now.index).mean() if len(then) else np.nan",
)
slip(
    "churn_of_rows_alone",
    "Lost is who pays nothing now: one with seats 0 or a full discount, and one without a row.",
    "(kept == 0).mean()",
    "(now.reindex(then.index) == 0).mean()",
)
slip(
    "churn_of_money",
    "Logo churn counts customers, not dollars.",
    "(kept == 0).mean()",
    "then[kept == 0].sum() / then.sum() if len(then) else np.nan",
)
slip("base_of_all", "Who paid nothing a year ago is not in the base.", "    then = then[then > 0]\n", "")
slip(
    "retention_of_seats",
    "Retention is of revenue, not of seats.",
    f'"nrr": {NET}',
    '"nrr": seats[seats["month"].eq(month) & seats["org_id"].isin(then.index)]["seats"].sum()'
    ' / max(1, seats[seats["month"].eq(a_year_ago) & seats["org_id"].isin(then.index)]["seats"].sum())',
)
slip("free_ones_counted", "`orgs` counts those that pay more than 0.", "orgs = (now > 0).sum()", "orgs = len(now)")
slip(
    "paid_seats_alone",
    "`seats` adds all seats of the month, those of free organisations too.",
    'seats.loc[seats["month"] == month, "seats"]',
    'seats.loc[(seats["month"] == month) & seats["org_id"].isin(now[now > 0].index), "seats"]',
)
slip(
    "arr_of_last_months",
    "ARR is twelve times the revenue of this month.",
    '"arr": 12 * now.sum()',
    '"arr": sum(monthly_revenue(seats, str(pd.Period(month) - n)).sum() for n in range(12))',
)
slip(
    "nothing_is_zero",
    "Without a base there is no retention to speak of: NaN.",
    f'"nrr": {NET} if len(then) else np.nan',
    f'"nrr": {NET} if len(then) else 0.0',
)
slip("nobody_pays_zero", "An average of nobody is NaN.", "/ orgs if orgs else np.nan", "/ orgs if orgs else 0.0")
slip(
    "revenue_by_seat",
    "ARPA is per account: divide by the organisations that pay.",
    "now.sum() / orgs if orgs else np.nan",
    'now.sum() / seats.loc[seats["month"] == month, "seats"].sum() if orgs else np.nan',
)


@exercise.right
def with_a_merge(seats: pd.DataFrame, month: str) -> Figures:
    table = seats.assign(paid=seats["seats"] * seats["price_usd"] * (1 - seats["discount"]))
    year, number = month.split("-")
    both = [
        table[table["month"] == one].groupby("org_id")["paid"].sum() for one in (month, f"{int(year) - 1}-{number}")
    ]
    pairs = pd.DataFrame({"now": both[0], "then": both[1]}).fillna(0.0)
    base = pairs.query("then > 0")
    total = base["then"].sum() or NAN
    mrr, orgs = pairs["now"].sum(), int(pairs["now"].gt(0).sum())
    return {
        "logo_churn": len(base.query("now == 0")) / len(base) if len(base) else NAN,
        "grr": np.minimum(base["now"], base["then"]).sum() / total,
        "nrr": base["now"].sum() / total,
        "arpa": mrr / (orgs or NAN),
        "seats": int(seats["seats"].where(seats["month"] == month, 0).sum()),
        "orgs": orgs,
        "arr": mrr * 12,
        "mrr": mrr,
    }


@exercise.right
def in_one_walk(seats: pd.DataFrame, month: str) -> pd.Series:
    before = month.replace(month[:4], str(int(month[:4]) - 1), 1)
    paid: dict[tuple[str, str], float] = {}
    count = 0
    names = ["org_id", "month", "seats", "price_usd", "discount"]
    for org, when, n, price, off in seats[names].itertuples(index=False):
        if when in (month, before):
            paid[org, when] = paid.get((org, when), 0.0) + n * price * (1 - off)
        count += n if when == month else 0
    today = {org: value for (org, when), value in paid.items() if when == month}
    base = {org: value for (org, when), value in paid.items() if when == before and value > 0}
    mrr, orgs = sum(today.values()), sum(value > 0 for value in today.values())
    found = {"mrr": mrr, "arr": 12 * mrr, "orgs": orgs, "seats": count, "arpa": mrr / orgs if orgs else NAN}
    found |= dict.fromkeys(["nrr", "grr", "logo_churn"], NAN)
    if base:
        left = [today.get(org, 0.0) for org in base]
        found["nrr"] = sum(left) / sum(base.values())
        found["grr"] = sum(map(min, left, base.values())) / sum(base.values())
        found["logo_churn"] = left.count(0.0) / len(base)
    return pd.Series(found)
