"""Which behaviour comes before a contract?"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from course import stats
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, other_zone, shuffled
from exercises.enterprise.leads import AS_OF, latest, leads, some_leads

exercise = Exercise(
    "13-enterprise",
    "pql_table",
    looks_at="signals of nobody and of everybody, late signals and contracts, ties, missing lifts, no "
    "organisations, and unseen logs",
)

COLUMNS = ["signal", "n_with", "conv_with", "conv_without", "lift", "ci_low", "ci_high"]
NAN = float("nan")
SIGNALS = ["private_repo", "gated_access", "inference_calls", "org_members_5"]
SIGNALS += ["private_fork", "dataset_viewer", "sso_configured", "audit_log_on"]


@exercise.cases
def cases() -> Iterator[Case]:
    """Signals of each kind, odd tables, then unseen logs."""
    table = leads(
        "a b c d", "5 4 - 1 6", "6 5 - 2 7", "7 - - 1 8", "9 8 - - 5", "- 3 - 3 1", "- - - 4 -", "- - - - -",
        "- 1 - - 2",
        "10 1 - 1 1", "12 2 - 11 1", "- 11 - 10 3", "3 3 - 2 -", "4 5 - - 3.9",
    )  # fmt: skip
    plain = case("four signals, one of nobody", table, ["d", "b", "a", "c"], AS_OF)
    yield from also(plain, shuffled, gapped_index, other_zone, emptied)
    yield case("one signal of four", table, ["c"], AS_OF)
    yield case("an earlier date", table, ["a", "d", "c"], AS_OF - pd.Timedelta(days=4))
    yield case("everybody has it", leads("x y", "5 1 1", "- 2 -", "- 3 3", "6 1 -"), ["x", "y"], AS_OF)
    yield case("nobody without it signed", leads("x y", "5 1 1", "- 2 -", "- - 3", "- - -"), ["x", "y"], AS_OF)
    yield case("nobody with it signed", leads("x y", "5 - 1", "- 2 -", "- 3 3", "8 - -"), ["x", "y"], AS_OF)
    tie = leads("m k z b", "5 1 1 - -", "- 2 2 - -", "6 - - - -", "- - - - -", "- - - - -")
    yield case("equal lifts, and two that are missing", tie, ["z", "m", "b", "k"], AS_OF)
    yield case("a late signal of one that signed", leads("x", "5 6", "6 1", "- 2", "- -", "7 -"), ["x"], AS_OF)
    yield case("one organisation", leads("x", "5 1"), ["x"], AS_OF)
    yield case("nobody signed", leads("x", "- 1", "- -", "11 2"), ["x"], AS_OF)
    yield case("no signals", leads("x", "5 1", "- -"), [], AS_OF)
    for slot in hubs.SLOTS[:2]:
        unseen = some_leads(slot)
        yield case("an unseen log", unseen, SIGNALS, latest(unseen))


slip = exercise.slip
LATE = "This signal appeared after the contract, so it cannot have foretold it."
SHOWN = "    return usage[signal] < end\n"
slip("ever_shown", LATE, SHOWN, "    return usage[signal].notna()\n")
slip(
    "until_the_date",
    "Compare each signal with its own organisation's contract, not with `as_of`.",
    SHOWN,
    "    return usage[signal] < as_of\n",
)
slip(
    "at_the_end_counts",
    "A signal at the very moment of the contract does not count.",
    SHOWN,
    "    return usage[signal] <= end\n",
)
RATES = "signed[has_it].mean(), signed[~has_it].mean()"
slip(
    "share_of_converters",
    "That is recall; sales needs the conversion rate of those who show it.",
    RATES,
    "has_it[signed].mean(), has_it[~signed].mean()",
)
slip(
    "against_everybody",
    "Compare with those who do not show the signal, not with everybody.",
    RATES,
    "signed[has_it].mean(), signed.mean()",
)
slip(
    "late_contracts_won",
    "A contract after `as_of` has not happened yet; count it as not signed.",
    'signed = usage["converted_at"] < as_of',
    'signed = usage["converted_at"].notna()',
)
slip(
    "contract_at_the_date",
    "A contract at `as_of` has not happened yet; count it as not signed.",
    'signed = usage["converted_at"] < as_of',
    'signed = usage["converted_at"] <= as_of',
)
slip(
    "late_contracts_dropped",
    "A contract after `as_of` has not happened yet; the organisation stays, as not signed.",
    '    signed = usage["converted_at"] < as_of\n',
    '    usage = usage[~(usage["converted_at"] >= as_of)]\n    signed = usage["converted_at"] < as_of\n',
)
slip(
    "late_signal_drops_the_row",
    "A late signal counts as not shown; the organisation stays.",
    RATES,
    "signed[has_it].mean(), signed[usage[signal].isna()].mean()",
)
slip(
    "over_the_rate_of_all",
    "Divide by the rate of those without the signal, not by the rate of all.",
    "with_it / without_it if without_it > 0",
    "with_it / signed.mean() if signed.mean() > 0",
)
slip("difference", "Lift is a ratio: how many times as often.", "with_it / without_it if", "with_it - without_it if")
slip(
    "upside_down",
    "Divide the rate of those with the signal by the rate of the others.",
    "with_it / without_it if without_it > 0",
    "without_it / with_it if with_it > 0",
)
slip(
    "infinite_lift",
    "Nothing can be divided by a rate of 0: the lift is NaN.",
    "with_it / without_it if without_it > 0 else np.nan",
    "with_it / without_it if without_it > 0 else np.inf * with_it",
)
slip(
    "interval_of_all",
    "The interval is Wilson's for `conv_with`: of those with the signal who signed.",
    "stats.wilson((has_it & signed).sum(), n)",
    "stats.wilson(signed.sum(), len(usage))",
)
slip(
    "interval_of_the_signal",
    "The interval is Wilson's for `conv_with`, not for the share with the signal.",
    "stats.wilson((has_it & signed).sum(), n)",
    "stats.wilson(n, len(usage))",
)
slip(
    "n_of_signed",
    "`n_with` counts all for which the signal counts, signed or not.",
    "rows.append([signal, n,",
    "rows.append([signal, (has_it & signed).sum(),",
)
slip(
    "missing_first",
    "A lift that does not exist comes last.",
    "ascending=[False, True], ignore_index",
    'ascending=[False, True], na_position="first", ignore_index',
)
slip("smallest_first", "The largest lift comes first.", "ascending=[False, True]", "ascending=[True, True]")
slip(
    "order_of_the_list",
    "Sort by lift, then by the name of the signal.",
    "table.sort_values(order, ascending=[False, True], ignore_index=True)",
    "table",
)


@exercise.right
def with_groups(usage: pd.DataFrame, signals: list[str], as_of: pd.Timestamp) -> pd.DataFrame:
    end = usage["converted_at"].fillna(as_of).clip(upper=as_of)  # type: ignore[call-overload]
    won = (usage["converted_at"] < as_of).astype(int)
    rows = []
    for signal in signals:
        counts = won.groupby((usage[signal] < end).to_numpy(dtype=bool)).agg(["sum", "count"])
        both = {key: (wins, size) for key, wins, size in counts.itertuples()}
        (k, n), (j, m) = both.get(True, (0, 0)), both.get(False, (0, 0))
        with_it, without = (k / n if n else NAN), (j / m if m else NAN)
        rows.append((signal, n, with_it, without, with_it / without if without else NAN, *stats.wilson(k, n)))
    found = pd.DataFrame(rows, columns=COLUMNS)
    found["key"] = -found["lift"].astype(float)
    return found.sort_values(["key", "signal"])[COLUMNS].reset_index(drop=True)


@exercise.right
def with_plain_python(usage: pd.DataFrame, signals: list[str], as_of: pd.Timestamp) -> pd.DataFrame:
    found: list[dict[str, Any]] = []
    for signal in signals:
        cells = {(has, won): 0 for has in (True, False) for won in (True, False)}
        for seen, contract in zip(usage[signal], usage["converted_at"], strict=True):
            won = not pd.isna(contract) and contract < as_of
            cells[not pd.isna(seen) and seen < (contract if won else as_of), won] += 1
        n, m = (cells[has, True] + cells[has, False] for has in (True, False))
        p = cells[True, True] / n if n else NAN
        q = cells[False, True] / m if m else NAN
        lift = p / q if q > 0 else NAN
        low, high = stats.wilson(cells[True, True], n)
        found.append({"ci_high": high, "ci_low": low, "lift": lift, "signal": signal, "n_with": n})
        found[-1] |= {"conv_with": p, "conv_without": q}
    found.sort(key=_place)
    return pd.DataFrame(found, columns=COLUMNS)


def _place(row: dict[str, Any]) -> tuple[bool, float, str]:
    return bool(np.isnan(row["lift"])), -np.nan_to_num(row["lift"]), str(row["signal"])
