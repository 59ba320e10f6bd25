"""The simulated logs: what a Hub's owner would see and the public Hub does not show."""

from collections.abc import Callable, Iterator

import pandas as pd

from course.simulate.hub import Hub
from course.simulate.logs import (
    capstone,
    community,
    compute,
    documents,
    engines,
    enterprise,
    experiment,
    inference,
    limits,
    reports,
    retrieval,
    sessions,
)

Tables = dict[str, pd.DataFrame]
PARTS: tuple[Callable[[Hub], Tables], ...] = (
    retrieval.tables,
    sessions.tables,
    engines.tables,
    experiment.tables,
    documents.tables,
    compute.tables,
    inference.tables,
    community.tables,
    limits.tables,
    enterprise.tables,
    capstone.tables,
    reports.tables,
)


def logs(hub: Hub) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every log of a Hub by name, each with a column that says it is simulated."""
    for part in PARTS:
        for name, frame in part(hub).items():
            yield name, frame.assign(simulated=True).reset_index(drop=True)
