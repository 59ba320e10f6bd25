"""Who has children: for each declared parent, how many of each relation."""

from array import array
from bisect import bisect_left, bisect_right

import numpy as np
import numpy.typing as npt

from course.simulate.mixes import RELATIONS

KINDS = len(RELATIONS)


class Children:
    """Counts by parent and relation, from one row a child in order of creation."""

    def __init__(self, parent: npt.NDArray[np.int32], relation: npt.NDArray[np.int8]) -> None:
        pairs = parent.astype(np.int64) * KINDS + relation
        pair, first, count = np.unique(pairs, return_index=True, return_counts=True)
        order = np.lexsort((first, pair // KINDS))
        self.parent, self.relation = array("q", (pair[order] // KINDS).tobytes()), (pair[order] % KINDS).astype(np.int8)
        self.count = count[order].astype(np.int32)

    def of(self, i: int) -> dict[str, int]:
        """The number of children of model `i` by relation, the relation that came first at the head."""
        start = bisect_left(self.parent, i)
        end = bisect_right(self.parent, i, start)
        if start == end:
            return {}
        kinds, counts = self.relation[start:end].tolist(), self.count[start:end].tolist()
        return {RELATIONS[kind]: count for kind, count in zip(kinds, counts, strict=True)}
