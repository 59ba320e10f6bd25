"""Lesson 11's plan is that of a mixed-integer solver on random backlogs with many ties."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from course.lesson.reference import Edits, solution

LESSON = "11-inference"
SEEDS, EACH, MOST = range(10), 50, 7
IDS = np.array(list("abcdefghij"))
WEEKS = ((10, 15, 20, 30), (1, 2, 3), (20, 20, 30, 50))  # tenths of a week
KEY = "(-total, round(weeks, 9), ids)"
Whole = NDArray[np.int64]
Question = tuple[pd.DataFrame, float, float]


def question(random: np.random.Generator) -> Question:
    """A backlog whose values and weeks often tie, a capacity and a share, all with few decimals."""
    n = int(random.integers(1, MOST + 1))
    weeks = random.choice(WEEKS[random.integers(len(WEEKS))], n) / 10
    table = pd.DataFrame(
        {
            "id": random.permutation(IDS)[:n],
            "pole": random.choice(["community", "enterprise"], n),
            "reach": random.choice([10, 20], n),
            "impact": random.choice([0.5, 1.0, 2.0], n),
            "confidence": random.choice([0.5, 1.0], n),
            "weeks": weeks,
        }
    )
    capacity = round(float(weeks.sum()) * random.uniform(0.2, 1.1), 1)
    return table, capacity, float(random.choice([0, 0.1, 0.3, 0.3, 0.5, 0.6]))


@cache
def questions(seed: int) -> list[Question]:
    """As many questions as each seed has."""
    random = np.random.default_rng(seed)
    return [question(random) for _ in range(EACH)]


def whole(numbers: Any, parts: int) -> Whole:
    """Decimals counted in parts, exactly."""
    counted: Whole = np.rint(np.asarray(numbers, float) * parts).astype(np.int64)
    return counted


def best(table: pd.DataFrame, capacity: float, min_share: float) -> list[str]:
    """The ids of the best plan, by a solver that knows whole numbers alone: tenths of a week, quarters of value."""
    table = table.sort_values("id")
    value = whole(table["reach"], 1) * whole(table["impact"], 2) * whole(table["confidence"], 2)
    weeks, one = whole(table["weeks"], 10), np.ones(len(table), np.int64)
    # Value counts first, then fewer weeks, then early ids: of plans of equal weeks, the list that is smaller has the
    # first id in which they differ. Each number is larger than all that come after it can add up to.
    value, short = value // np.gcd.reduce(value), weeks // np.gcd.reduce(weeks)
    early = 2 ** np.arange(len(table))[::-1]
    by_weeks = 2 ** len(table)
    wanted = (value * (1 + int(short.sum())) - short) * by_weeks + early
    poles = [np.where(table["pole"] == pole, weeks, 0) for pole in ("community", "enterprise")]
    shares = [10 * own - int(whole(min_share, 10)) * weeks for own in poles]
    rules = LinearConstraint([one, weeks, *shares], [1, 0, 0, 0], [np.inf, int(whole(capacity, 10)), np.inf, np.inf])
    found = milp(-wanted, constraints=rules, bounds=Bounds(0, 1), integrality=1, options={"mip_rel_gap": 0})
    return [] if found.x is None else [str(name) for name in table["id"][np.rint(found.x) == 1]]


@cache
def solved(seed: int) -> list[list[str]]:
    """What the solver plans for each question."""
    return [best(*one) for one in questions(seed)]


def planned(seed: int, edits: Edits = ()) -> list[list[str]]:
    """What the lesson's solution plans, with `edits` made in it."""
    plan = solution(LESSON, "plan_quarter", edits)
    return [plan(*one) for one in questions(seed)]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_plan_is_that_of_a_solver(seed: int) -> None:
    assert planned(seed) == solved(seed)


@pytest.mark.parametrize("key", ["(-total, 0, ids)", "(-total, round(weeks, 9), [-ord(name) for name in ids], ids)"])
def test_the_backlogs_have_ties_that_each_rule_decides(key: str) -> None:
    edits = ((KEY, key), ("min(plans)[2]", "min(plans)[-1]"))
    pairs = [pair for seed in SEEDS for pair in zip(planned(seed, edits), solved(seed), strict=True)]
    assert sum(own != best for own, best in pairs) >= 5


def test_some_backlogs_have_no_plan() -> None:
    assert 0 < sum(plan == [] for plan in solved(0)) < EACH / 2
