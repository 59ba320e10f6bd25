"""Which rule decides about one model?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from exercises.capstone.tables import LESSON, model

exercise = Exercise(
    LESSON,
    "queue_of",
    looks_at="each cause of each queue alone, several causes at once, and missing values of every kind",
)

ONE, TWO, THREE = {"lint_errors": 1}, {"badge_vllm": "unknown"}, {"weight_bytes": None}
CHANGES: dict[str, dict[str, Any]] = {
    "a model without a fault": {},
    "a pickle": {"has_pickle_only": True},
    "a licence in conflict": {"licence_verdict": "conflict"},
    "a claim without a source": {"unsourced_claim": True},
    "a licence that cannot be checked": {"licence_verdict": "unverifiable"},
    "a missing verdict": {"licence_verdict": None},
    "a verdict that is NaN": {"licence_verdict": float("nan")},
    "a verdict that is NA": {"licence_verdict": pd.NA},
    "a verdict that is NA, and two gaps": {"licence_verdict": pd.NA, **ONE, **TWO},
    "a copy": {"is_duplicate": True},
    "a copy that is a pickle": {"is_duplicate": True, "has_pickle_only": True},
    "a copy with gaps": {"is_duplicate": True, **ONE, **TWO, **THREE},
    "a pickle with gaps": {"has_pickle_only": True, **ONE, **TWO, **THREE},
    "a lint error": ONE,
    "an unknown badge": TWO,
    "a missing size": THREE,
    "a lint error and an unknown badge": ONE | TWO,
    "a lint error and a missing size": ONE | THREE,
    "an unknown badge and a missing size": TWO | THREE,
    "three gaps": ONE | TWO | THREE,
    "five lint errors": {"lint_errors": 5},
    "five lint errors and a missing size": {"lint_errors": 5, **THREE},
    "a missing badge": {"badge_vllm": None},
    "a missing badge and a lint error": {"badge_vllm": None, **ONE},
    "a badge that is NaN, and a lint error": {"badge_vllm": float("nan"), **ONE},
    "a badge that is NA, and a lint error": {"badge_vllm": pd.NA, **ONE},
    "a clear no, and a lint error": {"badge_vllm": "no", **ONE},
    "a clear no, and a missing size": {"badge_vllm": "no", **THREE},
    "a size that is NA, and a lint error": {"weight_bytes": pd.NA, **ONE},
    "a size that is NaN, and an unknown badge": {"weight_bytes": float("nan"), **TWO},
    "a size of 0, and a lint error": {"weight_bytes": 0, **ONE},
}


@exercise.cases
def cases() -> Iterator[Case]:
    """One or two changes at a time."""
    for about, changes in CHANGES.items():
        yield case(about, model("a/x", **changes))


# fmt: off
slip = exercise.slip
EACH = "Each cause of quarantine is enough by itself: a pickle, a conflict, a claim without a source."
GAPS = "Two of three gaps are enough: a lint error, an unknown or missing badge, a missing size."
UNSAFE = 'unsafe = model["has_pickle_only"] or model["unsourced_claim"]'
slip("claims_let_through", EACH,
     UNSAFE, 'unsafe = model["has_pickle_only"]')
slip("pickles_let_through", EACH,
     UNSAFE, 'unsafe = model["unsourced_claim"]')
slip("conflicts_let_through", EACH,
     'unsafe or (pd.notna(verdict) and verdict == "conflict")', "unsafe")
slip("unclear_is_conflict", "Only a conflict quarantines; a licence that nobody can check does not.",
     'verdict == "conflict"', 'verdict != "clear"')
slip("missing_is_conflict", "A missing verdict is no conflict.",
     'pd.notna(verdict) and verdict', 'pd.isna(verdict) or verdict')
slip("verdict_of_one_kind", "NA cannot be compared: ask `pd.isna` before you compare a verdict.",
     'pd.notna(verdict) and verdict', 'verdict is not None and verdict')
slip("both_causes", EACH,
     'model["has_pickle_only"] or model', 'model["has_pickle_only"] and model')
slip("duplicates_first", "Quarantine comes before duplicate: a copy can be unsafe too.",
     'if unsafe or (pd.notna(verdict)', 'if not model["is_duplicate"] and (unsafe or pd.notna(verdict)')
slip("duplicates_forgotten", "An exact copy points to its original.", 'if model["is_duplicate"]:', "if False:")
slip("no_asks_for_metadata", "A clear no is an answer; only unknown or missing is a gap.",
     'badge == "unknown"', 'badge != "yes"')
slip("missing_badge_is_an_answer", "A missing badge is a gap too.", 'pd.isna(badge) or badge', 'badge')
slip("unknown_is_an_answer", GAPS, 'pd.isna(badge) or badge == "unknown"',
     "pd.isna(badge)")
slip("unknown_quarantined", "Unknown is a request for metadata, not a suspicion.",
     'return "needs_metadata" if',
     'if badge == "unknown":\n        return "quarantine"\n    return "needs_metadata" if')
slip("one_gap", "One gap alone does not ask: two of the three do.", ">= 2", ">= 1")
slip("all_gaps", GAPS, ">= 2", ">= 3")
slip("errors_counted", "A lint error is one gap, however many there are.",
     'model["lint_errors"] > 0,', 'model["lint_errors"],')
slip("sizes_ignored", GAPS, 'pd.isna(model["weight_bytes"]),', "False,")
slip("none_alone", "Missing values come as None, NaN and NA: ask `pd.isna`.",
     'pd.isna(model["weight_bytes"]),', 'model["weight_bytes"] is None,')
slip("zero_is_missing", "A size of 0 is known.", 'pd.isna(model["weight_bytes"]),',
     'pd.isna(model["weight_bytes"]) or not model["weight_bytes"],')
slip("named_surface", "What is left is open: `surface` or `catalogue` is decided later.",
     'else "open"', 'else "surface"')
# fmt: on


@exercise.right
def first_that_holds(one: dict[str, Any]) -> str:
    known = [name for name, value in one.items() if isinstance(value, list) or pd.notna(value)]
    answered = "badge_vllm" in known and one["badge_vllm"] in ("yes", "no")
    gaps = int(one["lint_errors"] >= 1) + (not answered) + ("weight_bytes" not in known)
    conflict = "licence_verdict" in known and one["licence_verdict"] == "conflict"
    rules = {
        "quarantine": any([one["has_pickle_only"], one["unsourced_claim"], conflict]),
        "duplicate": one["is_duplicate"],
        "needs_metadata": gaps > 1,
        "open": True,
    }
    return next(name for name, holds in rules.items() if holds)


@exercise.right
def as_a_table(one: dict[str, Any]) -> str:
    row = pd.DataFrame([one]).iloc[0]
    if row["has_pickle_only"] or row["unsourced_claim"]:
        return "quarantine"
    if isinstance(row["licence_verdict"], str) and row["licence_verdict"].startswith("conflict"):
        return "quarantine"
    if not row["is_duplicate"]:
        asked = pd.Series([row["lint_errors"] != 0, row.isna()["badge_vllm"] or row["badge_vllm"] == "unknown",
                           row.isna()["weight_bytes"]])  # fmt: skip
        return "open" if asked.sum() < 2 else "needs_metadata"
    return "duplicate"
