"""What rankers are measured on is what search finds and what the lesson's own measure says."""

import pandas as pd
import pytest

from course.exercise import hubs
from course.exercise.state import State
from course.lesson.reference import solution
from exercises.search.pools import FOUND, GIB, Pool, pools
from exercises.search.rank_models import exercise
from exercises.search.runs import LESSON, qrels_of, queries_of, run_of

SLOT = hubs.SLOTS[0]


@pytest.fixture(scope="module")
def asked() -> tuple[Pool, ...]:
    return pools(SLOT)


def test_candidates_are_what_the_hub_finds(asked: tuple[Pool, ...]) -> None:
    for one in asked[::15]:
        listed = hubs.hub(SLOT).list_models(search=one.query["text"], sort="downloads", expand=["private"])
        assert one.candidates["id"].tolist() == [model.id for model in listed if not model.private][:FOUND]


def test_scores_are_the_lessons_own(asked: tuple[Pool, ...]) -> None:
    measure = solution(LESSON, "ndcg_at_k")
    for one in asked[::10]:
        ranked = one.candidates["id"].tolist()
        own = measure(run_of(q=ranked), qrels_of(q=one.grades), queries_of(any=["q"]))
        assert one.ndcg(ranked) == pytest.approx(own["q"])


def test_only_queries_that_can_tell_orders_apart_are_asked(asked: tuple[Pool, ...]) -> None:
    assert all(len(one.candidates) and one.best > 0 for one in asked)
    assert {one.query["segment"] for one in asked} == {"developer", "enterprise", "researcher"}


def test_the_reference_leads_on_every_hub_and_hurts_nobody() -> None:
    standards = exercise.standards()
    assert len(standards) == len(hubs.SLOTS)
    for _, low, high in standards:
        assert next(iter(low)) == "Developer nDCG"
        assert high["Developer nDCG"] - low["Developer nDCG"] >= 0.06
        assert all(high[name] > low[name] - 0.02 for name in low)


def fits_first(query: pd.Series, candidates: pd.DataFrame) -> list[str]:
    """Models that fit, then the others, both by downloads."""
    sizes = candidates["weight_bytes"].astype(float)
    fits = sizes <= 0.75 * query["gpu_gib"] * GIB if pd.notna(query["gpu_gib"]) else True
    keys = candidates.assign(fits=fits)
    return list(keys.sort_values(["fits", "downloads", "id"], ascending=[False, False, True])["id"])


def test_one_signal_alone_earns_part_of_the_points(capsys: pytest.CaptureFixture[str]) -> None:
    verdict = exercise.judge(fits_first)
    assert verdict.state is State.PARTLY
    assert verdict.sentence.startswith("developers' nDCG@10 on unseen Hubs: 0.")
    credit = exercise.grade(fits_first)
    assert credit is not None
    assert 0 < credit < 6
    assert "half credit begins at" in capsys.readouterr().out
