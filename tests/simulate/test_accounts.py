"""Accounts and how much they publish."""

import numpy as np
import pytest

from course.simulate.accounts import LAB, ORG, PERSON, account_sizes, make_accounts, shared_out
from course.simulate.seeds import Streams


@pytest.mark.parametrize("n", [600, 1000, 4200, 50_000])
def test_every_model_has_one_account(n: int) -> None:
    sizes = account_sizes(Streams(3), n)
    assert sum(int(part.sum()) for part in sizes) == n
    assert all((part >= 1).all() for part in sizes)


def test_labs_and_organisations_publish_their_shares() -> None:
    accounts = make_accounts(Streams(1), 4200)
    by_kind = [accounts.sizes[accounts.kind == kind].sum() for kind in (LAB, ORG, PERSON)]
    assert by_kind == [168, 672, 3360]


def test_two_people_in_three_publish_one_model() -> None:
    accounts = make_accounts(Streams(1), 50_000)
    sizes = accounts.sizes[accounts.kind == PERSON]
    assert (sizes == 1).mean() == pytest.approx(0.645, abs=0.01)
    assert sizes.max() <= 2500


def test_labs_reach_furthest() -> None:
    accounts = make_accounts(Streams(1), 4200)
    means = [accounts.reach[accounts.kind == kind].mean() for kind in (LAB, ORG, PERSON)]
    assert means == sorted(means, reverse=True)


def test_names_are_unique_even_without_case() -> None:
    made = make_accounts(Streams(1), 20_000).names
    assert len({name.lower() for name in made}) == len(made)


def test_a_total_is_shared_out_in_proportion() -> None:
    assert shared_out(10, np.array([3.0, 1.0])).tolist() == [7, 3]
