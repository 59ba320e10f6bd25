"""What is each model's root, and how many steps away is it?"""

from collections import Counter
from collections.abc import Callable, Iterator

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from exercises.families import lineage

exercise = Exercise(
    "02-families",
    "family_roots",
    looks_at="several parents, merges, parents that are not in the list, circles with and without a way in, "
    "a chain of 5,000 models, no edges at all, and three Hubs you have not seen",
    ordered=True,
)

COLUMNS = ["id", "root", "depth"]
LONG = 5_000
Walk = Callable[[dict[str, str], str], tuple[str, int]]


def _edges(*rows: str) -> pd.DataFrame:
    """Edges written as "child parent relation"; the relation is finetune where none is written."""
    parts = [[*row.split(), "finetune"][:3] for row in rows]
    return pd.DataFrame(parts, columns=["child", "parent", "relation"]).assign(resolved=True)


CHAIN = _edges(*(f"m/{n + 1:04d} m/{n:04d}" for n in range(LONG)))


@exercise.cases
def cases() -> Iterator[Case]:
    """One kind of walk at a time, then the graded Hubs."""
    yield case("a chain of three", _edges("b/2 a/1", "c/3 b/2 quantized"), ["c/3", "a/1", "b/2"])
    yield case("a model without an edge", _edges("b/2 a/1"), ["z/9", "b/2"])
    yield case("a merge", _edges("b/2 a/1", "m/5 b/2 merge", "m/5 a/1 merge"), ["m/5", "b/2", "a/1"])
    yield case("a model derived from a merge", _edges("m/5 a/1 merge", "m/5 b/2 merge", "n/6 m/5"), ["n/6"])
    yield case("a parent outside the list", _edges("b/2 ext/1", "c/3 b/2 adapter"), ["b/2", "c/3"])
    yield case("two parents that are not merged", _edges("c/3 b/2 adapter", "c/3 a/1 adapter"), ["a/1", "b/2", "c/3"])
    yield case("a merge edge beside another", _edges("c/3 a/1 merge", "c/3 b/2"), ["c/3"])
    yield case("two models that name each other", _edges("y/2 x/1", "x/1 y/2"), ["y/2", "x/1"])
    ring = _edges("r/3 r/2", "r/2 r/1", "r/1 r/3", "b/4 r/3", "a/5 b/4 quantized")
    yield case("a circle of three and two models that lead into it", ring, ["a/5", "b/4", "r/3", "r/2", "r/1"])
    yield case(f"a chain of {LONG:,} models", CHAIN, [f"m/{LONG:04d}", "m/0007", "m/0000"])
    yield case("no edges", _edges(), ["b/2", "a/1"])
    yield case("no models", _edges("b/2 a/1"), [])
    for found in lineage.families():
        yield case("an unseen Hub", found.edges, found.ids)


def _parents(edges: pd.DataFrame, merges: bool = False) -> dict[str, str]:
    rows = edges if merges else edges[edges["relation"] != "merge"]
    return dict(rows.groupby("child")["parent"].min())


def _walk(parent: dict[str, str], model: str) -> tuple[str, int]:
    """The root of `model` and the steps to it, or to the circle it leads into."""
    steps: dict[str, int] = {}
    while model in parent and model not in steps:
        steps[model] = len(steps)
        model = parent[model]
    if model not in steps:
        return model, len(steps)
    circle = [one for one, step in steps.items() if step >= steps[model]]
    return min(circle), steps[model]


def _table(parent: dict[str, str], ids: list[str], walk: Walk = _walk) -> pd.DataFrame:
    return pd.DataFrame([(one, *walk(parent, one)) for one in ids], columns=COLUMNS)


