"""Shipped seeds pass; others are refused by name."""

import pandas as pd
import pytest

from course.simulate import acceptance
from course.simulate.acceptance import Check, failures, next_passing
from course.simulate.hub import Hub
from course.simulate.meta import PRACTICE_MODELS, PRACTICE_SEED

SLOTS = (101, 102, 103)


def test_practice_passes_every_acceptance_test() -> None:
    assert failures(PRACTICE_SEED, PRACTICE_MODELS) == []


@pytest.mark.parametrize("seed", SLOTS)
def test_grading_seeds_pass_every_acceptance_test(seed: int) -> None:
    assert failures(seed, 1000) == []


def test_slots_have_the_three_other_columns() -> None:
    assert [Hub(seed, 1000).world.plan.column for seed in SLOTS] == ["s1", "s2", "s3"]


def test_a_check_says_what_was_measured_and_wanted() -> None:
    check = Check("Gini", 0.5, 0.985, 1)
    assert not check.passed
    assert str(check) == "Gini: 0.5, wanted 0.985 to 1"


def test_a_swapped_experiment_is_refused(hub: Hub, tables: dict[str, pd.DataFrame]) -> None:
    users = tables["ab_users"]
    swapped = users.assign(arm=users["arm"].map({"control": "treat", "treat": "control"}))
    found = list(acceptance.experiment(hub, tables | {"ab_users": swapped}))
    assert [check.name for check in found if not check.passed]


def test_the_next_passing_seed_is_found_and_failing_ones_are_named() -> None:
    told: dict[int, list[str]] = {}
    seed = next_passing(119, 1000, told.__setitem__)
    assert list(told) == list(range(119, seed))
    assert told
    assert all(why for why in told.values())
