"""Every value planted in the experiment is found again on each Hub that is shipped."""

import pandas as pd
import pytest

from course.simulate.hub import Hub
from course.simulate.logs import experiment
from course.simulate.measures import arm_effect, guardrail
from course.simulate.meta import PRACTICE_MODELS, PRACTICE_SEED

SHIPPED = [(PRACTICE_SEED, PRACTICE_MODELS), (101, 1000), (102, 1000), (103, 1000)]
SEGMENTS = ("developer", "researcher", "enterprise")  # in the order of the plan


@pytest.fixture(scope="module", params=SHIPPED, ids=["practice", "s1", "s2", "s3"])
def shipped(request: pytest.FixtureRequest) -> Hub:
    """One of the Hubs that learners work on or are graded on."""
    return Hub(*request.param)


@pytest.fixture(scope="module")
def seen(shipped: Hub) -> dict[str, pd.DataFrame]:
    """The tables of its experiment."""
    return experiment.tables(shipped)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_each_segment_gains_what_was_planted(shipped: Hub, seen: dict[str, pd.DataFrame], segment: str) -> None:
    planted = shipped.world.plan.panel_points[SEGMENTS.index(segment)] / 100
    effect, error = arm_effect(seen["ab_users"].query("segment == @segment"), seen["ab_sessions"])
    assert effect == pytest.approx(planted, abs=2.6 * error)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_each_segment_is_split_as_planted(shipped: Hub, seen: dict[str, pd.DataFrame], segment: str) -> None:
    planted = shipped.world.plan.enterprise_split if segment == "enterprise" else 0.5
    arms = seen["ab_users"].query("segment == @segment").drop_duplicates("user_id")["arm"]
    assert (arms == "treat").mean() == pytest.approx(planted, abs=0.002)


def test_uploaders_and_their_uploads_are_as_planted(shipped: Hub, seen: dict[str, pd.DataFrame]) -> None:
    plan, uploads = shipped.world.plan, seen["ab_uploads"]
    assert set(uploads["arm"].value_counts()) == {plan.uploaders_per_arm}
    assert guardrail(uploads)[1] == pytest.approx(plan.upload_ratio, abs=0.02)
