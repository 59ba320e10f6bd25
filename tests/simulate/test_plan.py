"""Planted values by seed."""

import pytest

from course.simulate.meta import CAPSTONE_SEED, PRACTICE_SEED
from course.simulate.plan import PLANS, plan_of


def test_practice_has_the_first_column() -> None:
    assert plan_of(PRACTICE_SEED).column == plan_of(CAPSTONE_SEED).column == "s0"


@pytest.mark.parametrize(("seed", "column"), [(101, "s1"), (102, "s2"), (103, "s3"), (104, "s1"), (5, "s1"), (0, "s2")])
def test_other_seeds_take_turns(seed: int, column: str) -> None:
    assert plan_of(seed).column == column


def test_a_remembered_conclusion_fails_elsewhere() -> None:
    assert {plan.decision for plan in PLANS.values()} == {"ship", "hold", "invalid", "extend"}
    assert len({plan.card_effect for plan in PLANS.values()}) == 4
    assert len({plan.failing_terms for plan in PLANS.values()}) == 4
