"""Tables of what a Hub lists, beginning with the inventory of models, and the words that label its data."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import ModelInfo

# The creation time that the Hub gave to everything made before it kept creation times.
SENTINEL = pd.Timestamp("2022-03-02T23:29:04Z")

# How the names of weight files end.
WEIGHTS = (".safetensors", ".gguf", ".bin", ".onnx")

# How the names of files end that can run code when they are loaded.
PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl")

INVENTORY = [
    "id",
    "author",
    "created_at",
    "last_modified",
    "pipeline_tag",
    "library_name",
    "license",
    "gated",
    "private",
    "downloads",
    "downloads_all_time",
    "likes",
    "n_params",
    "base_model",
    "tags",
]
# What the stage of a Space means: a Space that sleeps, or that somebody switched off, did not fail.
STATES = {
    "RUNNING": "running",
    "RUNNING_BUILDING": "running",
    "RUNNING_APP_STARTING": "running",
    "SLEEPING": "idle",
    "PAUSED": "idle",
    "STOPPED": "idle",
    "BUILDING": "building",
    "APP_STARTING": "building",
    "BUILD_ERROR": "broken",
    "RUNTIME_ERROR": "broken",
    "CONFIG_ERROR": "broken",
    "NO_APP_FILE": "broken",
}

COUNTS = ["downloads", "downloads_all_time", "likes", "n_params"]
TIMES = ["created_at", "last_modified"]
EXPAND: list[Any] = [
    "author",
    "createdAt",
    "lastModified",
    "pipeline_tag",
    "library_name",
    "cardData",
    "gated",
    "private",
    "downloads",
    "downloadsAllTime",
    "likes",
    "safetensors",
    "tags",
]


def models(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    """The inventory of the `limit` most downloaded models, or of all: one row a model, gaps kept as gaps.

    Columns as in `INVENTORY`; counts are Int64, times UTC, `base_model` and `tags` lists. Private models are in it.
    """
    return inventory(api.list_models(sort="downloads", limit=limit, expand=EXPAND))


def models_and_files(api: HfApi) -> pd.DataFrame:
    """The inventory with what cards and file names declare: `datasets`, `has_safetensors`, `has_pickle`.

    A pickle is a file whose name ends as in `PICKLES`. Private models are in it.
    """
    asked: list[Any] = [*EXPAND, "siblings"]
    listed = list(api.list_models(sort="downloads", expand=asked))
    declared = {model.id: _declared(model) for model in listed}
    table = inventory(listed)
    for place, column in enumerate(["datasets", "has_safetensors", "has_pickle"]):
        table[column] = [declared[name][place] for name in table["id"]]  # type: ignore[assignment]
    return table


def ladder() -> pd.DataFrame:
    """The rules of a product manager's ladder: level, metric, direction and threshold, one row a rule."""
    with (files("course") / "data" / "ladder.csv").open(encoding="utf-8") as rules:
        return pd.read_csv(rules)


def _declared(model: ModelInfo) -> tuple[list[Any], bool, bool]:
    card: Any = model.card_data or {}
    names = [file.rfilename for file in model.siblings or []]
    safe = any(name.endswith(".safetensors") for name in names)
    return as_list(card.get("datasets")), safe, any(name.endswith(PICKLES) for name in names)


