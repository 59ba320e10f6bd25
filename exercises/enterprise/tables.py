"""Tables for the cases: written by hand, or taken from the graded Hubs and shortened."""

from functools import cache
from typing import Any

import pandas as pd

from course import frames
from course.exercise import hubs
from course.hub.connect import snapshot_of
from course.hub.seeds import in_force
from course.vocabulary import licence_classes

LESSON = "13-enterprise"
FEW = 250  # models, leads and organisations of an unseen Hub

POLICY: dict[str, Any] = {
    "allowed": {"permissive", "copyleft"},
    "review": {"use-restricted"},
    "blocked_regions": {"R5"},
}
CLASSES = {"mit": "permissive", "gpl": "copyleft", "rail": "use-restricted", "nc": "noncommercial"}
REGIONS = {"good": "R1", "bad": "R5", "far": "R3"}
MODEL: dict[str, Any] = {
    "id": "good/one",
    "license": "mit",
    "gated": "no",
    "private": False,
    "base_model": ["good/base"],
    "datasets": [],
    "has_safetensors": True,
    "has_pickle": False,
}


def model(name: str = "good/one", **changes: object) -> dict[str, Any]:
    """A model with no reason against it, unless a keyword says otherwise."""
    return MODEL | {"id": name} | changes


def models(*rows: dict[str, Any]) -> pd.DataFrame:
    """The table of such models."""
    return pd.DataFrame(rows, columns=[*MODEL])


def edges(*rows: str) -> pd.DataFrame:
    """Edges written as "child parent relation"; the relation is finetune where none is written."""
    parts = [[*row.split(), "finetune"][:3] for row in rows]
    table = pd.DataFrame(parts, columns=["child", "parent", "relation"])
    return table.assign(resolved=True).astype({"child": "str", "parent": "str"})


def orgs(regions: dict[str, str]) -> pd.DataFrame:
    """The table of organisations, one a namespace."""
    return pd.DataFrame({"namespace": list(regions), "region": list(regions.values()), "simulated": True})


def log(slot: str, name: str) -> pd.DataFrame:
    """A log of the graded Hub in `slot`."""
    return _log(slot, name, in_force()).copy()


def catalogue(slot: str) -> pd.DataFrame:
    """Every so-many-th model of the graded Hub in `slot`, with its files."""
    return _catalogue(slot, in_force()).copy()


def lineage(slot: str) -> pd.DataFrame:
    """The edges of those models and of what they come from."""
    return _lineage(slot, in_force()).copy()


def roots(slot: str) -> pd.DataFrame:
    """The root of each model of the graded Hub in `slot`."""
    return _roots(slot, in_force()).copy()


def known_classes() -> dict[str, str]:
    """The classes of the course's licences."""
    return dict(licence_classes())


@cache
def _log(slot: str, name: str, _seeds: str) -> pd.DataFrame:
    snapshot = snapshot_of(hubs.hub(slot))
    if snapshot is None:
        raise LookupError(f"no snapshot answers for {slot}.")
    return snapshot.log(name)


@cache
def _catalogue(slot: str, _seeds: str) -> pd.DataFrame:
    table = frames.models_and_files(hubs.hub(slot))
    return table.iloc[:: max(1, len(table) // FEW)].reset_index(drop=True)


@cache
def _lineage(slot: str, seeds: str) -> pd.DataFrame:
    table, wanted = frames.edges(hubs.hub(slot)), set(_catalogue(slot, seeds)["id"])
    for _ in range(10):
        wanted |= set(table.loc[table["child"].isin(wanted), "parent"])
    return table[table["child"].isin(wanted)].reset_index(drop=True)


@cache
def _roots(slot: str, _seeds: str) -> pd.DataFrame:
    return frames.siblings(hubs.hub(slot))[["id", "root"]]
