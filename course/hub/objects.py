"""The JSON objects of repos: which properties an answer shows, put together inside SQLite."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from course.hub.facts import provider_items
from course.hub.messages import Request, bad_request
from course.hub.schema import EXPANDABLE, PROPERTIES, Kind, quoted
from course.hub.snapshot import Repo, Snapshot

# What a listing shows when nothing is asked for, and what `full` adds to it.
PLAIN: dict[str, tuple[str, ...]] = {
    "models": (
        *("likes", "trendingScore", "private", "downloads", "tags", "pipeline_tag", "library_name", "createdAt"),
        "modelId",
    ),
    "datasets": (
        *("author", "disabled", "gated", "lastModified", "likes", "trendingScore", "private", "sha"),
        *("description", "downloads", "tags", "createdAt", "key"),
    ),
    "spaces": ("likes", "trendingScore", "private", "sdk", "tags", "createdAt"),
}
FULL: dict[str, tuple[str, ...]] = {
    "models": ("author", "gated", "lastModified", "sha", "siblings"),
    "datasets": ("cardData", "siblings", "citation", "paperswithcode_id"),
    "spaces": ("author", "lastModified", "sha", "host", "subdomain", "cardData", "runtime", "siblings"),
}
# A single repo's answer leaves these out unless `expand` names them.
ON_REQUEST = frozenset(
    {
        *("downloadsAllTime", "trendingScore", "evalResults", "inferenceProviderMapping", "baseModels"),
        *("childrenModelCount", "xetEnabled", "resourceGroup"),
    }
)


def expanded(kind: Kind, request: Request) -> tuple[str, ...]:
    """The properties that `expand` names; a 400 for one that the Hub does not know."""
    known = EXPANDABLE[kind]
    asked = (*request.all("expand"), *request.all("expand[]"))
    for name in asked:
        if name not in known:
            raise bad_request(f'"expand" must be one of [{", ".join(known)}], not {name[:40]!r}.')
    return tuple(name for name in known if name in asked)


def listed(kind: Kind, request: Request) -> tuple[str, ...]:
    """The properties that one entry of the asked listing shows."""
    if names := expanded(kind, request):
        return names
    names = PLAIN[kind]
    if request.flag("full"):
        names += FULL[kind]
    if request.flag("cardData"):
        names += ("cardData",)
    if request.flag("config"):
        names += ("config",)
    if request.flag("linked"):
        names += ("models", "datasets")
    return tuple(dict.fromkeys(names))


def single(kind: Kind, request: Request) -> tuple[str, ...]:
    """The properties that the asked answer about one repo shows."""
    return expanded(kind, request) or tuple(name for name in PROPERTIES if name not in ON_REQUEST)


def repo_objects(snapshot: Snapshot, numbers: Sequence[int], names: Iterable[str]) -> list[str]:
    """The JSON texts of the repos with these numbers, in their order, each showing the properties `names`."""
    shown = tuple(names)
    wanted = ", ".join(map(str, numbers))
    rows = dict(snapshot.db.execute(f"SELECT seq, {_object(shown)} FROM repo WHERE seq IN ({wanted})").fetchall())
    texts = [rows[number] for number in numbers]
    return [_listed_providers(text) for text in texts] if "inferenceProviderMapping" in shown else texts


def repo_object(snapshot: Snapshot, repo: Repo, names: Iterable[str], whole: bool) -> dict[str, Any]:
    """The JSON object of one repo; `whole` adds the properties that no listing knows."""
    query = f"SELECT {_object(tuple(names), whole)} FROM repo WHERE seq = ?"
    found: dict[str, Any] = json.loads(snapshot.db.execute(query, (repo.seq,)).fetchone()[0])
    return found


def _object(names: tuple[str, ...], whole: bool = False) -> str:
    parts = ["""'{"_id":' || "_id" || ',"id":"' || id || '"'"""]
    parts += [_property(name) for name in names]
    if whole:
        parts.append("COALESCE(',' || substr(extra, 2, length(extra) - 2), '')")
    return " || ".join([*parts, "'}'"])


def _property(name: str) -> str:
    key = "',\"" + name + "\":'"
    if name == "modelId":
        return f"""CASE kind WHEN 0 THEN {key} || COALESCE("modelId", '"' || id || '"') ELSE '' END"""
    return f"COALESCE({key} || {quoted(name)}, '')"


def _listed_providers(text: str) -> str:
    found = json.loads(text)
    if "inferenceProviderMapping" in found:
        pairs = provider_items(found["inferenceProviderMapping"])
        found["inferenceProviderMapping"] = [{"provider": name, **entry} for name, entry in pairs]
    return json.dumps(found, ensure_ascii=False)
