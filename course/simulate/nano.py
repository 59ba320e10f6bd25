"""The nano Hub: 24 models, 10 datasets and 12 Spaces written by hand, one for each edge case."""

from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from huggingface_hub.repocard import REGEX_YAML_BLOCK

from course.hub.writer import RepoFile, SnapshotWriter
from course.simulate.meta import AS_OF, GENERATOR
from course.simulate.nano_pages import commit_id, pages
from course.simulate.objects import HOST, as_bytes, base_models, front_tags, iso, runtime
from course.simulate.seeds import hex_of, sha256_of

PLAIN = ("private", "disabled", "downloads", "likes", "pipeline_tag", "library_name", "evalResults", "description")
NOT_INFO = {"about", "created", "readme", "weights", "config", "parameters", "relation", "parents", "without", "stage"}


def entries() -> dict[str, Any]:
    """The hand-written repos by kind, their histories, discussions, leaderboards and earlier states."""
    text = (files("course.simulate") / "nano.yaml").read_text("utf-8")
    kinds: dict[str, Any] = yaml.safe_load(text)
    return kinds


def front_matter(readme: str | None) -> dict[str, Any] | None:
    """The metadata of a README as the Hub parses it; None if there is none or it is broken."""
    match = REGEX_YAML_BLOCK.search(readme or "")
    try:
        data = yaml.safe_load(match.group(2)) if match else None
    except yaml.YAMLError:
        return None
    return data if isinstance(data, dict) else None


def common(entry: dict[str, Any]) -> dict[str, Any]:
    """The fields that all three kinds of repo share."""
    created = entry["created"]
    stamp = iso(created) if isinstance(created, datetime) else str(created)
    owner, slash, _ = entry["id"].partition("/")
    info = {
        "id": entry["id"],
        **({"author": owner} if slash else {}),
        "sha": hex_of("nano", entry["id"]),
        "createdAt": stamp,
        "lastModified": stamp,
        "private": False,
        "gated": False,
        "disabled": False,
        "likes": 0,
        "trendingScore": 0,
        "cardData": front_matter(entry.get("readme")),
    }
    return info | {key: value for key, value in entry.items() if key not in NOT_INFO}


def model(entry: dict[str, Any]) -> dict[str, Any]:
    """A model as the Hub's single-repo endpoint returns it."""
    info = common(entry)
    info.setdefault("downloadsAllTime", 3 * info.get("downloads", 0))
    if "parameters" in entry:
        info["safetensors"] = {"parameters": entry["parameters"], "total": sum(entry["parameters"].values())}
    if "config" in entry:
        kept = ("architectures", "model_type", "quantization_config")
        info["config"] = {key: entry["config"][key] for key in kept if key in entry["config"]}
    info["tags"] = model_tags(entry, info)
    info |= extras(entry, info)
    return {key: value for key, value in info.items() if key not in entry.get("without", ())}


def extras(entry: dict[str, Any], info: dict[str, Any]) -> dict[str, Any]:
    """Parents, results and providers in the Hub's shapes, where the entry has them."""
    found: dict[str, Any] = {}
    if "relation" in entry:
        found["baseModels"] = base_models(entry["relation"], entry["parents"])
    if index := (info["cardData"] or {}).get("model-index"):
        found["model-index"] = index
    if providers := entry.get("inferenceProviderMapping"):
        found["inferenceProviderMapping"] = {row["provider"]: without(row, "provider") for row in providers}
    return found


def without(row: dict[str, Any], key: str) -> dict[str, Any]:
    """The row but for one key."""
    return {name: value for name, value in row.items() if name != key}


def model_tags(entry: dict[str, Any], info: dict[str, Any]) -> list[str]:
    """The tags the Hub would derive, after those written by hand."""
    parents = [f"base_model:{parent}" for parent in entry.get("parents", ())]
    related = [f"base_model:{entry['relation']}:{parent}" for parent in entry.get("parents", ())]
    named = [info[key] for key in ("library_name", "pipeline_tag") if key in info]
    formats = ["safetensors"] if "parameters" in entry else []
    return list(dict.fromkeys([*named, *formats, *entry.get("tags", ()), *parents, *related, *front_tags(info)]))


def dataset(entry: dict[str, Any]) -> dict[str, Any]:
    """A dataset as the Hub returns it."""
    info = common(entry)
    info.setdefault("downloadsAllTime", 2 * info["downloads"])
    info["tags"] = [*entry.get("tags", ()), *front_tags(info), "region:us"]
    return info


def space(entry: dict[str, Any]) -> dict[str, Any]:
    """A Space as the Hub returns it."""
    info = without(without(common(entry), "gated"), "cardData")
    info.setdefault("models", [])
    info.setdefault("datasets", [])
    info["tags"] = [entry["sdk"], "region:us"] if "sdk" in entry else ["region:us"]
    info["subdomain"] = entry["id"].replace("/", "-")
    info["host"] = f"https://{info['subdomain']}.{HOST}"
    return info | ({"runtime": runtime(entry["stage"])} if "stage" in entry else {})


def tree(entry: dict[str, Any]) -> Iterator[RepoFile]:
    """The files of a hand-written repo; weights are listed but cannot be downloaded."""
    yield RepoFile(".gitattributes", b"*.safetensors filter=lfs diff=lfs merge=lfs -text\n")
    if "readme" in entry:
        yield RepoFile("README.md", entry["readme"].encode())
    if "config" in entry:
        yield RepoFile("config.json", as_bytes(entry["config"]))
    for name, size, seed in entry.get("weights", ()):
        yield RepoFile(name, size=size, sha256=sha256_of("nano", seed))


def earlier(kinds: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """What differs in an earlier state: its commit, and its metadata."""
    key = f"models/{old['id']}"
    number = [tag for *_, tag in kinds["commits"][key]].index(old["tag"])
    return {"sha": commit_id(key, number), "cardData": front_matter(old["readme"])}


def nano(path: Path) -> Path:
    """Write the nano Hub to `path`."""
    makers = {"models": model, "datasets": dataset, "spaces": space}
    with SnapshotWriter(path, name="nano", as_of=AS_OF, simulated=True, generator=GENERATOR) as writer:
        kinds = entries()
        for kind, make in makers.items():
            for entry in kinds[kind]:
                writer.add_repo(kind, make(entry), tree(entry))  # type: ignore[arg-type]
        for document in pages(kinds):
            writer.add_document(*document)
        for old in kinds["earlier"]:
            writer.add_revision("models", old["id"], old["tag"], earlier(kinds, old), tree(old))
    return path