@exercise.wrong("This chain is 5,000 deep; recursion stops at Python's limit.")
def recursion(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    parent = _parents(edges)

    def climb(one: str, left: int = 3_000) -> tuple[str, int]:
        if not left:
            raise RecursionError("maximum recursion depth exceeded")
        if one not in parent:
            return one, 0
        root, depth = climb(parent[one], left - 1)
        return root, depth + 1

    return pd.DataFrame([(one, *climb(one)) for one in ids], columns=COLUMNS)


@exercise.wrong("A merge has two ancestors; picking one invents a lineage.")
def merges_followed(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    return _table(_parents(edges, merges=True), ids)


@exercise.wrong("The root may live outside this snapshot: keep its id.")
def outside_roots_replaced(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    known = {child: parent for child, parent in _parents(edges).items() if parent in ids}
    return _table(known, ids)


@exercise.wrong("x and y name each other as base; your walk never ended.")
def endless(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    def walk(parent: dict[str, str], one: str) -> tuple[str, int]:
        depth = 0
        while one in parent:
            one, depth = parent[one], depth + 1
            if depth > 2 * LONG:  # stands for the deadline that stops a walk without end
                raise TimeoutError("ran too long")
        return one, depth

    return _table(_parents(edges), ids, walk)


@exercise.wrong("The root of a circle is its smallest id, wherever you entered it.")
def circle_named_by_its_entry(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    def walk(parent: dict[str, str], one: str) -> tuple[str, int]:
        start, seen = one, set()
        while one in parent and one not in seen:
            seen.add(one)
            one = parent[one]
        return one, _walk(parent, start)[1]

    return _table(_parents(edges), ids, walk)


@exercise.wrong("Depth counts the steps before the circle: a model inside it has depth 0.")
def steps_in_the_circle_counted(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    def walk(parent: dict[str, str], one: str) -> tuple[str, int]:
        root, seen = _walk(parent, one)[0], set()
        while one in parent and one not in seen:
            seen.add(one)
            one = parent[one]
        return root, len(seen)

    return _table(_parents(edges), ids, walk)


@exercise.wrong("Only ids inside the circle compete for its root; the models that lead into it do not.")
def smallest_id_on_the_way(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    def walk(parent: dict[str, str], one: str) -> tuple[str, int]:
        root, depth = _walk(parent, one)
        return (min(one, root) if root in parent else root), depth

    return _table(_parents(edges), ids, walk)


@exercise.wrong("Every edge but a merge is followed, whatever its relation.")
def finetunes_alone(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    return _table(_parents(edges[edges["relation"] == "finetune"]), ids)


@exercise.wrong("One row for each of `ids`, also for a model that names no parent.")
def children_alone(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    return _table(_parents(edges), [one for one in ids if one in set(edges["child"])])


@exercise.wrong("One step is not the whole way: the parent may have a parent.")
def parent_for_root(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    parent = _parents(edges)
    return pd.DataFrame([(one, parent.get(one, one), int(one in parent)) for one in ids], columns=COLUMNS)


@exercise.wrong("With several parents, take the first in string order, not the first or last row.")
def last_row_wins(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    rows = edges[edges["relation"] != "merge"].sort_values("parent")
    return _table(dict(zip(rows["child"], rows["parent"], strict=True)), ids)


@exercise.right
def along_a_trail(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    parent, rows = _parents(edges), []
    for model in ids:
        trail = [model]
        on_trail = {model}
        while (following := parent.get(trail[-1])) is not None and following not in on_trail:
            trail.append(following)
            on_trail.add(following)
        entry = trail.index(following) if following is not None else len(trail) - 1
        rows.append({"id": model, "root": min(trail[entry:]), "depth": entry})
    return pd.DataFrame(rows, columns=COLUMNS)


@exercise.right
def by_what_repeats(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    kept = edges.query("relation != 'merge'").sort_values(["child", "parent"]).drop_duplicates("child")
    step, table = kept.set_index("child")["parent"].to_dict(), []
    for model in ids:
        trail = [model]
        while trail[-1] in step and len(trail) <= 2 * len(step):
            trail.append(step[trail[-1]])
        circle = {one for one, times in Counter(trail).items() if times > 1}
        depth = next((place for place, one in enumerate(trail) if one in circle), len(trail) - 1)
        table.append((model, min(circle, default=trail[-1]), depth))
    return pd.DataFrame(table, columns=COLUMNS)
