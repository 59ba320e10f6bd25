"""Models written by hand, of which everything is known unless a keyword says otherwise."""

from typing import Any

from huggingface_hub import ModelInfo

FULL: dict[str, Any] = {
    "author": "ada",
    "createdAt": "2025-11-03T08:00:00.000Z",
    "lastModified": "2026-01-09T10:30:00.000Z",
    "pipeline_tag": "text-generation",
    "library_name": "transformers",
    "gated": False,
    "private": False,
    "downloads": 40,
    "downloadsAllTime": 900,
    "likes": 7,
    "safetensors": {"parameters": {"BF16": 1000}, "total": 1000},
    "tags": ["license:mit"],
    "cardData": {"license": "mit", "base_model": "base/one"},
}


def row(name: str, **changes: object) -> dict[str, object]:
    """A model as a Hub keeps it; None leaves a property out."""
    return {"id": name} | {key: value for key, value in (FULL | changes).items() if value is not None}


def model(name: str, **changes: object) -> ModelInfo:
    """The same model as a listing returns it."""
    return listed(row(name, **changes))


def listed(properties: dict[str, Any]) -> ModelInfo:
    """A model with just these properties, as a listing returns it."""
    return ModelInfo(**properties)  # type: ignore[no-untyped-call]