def first_results(api: HfApi, queries: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    """The first `k` models that a search by downloads shows for each text of `queries`: query_id, rank, model_id."""
    listed = [api.list_models(search=text, sort="downloads", limit=k) for text in queries["text"]]
    pages: Any = [[model.id for model in page] for page in listed]
    table = queries[["query_id"]].assign(model_id=pages).explode("model_id").dropna(subset=["model_id"])
    table["rank"] = table.groupby("query_id").cumcount() + 1
    return table[["query_id", "rank", "model_id"]].reset_index(drop=True)


def inventory(listed: Iterable[ModelInfo]) -> pd.DataFrame:
    """The inventory of the models in `listed`, sorted by downloads, then id."""
    rows = [_row(model) for model in listed]
    table = pd.DataFrame(rows, columns=INVENTORY).astype(dict.fromkeys(COUNTS, "Int64"))
    for column in TIMES:
        table[column] = pd.to_datetime(table[column], utc=True)
    return table.sort_values(["downloads", "id"], ascending=[False, True], na_position="last", ignore_index=True)


def _row(model: ModelInfo) -> list[object]:
    card: Any = model.card_data or {}
    return [
        model.id,
        model.author,
        model.created_at,
        model.last_modified,
        model.pipeline_tag,
        model.library_name,
        licence(card.get("license"), model.tags or []),
        "no" if model.gated is False else model.gated,
        model.private,
        model.downloads,
        model.downloads_all_time,
        model.likes,
        model.safetensors.total if model.safetensors else None,
        as_list(card.get("base_model")),
        list(model.tags or []),
    ]


def licence(declared: object, tags: Iterable[str]) -> str | None:
    """What a card declares, lower-case and joined by `+`; else the first `license:` tag; else None."""
    names = {name.strip().lower() for name in as_list(declared) if isinstance(name, str) and name.strip()}
    if names:
        return "+".join(sorted(names))
    tagged = (tag.removeprefix("license:") for tag in tags if tag.startswith("license:"))
    return next(tagged, "") or None


def as_list(value: object) -> list[Any]:
    """A list as a copy, nothing as the empty list, anything else as a list of one."""
    if isinstance(value, list):
        return list(value)
    return [] if value is None else [value]


def edges(api: HfApi) -> pd.DataFrame:
    """Who says which model it was made from: child, parent, relation, resolved, sorted by child and parent.

    Parents are cleaned ids; a relation that nobody stated is `merge` for several parents, else `unknown`.
    """
    listed = list(api.list_models(expand=["baseModels", "cardData"]))
    ids, rows = {model.id for model in listed}, []
    for model in listed:
        stated, relation = _stated(model)
        cleaned = {text.strip().removeprefix("https://huggingface.co/") for text in stated} - {"", model.id}
        parents = sorted(parent for parent in cleaned if "://" not in parent)
        if relation in (None, "", "unknown"):
            relation = "merge" if len(parents) > 1 else "unknown"
        rows += [(model.id, parent, relation, parent in ids) for parent in parents]
    return pd.DataFrame(sorted(rows), columns=["child", "parent", "relation", "resolved"])


def _stated(model: ModelInfo) -> tuple[list[str], str | None]:
    card: Any = model.card_data or {}
    base: Any = model.base_models
    if isinstance(base, dict):
        return [one["id"] for one in base["models"]], base.get("relation") or card.get("base_model_relation")
    return as_list(base or card.get("base_model")), card.get("base_model_relation")


def siblings(api: HfApi) -> pd.DataFrame:
    """The inventory of models with the root that each descends from, and the steps to it as `depth`.

    Merges are roots; in a circle the smallest id is the root, and the steps before the circle count.
    """
    stated = edges(api)
    first = stated[stated["relation"].ne("merge")].groupby("child")["parent"].min()
    parent = dict(zip(first.index, first, strict=True))
    table = models(api)
    walked = [_root(parent, model) for model in table["id"]]
    return table.assign(root=[root for root, _ in walked], depth=[depth for _, depth in walked])


def _root(parent: dict[str, str], model: str) -> tuple[str, int]:
    met: dict[str, int] = {}
    while model in parent and model not in met:
        met[model] = len(met)
        model = parent[model]
    entry = met.get(model, len(met))
    return min((one for one, step in met.items() if step >= entry), default=model), entry


def weights(api: HfApi, ids: Iterable[str]) -> pd.DataFrame:
    """The weight files of the models in `ids`: id, filename, sha256, one row a file.

    The Hub shows hashes only in a repo's tree: live, that is one request a model; a snapshot is read directly instead.
    """
    rows = [(model, path, digest) for model in ids for path, digest in _hashes(api, model) if path.endswith(WEIGHTS)]
    return pd.DataFrame(rows, columns=["id", "filename", "sha256"])


def _hashes(api: HfApi, model: str) -> Iterable[tuple[str, str]]:
    snapshot = getattr(api, "snapshot", None)
    if snapshot is None:
        tree: Any = api.list_repo_tree(model, recursive=True)
        return [(entry.path, entry.lfs.sha256) for entry in tree if getattr(entry, "lfs", None)]
    repo = snapshot.repo("models", model)
    return [(file.path, file.sha256) for file in (snapshot.files(repo.seq) if repo else ()) if file.sha256]


def as_of(api: HfApi) -> pd.Timestamp:
    """The moment that a Hub shows: a snapshot's own date, and now for a live one."""
    snapshot = getattr(api, "snapshot", None)
    return pd.Timestamp(snapshot.meta.as_of) if snapshot is not None else pd.Timestamp.now("UTC").floor("s")


def label(api: HfApi) -> str:
    """Which Hub the data is from, of when, and whether it is simulated: for captions."""
    snapshot = getattr(api, "snapshot", None)
    if snapshot is None:
        return f"HUB · live, fetched {as_of(api):%Y-%m-%d %H:%M} UTC"
    kind = ", simulated" if snapshot.meta.simulated else ""
    return f"HUB · {snapshot.meta.name}, as of {as_of(api):%Y-%m-%d}{kind}"


def spaces(api: HfApi) -> pd.DataFrame:
    """The public Spaces: id, kit as `sdk`, `models` that each lists, `state`, created_at; one row a Space.

    `state` is running, idle, building or broken, as in `STATES`, and unknown for any other stage and for none.
    `models` is None where the Hub returned no list.
    """
    listed = api.list_spaces(expand=["createdAt", "models", "private", "runtime", "sdk"])
    public = [one for one in listed if one.private is not True]
    states = [STATES.get(one.runtime.stage, "unknown") if one.runtime else "unknown" for one in public]
    rows = [(one.id, one.sdk, one.models, state, one.created_at) for one, state in zip(public, states, strict=True)]
    table = pd.DataFrame(rows, columns=["id", "sdk", "models", "state", "created_at"])
    table["created_at"] = pd.to_datetime(table["created_at"], utc=True)
    return table
