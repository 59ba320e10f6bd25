"""The interval of a share agrees with its published examples and with the equation it solves."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.stats import Z, wilson


@pytest.mark.parametrize(
    ("k", "n", "wanted"), [(68, 100, (0.5834, 0.7633)), (0, 10, (0, 0.2775)), (10, 10, (0.7225, 1))]
)
def test_known_intervals(k: int, n: int, wanted: tuple[float, float]) -> None:
    assert wilson(k, n) == pytest.approx(wanted, abs=5e-5)


def test_nothing_has_no_interval() -> None:
    assert all(math.isnan(limit) for limit in wilson(0, 0))


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_limits_are_the_shares_that_k_of_n_just_contradicts(pair: tuple[int, int]) -> None:
    k, n = pair
    for limit in wilson(k, n):
        assert abs(k / n - limit) == pytest.approx(Z * math.sqrt(limit * (1 - limit) / n), abs=1e-7)
