"""Pieces of the JSON objects that the Hub returns."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

HOST = "space.invalid"


def iso(moment: datetime) -> str:
    """A moment in the Hub's form, `2026-06-15T00:00:00.000Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def iso_seconds(moment: int) -> str:
    """A moment given in seconds since 1970, in the Hub's form."""
    return datetime.fromtimestamp(moment, UTC).isoformat()[:19] + ".000Z"


def as_bytes(value: Any) -> bytes:
    """A JSON file."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def base_models(relation: str, parents: Iterable[str]) -> dict[str, Any]:
    """Parents in the shape that the live Hub sends, whatever its client annotates."""
    return {"relation": relation, "models": [{"id": parent} for parent in parents]}


def runtime(stage: str, hardware: str = "cpu-basic") -> dict[str, Any]:
    """The state of a Space."""
    current = hardware if stage in ("RUNNING", "RUNNING_BUILDING", "RUNNING_APP_STARTING") else None
    return {
        "stage": stage,
        "hardware": {"current": current, "requested": hardware},
        "storage": None,
        "gcTimeout": 172800,
        "replicas": {"requested": 1},
        "devMode": False,
    }


def too_many(repo_id: str) -> tuple[str, str, dict[str, Any]]:
    """The document that lets the question whether a model may be read be answered with 429."""
    headers = {"RateLimit": '"api";r=0;t=55', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}
    answer = {"status": 429, "headers": headers, "json": {"error": "You have sent too many requests."}}
    return "answers", f"/api/models/{repo_id}/auth-check", answer


def listed(value: Any) -> list[Any]:
    """A scalar as a list of one, None as an empty list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def front_tags(info: Mapping[str, Any]) -> list[str]:
    """The tags that the Hub derives from a card's licence and datasets."""
    card = info.get("cardData") or {}
    licences = [f"license:{str(value).strip().lower()}" for value in listed(card.get("license"))]
    return licences + [f"dataset:{name}" for name in listed(card.get("datasets"))]
