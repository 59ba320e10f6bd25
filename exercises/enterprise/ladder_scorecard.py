"""Which thresholds of the ladder are met in a quarter?"""

from collections.abc import Iterator
from operator import ge, gt, le, lt

import numpy as np
import pandas as pd

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, shuffled
from course.lesson.reference import solution
from exercises.enterprise.tables import LESSON, log
from exercises.enterprise.telemetry import now, telemetry

exercise = Exercise(
    "13-enterprise",
    "ladder_scorecard",
    looks_at="values on each threshold and beside it, rounding, missing metrics, ARR that did not grow, and unseen "
    "logs",
)

ON = {
    "defects_escaped": 2.0, "changes_released": 100.0, "contracts_signed": 8.0, "domain_arr": 1_200_000.0,
    "release_lead_days_median": 28.0, "points_done": 85.0, "points_committed": 100.0, "engagement_score": 4.2,
    "return_24m": 3.0, "invested_24m": 1.0, "ebitda": 15.0, "revenue_line": 100.0, "senior_kept": 9.0,
    "senior_start": 10.0,
}  # fmt: skip
GROWN = {
    "daily_active_devs": {"2026Q1": 10_500.0, "2025Q4": 10_000.0}, "paid_calls": {"2026Q1": 115.0, "2025Q1": 100.0},
    "nps": {"2026Q1": 43.1, "2025Q4": 40.1}, "community_cards": {"2026Q1": 1.3, "2025Q1": 1.0},
    "market_share": {"2026Q1": 0.23, "2025Q1": 0.21}, "arr": {"2026Q1": 125.0, "2025Q1": 100.0},
    "rd_spend": {"2026Q1": 7.5}, "signups_done": {"2026Q1": 30.0, "2025Q4": 60.0},
    "signups_started": {"2026Q1": 50.0, "2025Q4": 100.0},
}  # fmt: skip


@exercise.cases
def cases() -> Iterator[Case]:
    """Everything on its threshold and beside it, then what is missing, then unseen logs."""
    on = telemetry(**{metric: {"2026Q1": value} for metric, value in ON.items()}, **GROWN)
    yield from also(case("everything on its threshold", on, "2026Q1"), shuffled, emptied)
    for sign in (1, -1):
        moved = {metric: {"2026Q1": value * (1 + sign * 1e-4)} for metric, value in ON.items()}
        yield case("everything a little beside it", telemetry(**moved), "2026Q1")
    yield case("a hair below it, as rounding leaves it", now(engagement_score=4.2 - 2e-10), "2026Q1")
    yield case("all well", telemetry(), "2026Q1")
    yield case("another quarter", telemetry(), "2026Q2")
    yield case("no quarter before", telemetry(), "2024Q4")
    yield case("a quarter that is not there", telemetry(), "2031Q3")
    yield case("ARR that fell", telemetry(arr={"2026Q1": 40, "2025Q1": 55}), "2026Q1")
    yield case("ARR that did not move", telemetry(arr=70.0), "2026Q1")
    yield case("nothing committed", now(points_committed=0.0, changes_released=0.0), "2026Q1")
    yield case("one metric missing", telemetry(engagement_score={"2026Q1": None}), "2026Q1")
    yield case("fewer contracts", now(contracts_signed=7.0, engagement_score=4.1), "2026Q1")
    for slot in hubs.SLOTS:
        yield case("an unseen log", log(slot, "telemetry"), "2026Q1")


slip = exercise.slip
STRICT = "‘Below 2 %’ is not met at 2 %."
MET = "met if pd.notna(value) else pd.NA"
slip("at_most_for_below", STRICT, '"<": operator.lt', '"<": operator.le')
slip("at_least_for_above", "‘Above 0.9’ is not met at 0.9.", '">": operator.gt', '">": operator.ge')
slip("above_for_at_least", "‘At least’ is met on the threshold itself.", '">=": operator.ge', '">=": operator.gt')
slip("below_for_at_most", "‘At most’ is met on the threshold itself.", '"<=": operator.le', '"<=": operator.lt')
slip(
    "never_strict",
    STRICT,
    '">": operator.gt',
    '">": operator.ge',
    '"<": operator.lt',
    '"<": operator.le',
)
slip("always_at_least", "Each rule has a direction of its own.", "COMPARE[rule.direction]", "operator.ge")
slip("missing_is_missed", "Unknown is not missed: `met` is missing.", MET, "met")
slip(
    "infinite_is_unknown",
    "Infinity is a value: it does not meet ‘at most’.",
    MET,
    "met if np.isfinite(value) else pd.NA",
)
slip(
    "not_rounded",
    "10,500 / 10,000 − 1 is not exactly 0.05 in floating point; round first.",
    "round(values[rule.metric], 9)",
    "values[rule.metric]",
)
slip(
    "rounded_to_cents",
    "Round to 9 decimals: with 2, a value beside the threshold looks like one on it.",
    "round(values[rule.metric], 9)",
    "round(values[rule.metric], 2)",
)
slip(
    "turned_around",
    "Compare the value with the threshold, not the threshold with the value.",
    "(value, rule.threshold)",
    "(rule.threshold, value)",
)
slip(
    "met_alone",
    "Rules whose value is missing keep their row.",
    'return table.assign(met=found["met"].astype("boolean"))',
    'return table.assign(met=found["met"].astype("boolean")).dropna(ignore_index=True)',
)
slip("no_value", "The table needs the values, too.", 'frames.ladder().assign(value=found["value"])', "frames.ladder()")
slip(
    "yes_and_no",
    "`met` holds True, False or missing, not words.",
    'found["met"].astype("boolean")',
    'found["met"].astype("boolean").map({True: "yes", False: "no"})',
)


@exercise.right
def with_signs(telemetry: pd.DataFrame, period: str) -> pd.DataFrame:
    values = dict(solution(LESSON, "figures")(telemetry, period))
    table = frames.ladder()
    table["value"] = pd.Series([values[name] for name in table["metric"]], dtype=float).round(9)
    found = []
    for value, direction, threshold in zip(table["value"], table["direction"], table["threshold"], strict=True):
        margin = value - threshold if ">" in direction else threshold - value
        is_met = margin > 0 or (margin == 0 and "=" in direction)
        found.append(None if np.isnan(value) else is_met)
    return table.assign(met=pd.array(found, dtype="boolean"))


@exercise.right
def by_direction(telemetry: pd.DataFrame, period: str) -> pd.DataFrame:
    rules = frames.ladder()
    values = pd.Series(solution(LESSON, "figures")(telemetry, period), dtype=float)
    rules["value"] = rules["metric"].map(values).astype(float).round(9)
    rules["met"] = pd.Series(pd.NA, index=rules.index, dtype="boolean")
    for sign, compare in ((">=", ge), (">", gt), ("<=", le), ("<", lt)):
        rows = rules["direction"].eq(sign) & rules["value"].notna()
        rules.loc[rows, "met"] = compare(rules.loc[rows, "value"], rules.loc[rows, "threshold"])
    return rules[["met", "value", "level", "direction", "metric", "threshold"]]
