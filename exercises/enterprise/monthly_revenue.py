"""What does each organisation pay in a month?"""

from collections.abc import Iterator

import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, repeated_index, reversed_rows
from exercises.enterprise.seats import seats, some_seats

exercise = Exercise(
    "13-enterprise",
    "monthly_revenue",
    looks_at="several rows an organisation, discounts, no seats, another month, rows in any order, and unseen logs",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Rows of each kind, then unseen logs."""
    rows = seats("a 2026-05 10 20 .1", "b 2026-05 3 50 0", "a 2026-05 5 65 .2", "a 2026-04 9 20 0", "c 2025-05 7 20 0")
    plain = case("two rows of one organisation", rows, "2026-05")
    yield from also(plain, reversed_rows, gapped_index, repeated_index, emptied)
    yield case("the month before", rows, "2026-04")
    yield case("the year before", rows, "2025-05")
    yield case("a month without rows", rows, "2026-06")
    free = seats("a 2026-05 0 20 0", "b 2026-05 4 20 1", "b 2026-05 1 50 .5", "c 2026-05 8 20 0", "d 2026-05 3 0 0")
    yield case("organisations that pay nothing", free, "2026-05")
    order = seats("z 2026-05 2 20 .25", "m 2026-05 7 50 .15", "z 2026-05 1 50 .05")
    yield case("discounts on both plans", order, "2026-05")
    for slot in hubs.SLOTS[:2]:
        yield case("an unseen log", some_seats(slot), "2026-05")


slip = exercise.slip
PAID = 'rows["seats"] * rows["price_usd"] * (1 - rows["discount"])'
slip("list_price", "Discounts are real; use what is paid.", PAID, 'rows["seats"] * rows["price_usd"]')
slip(
    "discount_is_kept",
    "A discount of 0.1 leaves 0.9 of the price.",
    PAID,
    'rows["seats"] * rows["price_usd"] * rows["discount"]',
)
slip(
    "discount_in_percent",
    "The discount is a share from 0 to 1, not a percentage.",
    PAID,
    'rows["seats"] * rows["price_usd"] * (1 - rows["discount"] / 100)',
)
slip(
    "discount_in_dollars",
    "The discount is a share of the price, not dollars off a seat.",
    PAID,
    'rows["seats"] * (rows["price_usd"] - rows["discount"])',
)
slip(
    "seats_as_revenue",
    "Seats are not dollars: multiply by the price and what the discount leaves.",
    PAID,
    'rows["seats"]',
)
slip("price_of_one", "Multiply by the number of seats.", PAID, 'rows["price_usd"] * (1 - rows["discount"])')
slip("every_month", "Take the rows of the month alone.", 'seats[seats["month"] == month]', "seats")
slip(
    "until_the_month",
    "Take the rows of the month, not those before it.",
    'seats["month"] == month',
    'seats["month"] <= month',
)
slip(
    "calendar_month",
    "The same month of another year is another month.",
    'seats["month"] == month',
    'seats["month"].str[-2:] == month[-2:]',
)
slip("one_row_each", "An organisation can have several rows in a month: add them.", ".sum()", ".last()")
slip("mean_of_rows", "An organisation can have several rows in a month: add them, do not average.", ".sum()", ".mean()")
slip(
    "payers_alone",
    "An organisation that has rows and pays nothing stays, with the value 0.",
    'return paid.groupby(rows["org_id"]).sum()',
    'return paid[paid > 0].groupby(rows["org_id"]).sum()',
)
slip(
    "a_total",
    "The revenue of each organisation is asked for, not the sum of all.",
    'paid.groupby(rows["org_id"]).sum()',
    "paid.sum()",
)


@exercise.right
def with_a_table(seats: pd.DataFrame, month: str) -> pd.Series:
    kept = seats.loc[seats["month"].eq(month), ["org_id", "seats", "price_usd", "discount"]].copy()
    kept["paid"] = kept["seats"] * (kept["price_usd"] - kept["price_usd"] * kept["discount"])
    return kept.pivot_table(index="org_id", values="paid", aggfunc="sum")["paid"] if len(kept) else kept["paid"]


@exercise.right
def with_a_dict(seats: pd.DataFrame, month: str) -> pd.Series:
    found: dict[str, float] = {}
    names = ["org_id", "month", "seats", "price_usd", "discount"]
    for org, when, n, price, discount in seats[names].itertuples(index=False):
        if when == month:
            found[org] = found.get(org, 0.0) + n * price * (1 - discount)
    return pd.Series(found, dtype=float)
