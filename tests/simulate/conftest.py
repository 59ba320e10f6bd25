"""One simulated Hub for all tests of the generator, and a snapshot of it."""

from pathlib import Path

import pandas as pd
import pytest

from course.hub.snapshot import Snapshot
from course.simulate.build import build
from course.simulate.hub import Hub
from course.simulate.logs import logs
from course.simulate.meta import PRACTICE_MODELS, PRACTICE_SEED

SMALL, SEED = 900, 101


@pytest.fixture(scope="session")
def hub() -> Hub:
    """A small Hub of the first grading seed."""
    return Hub(SEED, SMALL)


@pytest.fixture(scope="session")
def practice() -> Hub:
    """The Hub of the lessons."""
    return Hub(PRACTICE_SEED, PRACTICE_MODELS)


@pytest.fixture(scope="session")
def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Its logs by name."""
    return dict(logs(hub))


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of its snapshot."""
    return build(tmp_path_factory.mktemp("hub") / "small.sqlite", seed=SEED, models=SMALL, name="small")


@pytest.fixture(scope="session")
def snapshot(path: Path) -> Snapshot:
    """Its snapshot."""
    return Snapshot.open(path)
