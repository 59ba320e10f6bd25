"""Lesson 4's solved functions find in the graded logs what was planted there."""

from contextlib import suppress
from dataclasses import asdict
from functools import cache
from typing import Any

import pandas as pd
import pytest

from course.check import observe
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise
from course.hub.connect import snapshot_of
from course.hub.seeds import SETTING
from course.hub.snapshot import SnapshotError
from course.lesson.reference import solution
from course.settings import setting
from course.simulate.plan import PLANS
from exercises.failure import visits
from tests.lessons.material import exercises

BY_HAND_ALONE = {"tokens_of", "steps_reached"}  # they take a text and a list, so no log is needed
ON_LOGS = [one for one in exercises() if one.lesson == "04-failure" and one.name not in BY_HAND_ALONE]
each_slot = pytest.mark.parametrize("slot", hubs.SLOTS)


def solved(name: str, *args: object) -> Any:
    """What the solved notebook's function `name` returns."""
    return solution("04-failure", name)(*args)


@cache
def log(slot: str) -> pd.DataFrame:
    """A graded log as it comes."""
    snapshot = snapshot_of(hubs.hub(slot))
    assert snapshot is not None
    return snapshot.log("search_events")


@cache
def sessions(slot: str) -> pd.DataFrame:
    """The sessions of a graded log."""
    found: pd.DataFrame = solved("sessionize", log(slot))
    return found


def planted(slot: str) -> dict[str, Any]:
    """What was planted in a graded log."""
    return asdict(PLANS[slot])


@each_slot
def test_the_step_worth_fixing_is_the_planted_one(slot: str) -> None:
    sizes = solved("opportunity_size", solved("funnel", sessions(slot)), "developer")
    assert sizes["step"][0] == planted(slot)["worst_step"]
    assert sizes["extra_successes"][0] > 3 * sizes["extra_successes"][1]


@each_slot
def test_the_three_failing_words_are_the_planted_ones(slot: str) -> None:
    queries = solved("label_queries", sessions(slot))
    terms = solved("failing_terms", queries.assign(failed=queries["outcome"] != "clicked"), 20, 3)
    assert set(terms["term"]) == set(planted(slot)["failing_terms"])
    assert terms["lift"].min() > 1.5


@each_slot
def test_the_median_of_successes_flatters(slot: str) -> None:
    waits = solved("ttfsic", sessions(slot))
    naive = waits.loc[waits["observed"], "duration_s"].median()
    assert not solved("km_median", waits["duration_s"], waits["observed"]) < 1.3 * naive


@each_slot
def test_the_log_is_as_untidy_as_the_lesson_says(slot: str) -> None:
    rows = sessions(slot)
    queries = rows[rows["event"] == "query"]
    assert queries["query_text"].isna().any()
    assert queries["n_results"].isna().any()
    searched = rows["event"].eq("query").groupby(rows["session_id"]).any()
    assert not searched.all()
    assert not log(slot)["ts"].is_monotonic_increasing


@each_slot
def test_logs_written_by_hand_have_the_columns_and_dtypes_of_real_ones(slot: str) -> None:
    real = sessions(slot).dtypes.astype(str).to_dict()
    two = visits.visit("ada:0", "developer", (0, "query", None, None), (9, "exit"))
    assert visits.sessions(two).dtypes.astype(str).to_dict() == real
    assert visits.sessions().dtypes.astype(str).to_dict() == real


def cases_on_logs(exercise: Exercise) -> list[tuple[int, Case]]:
    """The cases that need a graded Hub, with their numbers: those that cannot be made where there is none."""
    by_hand = 0
    with setting(SETTING, "no Hub"), suppress(SnapshotError):
        for _ in exercise.cases_anew():
            by_hand += 1
    return list(enumerate(exercise.made()))[by_hand:]


@pytest.mark.parametrize("exercise", ON_LOGS, ids=lambda one: one.name)
def test_wrong_answers_differ_on_every_graded_log(exercise: Exercise) -> None:
    cases = cases_on_logs(exercise)
    assert len(cases) >= len(hubs.SLOTS)
    for number, case in cases:
        told_apart = 0
        for wrong in exercise.wrongs:
            told_apart += exercise.is_wrong(number, case, observe(wrong.function, case.args))
            if told_apart == 3:
                break
        assert told_apart == 3, case.about
