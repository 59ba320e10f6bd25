"""Requests for the cases: written by hand, a request a row, or a part of what the graded Hubs log."""

from collections.abc import Sequence
from functools import cache

import pandas as pd

from course.exercise import hubs
from course.hub.connect import snapshot_of
from course.hub.seeds import in_force

Row = dict[str, object]

LESSON, LOG = "11-inference", "inference_log"
PART = 20  # of so many requests of an unseen log, one is looked at
START = pd.Timestamp("2026-06-01T09:00:00Z")
KINDS = {
    "request_id": "str",
    "ts": "datetime64[ms, UTC]",
    "model_id": "str",
    "runtime": "str",
    "gpu": "str",
    "batch": "int64",
    "seq_in": "int64",
    "seq_out": "int64",
    "latency_ms": "float64",
    "status": "int64",
    "cold_start": "bool",
    "simulated": "bool",
}
USUAL: Row = {
    "model_id": "ada/talk",
    "runtime": "tgi",
    "gpu": "north-t4",
    "batch": 1,
    "seq_in": 100,
    "seq_out": 50,
    "status": 200,
    "cold_start": False,
}


def answers(latencies: Sequence[float | None], **same: object) -> list[Row]:
    """A request for each latency in milliseconds, None if nobody measured it; a keyword replaces what is usual."""
    return [{"latency_ms": latency} | same for latency in latencies]


def requests(*several: Sequence[Row]) -> pd.DataFrame:
    """The log of these requests, a minute apart where no `ts` is given, with every column and dtype of a real one."""
    rows = [row for one in several for row in one]
    if not rows:
        return requests(answers([1.0])).iloc[:0]
    whole = [
        USUAL | {"ts": START + pd.Timedelta(minutes=place), "request_id": f"r{place:05}", "simulated": True} | row
        for place, row in enumerate(rows)
    ]
    return pd.DataFrame(whole, columns=list(KINDS)).astype(KINDS)


def at(moment: str, latency: float | None = 100.0, **other: object) -> Row:
    """A request at a moment of June 2026, such as "03 23:59", in UTC."""
    return {"ts": pd.Timestamp(f"2026-06-{moment}", tz="UTC"), "latency_ms": latency} | other


def unseen(slot: str) -> pd.DataFrame:
    """One request in `PART` of the graded Hub in `slot`, in no order."""
    return _unseen(slot, in_force()).copy()


def table(slot: str, name: str) -> pd.DataFrame:
    """The log `name` of the graded Hub in `slot`, a copy each time."""
    return _table(slot, name, in_force()).copy()


@cache
def _unseen(slot: str, seeds: str) -> pd.DataFrame:
    return _table(slot, LOG, seeds).iloc[::PART].sample(frac=1, random_state=7).reset_index(drop=True)


@cache
def _table(slot: str, name: str, _seeds: str) -> pd.DataFrame:
    snapshot = snapshot_of(hubs.hub(slot))
    if snapshot is None:
        raise LookupError(f"no snapshot answers for {slot}.")
    return snapshot.log(name)
