"""What does the inventory of models look like, with missing values still missing?"""

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd
from huggingface_hub import HfApi

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of
from exercises.census.by_hand import row

GREEDY = "You asked the Hub too often: one listing with expand=[…] returns every field of every model."

exercise = Exercise(
    "01-census",
    "pull_models",
    looks_at="models without a card, odd licences, gaps, ties, a limit, the number of requests, and unseen Hubs",
    over_budget=GREEDY,
    ordered=True,
)

LICENCES: list[object] = [
    [" MIT", "apache-2.0", "mit"],
    "  Apache-2.0 ",
    [],
    "",
    None,
    ["cc-by-4.0"],
]
Rows = list[dict[str, object]]


def _licences() -> Rows:
    ways = [row(f"ada/way-{n}", cardData={"license": way, "language": "en"}) for n, way in enumerate(LICENCES)]
    tags = ["en", "license:cc0-1.0", "license:mit"]
    no_licence = {"language": "en"}
    return [*ways, row("ada/first-tag", cardData=no_licence, tags=tags), row("ada/none", cardData=None)]


def _gaps() -> Rows:
    bare: dict[str, object] = {"id": "bare"}
    gated: Rows = [row(f"ben/{mode}", gated=mode, downloads=3) for mode in ("auto", "manual")]
    lists = [
        row("cat/merged", cardData={"base_model": ["x/a", "x/b"]}),
        row("cat/plain", cardData={"license": "mit"}),
    ]
    hidden = row("dora/hidden", private=True, downloads=0, likes=0)
    unknown = row("eve/unknown", downloads=None, gated=None, tags=None)
    return [bare, *gated, *lists, hidden, unknown, row("Zoe/cap"), row("amy/low")]


def _many() -> Rows:
    """More models than one page of a listing holds, the most downloaded in no particular place."""
    return [{"id": f"fay/{n:04}", "downloads": n * 7 % 1201} for n in range(1201)]


@exercise.cases
def cases() -> Iterator[Case]:
    """Small Hubs first; one request suffices for them."""
    yield case("licences written in many ways", hub_of(_licences()), budget=1)
    yield case("models of which little is known", hub_of(_gaps()), budget=1)
    yield case("a limit of three", hub_of(_gaps()[1:]), 3, budget=1)
    yield case("a limit of four among 1,201 models", hub_of(_many()), 4, budget=1)
    yield case("no models", hub_of(), budget=1)
    for slot in hubs.SLOTS:
        yield case("an unseen Hub", hubs.hub(slot), budget=hubs.budget(hubs.hub(slot), "models"))
    yield case("a limit of 20 on an unseen Hub", hubs.hub(hubs.SLOTS[0]), 20, budget=1)


EXPAND: list[Any] = (
    "author createdAt lastModified pipeline_tag library_name cardData gated private downloads downloadsAllTime likes "
    "safetensors tags"
).split()

NO_CARDS = "Every licence is missing: expand returns only the properties you name, and cardData is not among yours."
OPEN = "False is an answer, the repo is open: write `no`, and name `gated` in expand."
NOTHING = "What the Hub has not got is None: some models have no card, no tags, or no safetensors."
NOT_NAMED = "A column is empty everywhere: expand returns only the properties that you name."

