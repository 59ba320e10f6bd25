"""Which of a pitch's numbers agree with each other?"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "01-census",
    "audit_claims",
    looks_at="other claims, ratios of exactly 0.9 and 1.1, and claims of zero, divided by or not",
    ordered=True,
)

Claims = dict[str, float]
PITCH: Claims = {
    "revenue_2024_usd": 90e6,
    "revenue_2023_usd": 60e6,
    "employees": 300,
    "revenue_per_employee_usd": 250_000,
    "enterprise_customers": 5_000,
    "enterprise_orgs": 4_800,
    "seat_price_usd_month": 25,
    "models_total": 900_000,
    "models_per_month": 18_000,
    "registered_users": 4e6,
    "downloads_per_day": 2e6,
}
NAMES = [
    "revenue_per_employee",
    "employees",
    "enterprise_customers",
    "seats_if_all_revenue_were_seats",
    "yoy_revenue_growth",
    "months_of_uploads_in_catalogue",
    "downloads_per_user_month",
]


@exercise.cases
def cases() -> Iterator[Case]:
    """Pitches that differ in one thing."""
    yield case("another pitch", PITCH)
    edge = {"revenue_2024_usd": 110e6, "employees": 200, "revenue_per_employee_usd": 500_000}
    yield case("a ratio of exactly 1.1", PITCH | edge)
    yield case("a ratio of exactly 0.9", PITCH | {"enterprise_customers": 10_000, "enterprise_orgs": 9_000})
    yield case("a ratio just over 1.1", PITCH | {"enterprise_customers": 1_000, "enterprise_orgs": 1_101})
    yield case("a ratio just under 0.9", PITCH | {"enterprise_customers": 1_000, "enterprise_orgs": 899})
    yield case("a small company with a large gap", PITCH | {"enterprise_customers": 40, "enterprise_orgs": 100})
    yield case("nobody employed", PITCH | {"employees": 0})
    yield case("a revenue per employee of zero", PITCH | {"revenue_per_employee_usd": 0})
    yield case("no customers claimed", PITCH | {"enterprise_customers": 0})
    yield case("no customers and no organisations", PITCH | {"enterprise_customers": 0, "enterprise_orgs": 0})
    yield case("no organisations", PITCH | {"enterprise_orgs": 0})
    yield case("no downloads and no models", PITCH | {"downloads_per_day": 0, "models_total": 0})
    yield case("no revenue in the later year", PITCH | {"revenue_2024_usd": 0})
    yield case("no revenue in the earlier year, and free seats", PITCH | {"revenue_2023_usd": 0} | {FREE: 0})
    yield case("no uploads and no users", PITCH | {"models_per_month": 0, "registered_users": 0})
    yield case("claims in another order", dict(reversed(PITCH.items())))


FREE = "seat_price_usd_month"

slip = exercise.slip
slip(
    "monthly_price_for_a_year",
    "Seat price is per month: a seat is worth twelve of those a year.",
    '(12 * divisor["seat_price_usd_month"])',
    'divisor["seat_price_usd_month"]',
)
slip(
    "ratio_inverted",
    "Ratio is implied over stated, so 1.3 means reality is 30 % above the claim.",
    'audit["implied"] / audit["stated"].replace(0, np.nan)',
    'audit["stated"] / audit["implied"].replace(0, np.nan)',
)
slip(
    "absolute_difference",
    "A gap of 60 is huge for headcount and nothing for revenue: compare ratios.",
    'audit["ratio"].between(0.9, 1.1)',
    '(audit["implied"] - audit["stated"]).abs().le(100)',
)
slip(
    "limits_left_out",
    "0.9 and 1.1 themselves still count as consistent.",
    "between(0.9, 1.1)",
    'between(0.9, 1.1, inclusive="neither")',
)
slip(
    "too_low_agrees",
    "A ratio under 0.9 is a conflict too: it has to lie from 0.9 to 1.1.",
    ".between(0.9, 1.1)",
    ".le(1.1)",
)
slip(
    "too_high_agrees",
    "A ratio over 1.1 is a conflict too: it has to lie from 0.9 to 1.1.",
    ".between(0.9, 1.1)",
    ".ge(0.9)",
)
slip(
    "unstated_conflicts",
    "Where nothing was stated, nothing can conflict: the verdict is derived.",
    '    audit.loc[audit["stated"].isna(), "verdict"] = "derived"\n',
    "",
)
slip(
    "no_ratio_is_derived",
    "Where something is stated and cannot be compared, the verdict is conflict, not derived.",
    'audit["stated"].isna(), "verdict"',
    'audit["ratio"].isna(), "verdict"',
)
slip(
    "zero_is_infinite",
    "Dividing by zero gives no figure: NaN, not infinity.",
    "divisor = c.replace(0, np.nan)",
    "divisor = c",
    'audit["stated"].replace(0, np.nan)',
    'audit["stated"]',
)
slip(
    "stated_zero_is_infinite",
    "Dividing by a stated zero gives no ratio: NaN, not infinity.",
    'audit["stated"].replace(0, np.nan)',
    'audit["stated"]',
)
slip(
    "every_zero_is_missing",
    "A claim of 0 is a number. Make it missing only where it is divided by.",
    "c = pd.Series(claims, dtype=float)",
    "c = pd.Series(claims, dtype=float).replace(0, np.nan)",
)
slip(
    "growth_without_the_one",
    "Growth is the change: 1.5 times last year's revenue is a growth of 0.5.",
    'revenue / divisor["revenue_2023_usd"] - 1',
    'revenue / divisor["revenue_2023_usd"]',
)
slip(
    "downloads_of_one_day",
    "Downloads are stated per day; a month has 30 of them.",
    "30 * c",
    "c",
)
slip(
    "implied_of_the_stated",
    "A number follows from others: the employees follow from the revenue and the revenue per employee.",
    'revenue / divisor["revenue_per_employee_usd"]',
    'c["employees"]',
)


@exercise.wrong("A zero in a claim makes the figure unknown: answer NaN instead of raising.")
def zero_raises(claims: Claims) -> pd.DataFrame:
    for name in ("employees", "revenue_per_employee_usd", "enterprise_customers", "models_per_month", FREE):
        _ = 1 / claims[name]
    found: pd.DataFrame = with_numpy(claims)
    return found


@exercise.right
def with_numpy(claims: Claims) -> pd.DataFrame:
    c = pd.Series(claims, dtype=float).replace(0, np.nan)
    revenue = claims["revenue_2024_usd"]
    derived = [revenue / c["seat_price_usd_month"] / 12, revenue / c["revenue_2023_usd"] - 1]
    derived += [
        claims["models_total"] / c["models_per_month"],
        claims["downloads_per_day"] / c["registered_users"] * 30,
    ]
    stated = np.array([claims[f"{NAMES[0]}_usd"], claims["employees"], claims["enterprise_customers"]] + [np.nan] * 4)
    implied = np.array([revenue / c["employees"], revenue / c[f"{NAMES[0]}_usd"], claims["enterprise_orgs"], *derived])
    ratio = implied / np.where(stated == 0, np.nan, stated)
    verdict = np.where(np.isnan(stated), "derived", np.where((ratio >= 0.9) & (ratio <= 1.1), "consistent", "conflict"))
    return pd.DataFrame({"check": NAMES, "stated": stated, "implied": implied, "ratio": ratio, "verdict": verdict})


@exercise.right
def row_by_row(claims: Claims) -> pd.DataFrame:
    c: dict[str, Any] = {name: value or None for name, value in claims.items()}
    revenue = claims["revenue_2024_usd"]
    growth = revenue / c["revenue_2023_usd"] - 1 if c["revenue_2023_usd"] else None
    seats = revenue / (c[FREE] * 12) if c[FREE] else None
    months = claims["models_total"] / c["models_per_month"] if c["models_per_month"] else None
    monthly = claims["downloads_per_day"] * 30 / c["registered_users"] if c["registered_users"] else None
    each = revenue / c["employees"] if c["employees"] else None
    people = revenue / c["revenue_per_employee_usd"] if c["revenue_per_employee_usd"] else None
    stated = [claims["revenue_per_employee_usd"], claims["employees"], claims["enterprise_customers"], *[None] * 4]
    rows = []
    implied = [each, people, claims["enterprise_orgs"], seats, growth, months, monthly]
    for name, claimed, other in zip(NAMES, stated, implied, strict=True):
        ratio = other / claimed if claimed and other is not None else None
        close = ratio is not None and 0.9 <= ratio <= 1.1
        verdict = "derived" if claimed is None else "consistent" if close else "conflict"
        rows.append({"check": name, "stated": claimed, "implied": other, "ratio": ratio, "verdict": verdict})
    return pd.DataFrame(rows)
