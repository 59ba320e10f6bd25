"""Each rule of lessons 5 to 13 decides something on practice, and is not broken unseen on a graded Hub."""

import re
from pathlib import Path

import pytest

from course.hub.connect import connect
from course.simulate.build import build
from course.simulate.meta import PRACTICE_MODELS, PRACTICE_SEED
from tests.simulate.rules import RULES, SMALL, Practice, Rule

GRADED = (101, 1000)
# too few in a Hub of 1,000 models to be sure of one, so a small table of the exercise has to hold it
RARE = {
    "a branch is no tag",
    "twenty words are enough",
    "nothing is stripped",
    "the author's claims",
    "a batch shares seconds",
}


def opened(folder: Path, name: str, seed: int, models: int) -> Practice:
    return Practice(connect(str(build(folder / f"{name}.sqlite", seed=seed, models=models, name=name))))


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    return opened(tmp_path_factory.mktemp("rules"), "practice", PRACTICE_SEED, PRACTICE_MODELS)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    return opened(tmp_path_factory.mktemp("rules"), "graded", *GRADED)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.exercise} {rule.says}")
def test_following_and_breaking_a_rule_differ_on_practice(rule: Rule, practice: Practice) -> None:
    assert rule.kept(practice) != rule.broken(practice)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.exercise} {rule.says}")
def test_they_differ_on_a_graded_hub_too(rule: Rule, graded: Practice) -> None:
    if rule.says not in RARE:
        assert rule.kept(graded) != rule.broken(graded)


def test_every_exercise_has_a_rule_or_a_note() -> None:
    named = {one.exercise for one in RULES} | {exercise for exercise, _, _ in SMALL}
    counts = {5: 6, 6: 6, 8: 6, 9: 6, 10: 6, 11: 7, 12: 7, 13: 7}
    wanted = {f"M{lesson:02d}.{number}" for lesson, many in counts.items() for number in range(1, many + 1)}
    assert wanted - named == {"M09.6"}  # an order that is scored, not a rule
    assert all(re.fullmatch(r"M\d\d\.\d", one) for one in named)
