"""What a Hub holds back from learners: tables that only a check reads, each in a file of its own beside the Hub.

No snapshot holds them. A check asks for one by name through `course.grading.hubs.kept_back`, which builds its file
where it is missing; nothing else opens such a file.
"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from course.hub.writer import SnapshotWriter
from course.simulate.hub import Hub
from course.simulate.logs import cohorts, evaluations, reports, retrieval
from course.simulate.meta import AS_OF, GENERATOR

KEPT_BACK: dict[str, Callable[[Hub], pd.DataFrame]] = {
    "qrels": retrieval.test_qrels,
    "reevaluation": evaluations.reevaluation,
    "report_labels": reports.labels,
    "cohort_models": cohorts.later_models,
    "cohort_adoption_90d": cohorts.later_adoption,
}


def table(hub: Hub, name: str) -> pd.DataFrame:
    """The table `name` that a Hub holds back; every row says `simulated`. Raises KeyError."""
    return KEPT_BACK[name](hub).assign(simulated=True).reset_index(drop=True)


def write(path: Path, name: str, *, seed: int, models: int) -> Path:
    """Write the table `name` of a seed and a size to `path`."""
    with SnapshotWriter(path, name=name, as_of=AS_OF, simulated=True, generator=GENERATOR) as writer:
        writer.add_log(name, table(Hub(seed, models), name))
    return path
