"""Lesson 4's solved functions find in the graded logs what was planted there."""

import json
from functools import cache
from typing import Any

import pandas as pd
import pytest

from course.check import observe
from course.exercise import hubs
from course.exercise.exercise import Exercise
from course.hub.connect import snapshot_of
from course.lesson.reference import solution
from course.simulate.build import manifest_path
from tests.lessons.material import exercises

OWN = [one for one in exercises() if one.lesson == "04-failure"]
each_slot = pytest.mark.parametrize("slot", hubs.SLOTS)


def solved(name: str, *args: object) -> Any:
    """What the solved notebook's function `name` returns."""
    return solution("04-failure", name)(*args)


@cache
def graded(slot: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The sessions of a graded log, and what was planted in it."""
    snapshot = snapshot_of(hubs.hub(slot))
    assert snapshot is not None
    planted = json.loads(manifest_path(snapshot.path).read_text("utf-8"))["planted"]
    return solved("sessionize", snapshot.log("search_events")), planted


@each_slot
def test_the_step_worth_fixing_is_the_planted_one(slot: str) -> None:
    sessions, planted = graded(slot)
    sizes = solved("opportunity_size", solved("funnel", sessions), "developer")
    assert sizes["step"][0] == planted["worst_step"]
    assert sizes["extra_successes"][0] > 3 * sizes["extra_successes"][1]


@each_slot
def test_the_three_failing_words_are_the_planted_ones(slot: str) -> None:
    sessions, planted = graded(slot)
    queries = solved("label_queries", sessions)
    terms = solved("failing_terms", queries.assign(failed=queries["outcome"] != "clicked"), 20, 3)
    assert set(terms["term"]) == set(planted["failing_terms"])
    assert terms["lift"].min() > 1.5


@each_slot
def test_the_median_of_successes_flatters(slot: str) -> None:
    waits = solved("ttfsic", graded(slot)[0])
    naive = waits.loc[waits["observed"], "duration_s"].median()
    assert not solved("km_median", waits["duration_s"], waits["observed"]) < 1.3 * naive


@each_slot
def test_the_log_is_as_untidy_as_the_lesson_says(slot: str) -> None:
    sessions, _ = graded(slot)
    queries = sessions[sessions["event"] == "query"]
    assert queries["query_text"].isna().any()
    assert queries["n_results"].isna().any()
    searched = sessions["event"].eq("query").groupby(sessions["session_id"]).any()
    assert not searched.all()
    assert not snapshot_log(slot)["ts"].is_monotonic_increasing


def snapshot_log(slot: str) -> pd.DataFrame:
    """A graded log as it comes."""
    snapshot = snapshot_of(hubs.hub(slot))
    assert snapshot is not None
    return snapshot.log("search_events")


@pytest.mark.parametrize("exercise", OWN, ids=lambda one: one.name)
def test_wrong_answers_differ_on_every_graded_log(exercise: Exercise) -> None:
    for case in exercise._cases():
        if "unseen" in case.about:
            right = observe(exercise.reference, case.args)
            met = [observe(wrong.function, case.args) for wrong in exercise.wrongs]
            assert sum(not exercise._alike(one, right, case) for one in met) >= 3, case.about
