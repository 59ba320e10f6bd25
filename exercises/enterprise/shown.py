"""Did an organisation show a signal before its contract?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, other_zone, reversed_rows
from exercises.enterprise.leads import AS_OF, latest, leads, some_leads

exercise = Exercise(
    "13-enterprise",
    "shown",
    looks_at="signals before, at and after a contract, contracts at and after the date, gaps, and unseen logs",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Signals around a contract and around the date, then unseen logs."""
    table = leads("calls sso", "5 4.99 1", "5 5 -", "5 5.01 9", "- 9.99 10", "- 10 0", "- 10.5 -", "- - 1", "5 - 2",
                  "10 7 9", "10 10 11", "12 11 9", "12 9 12", "12 10 13", "-3 -4 -2")  # fmt: skip
    plain = case("signals before, at and after", table, "calls", AS_OF)
    yield from also(plain, gapped_index, other_zone, reversed_rows, emptied)
    yield case("another signal", table, "sso", AS_OF)
    yield case("an earlier date", table, "calls", AS_OF - pd.Timedelta(days=6))
    yield case("a date a second before a contract", table, "calls", AS_OF - pd.Timedelta(days=5, seconds=1))
    yield case("nobody shows it", leads("calls", "5 -", "- -"), "calls", AS_OF)
    yield case("nobody signed", leads("calls", "- 3", "- 11", "- -"), "calls", AS_OF)
    for slot in hubs.SLOTS[:2]:
        unseen = some_leads(slot)
        yield case("an unseen log", unseen, "sso_configured", latest(unseen))
        yield case("another signal of an unseen log", unseen, "org_members_5", latest(unseen))


slip = exercise.slip
BEFORE = "usage[signal] < end"
slip(
    "ever_shown",
    "This signal appeared after the contract, so it cannot have foretold it.",
    BEFORE,
    "usage[signal].notna()",
)
slip(
    "until_the_date",
    "Compare each signal with its own organisation's contract, not with `as_of`.",
    BEFORE,
    "usage[signal] < as_of",
)
slip(
    "contract_alone",
    "An organisation that has not signed has an end, too: `as_of`.",
    BEFORE,
    "usage[signal] < contract",
)
slip(
    "no_end_without_a_contract",
    "The end is `as_of` where nobody has signed before it: a contract after it has not happened yet.",
    BEFORE,
    "usage[signal].notna() & ~(usage[signal] >= contract)",
)
slip(
    "at_the_end_counts",
    "A signal at the very moment of the contract, or of `as_of`, does not count.",
    BEFORE,
    "usage[signal] <= end",
)
slip(
    "late_contract_is_an_end",
    "The end is `as_of` where nobody has signed before it: a contract after it has not happened yet.",
    "contract.where(contract < as_of, as_of)",
    "contract.fillna(as_of)",
)
slip(
    "not_signed_not_shown",
    "A signal counts for organisations that did not sign, too.",
    BEFORE,
    "(usage[signal] < end) & (contract < as_of)",
)
slip("signed_not_shown", "A signal before the contract counts.", BEFORE, "(usage[signal] < end) & ~(contract < as_of)")
slip("after_the_end", "The signal must come before the end, not after it.", BEFORE, "usage[signal] > end")
slip("gap_counts", "A signal that was never seen does not count.", BEFORE, "~(usage[signal] >= end)")
slip(
    "whole_days",
    "Compare the times themselves, not their days.",
    BEFORE,
    'usage[signal].dt.floor("D") < end.dt.floor("D")',
)
slip(
    "numbers_for_yes",
    "The Series holds `True` and `False`, one for each row.",
    BEFORE,
    "usage.loc[usage[signal] < end, signal]",
)


@exercise.right
def row_by_row(usage: pd.DataFrame, signal: str, as_of: pd.Timestamp) -> pd.Series:
    found = []
    for seen, signed in zip(usage[signal], usage["converted_at"], strict=True):
        end = as_of if pd.isna(signed) else min(signed, as_of)
        found.append(not pd.isna(seen) and seen < end)
    return pd.Series(found, index=usage.index, dtype=bool)


@exercise.right
def with_two_conditions(usage: pd.DataFrame, signal: str, as_of: pd.Timestamp) -> pd.Series:
    seen, signed = usage[signal], usage["converted_at"]
    late = signed.notna() & ~(seen < signed) & (signed < as_of)
    return pd.Series(np.where(late, False, seen < as_of), index=usage.index)
