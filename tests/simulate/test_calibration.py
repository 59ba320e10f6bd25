"""At thirty thousand models the published marginals hold closely, on more than one seed."""

from statistics import NormalDist

import numpy as np
import pytest

from course.simulate import acceptance, mixes
from course.simulate.cards import licence_mix
from course.simulate.draw import shift_to
from course.simulate.hub import Hub

SIZE, SEEDS = 30_000, (1, 7, 8)


@pytest.fixture(scope="module", params=SEEDS)
def large(request: pytest.FixtureRequest) -> Hub:
    """A Hub of the size that the tolerances are meant for."""
    return Hub(request.param, SIZE)


@pytest.mark.parametrize("group", [acceptance.downloads, acceptance.cards, acceptance.lineage])
def test_marginals_are_within_their_tolerance(large: Hub, group: object) -> None:
    assert callable(group)
    assert [str(check) for check in group(large, {}) if not check.passed] == []


def test_downloads_have_a_heavy_tail(large: Hub) -> None:
    """The tail index after Hill (1975), from the hundredth part of the models with the most downloads."""
    counts = np.sort(large.adoption.downloads)[::-1].astype(float)
    k = SIZE // 100
    assert 0.35 < 1 / np.log(counts[:k] / counts[k]).mean() < 0.80


def test_the_largest_root_has_one_edge_in_twenty(large: Hub) -> None:
    declared = large.cards.declared
    assert 0.04 < np.bincount(large.world.lineage.parent[declared]).max() / declared.sum() < 0.08


def chi_square_bound(freedom: int, p: float) -> float:
    """What a chi-square statistic exceeds with probability `p` (Wilson and Hilferty 1931)."""
    part = 2 / (9 * freedom)
    return float(freedom * (1 - part + NormalDist().inv_cdf(1 - p) * np.sqrt(part)) ** 3)


def test_licences_follow_the_published_mix(large: Hub) -> None:
    stated = large.cards.licence[large.cards.licensed | large.cards.tag_only]
    wanted = np.array(list(licence_mix().values())) * len(stated)
    found = np.bincount(stated, minlength=len(wanted))
    assert ((found - wanted) ** 2 / wanted).sum() < chi_square_bound(len(wanted) - 1, 0.01)


def test_licences_are_missing_by_library_as_published(large: Hub) -> None:
    cards, library = large.cards, large.world.library
    counts = np.bincount(library[cards.readable], minlength=len(mixes.LIBRARIES)).astype(float)
    missing = 1 - np.bincount(library[cards.readable & cards.licensed], minlength=len(counts)) / np.maximum(counts, 1)
    fresh = np.array([mixes.LICENCE_MISSING_FRESH.get(name, 0.26) for name in mixes.LIBRARIES])
    overall = float((missing * counts).sum() / counts.sum())
    assert missing[counts >= 100] == pytest.approx(shift_to(fresh, counts, overall)[counts >= 100], abs=0.01)
