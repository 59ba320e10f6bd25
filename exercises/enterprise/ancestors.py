"""Which models does each model come from?"""

from collections.abc import Iterator

import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, repeated_index, reversed_rows
from exercises.enterprise.tables import edges, lineage

exercise = Exercise(
    "13-enterprise",
    "ancestors",
    looks_at="chains, merges, circles with and without a way in, rows in any order, no edges, and an unseen Hub",
)

CHAIN = edges(*(f"m/{n + 1:04d} m/{n:04d}" for n in range(150)))


@exercise.cases
def cases() -> Iterator[Case]:
    """One kind of line at a time, then an unseen Hub."""
    two = case("two steps up", edges("a/3 a/2", "a/2 a/1"))
    yield from also(two, emptied, reversed_rows, gapped_index, repeated_index)
    yield case("a line of four", edges("a/4 a/3", "a/2 a/1", "a/3 a/2"))
    yield case("a merge", edges("m/5 a/1 merge", "m/5 b/2 merge", "b/2 c/1", "n/6 m/5"))
    yield case("a merge of models that come from a merge", edges("m/5 a/1 merge", "m/5 b/2 merge", "a/1 b/2 merge"))
    yield case("two that name each other", edges("x/1 y/2", "y/2 x/1"))
    ring = case(
        "a circle of three with a way in and a way out", edges("r/1 r/2", "r/2 r/3", "r/3 r/1", "s/4 r/2", "r/3 t/0")
    )
    yield from also(ring, reversed_rows)
    yield case("an edge that stands twice", edges("b/2 a/1", "b/2 a/1", "c/3 b/2"))
    yield case("other relations", edges("b/2 a/1 quantized", "c/3 b/2 adapter", "d/4 c/3 unknown"))
    yield case("a diamond", edges("d/4 b/2", "d/4 c/3", "b/2 a/1", "c/3 a/1"))
    yield from also(case("a long line", CHAIN), reversed_rows)
    yield from also(case("a line of twelve", CHAIN.iloc[:12]), reversed_rows)
    yield case("an unseen Hub", lineage(hubs.SLOTS[0]))


slip = exercise.slip
UP = "Follow the edges to the end: ancestors of ancestors count too."
slip("parents_alone", UP, "            waiting.extend(new)\n", "")
slip(
    "two_steps_alone",
    UP,
    """        while waiting:
            new = parents.get(waiting.pop(), set()) - met
            met |= new
            waiting.extend(new)
""",
    """        met |= parents[model]
        for parent in parents[model]:
            met |= parents.get(parent, set())
""",
)
slip("its_own_ancestor", "In a circle a model meets itself; it is not its own ancestor.", "met - {model}", "met")
slip("itself_in_it", "A model is not its own ancestor: leave it out.", "met - {model}", "met | {model}")
slip(
    "merges_left_out",
    "All edges count here, those of merges too.",
    "    above = {}\n",
    """    for child in edges.loc[edges["relation"] == "merge", "child"]:
        parents.pop(child, None)

    above = {}
""",
)
slip(
    "last_parent_wins",
    "A model can have several parents: keep all of them.",
    "parents.setdefault(child, set()).add(parent)",
    "parents[child] = {parent}",
)
slip(
    "first_parent_wins",
    "A model can have several parents: keep all of them.",
    "parents.setdefault(child, set()).add(parent)",
    "parents.setdefault(child, {parent})",
)
slip(
    "downwards",
    "Walk from the child to its parents; yours walks from the parent to its children.",
    "parents.setdefault(child, set()).add(parent)",
    "parents.setdefault(parent, set()).add(child)",
)
slip(
    "keys_for_all",
    "Only children have a key: a model without parents has none.",
    "    for model in parents:\n",
    '    for model in sorted({*edges["child"], *edges["parent"]}):\n',
)
slip(
    "endless",
    "This lineage has a circle: do not walk twice from the same model.",
    "            met |= new\n",
    """            if met & new or new & {model}:
                raise TimeoutError("the walk does not end")
            met |= new
""",
    "parents.get(waiting.pop(), set()) - met\n",
    "parents.get(waiting.pop(), set())\n",
)


@exercise.wrong(UP)
def three_rounds(edges: pd.DataFrame) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for _ in range(3):
        for child, parent in zip(edges["child"], edges["parent"], strict=True):
            found.setdefault(child, set()).add(parent)
            found[child] |= found.get(parent, set())
    return {child: known - {child} for child, known in found.items()}


@exercise.right
def by_growing(edges: pd.DataFrame) -> dict[str, set[str]]:
    found = edges.groupby("child")["parent"].agg(set).to_dict()
    is_growing = True
    while is_growing:
        is_growing = False
        for child, known in found.items():
            more = known.union(*(found.get(one, set()) for one in known))
            is_growing = is_growing or len(more) > len(known)
            found[child] = more
    return {child: known - {child} for child, known in found.items()}  # type: ignore[misc]


@exercise.right
def with_joins(edges: pd.DataFrame) -> dict[str, frozenset[str]]:
    pairs = set(zip(edges["child"], edges["parent"], strict=True))
    up: dict[str, list[str]] = {}
    for child, parent in pairs:
        up.setdefault(child, []).append(parent)
    result = {}
    for start in up:
        level, all_met = set(up[start]), set(up[start])
        while level:
            level = {other for one in level for other in up.get(one, [])} - all_met
            all_met |= level
        result[start] = frozenset(all_met - {start})
    return result
