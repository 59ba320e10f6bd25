"""Counting children by parent and relation."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from course.simulate.children import Children
from course.simulate.mixes import ADAPTER, FINETUNE, RELATIONS

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(1, len(RELATIONS) - 1)))


def counted(pairs: list[tuple[int, int]]) -> Children:
    """The children given as pairs of parent and relation."""
    parents, relations = np.array(pairs, int).reshape(-1, 2).T
    return Children(parents.astype(np.int32), relations.astype(np.int8))


@given(PAIRS)
def test_counts_are_those_of_a_walk_over_the_children(pairs: list[tuple[int, int]]) -> None:
    made = counted(pairs)
    for parent in range(8):
        walked: dict[str, int] = {}
        for relation in (RELATIONS[relation] for one, relation in pairs if one == parent):
            walked[relation] = walked.get(relation, 0) + 1
        assert list(made.of(parent).items()) == list(walked.items())


def test_the_relation_that_came_first_stands_first() -> None:
    assert list(counted([(3, FINETUNE), (3, ADAPTER), (3, FINETUNE)]).of(3)) == ["finetune", "adapter"]
    assert list(counted([(3, ADAPTER), (3, FINETUNE)]).of(3)) == ["adapter", "finetune"]
