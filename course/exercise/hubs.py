"""The Hubs that answers are graded on: slots filled by the seeds of this grading run."""

from functools import cache

import pandas as pd
from huggingface_hub import HfApi

from course import frames
from course.hub.connect import connect
from course.hub.places import SLOTS as SLOTS
from course.hub.seeds import in_force


def hub(slot: str) -> HfApi:
    """The Hub in `slot` for this run's seeds."""
    return connect(slot)


def models(slot: str) -> pd.DataFrame:
    """The inventory of models of the Hub in `slot`, a copy of its own each time."""
    return _models(slot, in_force()).copy()


@cache
def _models(slot: str, _seeds: str) -> pd.DataFrame:
    return frames.models(hub(slot))


def budget(api: HfApi, *kinds: str) -> int:
    """The requests that suffice to list every repo of `kinds`: one for each 500, at least one a kind."""
    counts = api.snapshot.meta.counts  # type: ignore[attr-defined]
    return sum(max(1, -(-counts.get(kind, 0) // 500)) for kind in kinds)
