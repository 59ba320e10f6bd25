"""What a listing can filter and sort a repo by, derived from the JSON object the Hub gives for it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from course.hub.schema import LARGEST, SORT_KEYS

# Which apps open a model: a rule on its tags, since the Hub does not publish its own.
APPS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("llama.cpp", "ollama", "lmstudio", "jan"), frozenset({"gguf"})),
    **dict.fromkeys(("vllm", "sglang"), frozenset({"transformers", "safetensors", "text-generation"})),
    **dict.fromkeys(("mlx-lm",), frozenset({"mlx"})),
}
MOST = 10**300  # what a float still holds
HUB_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z")


@dataclass(frozen=True)
class Facts:
    """One repo's values under the sort keys (None last), its parameter count, and the terms that find it."""

    keys: tuple[int | float | str | None, ...]
    parameters: int | None
    terms: frozenset[str]


def facts(repo_id: str, info: Mapping[str, Any]) -> Facts:
    """The facts of one repo, from what the Hub says about it."""
    keys = tuple(sortable(info.get(key)) for key in SORT_KEYS)
    known = (term.encode("utf-8", "replace").decode() for term in terms(repo_id, info))
    return Facts(keys, parameters(info), frozenset(known))


def sortable(value: Any) -> int | float | str | None:
    """A number as it is, a date to the millisecond as text, and None for everything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return value if abs(value) <= LARGEST else float(max(-MOST, min(value, MOST)))
    match = HUB_DATE.fullmatch(str(value))
    return f"{match[1]}.{(match[2] or '')[:3]:0<3}Z" if match else None


def parameters(info: Mapping[str, Any]) -> int | None:
    """The number of parameters, from safetensors or else from GGUF, or None."""
    for source in (info.get("safetensors"), info.get("gguf")):
        if isinstance(source, Mapping) and isinstance(source.get("total"), int):
            return max(-LARGEST, min(int(source["total"]), LARGEST))
    return None


def namespace(repo_id: str) -> str | None:
    """The part of a repo id before the slash, or None."""
    return repo_id.split("/")[0] if "/" in repo_id else None


def terms(repo_id: str, info: Mapping[str, Any]) -> Iterator[str]:
    """Every `field=value` under which a listing finds the repo."""
    tags = frozenset(map(str, info.get("tags") or ()))
    yield from (f"tag={tag}" for tag in tags)
    if author := info.get("author") or namespace(repo_id):
        yield f"author={author}"
    yield f"gated={'true' if info.get('gated') else 'false'}"
    for field in ("pipeline_tag", "library_name", "sdk"):
        if info.get(field):
            yield f"{field}={info[field]}"
    yield from (f"app={app}" for app, needed in APPS.items() if needed <= tags)
    yield from _inference(info)
    for field in ("models", "datasets"):
        yield from (f"{field}={linked}" for linked in info.get(field) or ())


def _inference(info: Mapping[str, Any]) -> Iterator[str]:
    providers = dict(provider_items(info.get("inferenceProviderMapping")))
    live = [name for name, entry in providers.items() if entry.get("status", "live") == "live"]
    yield from (f"provider={name}" for name in live)
    if live:
        yield "provider=all"
    if live or info.get("inference") == "warm":
        yield "inference=warm"


def provider_items(mapping: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """Pairs of provider and entry, from either shape the Hub uses: an object by provider, or a list."""
    if isinstance(mapping, Mapping):
        return [(str(name), entry) for name, entry in mapping.items()]
    return [(str(entry.get("provider")), entry) for entry in mapping or ()]
