"""What is each model's root, and how many steps away is it?"""

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, repeated_index, reversed_rows, shuffled
from exercises.families import lineage

exercise = Exercise(
    "02-families",
    "family_roots",
    looks_at="several parents in any order, merges, parents that are not in the list, circles with and without a way "
    "in, a chain of 5,000 models, no edges at all, and three Hubs you have not seen",
    ordered=True,
)

COLUMNS = ["id", "root", "depth"]
LONG = 5_000


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
    several = case(
        "two parents that are not merged", _edges("c/3 b/2 adapter", "c/3 a/1 adapter"), ["a/1", "b/2", "c/3"]
    )
    yield from also(several, reversed_rows)
    three = case("three parents", _edges("d/4 b/2", "d/4 a/1", "d/4 c/3", "a/1 e/5", "b/2 f/6"), ["d/4"])
    yield from also(three, reversed_rows, shuffled)
    yield case("a merge edge beside another", _edges("c/3 a/1 merge", "c/3 b/2"), ["c/3"])
    yield case("a parent of a merge in a chain", _edges("c/3 a/1 merge", "c/3 b/2", "d/4 c/3"), ["d/4"])
    yield case("a relation that nobody listed", _edges("b/2 a/1 distilled", "c/3 b/2 unknown"), ["c/3"])
    yield case("two models that name each other", _edges("y/2 x/1", "x/1 y/2"), ["y/2", "x/1"])
    ring = _edges("r/3 r/2", "r/2 r/1", "r/1 r/3", "b/4 r/3", "a/5 b/4 quantized")
    into = case("a circle of three and two models that lead into it", ring, ["a/5", "b/4", "r/3", "r/2", "r/1"])
    yield from also(into, reversed_rows, gapped_index, repeated_index)
    yield case("a circle whose models are not asked for", ring, ["a/5"])
    turned = _edges("r/1 r/2", "r/2 r/3", "r/3 r/1", "s/4 r/2")
    yield case("a circle walked the other way", turned, ["s/4", "r/1", "r/2", "r/3"])
    yield case(f"a chain of {LONG:,} models", CHAIN, [f"m/{LONG:04d}", "m/0007", "m/0000"])
    yield case("no edges", _edges("b/2 a/1").iloc[:0], ["b/2", "a/1"])
    yield case("no models", _edges("b/2 a/1"), [])
    for found in lineage.families():
        yield case("an unseen Hub", found.edges, found.ids)


def _parents(edges: pd.DataFrame) -> dict[str, str]:
    return dict(edges[edges["relation"] != "merge"].groupby("child")["parent"].min())


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


@exercise.wrong("x and y name each other as base; your walk never ended.")
def endless(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    parent, rows = _parents(edges), []
    for start in ids:
        one, depth = start, 0
        while one in parent:
            one, depth = parent[one], depth + 1
            if depth > 2 * LONG:  # stands for the deadline that stops a walk without end
                raise TimeoutError("ran too long")
        rows.append((start, one, depth))
    return pd.DataFrame(rows, columns=COLUMNS)


exercise.slip(
    "merges_followed",
    "A merge has two ancestors; picking one invents a lineage.",
    'edges[edges["relation"] != "merge"]',
    "edges",
)
exercise.slip(
    "outside_roots_replaced",
    "The root may live outside this snapshot: keep its id.",
    '["parent"].min()',
    '["parent"].min().loc[lambda parents: parents.isin(ids)]',
)
exercise.slip(
    "circle_named_by_its_entry",
    "The root of a circle is its smallest id, wherever you entered it.",
    "min(circle, default=model)",
    "model",
)
exercise.slip(
    "circle_named_by_its_largest",
    "The root of a circle is its smallest id, not its largest.",
    "min(circle, default=model)",
    "max(circle, default=model)",
)
exercise.slip(
    "steps_in_the_circle_counted",
    "Depth counts the steps before the circle: a model inside it has depth 0.",
    "default=model), depth]",
    "default=model), len(met)]",
)
exercise.slip(
    "smallest_id_on_the_way",
    "Only ids inside the circle compete for its root; the models that lead into it do not.",
    "[each for each in met if met[each] >= depth]",
    "list(met) if model in met else []",
)
exercise.slip(
    "finetunes_alone",
    "Every edge but a merge is followed, whatever its relation.",
    '!= "merge"',
    '== "finetune"',
)
exercise.slip(
    "children_alone",
    "One row for each of `ids`, also for a model that names no parent.",
    "for start in ids:",
    'for start in [each for each in ids if each in set(edges["child"])]:',
)
exercise.slip(
    "parent_for_root",
    "One step is not the whole way: the parent may have a parent.",
    "while model in parent_of and model not in met:",
    "if model in parent_of:",
)
exercise.slip(
    "models_counted",
    "Depth counts steps, not models: a root has depth 0.",
    "default=model), depth]",
    "default=model), depth + 1]",
)
SEVERAL = "With several parents, take the first in string order, not the first or last row."
exercise.slip("last_row_wins", SEVERAL, '["parent"].min()', '["parent"].last()')
exercise.slip("first_row_wins", SEVERAL, '["parent"].min()', '["parent"].first()')
exercise.slip("largest_parent_wins", SEVERAL, '["parent"].min()', '["parent"].max()')
exercise.slip(
    "sorted_by_id",
    "The rows stand in the order of `ids`.",
    "for start in ids:",
    "for start in sorted(ids):",
)


@exercise.right
def along_a_trail(edges: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    parent: dict[str, str] = {}
    rows = []
    for child, other, relation in zip(edges["child"], edges["parent"], edges["relation"], strict=True):
        if relation != "merge":
            parent[child] = min(other, parent.get(child, other))
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
