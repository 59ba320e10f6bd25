"""What one side of a diff says, read from a Hub: the text of each value, by section and key."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from huggingface_hub import HfApi
from huggingface_hub.hf_api import RepoFile

COLUMNS = ["section", "key", "a", "b", "change"]
LISTS = {"tags", "language", "datasets", "metrics", "base_model", "license"}
SKIPPED = ("README.md", ".gitattributes")
Facts = dict[tuple[str, str], str]


def flat(config: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """The values of `config` by key, nested keys joined by a dot."""
    found: dict[str, Any] = {}
    for key, value in config.items():
        found |= flat(value, f"{before}{key}.") if isinstance(value, dict) else {f"{before}{key}": value}
    return found


def config_of(api: HfApi, repo: str, revision: str | None) -> dict[str, Any]:
    """The content of config.json."""
    found: dict[str, Any] = json.loads(Path(api.hf_hub_download(repo, "config.json", revision=revision)).read_text())
    return found


def tree_of(api: HfApi, repo: str, revision: str | None) -> dict[str, RepoFile]:
    """Every file by its path."""
    entries = api.list_repo_tree(repo, recursive=True, revision=revision)
    return {entry.path: entry for entry in entries if isinstance(entry, RepoFile)}


def _sections(api: HfApi, repo: str, revision: str | None) -> dict[str, dict[str, Any]]:
    """What one side says, before lists are put in order and values become text; config as it stands."""
    info = api.model_info(repo, revision=revision, expand=["cardData", "safetensors"])
    tree, weights, card = tree_of(api, repo, revision), info.safetensors, info.card_data
    hashes = {path: [file.size, file.lfs.sha256 if file.lfs else file.blob_id] for path, file in tree.items()}
    return {
        "config": config_of(api, repo, revision) if "config.json" in tree else {},
        "card": card.to_dict() if card else {},  # type: ignore[no-untyped-call]
        "files": hashes,
        "params": weights.parameters | {"total": weights.total} if weights else {},
    }


def listed(key: str, value: Any) -> Any:
    """The value of a card's key, as a sorted list of strings where order says nothing."""
    if key not in LISTS:
        return value
    return sorted(map(str, value if isinstance(value, list) else [value]))


def as_text(value: Any) -> str:
    """`value` as JSON whose keys are in order."""
    return json.dumps(value, sort_keys=True)


def facts(api: HfApi, repo: str, revision: str | None) -> Facts:
    """What one side says: the text of each value by section and key."""
    found = _sections(api, repo, revision)
    found["config"] = flat(found["config"])
    found["card"] = {key: listed(key, value) for key, value in found["card"].items() if key != "model-index"}
    found["files"] = {path: value for path, value in found["files"].items() if path not in SKIPPED}
    return {(section, key): as_text(value) for section, part in found.items() for key, value in part.items()}


def diff(a: Facts, b: Facts) -> pd.DataFrame:
    """The rows where two sides differ."""
    rows = []
    for place in sorted({**a, **b}):
        one, other = a.get(place), b.get(place)
        change = "added" if one is None else "removed" if other is None else "changed"
        if one != other:
            rows.append([*place, one, other, change])
    return pd.DataFrame(rows, columns=COLUMNS)
