"""Which model derives from which, and how?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from huggingface_hub import ModelInfo

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from exercises.families import clean_parents, lineage, stated_parents
from exercises.families.written import HUB, both_named, info, named_by

exercise = Exercise(
    "02-families",
    "lineage_edges",
    looks_at="all three forms of base model, a model without a card, addresses, blanks, repeats, a model that names "
    "itself, another spelling, stated relations beside several parents, no models at all, and three Hubs you have "
    "not seen",
    ordered=True,
)

COLUMNS = ["child", "parent", "relation", "resolved"]


@exercise.cases
def cases() -> Iterator[Case]:
    """One form or one piece of mess at a time, then the graded Hubs."""
    yield case("a parent in the Hub's own form", named_by(None, hub=both_named("quantized", "c/d")))
    yield case("two parents in the Hub's own form", named_by(None, hub=both_named("merge", "e/f", "c/d")))
    yield case("a list of parents", named_by(None, "merge", ["e/f", "c/d"]))
    yield case("a card that names one parent", named_by("c/d"))
    yield case("a card with a relation", named_by(["c/d"], "adapter"))
    yield case("two parents and no relation", named_by(["e/f", "c/d"]))
    yield case("two parents and a stated relation", named_by(["e/f", "c/d"], "adapter"))
    yield case("three parents and no relation", [*named_by(["g/h", "e/f", "c/d"]), info("g/h")])
    yield case("a relation that only the card states", named_by(None, "adapter", both_named(None, "c/d")))
    yield case("a card that contradicts the Hub", named_by("e/f", "finetune", both_named("adapter", "c/d")))
    yield case("a model that names itself", named_by("a/b"))
    yield case("a model that names itself and another", named_by(["a/b", "c/d"]))
    yield case("a parent named twice", named_by(["c/d", "c/d"]))
    yield case("an address on the Hub", named_by(f"{HUB}c/d"))
    yield case("an address and the id behind it", named_by(["c/d", f"{HUB}c/d"]))
    yield case("an address elsewhere and blanks", named_by(["https://example.org/c/d", "", " ", "c/d"]))
    yield case("a parent written in another case", named_by("C/d"))
    yield case("two parents and the relation `unknown`", named_by(None, hub=both_named("unknown", "e/f", "c/d")))
    yield case("one parent and the relation `unknown`", named_by("c/d", "unknown"))
    yield case("a parent without a namespace", [info("oldnet"), *named_by(["oldnet", "c/d"], "merge")])
    yield case("models in no order", [info("z/z", {"base_model": "c/d"}), *named_by("e/f"), info("B/b", None, ["c/d"])])
    many = [info(f"{letter}/child", None, ["e/f", "c/d"]) for letter in "qwertyuiopasdfghjklzxcvbnm"]
    yield case("many models in no order", many)
    yield case("models without a card", [info("a/b"), info("a/c", {"license": "mit"})])
    yield case("no models", [])
    for slot in hubs.SLOTS:
        yield case("an unseen Hub", lineage.infos(slot))


# The old text of a mistake in cleaning counts the parents after it; so does the slip.
COUNTED_ONCE = ("if len(parents) > 1", "if len(set(parents)) > 1")

for name, *texts in (*stated_parents.SHARED, *clean_parents.SHARED):
    exercise.slip(name, *texts, *(COUNTED_ONCE if name == "repeats_kept" else ()))

exercise.slip(
    "case_ignored",
    "Repo ids are case-sensitive; this parent does not exist on the Hub.",
    "parent in listed]",
    "parent.lower() in {one.lower() for one in listed}]",
)
exercise.slip(
    "merges_unknown",
    "Two or more parents and no stated relation make a merge.",
    '"merge" if len(parents) > 1 else "unknown"',
    '"unknown"',
)
exercise.slip(
    "merges_counted_too_early",
    "Clean the list before you count: a repeat, a blank or the model itself is no second parent.",
    "if len(parents) > 1",
    "if len(stated) > 1",
)
exercise.slip(
    "always_a_merge",
    "A stated relation is kept, however many parents there are: only what is not stated becomes a merge.",
    'if relation in (None, "unknown"):',
    'if relation in (None, "unknown") or len(parents) > 1:',
)
exercise.slip(
    "stated_unknown_kept",
    "A relation stated as `unknown` says as little as none: with two parents it is a merge.",
    'if relation in (None, "unknown"):',
    "if relation is None:",
)
exercise.slip(
    "three_for_a_merge",
    "Two or more parents and no stated relation make a merge.",
    "if len(parents) > 1",
    "if len(parents) > 2",
)
exercise.slip(
    "relation_missing",
    "A relation that nobody stated is called `unknown`.",
    ' else "unknown"',
    " else None",
)
exercise.slip(
    "ends_swapped",
    "The model itself is the child; what it names as its base is the parent.",
    "[[info.id, parent,",
    "[[parent, info.id,",
)
exercise.slip(
    "all_resolved",
    "Resolved means that the parent is among the listed models: ask whether its id is.",
    "parent in listed]",
    "info.id in listed]",
)
exercise.slip(
    "resolved_alone",
    "A parent that is not listed has its edge too, with `resolved` false.",
    " for parent in parents]",
    " for parent in set(parents) & listed]",
)
exercise.slip(
    "as_listed",
    "Sort the edges by child, then by parent.",
    'return table.sort_values(["child", "parent"], ignore_index=True)',
    "return table",
)
exercise.slip(
    "sorted_by_parent",
    "Sort by child first, and by parent within a child.",
    'sort_values(["child", "parent"]',
    'sort_values(["parent", "child"]',
)


def _named(one: ModelInfo) -> tuple[list[str], str | None]:
    """The parents of `one` as stated, and the relation as stated."""
    stated: Any = one.card_data or {}
    base: Any = one.base_models
    relation = stated.get("base_model_relation")
    if isinstance(base, dict):
        return [entry["id"] for entry in base["models"]], base.get("relation") or relation
    base = base or stated.get("base_model") or []
    return ([base] if isinstance(base, str) else list(base)), relation


@exercise.right
def with_pandas(infos: list[ModelInfo]) -> pd.DataFrame:
    stated = pd.DataFrame([(one.id, *_named(one)) for one in infos], columns=["child", "parent", "relation"])
    edges = stated.explode("parent").dropna(subset=["parent"]).astype({"parent": "str"})
    edges["parent"] = edges["parent"].str.strip().str.replace(HUB, "", regex=False)
    edges = edges[edges["parent"].ne("") & ~edges["parent"].str.contains("://") & edges["parent"].ne(edges["child"])]
    edges = edges.drop_duplicates(["child", "parent"]).fillna({"relation": "unknown"})
    several = edges.groupby("child")["parent"].transform("nunique").gt(1)
    edges["relation"] = edges["relation"].mask(several & edges["relation"].eq("unknown"), "merge")
    edges["resolved"] = edges["parent"].isin([one.id for one in infos])
    return edges.sort_values(["child", "parent"], ignore_index=True)[COLUMNS]


@exercise.right
def one_edge_at_a_time(infos: list[ModelInfo]) -> pd.DataFrame:
    known, table = [each.id for each in infos], []
    for model in sorted(infos, key=lambda each: each.id):
        base: Any = model.base_models
        card: dict[str, Any] = vars(model.card_data) if model.card_data is not None else {}
        how = card.get("base_model_relation") or "unknown"
        if isinstance(base, dict):
            how = base["relation"] or how
            base = [entry["id"] for entry in base["models"]]
        base = base or card.get("base_model") or []
        ids = [one.split("huggingface.co/")[-1] for one in ([base] if isinstance(base, str) else base)]
        parents = sorted({one for one in ids if one.strip() and "://" not in one and one != model.id})
        how = "merge" if how == "unknown" and len(parents) >= 2 else how
        table += [{"child": model.id, "parent": one, "relation": how, "resolved": one in known} for one in parents]
    return pd.DataFrame(table, columns=COLUMNS)
