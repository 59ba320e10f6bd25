"""Spaces."""

from collections import Counter

import pytest

from course.simulate.hub import Hub
from course.simulate.spaces import Spaces


@pytest.fixture(scope="module")
def spaces(practice: Hub) -> Spaces:
    return practice.spaces


def test_there_are_1400_beside_4200_models(spaces: Spaces) -> None:
    assert spaces.n == len(set(spaces.ids)) == 1400


def test_every_model_with_a_demo_has_one_that_works_unless_it_is_broken(practice: Hub, spaces: Spaces) -> None:
    working: dict[str, bool] = {}
    for info, _ in spaces:
        runs = info.get("runtime", {}).get("stage") in ("RUNNING", "SLEEPING", "PAUSED", "STOPPED")
        for model in info.get("models", ()):
            working[model] = working.get(model, False) or runs
    for i in range(practice.models):
        if practice.adoption.demo[i] and not practice.world.private[i]:
            assert working[practice.ids[i]] != bool(practice.adoption.demo_broken[i])


def test_no_streamlit_after_its_end(spaces: Spaces) -> None:
    late = [info.get("sdk") for info, _ in spaces if info["createdAt"] > "2025-05-01"]
    assert "streamlit" not in late
    assert "gradio" in late


def test_some_runtimes_are_absent_or_unknown(spaces: Spaces) -> None:
    stages = Counter(info.get("runtime", {}).get("stage") for info, _ in spaces)
    assert stages[None] > 0
    assert stages["HIBERNATING"] > 0
    assert stages["SLEEPING"] / spaces.n == pytest.approx(0.31, abs=0.05)


def test_spaces_are_younger_than_the_models_they_show(practice: Hub, spaces: Spaces) -> None:
    assert all(spaces.created[i] >= practice.world.created[row] for i, row in enumerate(spaces.linked))
