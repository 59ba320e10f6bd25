"""Who derives from whom: relations, parents, roots and generations, before anyone declares anything."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from course.simulate.accounts import LAB
from course.simulate.draw import labels
from course.simulate.mixes import FINETUNE, MERGE, ORIGINAL, QUANTIZED
from course.simulate.seeds import Streams

Ints = npt.NDArray[np.int32]
DECLARED = 0.31  # of models name a parent
HIDDEN = 0.15  # of derived models do not
GIVEN_PARENT = (
    0.31,
    0.421,
    0.071,
    0.198,
)  # fine-tune, adapter, merge, quantised: before one quantised in ten is mis-tagged
OF_LABS = (0.80, 0.15, 0.0, 0.0, 0.05)
ROOTS, FROM_ROOT, FROM_CHILD = 60, 0.62, 0.07
BLOCKS = 60


@dataclass
class Lineage:
    """One row a model, older ones first: relation, parents (-1: none), first ancestor, steps to it."""

    relation: npt.NDArray[np.int8]
    parent: Ints
    parent2: Ints
    root: Ints
    depth: npt.NDArray[np.int8]
    mega: Ints  # the roots of the large families, largest first


def relations(streams: Streams, kind: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """How each model was made, by quota; the oldest twentieth of the catalogue is original."""
    rng, n = streams("lineage.relation"), len(kind)
    relation = np.zeros(n, np.int8)
    old = n // 20
    labs = np.flatnonzero(kind[old:] == LAB) + old
    others = np.flatnonzero(kind[old:] != LAB) + old
    relation[labs] = labels(rng, OF_LABS, len(labs))
    wanted = np.array(GIVEN_PARENT) * DECLARED / (1 - HIDDEN) * n
    wanted -= np.bincount(relation[labs], minlength=5)[1:]
    relation[others] = labels(rng, [len(others) - wanted.sum(), *wanted], len(others))
    return relation


def mega_roots(streams: Streams, kind: npt.NDArray[np.int8], relation: npt.NDArray[np.int8]) -> Ints:
    """Sixty originals of labs, the most prolific family first; older ones tend to lead."""
    found = np.flatnonzero((kind == LAB) & (relation == ORIGINAL))
    score = found / len(kind) + streams("lineage.roots").normal(0, 0.25, len(found))
    return found[np.argsort(score, kind="stable")][:ROOTS].astype(np.int32)


def choose_roots(rng: np.random.Generator, mega: Ints, rows: Ints, n: int) -> Ints:
    """For each row a large family's root that is older than it, weighted by Zipf's law; -1 if there is none yet."""
    weight = np.arange(1, len(mega) + 1, dtype=float) ** -(0.6 if len(mega) >= 40 else 0.35)
    out = np.full(len(rows), -1, np.int32)
    for block in np.array_split(np.arange(len(rows)), BLOCKS):
        older = np.where(mega < rows[block[0]], weight, 0.0) if len(block) else weight
        if len(block) and older.sum() > 0:
            out[block] = rng.choice(mega, len(block), p=older / older.sum())
    return out


def older(rng: np.random.Generator, pool: Ints, rows: Ints) -> Ints:
    """For each row a random member of `pool` that is older than it; -1 if there is none."""
    if not len(pool):
        return np.full(len(rows), -1, np.int32)
    upto = np.searchsorted(pool, rows)
    chosen = (rng.random(len(rows)) * upto).astype(np.int64)
    return np.where(upto > 0, pool[np.minimum(chosen, len(pool) - 1)], -1).astype(np.int32)


def choose_parents(
    rng: np.random.Generator, relation: npt.NDArray[np.int8], mega: Ints, rows: Ints, image: npt.NDArray[np.bool_]
) -> Ints:
    """A parent for each row: a large family's root, another original, or now and then a fine-tune."""
    how = rng.random(len(rows))
    same = [np.flatnonzero(image == domain).astype(np.int32) for domain in (False, True)]
    out = np.full(len(rows), -1, np.int32)
    for domain in (0, 1):
        mine = np.flatnonzero(image[rows] == domain)
        pool = same[domain]
        originals, tuned = (pool[relation[pool] == made] for made in (ORIGINAL, FINETUNE))
        roots = choose_roots(rng, mega[image[mega] == domain], rows[mine], len(relation))
        other = older(rng, originals, rows[mine])
        child = older(rng, tuned, rows[mine])
        out[mine] = np.where(how[mine] < FROM_ROOT, roots, np.where(how[mine] < 1 - FROM_CHILD, other, child))
        out[mine] = np.where(out[mine] < 0, other, out[mine])
    return out


def make_lineage(streams: Streams, relation: npt.NDArray[np.int8], mega: Ints, image: npt.NDArray[np.bool_]) -> Lineage:
    """Parents for every derived model; one without any possible parent becomes an original."""
    rng, n = streams("lineage.parents"), len(relation)
    rows = np.flatnonzero(relation != ORIGINAL).astype(np.int32)
    parent, parent2 = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    parent[rows] = choose_parents(rng, relation, mega, rows, image)
    merged = np.flatnonzero((relation == MERGE) & (parent >= 0)).astype(np.int32)
    parent2[merged] = choose_parents(rng, relation, mega, merged, image)
    parent2[parent2 == parent] = -1
    relation = np.where(parent < 0, ORIGINAL, relation).astype(np.int8)
    root, depth = ancestors(parent)
    return Lineage(relation, parent, parent2, root, depth, mega)


def ancestors(parent: Ints) -> tuple[Ints, npt.NDArray[np.int8]]:
    """The first ancestor of each row through `parent`, and the number of steps to it."""
    root = np.arange(len(parent), dtype=np.int32)
    depth = np.zeros(len(parent), np.int8)
    while (has := parent[root] >= 0).any():
        root[has] = parent[root[has]]
        depth[has] += 1
    return root, depth


def mistagged(streams: Streams, relation: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """The relation as tagged: one quantised model in ten says fine-tune."""
    rows = np.flatnonzero(relation == QUANTIZED)
    said = relation.copy()
    said[streams("lineage.mistagged").permutation(rows)[: round(0.1 * len(rows))]] = FINETUNE
    return said
