"""Which of a pitch's numbers agree with each other?"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "01-census",
    "audit_claims",
    looks_at="other claims, ratios of exactly 0.9 and 1.1, and claims of zero",
    ordered=True,
)

Claims = dict[str, float]
NAN = float("nan")
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


@exercise.cases
def cases() -> Iterator[Case]:
    """Pitches that differ in one thing."""
    yield case("another pitch", PITCH)
    edge = {"revenue_2024_usd": 110e6, "employees": 200, "revenue_per_employee_usd": 500_000}
    yield case("a ratio of exactly 1.1", PITCH | edge)
    yield case("a ratio of exactly 0.9", PITCH | {"enterprise_customers": 10_000, "enterprise_orgs": 9_000})
    yield case("a ratio just over 1.1", PITCH | {"enterprise_customers": 1_000, "enterprise_orgs": 1_101})
    yield case("a small company with a large gap", PITCH | {"enterprise_customers": 40, "enterprise_orgs": 100})
    yield case("nobody employed", PITCH | {"employees": 0})
    yield case("no customers claimed", PITCH | {"enterprise_customers": 0})
    yield case("no uploads and no users", PITCH | {"models_per_month": 0, "registered_users": 0})


def _divided(top: float, bottom: float) -> float:
    return top / bottom if bottom else NAN


def _implied(c: Claims, divide: Callable[[float, float], float] = _divided, **changed: float) -> list[float]:
    figures = {
        "revenue_per_employee": divide(c["revenue_2024_usd"], c["employees"]),
        "employees": divide(c["revenue_2024_usd"], c["revenue_per_employee_usd"]),
        "customers": c["enterprise_orgs"],
        "seats": divide(c["revenue_2024_usd"], 12 * c["seat_price_usd_month"]),
        "growth": divide(c["revenue_2024_usd"], c["revenue_2023_usd"]) - 1,
        "months": divide(c["models_total"], c["models_per_month"]),
        "downloads": divide(c["downloads_per_day"] * 30, c["registered_users"]),
    }
    return list((figures | changed).values())


NAMES = [
    "revenue_per_employee",
    "employees",
    "enterprise_customers",
    "seats_if_all_revenue_were_seats",
    "yoy_revenue_growth",
    "months_of_uploads_in_catalogue",
    "downloads_per_user_month",
]


def _verdict(stated: float, implied: float, ratio: float) -> str:
    if pd.isna(stated):
        return "derived"
    return "consistent" if 0.9 <= ratio <= 1.1 else "conflict"


def _table(c: Claims, implied: list[float], verdict: Callable[[float, float, float], str] = _verdict) -> pd.DataFrame:
    stated = [c["revenue_per_employee_usd"], c["employees"], c["enterprise_customers"], NAN, NAN, NAN, NAN]
    ratio = [_divided(one, other) for one, other in zip(implied, stated, strict=True)]
    verdicts = [verdict(*row) for row in zip(stated, implied, ratio, strict=True)]
    return pd.DataFrame({"check": NAMES, "stated": stated, "implied": implied, "ratio": ratio, "verdict": verdicts})


@exercise.wrong("Seat price is per month: a seat is worth twelve of those a year.")
def monthly_price_for_a_year(claims: Claims) -> pd.DataFrame:
    return _table(claims, _implied(claims, seats=_divided(claims["revenue_2024_usd"], claims["seat_price_usd_month"])))


@exercise.wrong("Ratio is implied over stated, so 1.3 means reality is 30 % above the claim.")
def ratio_inverted(claims: Claims) -> pd.DataFrame:
    right = _table(claims, _implied(claims))
    ratio = [_divided(stated, implied) for stated, implied in zip(right["stated"], right["implied"], strict=True)]
    verdict = [_verdict(*row) for row in zip(right["stated"], right["implied"], ratio, strict=True)]
    return right.assign(ratio=ratio, verdict=verdict)


@exercise.wrong("A gap of 60 is huge for headcount and nothing for revenue: compare ratios.")
def absolute_difference(claims: Claims) -> pd.DataFrame:
    def by_gap(stated: float, implied: float, _: float) -> str:
        return "derived" if pd.isna(stated) else "consistent" if abs(implied - stated) <= 100 else "conflict"

    return _table(claims, _implied(claims), by_gap)


@exercise.wrong("0.9 and 1.1 themselves still count as consistent.")
def limits_left_out(claims: Claims) -> pd.DataFrame:
    def strictly(stated: float, _: float, ratio: float) -> str:
        return "derived" if pd.isna(stated) else "consistent" if 0.9 < ratio < 1.1 else "conflict"

    return _table(claims, _implied(claims), strictly)


@exercise.wrong("Where nothing was stated, nothing can conflict: the verdict is derived.")
def unstated_conflicts(claims: Claims) -> pd.DataFrame:
    def verdict(_stated: float, _implied: float, ratio: float) -> str:
        return "consistent" if 0.9 <= ratio <= 1.1 else "conflict"

    return _table(claims, _implied(claims), verdict)


@exercise.wrong("A zero in a claim makes the figure unknown: answer NaN instead of raising.")
def zero_raises(claims: Claims) -> pd.DataFrame:
    return _table(claims, _implied(claims, divide=lambda top, bottom: top / bottom))


@exercise.wrong("Dividing by zero gives no figure: NaN, not infinity.")
def zero_is_infinite(claims: Claims) -> pd.DataFrame:
    def divide(top: float, bottom: float) -> float:
        return top / bottom if bottom else np.inf

    right = _table(claims, _implied(claims, divide=divide))
    ratio = [divide(one, other) for one, other in zip(right["implied"], right["stated"], strict=True)]
    return right.assign(ratio=ratio)


@exercise.wrong("Growth is the change: 1.5 times last year's revenue is a growth of 0.5.")
def growth_without_the_one(claims: Claims) -> pd.DataFrame:
    return _table(claims, _implied(claims, growth=_divided(claims["revenue_2024_usd"], claims["revenue_2023_usd"])))


@exercise.wrong("Downloads are stated per day; a month has 30 of them.")
def downloads_of_one_day(claims: Claims) -> pd.DataFrame:
    return _table(claims, _implied(claims, downloads=_divided(claims["downloads_per_day"], claims["registered_users"])))


@exercise.right
def with_numpy(claims: Claims) -> pd.DataFrame:
    c = pd.Series(claims, dtype=float).replace(0, np.nan)
    revenue = c["revenue_2024_usd"]
    derived = [revenue / c["seat_price_usd_month"] / 12, revenue / c["revenue_2023_usd"] - 1]
    derived += [c["models_total"] / c["models_per_month"], c["downloads_per_day"] / c["registered_users"] * 30]
    said = [c["revenue_per_employee_usd"], claims["employees"], claims["enterprise_customers"]]
    stated = np.array(said + [np.nan] * 4)
    implied = np.array([revenue / c["employees"], revenue / stated[0], claims["enterprise_orgs"], *derived])
    ratio = implied / np.where(stated == 0, np.nan, stated)
    verdict = np.where(np.isnan(stated), "derived", np.where((ratio >= 0.9) & (ratio <= 1.1), "consistent", "conflict"))
    return pd.DataFrame({"check": NAMES, "stated": stated, "implied": implied, "ratio": ratio, "verdict": verdict})


@exercise.right
def row_by_row(claims: Claims) -> pd.DataFrame:
    stated: list[Any] = [claims["revenue_per_employee_usd"], claims["employees"], claims["enterprise_customers"]]
    rows = []
    for name, said, implied in zip(NAMES, stated + [None] * 4, _implied(claims), strict=True):
        ratio = implied / said if said else None
        close = ratio is not None and 0.9 <= ratio <= 1.1
        verdict = "derived" if said is None else "consistent" if close else "conflict"
        rows.append({"check": name, "stated": said, "implied": implied, "ratio": ratio, "verdict": verdict})
    return pd.DataFrame(rows)
