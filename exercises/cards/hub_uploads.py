"""The upload logs of the Hubs that answers are graded on."""

import os
from functools import cache

import pandas as pd

from course.exercise import hubs
from course.hub.connect import snapshot_of

COLUMNS = ["attempt_id", "user_id", "repo_id", "ts", "ok", "error_message"]
Readmes = dict[str, str | None]


def attempts() -> list[pd.DataFrame]:
    """The first 1,000 upload attempts of each graded Hub."""
    return [_log(slot, "upload_attempts", _seeds())[COLUMNS].head(1000) for slot in hubs.SLOTS]


def with_readmes(number: int) -> list[tuple[pd.DataFrame, Readmes]]:
    """The first `number` attempts of each graded Hub, and the README that went with each."""
    found = []
    for slot, table in zip(hubs.SLOTS, attempts(), strict=True):
        first = table.head(number)
        kept = _log(slot, "upload_readmes", _seeds()).dropna(subset=["readme"])
        texts: dict[str, str | None] = dict(zip(kept["attempt_id"].tolist(), kept["readme"].tolist(), strict=True))
        found.append((first, {name: texts.get(name) for name in first["attempt_id"].tolist()}))
    return found


def _seeds() -> str:
    return os.environ.get("COURSE_GRADING_SEEDS", "")


@cache
def _log(slot: str, name: str, _seeds: str) -> pd.DataFrame:
    snapshot = snapshot_of(hubs.hub(slot))
    assert snapshot is not None
    return snapshot.log(name)
