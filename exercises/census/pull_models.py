"""What does the inventory of models look like, with missing values still missing?"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pandas as pd
from huggingface_hub import HfApi

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of

exercise = Exercise(
    "01-census",
    "pull_models",
    looks_at="models without a card, odd licences, gaps, ties, a limit, the number of requests, and unseen Hubs",
    over_budget="You asked the Hub once per repo. One listing with expand=[…] returns the same fields.",
    ordered=True,
)

FULL: dict[str, object] = {
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
LICENCES: list[object] = [
    [" MIT", "apache-2.0", "mit"],
    "  Apache-2.0 ",
    [],
    "",
    None,
    ["cc-by-4.0"],
]
Rows = list[dict[str, object]]


def _model(name: str, **changes: object) -> dict[str, object]:
    return {"id": name} | FULL | changes


def _licences() -> Rows:
    ways = [_model(f"ada/way-{n}", cardData={"license": way, "language": "en"}) for n, way in enumerate(LICENCES)]
    tags = ["en", "license:cc0-1.0", "license:mit"]
    return [*ways, _model("ada/first-tag", cardData={"language": "en"}, tags=tags), _model("ada/none", cardData=None)]


def _gaps() -> Rows:
    bare: dict[str, object] = {"id": "bare"}
    gated: Rows = [_model(f"ben/{mode}", gated=mode, downloads=3) for mode in ("auto", "manual")]
    lists = [
        _model("cat/merged", cardData={"base_model": ["x/a", "x/b"]}),
        _model("cat/plain", cardData={"license": "mit"}),
    ]
    hidden = _model("dora/hidden", private=True, downloads=0, likes=0)
    unknown = {key: value for key, value in _model("eve/unknown").items() if key not in ("downloads", "gated", "tags")}
    return [bare, *gated, *lists, hidden, unknown, _model("Zoe/cap"), _model("amy/low")]


@exercise.cases
def cases() -> Iterator[Case]:
    """Small Hubs first; one request suffices for them."""
    yield case("licences written in many ways", hub_of(_licences()), budget=1)
    yield case("models of which little is known", hub_of(_gaps()), budget=1)
    yield case("a limit of three", hub_of(_gaps()[1:]), 3, budget=1)
    yield case("no models", hub_of(), budget=1)
    for slot in hubs.SLOTS:
        yield case("an unseen Hub", hubs.hub(slot), budget=hubs.budget(hubs.hub(slot), "models"))
    yield case("a limit of 20 on an unseen Hub", hubs.hub(hubs.SLOTS[0]), 20, budget=1)


EXPAND: list[Any] = (
    "author createdAt lastModified pipeline_tag library_name cardData gated private downloads downloadsAllTime likes "
    "safetensors tags"
).split()


def _table(api: HfApi, limit: int | None, *without: str, change: Callable[[Any], None] | None = None) -> pd.DataFrame:
    """The right inventory, but for properties left out of the listing, or `change` done to each model."""
    names = [name for name in EXPAND if name not in without]
    listed = list(api.list_models(sort="downloads", limit=limit, expand=names))
    for model in listed:
        if change:
            change(model)
    return frames.inventory(listed)


@exercise.wrong("You asked the Hub once per repo. One listing with expand=[…] returns the same fields.")
def one_request_a_model(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    for model in api.list_models(limit=2):
        api.model_info(model.id)
    return _table(api, limit)


@exercise.wrong(
    "Every licence is missing: expand returns only the properties you name, and cardData is not among yours."
)
def without_cards(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    table = _table(api, limit)
    nothing: list[Any] = [[] for _ in range(len(table))]
    return table.assign(license=None, base_model=nothing)


@exercise.wrong(
    "Only licences in tags were found: expand returns just the properties you name, and cardData is not among yours."
)
def only_tags(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    return _table(api, limit, "cardData")


@exercise.wrong("A repo whose downloads were not returned is unknown, not zero.")
def unknown_downloads_zero(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    table = _table(api, limit).fillna({"downloads": 0})
    return table.sort_values(["downloads", "id"], ascending=[False, True], ignore_index=True)


@exercise.wrong("A count that was not returned is unknown, not zero.")
def every_count_filled(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    table = _table(api, limit).fillna(dict.fromkeys(frames.COUNTS, 0))
    return table.sort_values(["downloads", "id"], ascending=[False, True], ignore_index=True)


@exercise.wrong("False is an answer: the repo is open.")
def open_is_missing(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    table = _table(api, limit)
    return table.assign(gated=table["gated"].replace("no", None))


@exercise.wrong("A repo whose `gated` was not returned is unknown, not open.")
def unknown_is_open(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    return _table(api, limit).fillna({"gated": "no"})


@exercise.wrong("This repo has a card without a licence; indexing raised KeyError. Ask with .get().")
def indexed(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    def index(model: Any) -> None:
        if model.card_data is not None:
            _ = model.card_data.to_dict()["license"]

    return _table(api, limit, change=index)


@exercise.wrong("Some repos have no card at all: card_data is None there, and None has no licence to ask for.")
def no_card_expected(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    return _table(api, limit, change=lambda model: model.card_data.license)


@exercise.wrong(
    "A licence can be a list, and its parts differ in case and spaces: clean, drop doubles, sort, join by +."
)
def lists_as_they_stand(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    def join(model: Any) -> None:
        if model.card_data is not None and isinstance(model.card_data.license, list):
            model.card_data.license = "+".join(model.card_data.license)

    return _table(api, limit, change=join)


@exercise.wrong("Licences differ in case and stray spaces alone: strip them and write lower-case.")
def case_kept(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    def declared(model: Any) -> str | None:
        said: Any = model.card_data.license if model.card_data else None
        parts = said if isinstance(said, list) else [said] if said else []
        return "+".join(sorted(set(parts))) or frames.licence(None, model.tags or [])

    return _with_licences(api, limit, declared)


def _with_licences(api: HfApi, limit: int | None, declared: Callable[[Any], str | None]) -> pd.DataFrame:
    """The right inventory, but for the licences, which are what `declared` makes of each model."""
    found: dict[str, str | None] = {}

    def read(model: Any) -> None:
        found[model.id] = declared(model)

    table = _table(api, limit, change=read)
    licences: list[Any] = [found[name] for name in table["id"]]
    return table.assign(license=licences)


@exercise.wrong("A blank licence declares nothing: take the first `license:` tag then.")
def blank_is_declared(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    def declared(model: Any) -> str | None:
        said: Any = model.card_data.license if model.card_data else None
        return "" if said == "" else frames.licence(said, model.tags or [])

    return _with_licences(api, limit, declared)


@exercise.wrong("A limit keeps the most downloaded: ask the Hub for sort='downloads', sorting afterwards is too late.")
def sorted_after_the_limit(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    return frames.inventory(api.list_models(sort="likes" if limit else "downloads", limit=limit, expand=EXPAND))


@exercise.wrong("Equal downloads stand in the order of their ids.")
def ties_as_they_come(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    table = _table(api, limit)
    return table.sort_values(["downloads", "id"], ascending=False, na_position="last", ignore_index=True)


@exercise.right
def column_by_column(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    models = list(api.list_models(expand=EXPAND, sort="downloads", limit=limit))
    table = pd.DataFrame({name: [getattr(model, name, None) for model in models] for name in frames.INVENTORY})
    cards = [vars(model.card_data) if model.card_data else {} for model in models]
    table["license"] = [_one_licence(card, model.tags) for card, model in zip(cards, models, strict=True)]
    table["gated"] = table["gated"].map(lambda mode: "no" if mode is False else mode)
    table["n_params"] = [model.safetensors.total if model.safetensors else None for model in models]
    bases = pd.Series([card.get("base_model") for card in cards], dtype="object")
    table["base_model"] = bases.map(lambda base: base if isinstance(base, list) else [base] if base else [])
    table["tags"] = [model.tags or [] for model in models]
    return table.sort_values("id").sort_values("downloads", ascending=False, kind="stable", ignore_index=True)


def _one_licence(card: dict[str, Any], tags: Iterable[str] | None) -> str | None:
    said = card.get("license") or []
    parts = [said] if isinstance(said, str) else said
    clean = sorted({part.strip().lower() for part in parts if part.strip()})
    from_tags = [tag.split(":", 1)[1] for tag in tags or [] if tag.startswith("license:")]
    return "+".join(clean) or (from_tags[0] if from_tags else None)


@exercise.right
def sorted_in_python(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    listed = api.list_models(expand=[*EXPAND, "sha"], sort="downloads", limit=limit)
    ranked = sorted(listed, key=lambda model: (-(model.downloads if model.downloads is not None else -1), model.id))
    table = frames.inventory(ranked).astype(object)
    return table.where(table.notna(), None).reset_index(drop=True)
