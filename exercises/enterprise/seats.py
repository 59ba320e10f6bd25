"""Rows of the log of seats for the cases."""

import pandas as pd

from exercises.enterprise.tables import log

FEW = 60  # organisations of an unseen log


def seats(*rows: str) -> pd.DataFrame:
    """Rows written as "organisation month seats price discount", with the other columns of the log."""
    names = ["org_id", "month", "seats", "price_usd", "discount"]
    table = pd.DataFrame([row.split() for row in rows], columns=names)
    table = table.astype({"seats": "int64", "price_usd": "float64", "discount": "float64"})
    return table.assign(plan="team", simulated=True)


def some_seats(slot: str) -> pd.DataFrame:
    """The rows of a few organisations of the graded Hub in `slot`, of the last two years."""
    table = log(slot, "org_seats")
    few = sorted(table["org_id"].unique())
    return table[table["org_id"].isin(few[:: max(1, len(few) // FEW)])].reset_index(drop=True)
