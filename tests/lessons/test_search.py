"""Lesson 3's solved functions find in the graded Hubs what was planted there."""

from functools import cache
from typing import Any

import pandas as pd
import pytest

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Exercise
from course.hub.connect import snapshot_of
from course.hub.snapshot import Snapshot
from course.lesson.reference import solution
from course.simulate.plan import PLANS
from exercises.search.runs import Unseen, unseen
from tests.lessons.material import exercises

OWN = [one for one in exercises() if one.lesson == "03-search" and one.name != "rank_models"]
each_slot = pytest.mark.parametrize("slot", hubs.SLOTS)


def solved(name: str, *args: object) -> Any:
    """What the solved notebook's function `name` returns."""
    return solution("03-search", name)(*args)


def snapshot(slot: str) -> Snapshot:
    """The graded Hub in `slot`."""
    found = snapshot_of(hubs.hub(slot))
    assert found is not None
    return found


@cache
def both_halves(slot: str) -> Unseen:
    """All queries of a graded Hub with all judgements, the hidden ones too."""
    held = snapshot(slot)
    queries = held.log("queries")
    run = solved("baseline_run", hubs.hub(slot), queries)
    judged = pd.concat([held.log("qrels"), hubs.kept_back(slot, "qrels")], ignore_index=True)
    return Unseen(queries, judged, run)


@each_slot
def test_researchers_lead_developers_by_the_planted_gap(slot: str) -> None:
    found = both_halves(slot)
    scores = solved("ndcg_at_k", found.run, found.qrels, found.queries)
    means = solved("segment_gap", scores, found.queries, 50).set_index("segment")["mean"]
    assert means["researcher"] - means["developer"] == pytest.approx(PLANS[slot].segment_gap, abs=0.03)


@each_slot
def test_some_queries_find_nothing_and_some_too_little(slot: str) -> None:
    found = unseen(slot)
    lengths = found.run.groupby("query_id").size().reindex(found.queries["query_id"], fill_value=0)
    assert (lengths == 0).sum() >= 3
    assert lengths.between(1, 9).sum() >= 5


@each_slot
def test_new_models_get_less_than_their_share(slot: str) -> None:
    models, as_of = hubs.models(slot), frames.as_of(hubs.hub(slot))
    bias = solved("popularity_bias", unseen(slot).run, models, as_of)
    assert bias["new_exposure_share"] < 0.8 * models["created_at"].ge(as_of - pd.Timedelta(days=30)).mean()


@each_slot
def test_three_users_in_four_have_one_item(slot: str) -> None:
    history = solved("history_sparsity", snapshot(slot).log("downloads"))
    assert history["share_single_item"] == pytest.approx(0.74, abs=0.02)
    assert history["median_items"] == 1


@pytest.mark.parametrize("exercise", OWN, ids=lambda one: one.name)
def test_wrong_answers_differ_on_every_graded_hub(exercise: Exercise) -> None:
    cases = [(number, case) for number, case in enumerate(exercise.made()) if "unseen Hub" in case.about]
    assert len(cases) >= len(hubs.SLOTS)
    for number, case in cases:
        right = exercise.foreseen(exercise.reference, number, case)
        met = [exercise.foreseen(wrong.function, number, case) for wrong in exercise.wrongs]
        assert sum(not exercise.alike(one, right, case) for one in met) >= 3, case.about
