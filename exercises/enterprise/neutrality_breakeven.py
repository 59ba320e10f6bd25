"""Under which conditions would an own model pay?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, shuffled
from exercises.enterprise.tables import log

exercise = Exercise(
    "13-enterprise",
    "neutrality_breakeven",
    looks_at="no gain, no exposed margin, exits above 1, cents, rows in any order, other columns, and no scenarios",
)

NAN = float("nan")
COLUMNS = ["new_revenue_usd", "new_margin", "build_cost_usd", "revenue_usd", "margin", "exposure", "exit_share"]


def _scenarios(**rows: list[float]) -> pd.DataFrame:
    """Scenarios by name, with what `COLUMNS` says, in that order."""
    table = pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS).astype(float)
    return table.rename_axis("scenario").reset_index().assign(simulated=True)


@exercise.cases
def cases() -> Iterator[Case]:
    """Scenarios of each kind, then those of an unseen Hub."""
    rows = _scenarios(
        zeta=[40, 0.45, 10, 130, 0.6, 0.5, 0.34], alpha=[120, 0.5, 30, 130, 0.6, 0.4, 0.2],
        beta=[5, 0.4, 25, 130, 0.6, 0.5, 0.3],
        mid=[60, 0, 20, 90, 0.7, 0.4, 0.1], safe=[40, 0.45, 10, 130, 0.6, 0.1, 0.34],
    )  # fmt: skip
    plain = case(
        "five scenarios",
        rows,
    )
    yield from also(plain, shuffled, gapped_index, emptied)
    yield case("a gain of exactly 0", _scenarios(zero=[50, 0.5, 25, 130, 0.6, 0.5, 0.3]))
    yield case("a gain that is 0 but for rounding", _scenarios(third=[3, 0.1, 0.3, 130, 0.6, 0.5, 0.3]))
    yield case("parts of a cent", _scenarios(part=[10.37, 0.45, 4.1, 2.5, 0.6, 0.5, 0.3]))
    yield case("a negative gain and nothing exposed", _scenarios(none=[5, 0.4, 25, 130, 0.6, 0.0, 0.3]))
    yield case("no gain and nothing exposed", _scenarios(none=[50, 0.5, 25, 130, 0.6, 0.0, 0.3]))
    yield case("a gain and nothing exposed", _scenarios(free=[40, 0.45, 10, 130, 0.6, 0.0, 0.3]))
    yield case("a gain and no margin to lose", _scenarios(thin=[40, 0.45, 10, 130, 0.0, 0.5, 0.3]))
    yield case("no revenue to lose", _scenarios(new=[40, 0.45, 10, 0, 0.6, 0.5, 0.3]))
    yield case("a break-even above 1", _scenarios(large=[200, 0.8, 10, 130, 0.6, 0.5, 1.0]))
    yield case("an exit exactly at the break-even", _scenarios(even=[40, 0.5, 10, 100, 0.5, 0.8, 0.25]))
    yield case("nobody leaves", _scenarios(stay=[40, 0.5, 10, 100, 0.5, 0.8, 0.0]))
    yield case("a loss on both sides", _scenarios(both=[1, 0.5, 10, 100, 0.5, 0.8, 0.9]))
    yield case("an unseen Hub", log(hubs.SLOTS[0], "scenarios"))


slip = exercise.slip
slip(
    "cost_times_margin",
    "Building costs what it costs.",
    '(new - scenarios["build_cost_usd"]).round(2)',
    '(new - scenarios["build_cost_usd"] * scenarios["new_margin"]).round(2)',
)
slip(
    "margin_of_new_ignored",
    "New revenue has costs of its own: only its margin is a gain.",
    'new = scenarios["new_revenue_usd"] * scenarios["new_margin"]',
    'new = scenarios["new_revenue_usd"]',
)
slip(
    "todays_margin_for_new",
    "The new revenue has a margin of its own: `new_margin`.",
    'scenarios["new_revenue_usd"] * scenarios["new_margin"]',
    'scenarios["new_revenue_usd"] * scenarios["margin"]',
)
slip(
    "loss_of_revenue",
    "Losing a dollar of revenue loses its margin.",
    'today = scenarios["revenue_usd"] * scenarios["margin"]',
    'today = scenarios["revenue_usd"]',
)
slip(
    "clipped",
    "Above 1 means even losing every supplier would not undo the gain; say so.",
    "(gain / exposed).where(gain > 0)",
    "(gain / exposed).clip(upper=1).where(gain > 0)",
)
slip(
    "exposure_left_out",
    "Only the exposed part of the revenue can be lost.",
    'exposed = today * scenarios["exposure"]',
    "exposed = today",
)
slip(
    "exposure_only_in_the_loss",
    "Only the exposed part of the revenue can be lost: divide by that part.",
    "(gain / exposed).where",
    "(gain / today).where",
)
slip(
    "exit_in_the_denominator",
    "Break-even is the exit share itself; it cannot stand in its own formula.",
    "(gain / exposed).where",
    "(gain / loss).where",
)
slip(
    "zero_for_no_gain",
    "Without a gain there is nothing to break even on: NaN.",
    "(gain / exposed).where(gain > 0)",
    "(gain / exposed).where(gain > 0, 0.0)",
)
slip(
    "negative_for_no_gain",
    "Without a gain there is nothing to break even on: NaN, not a negative exit.",
    "(gain / exposed).where(gain > 0)",
    "gain / exposed",
)
slip(
    "new_revenue_lost",
    "Suppliers who leave take revenue you have, not the new one.",
    'today = scenarios["revenue_usd"] * scenarios["margin"]',
    "today = new",
)
slip(
    "unknown_for_infinite",
    "No exposed margin: no exit can undo a gain, so infinity.",
    "(gain / exposed).where(gain > 0)",
    "(gain / exposed).where((gain > 0) & (exposed > 0))",
)
slip(
    "infinite_without_gain",
    "Without a gain there is nothing to break even on, even if nothing is exposed.",
    "(gain / exposed).where(gain > 0)",
    "(gain / exposed).where(gain > 0, np.inf).where((gain > 0) | (exposed == 0))",
)
slip(
    "not_rounded",
    "Round the gain to cents first: 3 · 0.1 − 0.3 is not exactly 0 in a computer.",
    '(new - scenarios["build_cost_usd"]).round(2)',
    '(new - scenarios["build_cost_usd"])',
)
slip(
    "zero_gain",
    "A gain of exactly 0 has nothing to break even on: NaN, not 0.",
    "(gain / exposed).where(gain > 0)",
    "(gain / exposed).where(gain >= 0)",
)
slip("no_loss_in_net", "Net is the gain minus the loss.", 'table["gain_usd"] - table["loss_usd"]', 'table["gain_usd"]')
slip(
    "loss_added",
    "Net is the gain minus the loss; yours adds them.",
    'table["gain_usd"] - table["loss_usd"]',
    'table["gain_usd"] + table["loss_usd"]',
)
slip(
    "everything_lost",
    "Only `exit_share` of the exposed margin is lost.",
    'loss = scenarios["exit_share"] * exposed',
    "loss = exposed",
)
slip(
    "sorted",
    "Keep the order of the input.",
    'table["gain_usd"] = gain.to_numpy()\n',
    'table["gain_usd"] = gain.to_numpy()\n    table = table.sort_values("scenario", ignore_index=True)\n',
)


@exercise.right
def row_by_row(scenarios: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in scenarios.to_dict("records"):
        gain = round(row["new_revenue_usd"] * row["new_margin"] - row["build_cost_usd"], 2)
        at_risk = row["exposure"] * row["revenue_usd"] * row["margin"]
        loss = at_risk * row["exit_share"]
        even = NAN if gain <= 0 else float("inf") if at_risk == 0 else gain / at_risk
        rows.append((row["scenario"], gain, loss, gain - loss, even))
    return pd.DataFrame(rows, columns=["scenario", "gain_usd", "loss_usd", "net_usd", "breakeven_exit"])


@exercise.right
def with_arrays(scenarios: pd.DataFrame) -> pd.DataFrame:
    new, new_margin, cost, revenue, margin, exposure, leaving = scenarios[COLUMNS].to_numpy(float).T
    gain = np.round(new * new_margin - cost, 2)
    at_risk = revenue * margin * exposure
    even = np.full(len(gain), np.inf)
    np.divide(gain, at_risk, out=even, where=at_risk > 0)
    even[gain <= 0] = np.nan
    table = pd.DataFrame({"breakeven_exit": even, "net_usd": gain - leaving * at_risk})
    return table.assign(loss_usd=leaving * at_risk, gain_usd=gain, scenario=scenarios["scenario"].to_numpy())
