"""Families."""

import numpy as np

from course.simulate import mixes
from course.simulate.hub import Hub
from course.simulate.lineage import ancestors, mistagged, older
from course.simulate.seeds import Streams


def test_parents_are_older_than_their_children(hub: Hub) -> None:
    parent = hub.world.lineage.parent
    rows = np.flatnonzero(parent >= 0)
    assert (parent[rows] < rows).all()


def test_originals_have_no_parent_and_all_others_do(hub: Hub) -> None:
    lineage = hub.world.lineage
    assert ((lineage.relation == mixes.ORIGINAL) == (lineage.parent < 0)).all()


def test_merges_alone_have_a_second_parent(hub: Hub) -> None:
    lineage = hub.world.lineage
    second = lineage.parent2 >= 0
    assert (lineage.relation[second] == mixes.MERGE).all()
    assert (lineage.parent2[second] != lineage.parent[second]).all()


def test_ancestors_of_a_chain_and_a_lone_model() -> None:
    root, depth = ancestors(np.array([-1, 0, 1, -1], np.int32))
    assert root.tolist() == [0, 0, 0, 3]
    assert depth.tolist() == [0, 1, 2, 0]


def test_nobody_older_means_no_parent() -> None:
    found = older(np.random.default_rng(0), np.array([5], np.int32), np.array([3, 9], np.int32))
    assert found.tolist() == [-1, 5]


def test_one_quantised_model_in_ten_says_fine_tune() -> None:
    relation = np.full(100, mixes.QUANTIZED, np.int8)
    assert (mistagged(Streams(1), relation) == mixes.FINETUNE).sum() == 10
