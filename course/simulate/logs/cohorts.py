"""Cohorts large enough to tell one score from another: from a Hub ten times as large as practice, of the same seed."""

from functools import lru_cache

import pandas as pd

from course.simulate.hub import Hub
from course.simulate.logs.capstone import Capstone

MODELS = 42_000  # of which about 3,000 were created in each ninety days


@lru_cache(maxsize=1)
def _large(seed: int) -> Capstone:
    return Capstone(Hub(seed, MODELS), cohorts_only=True)


def later_models(hub: Hub) -> pd.DataFrame:
    """Features of the models of the ninety days before 15 March; their ids are in no Hub that is served."""
    made = _large(hub.seed)
    return made.frame(made.cohort(1, 0))


def later_adoption(hub: Hub) -> pd.DataFrame:
    """What became of them."""
    made = _large(hub.seed)
    return made.adoption(made.cohort(1, 0))


def earlier(hub: Hub) -> dict[str, pd.DataFrame]:
    """Features and adoption of the ninety days before those: what a score may be fitted and tried out on."""
    made = _large(hub.seed)
    rows = made.cohort(2, 1)
    return {"earlier_models": made.frame(rows), "earlier_adoption_90d": made.adoption(rows)}
