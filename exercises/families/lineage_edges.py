"""Which model derives from which, and how?"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd
from huggingface_hub import ModelInfo

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from exercises.families import lineage

exercise = Exercise(
    "02-families",
    "lineage_edges",
    looks_at="all three forms of base model, a model without a card, addresses, blanks, repeats, a model that names "
    "itself, another spelling, no models at all, and three Hubs you have not seen",
    ordered=True,
)

COLUMNS = ["child", "parent", "relation", "resolved"]
HUB = "https://huggingface.co/"
Named = tuple[list[Any], str | None]


def _info(model: str, card: dict[str, Any] | None = None, base: object = None) -> ModelInfo:
    return ModelInfo(id=model, cardData=card, baseModels=base)  # type: ignore[no-untyped-call]


def _named_by(base: object, relation: str | None = None, hub: object = None) -> list[ModelInfo]:
    """Two models, and a third whose card names `base` and `relation`, and the Hub `hub`."""
    stated = {"base_model": base, "base_model_relation": relation}
    card = {key: value for key, value in stated.items() if value is not None}
    return [_info("c/d"), _info("e/f"), _info("a/b", card or None, hub)]


def _dict(relation: str | None, *parents: str) -> dict[str, Any]:
    return {"relation": relation, "models": [{"_id": f"{n:024x}", "id": one} for n, one in enumerate(parents)]}


@exercise.cases
def cases() -> Iterator[Case]:
    """One form or one piece of mess at a time, then the graded Hubs."""
    yield case("a parent in the Hub's own form", _named_by(None, hub=_dict("quantized", "c/d")))
    yield case("two parents in the Hub's own form", _named_by(None, hub=_dict("merge", "e/f", "c/d")))
    yield case("a list of parents", _named_by(None, "merge", ["e/f", "c/d"]))
    yield case("a card that names one parent", _named_by("c/d"))
    yield case("a card with a relation", _named_by(["c/d"], "adapter"))
    yield case("two parents and no relation", _named_by(["e/f", "c/d"]))
    yield case("a relation that only the card states", _named_by(None, "adapter", _dict(None, "c/d")))
    yield case("a card that contradicts the Hub", _named_by("e/f", "finetune", _dict("adapter", "c/d")))
    yield case("a model that names itself", _named_by("a/b"))
    yield case("a model that names itself and another", _named_by(["a/b", "c/d"]))
    yield case("a parent named twice", _named_by(["c/d", "c/d"]))
    yield case("an address on the Hub", _named_by(f"{HUB}c/d"))
    yield case("an address and the id behind it", _named_by(["c/d", f"{HUB}c/d"]))
    yield case("an address elsewhere and blanks", _named_by(["https://example.org/c/d", "", " ", "c/d"]))
    yield case("a parent written in another case", _named_by("C/d"))
    yield case("a parent without a namespace", [_info("oldnet"), *_named_by(["oldnet", "c/d"], "merge")])
    yield case(
        "models in no order", [_info("z/z", {"base_model": "c/d"}), *_named_by("e/f"), _info("B/b", None, ["c/d"])]
    )
    yield case("models without a card", [_info("a/b"), _info("a/c", {"license": "mit"})])
    yield case("no models", [])
    for slot in hubs.SLOTS:
        yield case("an unseen Hub", lineage.infos(slot))


def _named(info: ModelInfo) -> Named:
    """The parents of `info` as stated, and the relation as stated."""
    card: Any = info.card_data or {}
    base: Any = info.base_models
    relation = card.get("base_model_relation")
    if isinstance(base, dict):
        return [one["id"] for one in base["models"]], base.get("relation") or relation
    base = base or card.get("base_model") or []
    return ([base] if isinstance(base, str) else list(base)), relation


def _clean(named: Sequence[str]) -> list[str]:
    ids = (re.fullmatch(rf"({HUB})?([^/\s]+(/[^/\s]+)?)", one) for one in named)
    return [found[2] for found in ids if found]


def _table(
    infos: list[ModelInfo],
    named: Callable[[ModelInfo], Named] = _named,
    clean: Callable[[Sequence[str]], list[str]] = _clean,
    loops: bool = False,
) -> pd.DataFrame:
    """The right table, if the two helpers are right and self-loops are dropped."""
    known, rows = {info.id for info in infos}, set()
    for info in infos:
        stated, relation = named(info)
        parents = {one for one in clean(stated) if loops or one != info.id}
        relation = relation or "unknown"
        if relation == "unknown" and len(parents) > 1:
            relation = "merge"
        rows |= {(info.id, one, relation, one in known) for one in parents}
    return pd.DataFrame(sorted(rows), columns=COLUMNS)


@exercise.wrong(
    "Your parents are called ‘relation’ and ‘models’: base_models is a dict here, whatever the annotation says."
)
def dict_iterated(infos: list[ModelInfo]) -> pd.DataFrame:
    def named(info: ModelInfo) -> Named:
        return (list(info.base_models), None) if isinstance(info.base_models, dict) else _named(info)

    return _table(infos, named)


@exercise.wrong("Parents of one character: base_model was a string, not a list.")
def string_iterated(infos: list[ModelInfo]) -> pd.DataFrame:
    def named(info: ModelInfo) -> Named:
        card: Any = info.card_data or {}
        stated = card.get("base_model")
        given, relation = _named(info)
        return (list(stated) if isinstance(stated, str) and not info.base_models else given), relation

    def clean(stated: Sequence[str]) -> list[str]:
        return [*_clean(stated), *(one for one in stated if len(one.strip()) == 1)]

    return _table(infos, named, clean)


@exercise.wrong("Repo ids are case-sensitive; this parent does not exist on the Hub.")
def case_ignored(infos: list[ModelInfo]) -> pd.DataFrame:
    known = {info.id.lower() for info in infos}
    right = _table(infos)
    return right.assign(resolved=[one.lower() in known for one in right["parent"]])


@exercise.wrong("A model listed itself as its base; that is an error to drop, not an edge.")
def loops_kept(infos: list[ModelInfo]) -> pd.DataFrame:
    return _table(infos, loops=True)


@exercise.wrong("A parent named twice is one edge: drop repeats.")
def repeats_kept(infos: list[ModelInfo]) -> pd.DataFrame:
    right = _table(infos)
    times = {(info.id, one): _clean(_named(info)[0]).count(one) for info in infos for one in _clean(_named(info)[0])}
    again = [times[pair] for pair in zip(right["child"], right["parent"], strict=True)]
    return right.loc[right.index.repeat(again)].reset_index(drop=True)


@exercise.wrong("An address on huggingface.co is an id with a prefix: cut the prefix off.")
def addresses_kept(infos: list[ModelInfo]) -> pd.DataFrame:
    return _table(infos, clean=lambda stated: [one for one in stated if _clean([one])])


@exercise.wrong("A base model elsewhere on the web is not on the Hub: drop other addresses and blanks.")
def everything_kept(infos: list[ModelInfo]) -> pd.DataFrame:
    return _table(infos, clean=lambda stated: [one.removeprefix(HUB) for one in stated])


@exercise.wrong("An id need not hold a slash: early models have no namespace.")
def namespaces_required(infos: list[ModelInfo]) -> pd.DataFrame:
    return _table(infos, clean=lambda stated: [one for one in _clean(stated) if "/" in one])


@exercise.wrong("Two or more parents and no stated relation make a merge.")
def merges_unknown(infos: list[ModelInfo]) -> pd.DataFrame:
    right = _table(infos)
    stated = {info.id: _named(info)[1] or "unknown" for info in infos}
    return right.assign(relation=[stated[child] for child in right["child"]])


@exercise.wrong("Clean the list before you count: a repeat, a blank or the model itself is no second parent.")
def merges_counted_too_early(infos: list[ModelInfo]) -> pd.DataFrame:
    def relation(info: ModelInfo) -> str:
        named, stated = _named(info)
        return stated or ("merge" if len(named) > 1 else "unknown")

    right, found = _table(infos), {info.id: relation(info) for info in infos}
    return right.assign(relation=[found[child] for child in right["child"]])


@exercise.wrong("The model itself is the child; what it names as its base is the parent.")
def ends_swapped(infos: list[ModelInfo]) -> pd.DataFrame:
    turned = _table(infos).rename(columns={"child": "parent", "parent": "child"})
    return turned.sort_values(["child", "parent"], ignore_index=True)[COLUMNS]


@exercise.wrong("Ask base_models first: the card is only read where the Hub returned none.")
def card_only(infos: list[ModelInfo]) -> pd.DataFrame:
    return _table([_info(info.id, vars(info.card_data) if info.card_data else None) for info in infos])


@exercise.wrong("This model has no card: card_data is None, so ask `(info.card_data or {})`.")
def card_taken_for_granted(infos: list[ModelInfo]) -> pd.DataFrame:
    stated: list[Any] = [info.card_data for info in infos]
    _ = [card.base_model for card in stated]
    return _table(infos)


@exercise.right
def with_pandas(infos: list[ModelInfo]) -> pd.DataFrame:
    stated = pd.DataFrame([(info.id, *_named(info)) for info in infos], columns=["child", "parent", "relation"])
    edges = stated.explode("parent").dropna(subset=["parent"]).astype({"parent": "str"})
    edges["parent"] = edges["parent"].str.strip().str.replace(HUB, "", regex=False)
    edges = edges[edges["parent"].ne("") & ~edges["parent"].str.contains("://") & edges["parent"].ne(edges["child"])]
    edges = edges.drop_duplicates(["child", "parent"]).fillna({"relation": "unknown"})
    several = edges.groupby("child")["parent"].transform("nunique").gt(1)
    edges["relation"] = edges["relation"].mask(several & edges["relation"].eq("unknown"), "merge")
    edges["resolved"] = edges["parent"].isin([info.id for info in infos])
    return edges.sort_values(["child", "parent"], ignore_index=True)[COLUMNS]


@exercise.right
def one_edge_at_a_time(infos: list[ModelInfo]) -> pd.DataFrame:
    known, table = [info.id for info in infos], []
    for info in sorted(infos, key=lambda one: one.id):
        base: Any = info.base_models
        card: dict[str, Any] = vars(info.card_data) if info.card_data is not None else {}
        how = card.get("base_model_relation") or "unknown"
        if isinstance(base, dict):
            how = base["relation"] or how
            base = [model["id"] for model in base["models"]]
        base = base or card.get("base_model") or []
        ids = [one.split("huggingface.co/")[-1] for one in ([base] if isinstance(base, str) else base)]
        parents = sorted({one for one in ids if one.strip() and "://" not in one and one != info.id})
        how = "merge" if how == "unknown" and len(parents) >= 2 else how
        table += [{"child": info.id, "parent": one, "relation": how, "resolved": one in known} for one in parents]
    return pd.DataFrame(table, columns=COLUMNS)
