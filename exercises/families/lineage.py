"""What the later questions are asked on: listings, edges, roots and weights of the graded Hubs."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
from huggingface_hub import ModelInfo

from course import frames
from course.exercise import hubs
from course.lesson.reference import solution

LESSON = "02-families"


@dataclass(frozen=True)
class Families:
    """One graded Hub: its models, the edges between them, and each model's root."""

    slot: str
    models: pd.DataFrame
    edges: pd.DataFrame
    roots: pd.DataFrame

    @property
    def ids(self) -> list[str]:
        """The ids of its models."""
        return list(self.models["id"])

    @property
    def siblings(self) -> pd.DataFrame:
        """Its models with their roots."""
        return self.models.merge(self.roots, on="id")


def infos(slot: str) -> list[ModelInfo]:
    """The models of the Hub in `slot`, with what states their lineage."""
    return list(_infos(slot, _seeds()))


def spread(slot: str) -> Iterator[ModelInfo]:
    """A few models of the Hub in `slot`: one for each form in which parents and relations are stated there."""
    seen = set()
    for one in infos(slot):
        card = one.card_data.to_dict() if one.card_data else {}  # type: ignore[no-untyped-call]
        base: Any = one.base_models
        form = type(base), base and base["relation"], type(card.get("base_model")), card.get("base_model_relation")
        if form not in seen:
            seen.add(form)
            yield one


def families() -> Iterator[Families]:
    """Each graded Hub in turn."""
    for slot in hubs.SLOTS:
        yield _families(slot, _seeds())


def weights(slot: str) -> pd.DataFrame:
    """The weight files of the Hub in `slot`: id, filename, sha256."""
    return _weights(slot, _seeds()).copy()


def readable(slot: str) -> Iterator[str]:
    """The models of the Hub in `slot` whose files may be read, the most downloaded first."""
    for one in hubs.hub(slot).list_models(sort="downloads", expand=["gated", "disabled"]):
        if not (one.gated or one.disabled):
            yield one.id


def tagged(slot: str) -> tuple[str, str] | None:
    """A model of the Hub in `slot` whose files may be read, and its first tag; None where a Hub has no such model."""
    return _tagged(slot, _seeds())


def _seeds() -> str:
    return os.environ.get("COURSE_GRADING_SEEDS", "")


@cache
def _infos(slot: str, _seeds: str) -> list[ModelInfo]:
    return list(hubs.hub(slot).list_models(expand=["baseModels", "cardData"]))


@cache
def _families(slot: str, _seeds: str) -> Families:
    models = hubs.models(slot)
    edges = solution(LESSON, "lineage_edges")(infos(slot))
    return Families(slot, models, edges, solution(LESSON, "family_roots")(edges, list(models["id"])))


@cache
def _weights(slot: str, _seeds: str) -> pd.DataFrame:
    return frames.weights(hubs.hub(slot), list(hubs.models(slot)["id"]))


@cache
def _tagged(slot: str, _seeds: str) -> tuple[str, str] | None:
    api = hubs.hub(slot)
    for model in api.list_models(filter="safetensors", sort="downloads", expand=["gated", "disabled"]):
        tags = [] if model.gated or model.disabled else api.list_repo_refs(model.id).tags
        if tags:
            return model.id, tags[0].name
    return None
