"""Evaluation results and leaderboards."""

import numpy as np
import pytest
from huggingface_hub import ModelCard

from course.simulate.evals import BOARDS, Evals
from course.simulate.hub import Hub


@pytest.fixture(scope="module")
def evals(practice: Hub) -> Evals:
    return practice.evals


def test_boards_have_their_sizes(evals: Evals) -> None:
    assert [len(board.rows) for board in evals.boards] == [size for *_, size in BOARDS]


def test_claims_without_a_source_are_bolder(evals: Evals) -> None:
    for board in evals.boards:
        gap = board.claimed - board.verified
        assert np.nanmean(gap[~board.sourced]) > np.nanmean(gap[board.sourced]) + 2


def test_verified_scores_lie_near_the_truth(evals: Evals) -> None:
    for board in evals.boards:
        assert np.nanmean(np.abs(board.verified - board.truth)) < 2.5


def test_every_verified_model_shows_a_token(practice: Hub, evals: Evals) -> None:
    for i in range(practice.models):
        if evals.verified(i) and not practice.world.private[i]:
            assert any("verifyToken" in entry for entry in evals.results(i))


def test_one_result_could_not_be_read(practice: Hub, evals: Evals) -> None:
    shown = [evals.shown(i).get("evalResults", []) for i in range(practice.models)]
    assert sum("error" in entry for entries in shown for entry in entries) == 1


def test_unreadable_indexes_fail_in_the_client_and_no_others_do(practice: Hub) -> None:
    for i in np.flatnonzero(practice.cards.indexed & practice.cards.readable).tolist():
        readme = practice.rows.readme(i, practice.rows.front.fields(i))[0].content or b""
        if practice.cards.unindexable[i]:
            with pytest.raises(ValueError, match="model_index"):
                ModelCard(readme.decode())
        else:
            assert "model-index" in str(ModelCard(readme.decode()))


def test_families_share_papers(practice: Hub, evals: Evals) -> None:
    numbers = [evals.paper(i) for i in range(practice.models) if evals.paper(i)]
    assert len(set(numbers)) < len(numbers)
