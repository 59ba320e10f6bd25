"""The models that a search could show, with what their metadata declare about fit, trust and licence."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pandas as pd
from huggingface_hub import HfApi
from huggingface_hub.hf_api import ModelInfo

from course import frames
from course.vocabulary import dtype_bytes, licence_classes

EXPAND: list[Any] = [*frames.EXPAND, "config", "evalResults", "siblings"]
SERVED = (None, "text-generation", "image-text-to-text")  # stated tasks that an engine for text may serve
FRONT = re.compile(r"\A\ufeff?---\r?\n.*?^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
SIGNALS = {
    "weight_bytes": "Int64",
    "badge_vllm": "str",
    "badge_tgi": "str",
    "has_verified_eval": "bool",
    "arxiv": "bool",
    "card_score": "float64",
    "origin_region": "str",
    "license_class": "str",
}


def candidates(api: HfApi, search: str | None = None, limit: int | None = None) -> pd.DataFrame:
    """The public models among the first `limit` results of a search by downloads, or all: one row a model.

    Columns of the inventory, then `SIGNALS`: bytes of weights; `yes`, `no` or `unknown` for each engine; a verified
    result; a paper; how complete the card is, 0 to 100; region and licence class. What is not declared is missing.
    The live Hub tells neither regions nor what engines serve, and its cards would cost a request each.
    """
    with _quiet():
        listed = list(api.list_models(search=search, sort="downloads", limit=limit, expand=EXPAND))
    table = frames.inventory(one for one in listed if one.private is not True)
    snapshot = getattr(api, "snapshot", None)
    found = (_kept(snapshot) if snapshot is not None else _Signals(None)).rows(listed)
    signals = pd.DataFrame([found[name] for name in table["id"]], columns=[*SIGNALS]).astype(SIGNALS)
    return pd.concat([table, signals], axis=1)


class _Signals:
    """What the signals of one Hub's models are read from; each model's are read once."""

    def __init__(self, snapshot: Any) -> None:
        self._snapshot = snapshot
        self._known: dict[str, tuple[object, ...]] = {}
        profiles, support = self._log("org_profiles"), self._log("engine_support")
        self._regions: dict[str, str] = {}
        self._served: dict[tuple[str, str], set[str]] = {}
        if profiles is not None:
            self._regions = dict(zip(profiles["namespace"], profiles["region"], strict=True))
        if support is not None:
            pairs = zip(support["architecture"], support["engine"], strict=True)
            methods = (set(text.split("|")) for text in support["quant_methods"])
            self._served = dict(zip(pairs, methods, strict=True))

    def _log(self, name: str) -> pd.DataFrame | None:
        known = self._snapshot.logs() if self._snapshot else []
        return self._snapshot.log(name) if name in known else None

    def rows(self, listed: Iterable[ModelInfo]) -> Mapping[str, tuple[object, ...]]:
        """The signals of the models by id, each in the order of `SIGNALS`."""
        self._known |= {model.id: self._row(model) for model in listed if model.id not in self._known}
        return self._known

    def _row(self, model: ModelInfo) -> tuple[object, ...]:
        card: dict[str, Any] = model.card_data.to_dict() if model.card_data else {}  # type: ignore[no-untyped-call]
        tags = model.tags or []
        return (
            _weight_bytes(model),
            self._badge(model, "vllm"),
            self._badge(model, "tgi"),
            any(result.verify_token for result in model.eval_results or []),
            any(tag.startswith("arxiv:") for tag in tags),
            self._card_score(model.id, card),
            self._regions.get(model.author or ""),
            licence_classes().get(frames.licence(card.get("license"), tags) or ""),
        )

    def _badge(self, model: ModelInfo, engine: str) -> str:
        """Whether the model would serve on an engine: the first rule that fires."""
        config: dict[str, Any] = model.config or {}
        if model.pipeline_tag not in SERVED or not _has_weights(model):
            return "no"
        if not config.get("architectures") or not self._served:
            return "unknown"
        method = (config.get("quantization_config") or {}).get("quant_method", "none")
        return "yes" if method in self._served.get((config["architectures"][0], engine), ()) else "no"

    def _card_score(self, model: str, card: dict[str, Any]) -> float:
        """How complete the card is, 0 without one, NaN where it cannot be read."""
        from course.simulate.logs.scoring import card_score

        repo = self._snapshot.repo("models", model) if self._snapshot else None
        if repo is None or repo.gated:
            return float("nan")
        file = self._snapshot.file(repo.seq, "README.md")
        if file is None or (content := self._snapshot.content(file)) is None:
            return 0.0
        return card_score(FRONT.sub("", content.decode("utf-8", errors="replace")), card)


_kept = lru_cache(maxsize=8)(_Signals)  # a snapshot does not change; the live Hub does


def _has_weights(model: ModelInfo) -> bool:
    """Whether the repo holds safetensors of a whole model, counted or not."""
    if model.safetensors is not None:
        return True
    names = (file.rfilename.rpartition("/")[2] for file in model.siblings or ())
    return any(name.endswith(".safetensors") and name != "adapter_model.safetensors" for name in names)


def _weight_bytes(model: ModelInfo) -> int | None:
    width = dtype_bytes()
    if model.safetensors is None or not set(model.safetensors.parameters) <= set(width):
        return None
    return sum(width[kind] * count for kind, count in model.safetensors.parameters.items())


@contextmanager
def _quiet() -> Iterator[None]:
    """The client warns of each result that it cannot read; what it leaves out is missing here too."""
    logger = logging.getLogger("huggingface_hub._eval_results")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
