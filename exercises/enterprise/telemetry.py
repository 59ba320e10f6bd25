"""Quarterly figures for the cases: every input known, unless a keyword says otherwise."""

from collections.abc import Mapping

import pandas as pd

INPUTS = """arr changes_released community_cards contracts_signed daily_active_devs defects_escaped domain_arr ebitda
engagement_score invested_24m market_share nps paid_calls points_committed points_done rd_spend
release_lead_days_median return_24m revenue_line senior_kept senior_start signups_done signups_started""".split()
QUARTERS = {"2026Q2": 3.0, "2026Q1": 2.0, "2025Q4": 1.6, "2025Q3": 1.5, "2025Q2": 1.3, "2025Q1": 1.25, "2024Q4": 1.1}


def telemetry(**values: Mapping[str, float | None] | float) -> pd.DataFrame:
    """A row for each metric and quarter; a keyword sets a metric, in all quarters or in some. None takes a row out."""
    rows = []
    for place, metric in enumerate(INPUTS, start=3):
        own = values.get(metric, {})
        for quarter, factor in QUARTERS.items():
            given = own.get(quarter, factor * (place + factor)) if isinstance(own, Mapping) else own
            if given is not None:
                rows.append((metric, quarter, float(given)))
    return pd.DataFrame(rows, columns=["metric", "period", "value"]).assign(simulated=True)


def now(**values: float) -> pd.DataFrame:
    """The table in which metrics have these values in 2026Q1."""
    return telemetry(**{metric: {"2026Q1": value} for metric, value in values.items()})
