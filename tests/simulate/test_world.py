"""The latent world."""

import numpy as np
import pytest

from course.simulate import mixes
from course.simulate.accounts import LAB
from course.simulate.hub import Hub
from course.simulate.world import ADAPTER, make_world


def test_quality_descends_in_part(hub: Hub) -> None:
    world = make_world(1, 30_000)
    rows = np.flatnonzero(world.lineage.parent >= 0)
    assert np.corrcoef(world.quality[rows], world.quality[world.lineage.parent[rows]])[0, 1] > 0.4


def test_library_and_task_mixes_are_the_published_ones() -> None:
    world = make_world(1, 30_000)
    library = np.bincount(world.library, minlength=len(mixes.LIBRARIES)) / world.n
    assert library[0] == pytest.approx(0.44, abs=0.03)
    assert library[1] / (1 - library[0]) == pytest.approx(0.632, abs=0.04)
    stated = np.bincount(world.task[world.said_task], minlength=len(mixes.TASKS)) / world.said_task.sum()
    assert 1 - world.said_task.mean() == pytest.approx(0.62, abs=0.03)
    assert stated[mixes.TASKS.index("text-generation")] == pytest.approx(0.411, abs=0.03)


def test_half_of_the_models_have_a_known_size() -> None:
    assert make_world(1, 30_000).safetensors.mean() == pytest.approx(0.5, abs=0.03)


def test_adapters_hold_adapter_weights_only(hub: Hub) -> None:
    world = hub.world
    assert ((world.weights == ADAPTER) == (world.lineage.relation == mixes.ADAPTER)).mean() > 0.99


def test_labs_own_the_large_families(hub: Hub) -> None:
    assert (hub.world.kind[hub.world.lineage.mega] == LAB).all()


def test_copies_are_younger_and_public_originals_are_not_copies_of_copies(hub: Hub) -> None:
    copies = np.flatnonzero(hub.world.copy_of >= 0)
    source = hub.world.copy_of[copies]
    assert (source < copies).all()
    assert (hub.world.copy_of[source] < 0).all()
    assert (hub.world.weights[source] == hub.world.weights[copies]).all()


def test_careful_authors_document_more(hub: Hub) -> None:
    world = hub.world
    assert world.documented[world.kind == LAB].mean() > 2 * world.documented[world.kind == 2].mean()
