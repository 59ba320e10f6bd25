"""Logs for the cases: requests and contributions, written by hand or taken from the graded Hubs."""

from collections.abc import Iterable
from functools import cache

import pandas as pd

from course.exercise import hubs
from course.hub.connect import snapshot_of
from course.hub.seeds import in_force

Request = tuple[float, str, str, str] | tuple[float, str, str, str, str | None]
Quotas = dict[tuple[str, str], int]

DAY = pd.Timestamp("2026-06-14T00:00:00Z")
EACH = 4  # callers of each persona of an unseen log, the first by name
MOST = 4_000  # rows of an unseen log
PERSONAS = {"free": "newcomer", "pro": "maintainer", "anonymous": "scraper", "enterprise": "enterprise CI"}
KINDS = {
    "request_id": "str",
    "ts": "datetime64[ms, UTC]",
    "principal": "str",
    "plan": "str",
    "persona": "str",
    "bucket": "str",
    "upload_id": "object",
    "simulated": "bool",
}


def requests(*rows: Request, start: pd.Timestamp = DAY) -> pd.DataFrame:
    """A log: each row is a second after `start`, a caller, a plan, a bucket and perhaps an upload."""
    made = []
    for place, (second, principal, plan, bucket, *upload) in enumerate(rows):
        ts = start + pd.Timedelta(seconds=second)
        persona = PERSONAS.get(plan, "student")
        made.append([f"r{place:02}", ts, principal, plan, persona, bucket, *(upload or [None]), True])
    return pd.DataFrame(made, columns=list(KINDS)).astype(KINDS)


def burst(seconds: Iterable[float], principal: str = "n1", plan: str = "free", bucket: str = "api") -> list[Request]:
    """Requests of one caller to one bucket."""
    return [(second, principal, plan, bucket) for second in seconds]


def unseen(slot: str) -> pd.DataFrame:
    """The requests of a few callers of each persona, from a graded log."""
    return _unseen(slot, in_force()).copy()


@cache
def _unseen(slot: str, _seeds: str) -> pd.DataFrame:
    log = logged(slot, "api_requests")
    some = log.drop_duplicates("principal").sort_values("principal").groupby("persona")["principal"].head(EACH)
    return log[log["principal"].isin(some)].head(MOST).reset_index(drop=True)


def strict(slot: str) -> Quotas:
    """A tenth of the quotas of today, as a graded Hub has them."""
    table = logged(slot, "rate_policies")
    today = table[table["policy"] == "today"]
    rows = zip(today["plan"], today["bucket"], today["quota"], strict=True)
    return {(plan, bucket): int(quota) // 10 for plan, bucket, quota in rows}


def contributions(slot: str) -> pd.DataFrame:
    """The contributions of a graded log."""
    return logged(slot, "contrib_events")


def logged(slot: str, name: str) -> pd.DataFrame:
    """A log of the Hub in `slot`."""
    snapshot = snapshot_of(hubs.hub(slot))
    if snapshot is None:
        raise LookupError(f"{slot} shows no logs")
    return snapshot.log(name)
