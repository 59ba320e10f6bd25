"""The largest supplier."""

import numpy as np
import pytest

from course.simulate.hub import Hub
from course.simulate.supply import counted, shares, stated_roots


def test_the_largest_supplier_has_its_planted_share(hub: Hub) -> None:
    found = shares(hub.cards, hub.adoption.downloads)
    assert found.max() == pytest.approx(hub.world.plan.top_supplier, abs=0.005)
    assert found.sum() == pytest.approx(1)


def test_private_models_and_gaps_do_not_count(hub: Hub) -> None:
    seen = counted(hub.cards, hub.adoption.downloads)
    assert seen[hub.world.private | hub.adoption.unreturned].sum() == 0


def test_undeclared_parents_end_the_walk(hub: Hub) -> None:
    roots, declared = stated_roots(hub.cards), hub.cards.declared
    assert (roots[~declared] == np.flatnonzero(~declared)).all()
    assert (roots[declared] != np.flatnonzero(declared)).mean() > 0.8
