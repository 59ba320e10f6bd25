"""Organisations as customers: regions, seats, signals before a contract, scenarios, and quarterly figures."""

import numpy as np
import pandas as pd

from course.simulate.accounts import KINDS, REGIONS
from course.simulate.hub import Hub
from course.simulate.logs.frame import NOW, Bools, Floats, Ints, named, numbered, pick, times

SIGNALS = (
    "private_repo",
    "gated_access",
    "inference_calls",
    "org_members_5",
    "private_fork",
    "dataset_viewer",
    "sso_configured",
    "audit_log_on",
)
ODDS = {"private_repo": 0.7, "gated_access": 0.4, "inference_calls": 1.0, "org_members_5": 1.3, "private_fork": 0.3,
        "dataset_viewer": 0.0, "sso_configured": 0.1, "audit_log_on": 0.1}  # fmt: skip
USAGE, SEATED, MONTHS = 3000, 300, 18
QUARTERS = [f"{year}Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)][:9]
METRICS = {
    "daily_active_devs": (61_000, 0.05),
    "signups_started": (420_000, 0.03),
    "signups_done": (281_000, 0.035),
    "defects_escaped": (14, 0.0),
    "changes_released": (760, 0.02),
    "paid_calls": (8.1e6, 0.05),
    "contracts_signed": (9, 0.02),
    "nps": (41, 0.01),
    "domain_arr": (1.05e6, 0.04),
    "release_lead_days_median": (31, -0.02),
    "community_cards": (210_000, 0.08),
    "points_done": (228, 0.01),
    "points_committed": (262, 0.0),
    "engagement_score": (4.1, 0.003),
    "return_24m": (5.2e6, 0.03),
    "invested_24m": (1.9e6, 0.01),
    "ebitda": (0.7e6, 0.02),
    "revenue_line": (4.9e6, 0.03),
    "market_share": (0.21, 0.01),
    "arr": (18e6, 0.055),
    "rd_spend": (1.4e6, 0.02),
    "senior_start": (42, 0.01),
    "senior_kept": (39, 0.01),
}


COUNTED = ("daily_active_devs", "signups_started", "signups_done", "defects_escaped", "changes_released", "paid_calls",
           "contracts_signed", "community_cards", "points_done", "points_committed", "senior_start",
           "senior_kept")  # fmt: skip
TWO_LINES = 0.06  # of organisations: have two contracts, one of which grows while the other shrinks


def org_profiles(hub: Hub) -> pd.DataFrame:
    """Region and kind of every lab and organisation."""
    accounts = hub.world.accounts
    rows = np.flatnonzero(accounts.kind < 2)
    kinds = named(KINDS, accounts.kind[rows])
    return pd.DataFrame(
        {"namespace": named(accounts.names, rows), "region": named(REGIONS, accounts.region[rows]), "kind": kinds}
    )


def org_seats(hub: Hub) -> pd.DataFrame:
    """Seats by organisation and month; a year apart, the old customers' revenue has the planted ratio."""
    rng, n = hub.world.streams("logs.seats"), SEATED
    joined = np.where(np.arange(n) < 0.72 * n, 0, rng.integers(1, MONTHS, n))
    plan = pick(rng, (0.7, 0.25, 0.05), n)
    seats = np.maximum(2, np.round(np.exp(rng.normal(np.array([2.1, 4.0, 4.8])[plan], 0.7)))).astype(np.int64)
    price = np.array([20.0, 50.0, 65.0])[plan]
    discount = np.round(np.where(plan == 0, 0.0, rng.beta(2, 12, n)), 2)
    path = seat_paths(hub, rng, joined, seats, seats * price * (1 - discount))
    months = (
        pd.period_range(end=NOW.tz_localize(None).to_period("M") - 1, periods=MONTHS, freq="M").astype(str).tolist()
    )
    who, when = np.nonzero(np.arange(MONTHS)[None, :] >= joined[:, None])
    one = pd.DataFrame({
        "org_id": numbered("org", who),
        "month": named(months, when),
        "seats": path[who, when],
        "price_usd": price[who],
        "discount": discount[who],
        "plan": named(("team", "enterprise", "plus"), plan[who]),
    })  # fmt: skip
    return two_lines(hub, one, when)


def two_lines(hub: Hub, seats: pd.DataFrame, month: Ints) -> pd.DataFrame:
    """The same seats and revenue, but a few organisations have two rows a month: one contract grows, one shrinks."""
    chosen = hub.world.streams("logs.seats.lines").random(SEATED) < TWO_LINES
    split = seats["org_id"].isin(numbered("org", np.flatnonzero(chosen))).to_numpy()
    second = np.where(split, np.floor(seats["seats"].to_numpy() * (0.2 + 0.6 * month / (MONTHS - 1))), 0)
    first = seats.assign(seats=seats["seats"] - second.astype(np.int64))
    more = seats.assign(seats=second.astype(np.int64))[split]
    frame = pd.concat([first, more]).sort_index(kind="stable")
    return frame.reset_index(drop=True)


def seat_paths(hub: Hub, rng: np.random.Generator, joined: Ints, seats: Ints, revenue: Floats) -> Ints:
    """Seats by organisation and month: some leave, the rest grow, scaled to the planted net retention."""
    n = len(joined)
    left = np.where(rng.random(n) < 0.13, joined + rng.integers(6, MONTHS, n), MONTHS + 1)
    old = joined <= MONTHS - 13
    stays = old & (left > MONTHS - 1)
    goal = hub.world.plan.nrr * float(revenue[old & (left > MONTHS - 13)].sum()) / float(revenue[stays].sum())
    growth = np.clip(rng.normal(0, 0.22, n), -0.5, 0.8)
    growth[stays] += goal - 1 - float((growth[stays] * revenue[stays]).sum() / revenue[stays].sum())
    share = np.clip((np.arange(MONTHS)[None, :] - (MONTHS - 13)) / 12, 0, 1)
    path = np.round(seats[:, None] * (1 + growth[:, None] * share))
    return np.where(np.arange(MONTHS)[None, :] >= left[:, None], 0, path).astype(np.int64)


def org_usage(hub: Hub) -> pd.DataFrame:
    """Three thousand organisations: when each signal was first seen and when, if ever, they signed.

    The planted signal is switched on by the contract itself, so it follows the signature: it leaks the outcome.
    """
    rng, leak = hub.world.streams("logs.usage"), hub.world.plan.leaking_signal
    has = rng.random((USAGE, len(SIGNALS))) < 0.22
    odds = -3.9 + has @ np.array([ODDS[name] for name in SIGNALS])
    signed = rng.random(USAGE) < 1 / (1 + np.exp(-odds))
    moment = rng.uniform(120, 500, USAGE)
    columns: dict[str, object] = {"org_id": numbered("lead", np.arange(USAGE)), "converted_at": stamped(moment, signed)}
    for number, name in enumerate(SIGNALS):
        seen, when = has[:, number], rng.uniform(0, 1, USAGE) * np.where(signed, moment * 0.98, 545)
        if name == leak:
            after = signed & (rng.random(USAGE) < 0.92)
            seen, when = (
                np.where(signed, after, seen & (rng.random(USAGE) < 0.25)),
                np.where(after, moment + rng.exponential(1.5, USAGE), when),
            )
        columns[name] = stamped(when, seen)
    return pd.DataFrame(columns)


def stamped(days: Floats, where: Bools) -> "pd.Series[pd.Timestamp]":
    """Times `days` after the window's start, missing elsewhere."""
    return times(NOW - pd.Timedelta(days=545), np.minimum(days, 544.9) * 86_400).where(pd.Series(where))


def scenarios(hub: Hub) -> pd.DataFrame:
    """Six ways in which a flagship of one's own could go, with the supplier share that is planted here."""
    exit_share = hub.world.plan.top_supplier
    rows = [
        ("modest success", 40e6, 0.45, 10e6, 0.5),
        ("large success", 120e6, 0.5, 30e6, 0.5),
        ("no customers", 5e6, 0.4, 25e6, 0.5),
        ("margin gone", 60e6, 0.0, 20e6, 0.4),
        ("suppliers stay", 40e6, 0.45, 10e6, 0.1),
        ("suppliers leave", 40e6, 0.45, 10e6, 0.9),
    ]
    frame = pd.DataFrame(rows, columns=["scenario", "new_revenue_usd", "new_margin", "build_cost_usd", "exposure"])
    frame = frame.assign(revenue_usd=130e6, margin=0.6, exit_share=exit_share)
    return frame[
        [
            "scenario",
            "new_revenue_usd",
            "new_margin",
            "build_cost_usd",
            "revenue_usd",
            "margin",
            "exposure",
            "exit_share",
        ]
    ]


def telemetry(hub: Hub) -> pd.DataFrame:
    """Nine quarters of the figures that the ladder quotes; what is counted is whole."""
    rng, rows = hub.world.streams("logs.telemetry"), []
    for metric, (level, growth) in METRICS.items():
        noise = np.exp(rng.normal(0, 0.025, len(QUARTERS)))
        values = level * (1 + growth) ** np.arange(len(QUARTERS)) * noise
        rows += [
            (metric, period, round(float(value), 0 if metric in COUNTED or level >= 1000 else 3))
            for period, value in zip(QUARTERS, values, strict=True)
        ]
    return pd.DataFrame(rows, columns=["metric", "period", "value"])


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Profiles, seats, usage, scenarios, telemetry."""
    return {
        "org_profiles": org_profiles(hub),
        "org_seats": org_seats(hub),
        "org_usage": org_usage(hub),
        "scenarios": scenarios(hub),
        "telemetry": telemetry(hub),
    }
