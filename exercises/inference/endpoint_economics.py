"""Where is margin made, and what is a cut of latency worth?"""

from collections.abc import Iterator

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, emptied, gapped_index, repeated_index, shuffled
from exercises.inference.traffic import table

exercise = Exercise(
    "11-inference",
    "endpoint_economics",
    looks_at="endpoints without a billed hour, prices of 0, a cut of 0, margins below 0, rows in any order, one "
    "endpoint, none, and endpoints you have not seen",
    ordered=True,
)

NAN = float("nan")
COLUMNS = [
    "endpoint_id",
    "revenue_usd",
    "cost_usd",
    "gross_margin",
    "breakeven_billing",
    "breakeven_tokens_h",
    "annual_saving_usd",
]


def endpoints(**rows: tuple[float, float, float, float]) -> pd.DataFrame:
    """A month: for each endpoint the hours provisioned and billed, the price and the cost of an hour."""
    found = pd.DataFrame(
        [[name, *values] for name, values in rows.items()],
        columns=["endpoint_id", "hours_provisioned", "hours_billed", "price_usd_h", "cost_usd_h"],
    )
    numbers = dict.fromkeys(found.columns[1:], float)
    return found.astype(numbers).assign(org_id="ada-labs", simulated=True)


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded endpoints."""
    three = endpoints(ep3=(300, 200, 0.8, 0.5), ep1=(720, 720, 1.3, 0.8), ep2=(100, 50, 1.0, 0.6))
    yield from also(case("three endpoints", three, 0.6, 0.3), gapped_index, repeated_index, shuffled)
    yield case("another price and another cut", three, 2.5, 0.1)
    yield case("a price in whole dollars", three, 1, 0.5)
    yield case("a cut of 0", three, 0.6, 0.0)
    yield case("a cut of everything", three, 0.6, 1)
    yield case("tokens that cost nothing", three, 0, 0.3)
    idle = endpoints(ep1=(50, 0, 0.8, 0.5), ep2=(10, 10, 1.0, 0.5))
    yield case("an endpoint without a billed hour", idle, 0.6, 0.3)
    free = endpoints(ep1=(50, 40, 0.0, 0.5), ep2=(10, 10, 1.0, 0.5))
    yield case("an endpoint without a price", free, 0.6, 0.3)
    yield case("an endpoint without a price, tokens that cost nothing", free, 0.0, 0.3)
    gift = endpoints(ep1=(50, 40, 2.0, 0.0))
    yield case("an endpoint that costs nothing", gift, 0.6, 0.3)
    dear = endpoints(ep1=(50, 50, 1.0, 1.15), ep2=(50, 10, 1.0, 0.9))
    yield case("margins below 0", dear, 0.6, 0.3)
    off = endpoints(ep1=(0, 0, 1.0, 0.6), ep2=(5, 5, 1.0, 0.6))
    yield case("an endpoint that was never on", off, 0.6, 0.3)
    yield case("one endpoint", endpoints(ep9=(7, 6, 1.5, 0.7)), 0.6, 0.3)
    names = endpoints(ep10=(7, 6, 1.5, 0.7), ep9=(8, 6, 1.5, 0.7), EP1=(9, 6, 1.5, 0.7))
    yield case("names of different length", names, 0.6, 0.3)
    yield emptied(case("three endpoints", three, 0.6, 0.3))
    for slot in SLOTS:
        yield case("unseen endpoints", table(slot, "endpoints").iloc[::-1], 0.45, 0.25)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
REVENUE, COST = 'endpoints["hours_billed"] * price', 'endpoints["hours_provisioned"] * cost'
MARGIN = "left / revenue.replace(0, np.nan)"
NOTHING = "Without revenue there is nothing to divide by: the margin is NaN."
slip("mark_up", "That is mark-up; margin divides by revenue.",
     MARGIN, 'left / table["cost_usd"].replace(0, np.nan)')
slip("idle_hours_are_free", "Provisioned hours cost money, whether they are billed or not.",
     COST, 'endpoints["hours_billed"] * cost')
slip("saving_on_billed_hours", "Faster requests free provisioned time, billed or not.",
     'table["cost_usd"] * latency_cut', 'endpoints["hours_billed"] * cost * latency_cut')
slip("saving_of_revenue", "The saving is of cost; what customers pay does not change.",
     'table["cost_usd"] * latency_cut', 'table["revenue_usd"] * latency_cut')
slip("inverse_break_even", "Break-even billing is cost over price; above 1 the endpoint cannot earn.",
     "cost / price.replace(0, np.nan)", "price / cost.replace(0, np.nan)")
slip("break_even_of_the_month", "Break-even billing compares the cost and the price of an hour, not of the month.",
     "cost / price.replace(0, np.nan)", 'table["cost_usd"] / revenue.replace(0, np.nan)')
slip("one_month", "The table holds a month; the saving is for a year of twelve.",
     "latency_cut * 12", "latency_cut")
slip("revenue_on_provisioned_hours", "Customers pay for billed hours only.",
     REVENUE, 'endpoints["hours_provisioned"] * price')
slip("price_of_one_token", "`price_per_1m` is for a million tokens: the break-even is a million times as many.",
     "price_per_1m / 1e6", "price_per_1m")
slip("tokens_for_the_cost", "Customers compare the token's price with the price of an hour, not with its cost.",
     "price / per_token", "cost / per_token")
slip("endless_margin", NOTHING, "revenue.replace(0, np.nan)", "revenue")
slip("no_revenue_is_zero", NOTHING, MARGIN, f"({MARGIN}).fillna(0)")
slip("endless_break_even", "Without a price there is nothing to divide by: the break-even billing is NaN.",
     "price.replace(0, np.nan)", "price")
slip("free_tokens_are_endless", "Where tokens cost nothing there is nothing to divide by: the break-even is NaN.",
     "price_per_1m / 1e6 if price_per_1m else np.nan", "price_per_1m / 1e6")
slip("as_they_come", "Sort the rows by `endpoint_id`.",
     '.sort_values("endpoint_id", ignore_index=True)', ".reset_index(drop=True)")
slip("what_is_left", "The saving is the part that is cut, not the part that is left.",
     "latency_cut * 12", "(1 - latency_cut) * 12")
slip("unused_endpoints_lost", "An endpoint that nobody used costs money too: keep its row.",
     "return table.sort_values", "return table[revenue > 0].sort_values")
slip("no_loss", "A margin can be below 0: that is the finding.",
     MARGIN, f"({MARGIN}).clip(lower=0)")
slip("no_cut_is_missing", "A cut of 0 saves nothing: the saving is 0, not NaN.",
     "latency_cut * 12", "(latency_cut or np.nan) * 12")
slip("idle_saving_is_missing", "An endpoint that nobody used costs money too, so a cut saves some of it.",
     'table["cost_usd"] * latency_cut', 'table["cost_usd"].where(revenue > 0) * latency_cut')
slip("break_even_at_most_1", "A break-even billing above 1 says that the endpoint cannot earn: do not cut it off.",
     "cost / price.replace(0, np.nan)", "(cost / price.replace(0, np.nan)).clip(upper=1)")
slip("margin_in_percent", "`gross_margin` is a share of revenue, not a percentage.",
     MARGIN, f"100 * {MARGIN}")
slip("margin_in_dollars", "`gross_margin` is a share of revenue, not a number of dollars.",
     MARGIN, "left")
# fmt: on


@exercise.right
def row_by_row(endpoints: pd.DataFrame, price_per_1m: float, latency_cut: float) -> pd.DataFrame:
    rows = []
    for one in sorted(endpoints.to_dict("records"), key=lambda one: str(one["endpoint_id"])):
        revenue = one["hours_billed"] * one["price_usd_h"]
        cost = one["hours_provisioned"] * one["cost_usd_h"]
        rows.append(
            {
                "endpoint_id": one["endpoint_id"],
                "revenue_usd": revenue,
                "cost_usd": cost,
                "gross_margin": 1 - cost / revenue if revenue else NAN,
                "breakeven_billing": one["cost_usd_h"] / one["price_usd_h"] if one["price_usd_h"] else NAN,
                "breakeven_tokens_h": one["price_usd_h"] / price_per_1m * 1e6 if price_per_1m else NAN,
                "annual_saving_usd": 12 * latency_cut * cost,
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


@exercise.right
def with_assign(endpoints: pd.DataFrame, price_per_1m: float, latency_cut: float) -> pd.DataFrame:
    e = endpoints.sort_values("endpoint_id").reset_index(drop=True)
    made = e[["endpoint_id"]].assign(
        revenue_usd=e["hours_billed"].mul(e["price_usd_h"]), cost_usd=e["hours_provisioned"].mul(e["cost_usd_h"])
    )
    made["gross_margin"] = (1 - made["cost_usd"] / made["revenue_usd"]).where(made["revenue_usd"] != 0)
    made["breakeven_billing"] = (e["cost_usd_h"] / e["price_usd_h"]).where(e["price_usd_h"] != 0)
    made["breakeven_tokens_h"] = NAN if price_per_1m == 0 else e["price_usd_h"] * (1e6 / price_per_1m)
    made["annual_saving_usd"] = made["cost_usd"] * 12 * latency_cut
    return made
