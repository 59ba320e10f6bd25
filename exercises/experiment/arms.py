"""Tables of an experiment for the cases: written by hand, a row a line, or taken from the graded Hubs."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas as pd

from course.exercise import hubs
from course.hub.connect import snapshot_of
from course.hub.seeds import in_force
from course.lesson.reference import solution

LESSON = "06-experiment"
EVERY = 60  # one user in so many of an unseen log
START = pd.Timestamp("2026-05-04T09:00:00Z")
NAN = float("nan")
NEAR = 1e-4  # so that 1.96 is as good as the quantile that it rounds
PLAN = {"control": 0.5, "treat": 0.5}

# The names of users sort in another order than those of their segments.
INITIALS = {"developer": "w", "enterprise": "m", "researcher": "h", "academic": "x", "student": "b", None: "k"}

Exposure = tuple[str, str | None, str, float]
Visit = tuple[str, float, int | None]
USERS = {"user_id": "str", "segment": "object", "arm": "str", "exposed_at": "datetime64[ms, UTC]", "simulated": "bool"}
SESSIONS = {
    "session_id": "str",
    "user_id": "str",
    "ts": "datetime64[ms, UTC]",
    "success": "Int64",
    "simulated": "bool",
}


def users(*rows: Exposure) -> pd.DataFrame:
    """A log of exposures; a row is the user, the segment, the arm and the hours since `START`."""
    told = rows or (("ada", "developer", "treat", 0.0),)
    table = pd.DataFrame(told, columns=["user_id", "segment", "arm", "exposed_at"])
    table["exposed_at"] = START + pd.to_timedelta(table["exposed_at"], unit="h")
    return table.assign(simulated=True).astype(USERS).iloc[: len(rows)]


def sessions(*rows: Visit) -> pd.DataFrame:
    """A log of sessions; a row is the user, the hours since `START` and the success."""
    told = rows or (("ada", 0.0, 1),)
    table = pd.DataFrame(told, columns=["user_id", "ts", "success"])
    table["ts"] = START + pd.to_timedelta(table["ts"], unit="h")
    table["session_id"], table["simulated"] = [f"s{place:03}" for place in range(len(table))], True
    return table.astype(SESSIONS)[[*SESSIONS]].iloc[: len(rows)]


def crowd(**sizes: int) -> pd.DataFrame:
    """As many users in each arm as `sizes` says, each shown it once, all at the same moment."""
    rows: list[Exposure] = []
    for arm, many in sizes.items():
        rows += [(f"{arm[0]}{number:04}", "developer", arm, 0.0) for number in range(many)]
    return users(*rows)


def at_rates(
    rates: dict[str, Sequence[Sequence[int]]], segment: str | None = "developer"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two logs of users with these successes, by arm: one list of 0 and 1 for each user, an hour apart."""
    shown: list[Exposure] = []
    met: list[Visit] = []
    for arm, everyone in rates.items():
        for number, outcomes in enumerate(everyone):
            name = f"{INITIALS[segment]}{arm[0]}{number:02}"
            shown.append((name, segment, arm, 0.0))
            met += [(name, 1.0 + hour, success) for hour, success in enumerate(outcomes)]
    return users(*shown), sessions(*met)


def posts(control: Sequence[float | None], treat: Sequence[float | None], **before: Sequence[int]) -> pd.DataFrame:
    """Uploaders with these later counts by arm; `control_pre` and `treat_pre` are the earlier ones, else 1 each."""
    rows = []
    for arm, counts in (("control", control), ("treat", treat)):
        pre = before.get(f"{arm}_pre", [1] * len(counts))
        rows += [(arm, early, late) for early, late in zip(pre, counts, strict=True)]
    table = pd.DataFrame(rows or [("control", 1, 1)], columns=["arm", "uploads_pre", "uploads_post"])
    table = table.astype({"arm": "str", "uploads_post": float}).iloc[: len(rows)]
    if table["uploads_post"].notna().all():
        table = table.astype({"uploads_post": "int64"})
    table.insert(0, "uploader_id", pd.Series([f"p{place:03}" for place in range(len(table))], dtype="str"))
    return table.assign(simulated=True)


def log(slot: str, name: str) -> pd.DataFrame:
    """A whole log of the graded Hub in `slot`."""
    return _log(slot, name, in_force()).copy()


def unseen(slot: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The exposures of some users of the graded Hub in `slot`, and their sessions."""
    some, met = _unseen(slot, in_force())
    return some.copy(), met.copy()


def results(slot: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """What the solved lesson finds in the whole experiment of a graded Hub: split, effect and guardrail."""
    return _results(slot, in_force())


@cache
def _log(slot: str, name: str, _seeds: str) -> pd.DataFrame:
    snapshot = snapshot_of(hubs.hub(slot))
    if snapshot is None:
        raise LookupError(f"no snapshot answers for {slot}.")
    return snapshot.log(name)


@cache
def _unseen(slot: str, seeds: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    everyone = _log(slot, "ab_users", seeds)
    met = _log(slot, "ab_sessions", seeds)
    names = sorted(everyone["user_id"].unique())
    arms = everyone.groupby("user_id")["arm"].nunique()
    chosen = {*names[::EVERY], *arms.index[arms > 1][:5], *met["user_id"].value_counts().index[:2]}
    some = everyone[everyone["user_id"].isin(chosen)].reset_index(drop=True)
    return some, met[met["user_id"].isin(chosen)].reset_index(drop=True)


@cache
def _results(slot: str, seeds: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    shown, met = _log(slot, "ab_users", seeds), _log(slot, "ab_sessions", seeds)
    return (
        solution(LESSON, "srm_check")(shown, PLAN),
        solution(LESSON, "arm_effect")(shown, met),
        solution(LESSON, "upload_guardrail")(_log(slot, "ab_uploads", seeds)),
    )
