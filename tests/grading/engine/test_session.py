"""A hidden check sees an answer as it stood in its place, in one run of the notebook or in a second."""

from typing import Any
from unittest.mock import Mock

import pytest

from course.grading.engine.engine import Engine
from course.grading.engine.process import Warm
from tests.grading.engine.conftest import states, submission

FULL = {"triple": ("right", 5.0), "count": ("right", 2.0), "twice": ("right", 3.0)}


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Counts the processes that are forked."""
    counted = Mock(side_effect=Warm.fork)
    monkeypatch.setattr(Warm, "fork", lambda *args, **more: counted(*args, **more))
    return counted


@pytest.mark.parametrize(
    ("answer", "later", "runs"),
    [
        ("FACTOR = 3\ndef triple(number):\n    return FACTOR * number", "FACTOR = 4", 1),
        ("def times(n):\n    return 3 * n\ndef triple(n):\n    return times(n)", "def times(n):\n    return n", 1),
        ("factors = [3]\ndef triple(number):\n    return factors[0] * number", "factors[0] = 4", 2),
        ("kept = {'n': 3}\ndef triple(n):\n    return kept['n'] * n", "mine = kept\nmine['n'] = 4", 2),
    ],
)
def test_what_later_cells_do_to_names_costs_nothing(
    forms: Engine, forks: Mock, answer: str, later: str, runs: int
) -> None:
    assert states(forms.grade(submission(forms, later, triple=answer))) == FULL
    assert forks.call_count == 1 + (runs if forms.level.view and forms.level.calls else 2)


def test_after_a_death_on_unseen_data_the_rest_is_checked_in_a_second_process(forms: Engine, forks: Mock) -> None:
    dying = "import os\ndef triple(number):\n    return 3 * number if number != 7 else os.abort()"
    found = states(forms.grade(submission(forms, triple=dying)))
    assert found == {**FULL, "triple": ("broken", 1.0)}
    assert forks.call_count == 3


def outputs(engine: Engine, memo: str) -> list[dict[str, Any]]:
    """What the memo's cell shows in the graded notebook."""
    graded = engine.grade(submission(engine, memo=memo))
    return [dict(one) for one in next(cell.outputs for cell in graded.cells if cell.name == "memo")]


def test_a_memo_is_kept_as_it_reads(forms: Engine) -> None:
    own = {"output_type": "stream", "name": "stdout", "text": "so far\n"}
    said = {"output_type": "display_data", "data": {"text/plain": "Ship 15 of them.\n"}, "metadata": {"memo": True}}
    assert outputs(forms, 'print("so far")\nmemo = f"Ship {shown} of them."') == [own, said]


@pytest.mark.parametrize("memo", ["print('no text')", "memo = f'{unknown}'", "memo = ''", "memo = f'{"])
def test_a_memo_that_says_nothing_is_not_told(forms: Engine, memo: str) -> None:
    assert all("memo" not in one.get("metadata", {}) for one in outputs(forms, memo))
