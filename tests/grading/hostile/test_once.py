"""What keeps unseen values from students does not lean on the text of their answers.

Where one process runs the notebook and meets unseen data, the same holds, even for answers that would not be let do so.
"""

import pytest

from course.grading.engine import rebuild
from course.grading.engine.engine import Engine
from tests.grading.hostile import secrets, subverting
from tests.grading.hostile.cases import Hostile
from tests.grading.hostile.conftest import Listener
from tests.grading.hostile.test_corpus import test_hostile_submission_is_graded_fairly_and_harms_nobody as attack


@pytest.mark.parametrize("case", [*secrets.CASES, *subverting.CASES], ids=lambda case: f"{case.family}: {case.name}")
def test_theft_and_cheating_fail_in_a_single_run_too(
    case: Hostile, trial: Engine, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild, "lasting", lambda *_: True)
    attack(case, trial, listener)
