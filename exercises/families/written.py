"""Models, edges, weight files and whole repos written in a few words, for cases that can be read."""

import json
from typing import Any

import pandas as pd
from huggingface_hub import ModelInfo

from course.exercise.exercise import Case, case
from course.hub.hand_made import hub_of

Repo = dict[str, Any]
BUDGET = 12  # a side of a diff: its information, its tree, and two downloads of two requests each


def models_of(*rows: str, zone: str = "UTC") -> pd.DataFrame:
    """Models written as "id day", with "private" behind the day where one is; years are 2026 where none is written."""
    parts = [[*row.split(), "public"][:3] for row in rows]
    days = [None if day == "-" else day if len(day) > 14 else f"2026-{day}" for _, day, _ in parts]
    created = pd.to_datetime(pd.Series(days, dtype="str"), utc=True, format="ISO8601").dt.tz_convert(zone)
    private = [who == "private" for *_, who in parts]
    return pd.DataFrame({"id": [one for one, *_ in parts], "created_at": created, "private": private})


def edges_of(*rows: str) -> pd.DataFrame:
    """Edges written as "child parent relation"."""
    parts = [row.split() for row in rows]
    return pd.DataFrame(parts, columns=["child", "parent", "relation"]).assign(resolved=True)


def files_of(*repos: str) -> pd.DataFrame:
    """Weight files written as "id hashes", a letter a file."""
    rows = [
        (repo.split()[0], f"part-{n}.safetensors", letter) for repo in repos for n, letter in enumerate(repo.split()[1])
    ]
    return pd.DataFrame(rows, columns=["id", "filename", "sha256"])


def made(
    name: str,
    config: Repo | None = None,
    card: Repo | None = None,
    params: Repo | None = None,
    files: Repo | None = None,
) -> Repo:
    """A model whose config.json and card are files beside the given ones."""
    tree: Repo = dict(files or {})
    if config is not None:
        tree["config.json"] = json.dumps(config)
    if card is not None:
        tree["README.md"] = f"---\n{json.dumps(card)}\n---\nSimulated."
    info = {"id": name, "cardData": card, "files": {".gitattributes": f"# {name}", **tree}}
    return info | ({"safetensors": {"parameters": params, "total": sum(params.values())}} if params else {})


def pair(about: str, a: Repo, b: Repo) -> Case:
    """The case that compares two models of one small Hub."""
    return case(about, hub_of([a, b]), a["id"], b["id"], budget=BUDGET)


HUB = "https://huggingface.co/"


def info(model: str, card: Repo | None = None, hub: object = None) -> ModelInfo:
    """A model as a listing returns it: what its card states, and what the Hub knows of its parents."""
    return ModelInfo(id=model, cardData=card, baseModels=hub)  # type: ignore[no-untyped-call]


def both_named(relation: str | None, *parents: str) -> Repo:
    """What the Hub knows of a model's parents, in its own form."""
    return {"relation": relation, "models": [{"_id": f"{n:024x}", "id": one} for n, one in enumerate(parents)]}


def named_by(base: object, relation: str | None = None, hub: object = None) -> list[ModelInfo]:
    """Two models, and a third whose card names `base` and `relation`, and the Hub `hub`."""
    stated = {"base_model": base, "base_model_relation": relation}
    card = {key: value for key, value in stated.items() if value is not None}
    return [info("c/d"), info("e/f"), info("a/b", card or None, hub)]
