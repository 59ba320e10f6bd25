"""Models, tables of support and attempts for the cases: written by hand, or taken from the graded Hubs."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd
from huggingface_hub import ModelInfo

from course.exercise import hubs
from course.hub.connect import snapshot_of
from course.hub.seeds import in_force

LESSON = "05-fit"
GIB = 2**30
FEW, MANY = 6, 400  # models of an unseen Hub that are looked at one by one, and those of which badges are computed
EXPAND: list[Any] = ["config", "gated", "pipeline_tag", "private", "safetensors", "siblings", "tags"]
LLAMA: dict[str, Any] = {"architectures": ["LlamaForCausalLM"]}
SHAPE = {"num_hidden_layers": 20, "num_attention_heads": 24, "num_key_value_heads": 6, "hidden_size": 3072}


def repo(*names: str, **properties: object) -> ModelInfo:
    """A model with files of these names and the other properties, spelled as the Hub spells them."""
    files = [{"rfilename": name} for name in names]
    return ModelInfo(id="ada/x", siblings=files, **properties)  # type: ignore[no-untyped-call]


def unlisted(**properties: object) -> ModelInfo:
    """A model whose files were not asked for."""
    return ModelInfo(id="ada/x", **properties)  # type: ignore[no-untyped-call]


def header(parameters: Mapping[str, int], total: int | None = None) -> dict[str, object]:
    """A safetensors property; `total` is the sum of the counts unless it is given."""
    return {"parameters": dict(parameters), "total": sum(parameters.values()) if total is None else total}


def support(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """A table of support: architecture, engine, methods."""
    table = pd.DataFrame(rows, columns=["architecture", "engine", "quant_methods"], dtype="str")
    return table.assign(as_of="2026-06-01", simulated=True)


def engine_support(slot: str) -> pd.DataFrame:
    """The table of support of the Hub in `slot`."""
    return _log(slot, "engine_support")


def varied(slot: str) -> list[ModelInfo]:
    """A few models of the Hub in `slot`, each with another task, header and config than those before it."""
    return _varied(slot, in_force())


@cache
def _varied(slot: str, _seeds: str) -> list[ModelInfo]:
    found: dict[object, ModelInfo] = {}
    for info in listed(slot):
        config = info.config or {}
        dtypes = tuple(info.safetensors.parameters) if info.safetensors else None
        kind = dtypes, bool(info.pipeline_tag), bool(config), bool(config.get("quantization_config"))
        found.setdefault(kind, info)
    return [*found.values()][:FEW]


def listed(slot: str) -> Sequence[ModelInfo]:
    """The most downloaded models of the Hub in `slot`, with all that a badge needs."""
    return _listed(slot, in_force())


@cache
def _listed(slot: str, _seeds: str) -> list[ModelInfo]:
    return list(hubs.hub(slot).list_models(sort="downloads", limit=MANY, expand=EXPAND))


def attempts(slot: str) -> pd.DataFrame:
    """Attempts to deploy models of the Hub in `slot`, on every engine."""
    return _log(slot, "deploy_outcomes").head(2_000)


def _log(slot: str, name: str) -> pd.DataFrame:
    snapshot = snapshot_of(hubs.hub(slot))
    assert snapshot is not None
    return snapshot.log(name)


def badges(slot: str, engine: str) -> pd.Series:
    """Badges of the most downloaded models of the Hub in `slot`; the other models have none."""
    from course.serving import badge

    table = engine_support(slot)
    known = {info.id: badge(info, info.config, table, engine) for info in listed(slot)}
    return pd.Series(known, dtype="str")


def tried(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    """Attempts: model, engine, outcome."""
    table = pd.DataFrame(rows, columns=["model_id", "engine", "outcome"])
    return table.assign(gpu="24gb", minutes=5.0, simulated=True)
