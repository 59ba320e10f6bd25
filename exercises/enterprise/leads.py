"""Organisations and their signals for the cases, written by hand."""

import pandas as pd

from exercises.enterprise.tables import log

START = pd.Timestamp("2026-03-01T12:00:00Z")
FEW = 300  # organisations of an unseen log
AS_OF = START + pd.Timedelta(days=10)


def leads(signals: str, *rows: str) -> pd.DataFrame:
    """Rows written as the days after `START` of the contract and of each of `signals`; "-" where there is none."""
    names = ["converted_at", *signals.split()]
    days = [[float("nan") if part == "-" else float(part) for part in row.split()] for row in rows]
    table = pd.DataFrame(days, columns=names, dtype="float64")
    moments = {name: START + pd.to_timedelta(table[name], unit="D") for name in names}
    ids = [f"org{place}" for place in range(len(table))]
    return pd.DataFrame({"org_id": pd.Series(ids, dtype="str"), **moments}).assign(simulated=True)


def some_leads(slot: str) -> pd.DataFrame:
    """A few organisations of the graded Hub in `slot`, those that signed among them."""
    table = log(slot, "org_usage")
    signed = table["converted_at"].notna()
    return pd.concat([table[signed].head(FEW // 2), table[~signed].head(FEW // 2)]).reset_index(drop=True)


def latest(table: pd.DataFrame) -> pd.Timestamp:
    """A moment that lies between the contracts of `table`."""
    return pd.Timestamp(table["converted_at"].quantile(0.7)).ceil("D")  # type: ignore[arg-type]
