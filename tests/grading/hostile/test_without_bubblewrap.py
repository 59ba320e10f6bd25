"""Where bubblewrap is missing, Landlock and the filter of system calls still keep files and network closed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from course.grading.engine import walls
from course.grading.engine.engine import Engine
from tests.grading.hostile import harm, secrets
from tests.grading.hostile.cases import Hostile
from tests.grading.hostile.conftest import LIMITS, SEEDS, Listener
from tests.grading.hostile.test_corpus import test_hostile_submission_is_graded_fairly_and_harms_nobody as attack
from tests.grading.hostile.trial import make_trial


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The engine on a machine without bubblewrap."""
    here = walls.level()
    if not (here.forks and here.files and here.calls):
        pytest.skip(str(here))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walls, "level", lambda: replace(here, view=False))
        with Engine(make_trial(tmp_path_factory.mktemp("narrow") / "course"), SEEDS, LIMITS) as engine:
            yield engine


@pytest.mark.parametrize("case", [*harm.CASES[::2], *secrets.CASES[::2]], ids=lambda case: case.name)
def test_every_other_theft_and_harm_fails_there_too(case: Hostile, narrow: Engine, listener: Listener) -> None:
    attack(case, narrow, listener)
