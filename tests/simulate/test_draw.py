"""Draws that hit a share exactly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.simulate import draw

RNG = np.random.default_rng


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=8), st.integers(0, 500))
def test_quotas_sum_to_the_whole_and_lie_within_one(shares: list[float], n: int) -> None:
    quota = draw.quota(shares, n)
    assert quota.sum() == n
    assert (np.abs(quota - np.array(shares) / sum(shares) * n) < 1 + 1e-9).all()


def test_labels_come_as_often_as_their_share_says() -> None:
    assert np.bincount(draw.labels(RNG(0), (0.5, 0.3, 0.2), 10)).tolist() == [5, 3, 2]


def test_groups_draw_from_their_own_mix() -> None:
    drawn = draw.by_group(RNG(0), np.array([0, 0, 1], np.int8), [{"a": 1.0}, {"b": 1.0}], ("a", "b"))
    assert drawn.tolist() == [0, 0, 1]


def test_the_highest_are_chosen_in_each_group() -> None:
    chosen = draw.highest_by(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, 0, 1, 1], np.int8), (0.5, 1.0))
    assert chosen.tolist() == [False, True, True, True]


def test_values_go_to_rows_in_the_order_of_their_scores() -> None:
    assert draw.ranked(np.array([0.3, 0.1, 0.2]), np.array([5, 7, 6])).tolist() == [7, 5, 6]


@given(st.floats(0.05, 0.95))
def test_odds_are_shifted_until_the_mean_fits(target: float) -> None:
    p, weights = np.array([0.2, 0.5, 0.7]), np.array([1.0, 3.0, 2.0])
    shifted = draw.shift_to(p, weights, target)
    assert (shifted * weights).sum() / weights.sum() == pytest.approx(target, abs=1e-6)
    assert (np.diff(shifted) > 0).all()


def test_spread_normal_values_hardly_vary_with_the_seed() -> None:
    for seed in range(5):
        values = draw.spread_normal(RNG(seed), 500)
        assert values.mean() == pytest.approx(0, abs=0.01)
        assert values.std() == pytest.approx(1, abs=0.03)
