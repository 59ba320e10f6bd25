"""What are the ladder's seventeen values in a quarter?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, shuffled
from exercises.enterprise.tables import log
from exercises.enterprise.telemetry import INPUTS, telemetry

exercise = Exercise(
    "13-enterprise",
    "figures",
    looks_at="each metric, quarters across a year, missing metrics and periods, zeros, ARR that did not grow, and "
    "unseen logs",
)

NAN = float("nan")
Figures = dict[str, float]
DIVISORS = ["daily_active_devs", "signups_started", "changes_released", "paid_calls", "community_cards"]
DIVISORS += ["points_committed", "invested_24m", "revenue_line", "arr", "senior_start"]


@exercise.cases
def cases() -> Iterator[Case]:
    """All known, then something missing, then zeros, then unseen logs."""
    whole = case("a quarter of which all is known", telemetry(), "2026Q1")
    yield from also(whole, shuffled, gapped_index, emptied)
    yield case("ARR that fell", telemetry(arr={"2026Q1": 40, "2025Q1": 55}), "2026Q1")
    yield case("ARR that did not move", telemetry(arr=70.0), "2026Q1")
    yield case("a quarter in the middle of a year", telemetry(), "2026Q2")
    yield case("the last quarter of a year", telemetry(), "2025Q4")
    yield case("a quarter without a year before", telemetry(), "2025Q1")
    yield case("a quarter that is not there", telemetry(), "2031Q3")
    for metric in INPUTS:
        yield case(f"no {metric} now", telemetry(**{metric: {"2026Q1": None}}), "2026Q1")
    for metric in ("daily_active_devs", "signups_done", "signups_started", "nps"):
        yield case(f"no {metric} a quarter ago", telemetry(**{metric: {"2025Q4": None}}), "2026Q1")
    for metric in ("paid_calls", "community_cards", "market_share", "arr"):
        yield case(f"no {metric} a year ago", telemetry(**{metric: {"2025Q1": None}}), "2026Q1")
    for metric in DIVISORS:
        zeros: dict[str, float | None] = {"2026Q1": 0, "2025Q4": 0, "2025Q1": 0}
        yield case(f"{metric} of 0", telemetry(**{metric: zeros}), "2026Q1")
    for metric in ("daily_active_devs", "signups_started"):
        yield case(f"{metric} of 0 a quarter ago", telemetry(**{metric: {"2025Q4": 0}}), "2026Q1")
    for metric in ("paid_calls", "community_cards", "arr"):
        yield case(f"{metric} of 0 a year ago", telemetry(**{metric: {"2025Q1": 0}}), "2026Q1")
    yield case("ARR that did not move and nothing spent", telemetry(arr=70.0, rd_spend=0.0), "2026Q1")
    for change in (0.5, -0.5):
        yield case(f"ARR that moved by {change}", telemetry(arr={"2026Q1": 70 + change, "2025Q1": 70}), "2026Q1")
    fallen = telemetry(arr={"2026Q1": 40, "2025Q1": 55}, rd_spend={"2026Q1": None})
    yield case("ARR that fell, and nobody knows what was spent", fallen, "2026Q1")
    known = telemetry()
    yield case("a quarter of which nothing is known", known[known["period"] != "2025Q3"], "2026Q1")
    for metric in ("contracts_signed", "defects_escaped", "points_done", "engagement_score", "nps", "ebitda"):
        yield case(f"{metric} of 0", telemetry(**{metric: {"2026Q1": 0}}), "2026Q1")
    yield case("a gap for a value", telemetry(nps={"2026Q1": NAN}, arr={"2025Q1": NAN}), "2026Q1")
    other = pd.concat([telemetry(), pd.DataFrame({"metric": ["mood"], "period": ["2026Q1"], "value": [3.0]})])
    yield case("another metric", other.reset_index(drop=True), "2026Q1")
    for slot in hubs.SLOTS:
        yield case("an unseen log", log(slot, "telemetry"), "2026Q1")


slip = exercise.slip
YEAR = "Year over year means four quarters back: seasons would look like growth."
slip("previous_quarter_for_year", YEAR, "by_year = now / old.replace(0, np.nan) - 1", "by_year = by_quarter")
slip(
    "year_for_quarter",
    "Daily developers are compared with the quarter before.",
    '"dad_growth_qoq": by_quarter[',
    '"dad_growth_qoq": by_year[',
)
slip(
    "growth_not_minus_one",
    "Growth is now / before, minus 1.",
    "by_quarter = now / last_base - 1",
    "by_quarter = now / last_base",
)
slip(
    "yearly_growth_not_minus_one",
    "Growth is now / before, minus 1.",
    "by_year = now / old.replace(0, np.nan) - 1",
    "by_year = now / old.replace(0, np.nan)",
)
slip(
    "growth_of_before",
    "Divide by the value before, not by the value now.",
    "by_year = now / old.replace(0, np.nan) - 1",
    "by_year = (now - old) / base",
)
slip(
    "points_as_percent",
    "From 10 to 12 % is 2 points, not 20 %.",
    '100 * (now["market_share"] - old["market_share"])',
    '100 * by_year["market_share"]',
)
slip(
    "share_not_in_points",
    "The change of the share is in percentage points: times 100.",
    '100 * (now["market_share"] - old["market_share"])',
    'now["market_share"] - old["market_share"]',
)
slip(
    "share_against_last_quarter",
    "The market share is compared with the same quarter a year earlier.",
    'now["market_share"] - old["market_share"]',
    'now["market_share"] - last["market_share"]',
)
slip(
    "negative_ratio",
    "ARR did not grow; spending against it is not efficiency.",
    'np.inf if new_arr <= 0 else now["rd_spend"] / new_arr',
    'now["rd_spend"] / (new_arr if new_arr != 0 else np.nan)',
)
slip(
    "fall_is_missing",
    "If ARR did not grow, the ratio is infinity, not missing.",
    "np.inf if new_arr <= 0",
    "np.nan if new_arr <= 0",
)
slip(
    "only_a_fall_is_infinite",
    "If ARR stayed the same it did not grow, either: infinity.",
    "np.inf if new_arr <= 0",
    "np.inf if new_arr < 0 else np.nan if new_arr == 0",
)
slip(
    "rd_against_last_quarter",
    "New ARR is the difference to a year ago.",
    'new_arr = now["arr"] - old["arr"]',
    'new_arr = now["arr"] - last["arr"]',
)
slip(
    "rd_against_all_arr",
    "Divide by the new ARR, not by all of it.",
    'now["rd_spend"] / new_arr',
    'now["rd_spend"] / base["arr"]',
)
slip(
    "dropoff_as_level",
    "Compare the drop-off with the quarter before.",
    '"signup_dropoff": dropoff - last_dropoff',
    '"signup_dropoff": dropoff',
)
slip(
    "completion_for_dropoff",
    "The drop-off is 1 minus the share that finishes: it falls when more finish.",
    '"signup_dropoff": dropoff - last_dropoff',
    '"signup_dropoff": last_dropoff - dropoff',
)
slip("nps_as_percent", "The change of NPS is in points.", 'now["nps"] - last["nps"]', 'by_quarter["nps"]')
slip(
    "nps_as_level",
    "The change of NPS is asked for: now minus the quarter before.",
    '"nps_change": now["nps"] - last["nps"]',
    '"nps_change": now["nps"]',
)
slip(
    "nps_against_a_year_ago",
    "NPS is compared with the quarter before.",
    'now["nps"] - last["nps"]',
    'now["nps"] - old["nps"]',
)
slip("days_for_weeks", "Seven days make a week.", " / 7,", ",")
slip(
    "zero_divided",
    "Nothing can be divided by 0: the value is NaN.",
    "base, last_base = now.replace(0, np.nan), last.replace(0, np.nan)",
    "base, last_base = now.replace(0, 1), last.replace(0, 1)",
)
slip(
    "missing_is_zero",
    "A metric that is missing is unknown, not 0.",
    "columns=quarters).astype(float)",
    "columns=quarters).astype(float).fillna(0)",
)


@exercise.right
def one_value_at_a_time(telemetry: pd.DataFrame, period: str) -> Figures:
    known = {(metric, when): value for metric, when, value in telemetry[["metric", "period", "value"]].values}
    back = pd.Period(period, freq="Q")
    last, old = str(back - 1), str(back - 4)

    def at(metric: str, when: str = period) -> float:
        return float(known.get((metric, when), NAN))

    def ratio(a: float, b: float) -> float:
        return a / b if b else NAN

    def growth(metric: str, when: str) -> float:
        return ratio(at(metric), at(metric, when)) - 1

    finished = [ratio(at("signups_done", when), at("signups_started", when)) for when in (period, last)]
    rise = at("arr") - at("arr", old)
    return {
        "dad_growth_qoq": growth("daily_active_devs", last),
        "signup_dropoff": finished[1] - finished[0],
        "defect_leakage": ratio(at("defects_escaped"), at("changes_released")),
        "paid_inference_growth_yoy": growth("paid_calls", old),
        "new_enterprise_contracts": at("contracts_signed"),
        "nps_change": at("nps") - at("nps", last),
        "domain_arr_usd": at("domain_arr"),
        "time_to_market_weeks": at("release_lead_days_median") / 7,
        "community_cards_yoy": growth("community_cards", old),
        "sprint_accuracy": ratio(at("points_done"), at("points_committed")),
        "engagement": at("engagement_score"),
        "roi_24m": ratio(at("return_24m"), at("invested_24m")),
        "ebitda_contribution": ratio(at("ebitda"), at("revenue_line")),
        "market_share_change_pp": 100 * at("market_share") - 100 * at("market_share", old),
        "arr_growth_yoy": growth("arr", old),
        "rd_per_incremental_arr": float("inf") if rise <= 0 else at("rd_spend") / rise,
        "senior_retention": ratio(at("senior_kept"), at("senior_start")),
    }


@exercise.right
def with_a_series(telemetry: pd.DataFrame, period: str) -> pd.Series:
    year, quarter = int(period[:4]), int(period[5:])
    last = f"{year}Q{quarter - 1}" if quarter > 1 else f"{year - 1}Q4"
    table = telemetry.set_index(["metric", "period"])["value"].astype(float)
    whole = pd.MultiIndex.from_product([INPUTS, [period, last, f"{year - 1}Q{quarter}"]])
    n, q, y = (table.reindex(whole).xs(when, level=1) for when in (period, last, f"{year - 1}Q{quarter}"))
    with np.errstate(all="ignore"):
        part = (n / q - 1).mask(q == 0), (n / y - 1).mask(y == 0)
    pairs = {
        "defect_leakage": ("defects_escaped", "changes_released"),
        "sprint_accuracy": ("points_done", "points_committed"),
        "roi_24m": ("return_24m", "invested_24m"),
        "ebitda_contribution": ("ebitda", "revenue_line"),
        "senior_retention": ("senior_kept", "senior_start"),
    }
    found = {name: n[above] / n[below] if n[below] != 0 else NAN for name, (above, below) in pairs.items()}
    done = [one["signups_done"] / one["signups_started"] if one["signups_started"] != 0 else NAN for one in (n, q)]
    found |= {"signup_dropoff": (1 - done[0]) - (1 - done[1]), "dad_growth_qoq": part[0]["daily_active_devs"]}
    yearly = {
        "paid_inference_growth_yoy": "paid_calls",
        "community_cards_yoy": "community_cards",
        "arr_growth_yoy": "arr",
    }
    found |= {name: part[1][metric] for name, metric in yearly.items()}
    levels = {"new_enterprise_contracts": "contracts_signed", "domain_arr_usd": "domain_arr"}
    found |= {name: n[metric] for name, metric in (levels | {"engagement": "engagement_score"}).items()}
    found |= {"nps_change": n["nps"] - q["nps"], "time_to_market_weeks": n["release_lead_days_median"] / 7}
    found["market_share_change_pp"] = (n["market_share"] - y["market_share"]) * 100
    rise = n["arr"] - y["arr"]
    found["rd_per_incremental_arr"] = n["rd_spend"] / rise if rise > 0 else NAN if np.isnan(rise) else np.inf
    return pd.Series(found)