slip = exercise.slip
slip(
    "one_request_a_model",
    GREEDY,
    "inventory_row(model) for",
    "inventory_row(api.model_info(model.id, expand=properties)) for",
)
slip(
    "without_cards",
    NO_CARDS,
    "licence_of(card, tags)",
    "licence_of({}, [])",
    'frames.as_list(card.get("base_model"))',
    "[]",
)
slip("neither_cards_nor_tags", NO_CARDS, '"cardData", ', "", '"safetensors", "tags"', '"safetensors"')
slip(
    "only_tags",
    "Only licences in tags were found: expand returns just the properties you name, and cardData is not among yours.",
    '"cardData", ',
    "",
)
slip("without_tags", NOT_NAMED, '"safetensors", "tags"', '"safetensors"')
slip("without_safetensors", NOT_NAMED, '"safetensors", "tags"', '"tags"')
slip("without_gated", OPEN, '"gated",', "")
slip("without_private", NOT_NAMED, '"private",', "")
slip("without_all_time", NOT_NAMED, '"downloadsAllTime", ', "")
slip("without_downloads", NOT_NAMED, '"downloads", "downloadsAllTime"', '"downloadsAllTime"')
slip(
    "unknown_downloads_zero",
    "A repo whose downloads were not returned is unknown, not zero.",
    "columns=frames.INVENTORY)",
    'columns=frames.INVENTORY).fillna({"downloads": 0})',
)
slip(
    "every_count_filled",
    "A count that was not returned is unknown, not zero.",
    "columns=frames.INVENTORY)",
    "columns=frames.INVENTORY).fillna(dict.fromkeys(frames.COUNTS, 0))",
)
slip("open_is_missing", OPEN, 'row["gated"] = "no"', 'row["gated"] = None')
slip(
    "unknown_is_open",
    "A repo whose `gated` was not returned is unknown, not open.",
    "model.gated is False",
    "not model.gated",
)
slip(
    "indexed",
    "This repo has a card without a licence; indexing raised KeyError. Ask with .get().",
    'card.get("license")',
    'card["license"]',
)
slip(
    "no_card_expected",
    "Some repos have no card at all: card_data is None there, and None has no licence to ask for.",
    "model.card_data.to_dict() if model.card_data is not None else {}",
    "model.card_data.to_dict()",
)
slip("no_tags_expected", NOTHING, "frames.as_list(model.tags)", "list(model.tags)")
slip(
    "lists_as_they_stand",
    "A licence can be a list, and its parts differ in case and spaces: clean, drop doubles, sort, join by +.",
    'frames.as_list(card.get("license"))',
    '["+".join(frames.as_list(card.get("license")))]',
)
slip(
    "case_kept",
    "Licences differ in case and stray spaces alone: strip them and write lower-case.",
    "texts.add(text.strip().lower())",
    "texts.add(text)",
)
slip(
    "blank_is_declared",
    "A blank licence declares nothing: take the first `license:` tag then.",
    "if text.strip():",
    "if True:",
)
slip(
    "sorted_after_the_limit",
    "A limit keeps the most downloaded: ask the Hub for sort='downloads', sorting afterwards is too late.",
    'sort="downloads", ',
    "",
)
slip(
    "limit_left_out",
    "`limit` is an argument: give it to the listing, so that no more models come.",
    "limit=limit, ",
    "",
)
slip(
    "cut_after_the_listing",
    "Give `limit` to the listing: to list everything and cut afterwards walks through the whole Hub.",
    "limit=limit, ",
    "",
    "ignore_index=True)",
    "ignore_index=True)[:limit]",
)
slip(
    "ties_as_they_come",
    "Equal downloads stand in the order of their ids.",
    "ascending=[False, True]",
    "ascending=False",
)
slip(
    "unknown_first",
    "Models whose downloads are unknown come last.",
    "ascending=[False, True], ",
    'ascending=[False, True], na_position="first", ',
)
slip(
    "least_downloaded_first",
    "The most downloaded model comes first.",
    "ascending=[False, True]",
    "ascending=[True, True]",
)
slip(
    "private_dropped",
    "Private models stay in the inventory; the column `private` marks them.",
    "for model in listing]",
    "for model in listing if not model.private]",
)
slip(
    "another_attribute",
    "Keep the columns of frames.INVENTORY alone.",
    "[inventory_row(model)",
    '[{"sha": model.sha} | inventory_row(model)',
    ", columns=frames.INVENTORY",
    "",
)
slip(
    "spelled_as_in_python",
    "expand spells as the Hub does: cardData, createdAt.",
    '"createdAt"',
    '"created_at"',
)


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
    declared = card.get("license") or []
    parts = [declared] if isinstance(declared, str) else declared
    clean = sorted({part.strip().lower() for part in parts if part.strip()})
    from_tags = [tag.split(":", 1)[1] for tag in tags or [] if tag.startswith("license:")]
    return "+".join(clean) or (from_tags[0] if from_tags else None)


@exercise.right
def sorted_in_python(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    listed = api.list_models(expand=[*EXPAND, "sha"], sort="downloads", limit=limit)
    ranked = sorted(listed, key=lambda model: (-(model.downloads if model.downloads is not None else -1), model.id))
    table = frames.inventory(ranked).astype(object)
    return table.where(table.notna(), None).reset_index(drop=True)
