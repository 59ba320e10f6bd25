"""The Hubs that answers are graded on: slots filled by the seeds of this grading run."""

from functools import cache

import pandas as pd
from huggingface_hub import HfApi

from course import frames
from course.hub import places
from course.hub.connect import connect
from course.hub.places import SLOTS as SLOTS
from course.hub.seeds import in_force
from course.hub.snapshot import Snapshot


def hub(slot: str) -> HfApi:
    """The Hub in `slot` for this run's seeds."""
    return connect(slot)


def models(slot: str) -> pd.DataFrame:
    """The inventory of models of the Hub in `slot`, a copy of its own each time."""
    return _models(slot, in_force()).copy()


@cache
def _models(slot: str, _seeds: str) -> pd.DataFrame:
    return frames.models(hub(slot))


def kept_back(slot: str, name: str) -> pd.DataFrame:
    """What the Hub in `slot` holds back from learners, a copy each time: only checks have it.

    `qrels` of the test half, `reevaluation` of what stands on leaderboards, `report_labels`, and of a large cohort
    `cohort_models` and `cohort_adoption_90d`. The engine shows a lesson's checks the tables whose names stand, as
    text, in calls of this function in the lesson's own exercises. Raises KeyError for a name that is none of these.
    """
    return _kept_back(slot, name, in_force()).copy()


@cache
def _kept_back(slot: str, name: str, _seeds: str) -> pd.DataFrame:
    return Snapshot.open(places.kept_back(slot, name)).log(name)


def budget(api: HfApi, *kinds: str) -> int:
    """The requests that suffice to list every repo of `kinds`: one for each 500, at least one a kind."""
    counts = api.snapshot.meta.counts  # type: ignore[attr-defined]
    return sum(max(1, -(-counts.get(kind, 0) // 500)) for kind in kinds)
