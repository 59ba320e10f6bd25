"""Whether a model fits a machine and serves on an engine, read from what its repo declares.

These are the functions of lesson 5, under the names that a learner gives them, so that whoever left one out can go on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from course.stats import wilson
from course.vocabulary import dtype_bytes

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import ModelInfo

GIB = 2**30  # bytes
TASKS = frozenset({"text-generation", "image-text-to-text"})
ADAPTER = "adapter_model.safetensors"
EXPAND: list[Any] = ["config", "pipeline_tag", "private", "safetensors", "siblings"]


def weight_bytes(info: ModelInfo) -> int | None:
    """Bytes of the weights by the safetensors header; None without one, ValueError for a dtype that is not known."""
    if info.safetensors is None:
        return None
    width = dtype_bytes()
    unknown = sorted({*info.safetensors.parameters} - {*width})
    if unknown:
        raise ValueError(f"Nobody said how many bytes a number of the dtype {unknown[0]} takes.")
    return sum(width[dtype] * count for dtype, count in info.safetensors.parameters.items())


def kv_cache_bytes(config: Mapping[str, Any], seq_len: int, batch: int = 1, kv_bytes: int = 2) -> int | None:
    """Bytes of the keys and values of `batch` sequences of `seq_len` tokens; None where the config does not tell."""
    nested = config.get("text_config")
    known = {key: value for key, value in (nested if isinstance(nested, dict) else config).items() if value is not None}
    try:
        kv_heads = known["num_key_value_heads"] if "num_key_value_heads" in known else known["num_attention_heads"]
        size = known["head_dim"] if "head_dim" in known else known["hidden_size"] // known["num_attention_heads"]
        return int(2 * known["num_hidden_layers"] * kv_heads * size * seq_len * batch * kv_bytes)
    except KeyError:
        return None


def cheapest_fit(weights: int, kv: int, hardware: pd.DataFrame) -> str | None:
    """The id of the cheapest available GPU machine with room for weights, cache and a reserve; None if none has it."""
    needed = weights + kv + max(GIB, weights / 10)
    best: tuple[float, float, str] | None = None
    for row in hardware.to_dict("records"):
        memory = row["gpu_memory_gb"]
        if row["accelerator"] != "gpu" or row["status"] != "available" or pd.isna(memory):
            continue
        if 0.9 * memory * GIB >= needed:
            offer = (float(row["price_per_hour"]), -float(memory), str(row["id"]))
            best = offer if best is None else min(best, offer)
    return best[2] if best else None


def files_verdict(info: ModelInfo) -> str | None:
    """`no` or `unknown` where the task and the files alone decide, else None."""
    task = (info.pipeline_tag or "").strip()
    if task and task not in TASKS:
        return "no"
    if info.siblings is None:
        return "unknown"
    names = {file.rfilename.rpartition("/")[2] for file in info.siblings}
    return None if any(name.endswith(".safetensors") for name in names - {ADAPTER}) else "no"


def declared(config: Mapping[str, Any] | None) -> dict[str, str | None]:
    """The first `architecture` that a config names, or None, and the quantisation `method`, or `none`."""
    known = config or {}
    architectures = known.get("architectures") or [None]
    method = (known.get("quantization_config") or {}).get("quant_method")
    return {"architecture": architectures[0], "method": method or "none"}


def badge(info: ModelInfo, config: Mapping[str, Any] | None, support: pd.DataFrame, engine: str) -> str:
    """Whether the repo would serve on `engine` by the table `support`: `yes`, `no` or `unknown`."""
    verdict, told = files_verdict(info), declared(config)
    if verdict:
        return verdict
    rows = support["engine"].eq(engine)
    if told["architecture"] is None or not rows.any():
        return "unknown"
    methods = support.loc[rows & support["architecture"].eq(told["architecture"]), "quant_methods"].str.split("|")
    return "yes" if any(told["method"] in listed for listed in methods) else "no"


def verdicts(badges: pd.Series, outcomes: pd.DataFrame, engine: str) -> pd.DataFrame:
    """The attempts on `engine` that tell about a badge: its `badge`, and whether the attempt was `ok`."""
    told = outcomes["engine"].eq(engine) & outcomes["outcome"].notna() & outcomes["outcome"].ne("oom")
    kept = outcomes[told]
    said = {model: badge for model, badge in badges.items() if badge in ("yes", "no")}
    badge = [said.get(model, "unknown") for model in kept["model_id"]]
    return pd.DataFrame({"badge": pd.Series(badge, dtype="str"), "ok": kept["outcome"].eq("ok").to_numpy(bool)})


def badge_quality(badges: pd.Series, outcomes: pd.DataFrame, engine: str) -> dict[str, float]:
    """How often a badge speaks and how often it is right, by the attempts on `engine`; NaN where nothing tells."""
    rows = verdicts(badges, outcomes, engine)
    counts = Counter(zip(rows["badge"], rows["ok"], strict=True))
    right, broken = counts["yes", True], counts["yes", False]
    missed, kept = counts["no", True], counts["no", False]
    low, high = wilson(right, right + broken)
    return {
        "coverage": _share(right + broken + missed + kept, len(rows)),
        "precision": _share(right, right + broken),
        "precision_lo": low,
        "precision_hi": high,
        "recall": _share(right, right + missed),
        "npv": _share(kept, missed + kept),
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def tier(info: ModelInfo, gpu_gib: float, engine: str, support: pd.DataFrame) -> int | None:
    """0 if a model fits and serves, 1 if it fits and may serve, 2 if its size is unknown, None if it is left out."""
    said = badge(info, info.config, support, engine)
    if said == "no":
        return None
    try:
        size = weight_bytes(info)
    except ValueError:
        size = None
    if size is None:
        return 2
    fits = 1.2 * size <= 0.9 * gpu_gib * GIB
    return (0 if said == "yes" else 1) if fits else None


def hardware_search(
    api: HfApi, text: str, gpu_gib: float, engine: str, support: pd.DataFrame, k: int = 10, pool: int = 50
) -> list[str]:
    """The first `k` ids of the first `pool` results of a search that may run, the surest tier first."""
    listed = api.list_models(search=text, sort="downloads", limit=pool, expand=EXPAND)
    placed = [(tier(info, gpu_gib, engine, support), info.id) for info in listed if info.private is not True]
    kept = [(place, model) for place, model in placed if place is not None]
    return [model for _, model in sorted(kept, key=lambda one: one[0])][:k]
