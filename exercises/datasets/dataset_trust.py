"""How well is each dataset of a Hub documented?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from huggingface_hub import HfApi

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of
from exercises.datasets.by_hand import FULL, LESSON, TWENTY

GREEDY = "You asked the Hub too often: one listing with expand=[…] returns these properties of every dataset."

exercise = Exercise(
    LESSON,
    "dataset_trust",
    looks_at="private datasets, missing downloads, ties, a limit, the number of requests, and unseen Hubs",
    over_budget=GREEDY,
    ordered=True,
)

HALF: dict[str, Any] = {"license": "mit", "language": "en", "task_categories": "translation"}
COLUMNS = ["id", "has_license", "has_language", "has_task", "has_size", "has_source", "has_description", "score"]
COLUMNS += ["gated", "downloads"]
PROPERTIES: list[Any] = ["cardData", "description", "downloads", "gated", "private"]
Rows = list[dict[str, Any]]


def _some() -> Rows:
    half: dict[str, Any] = {"cardData": HALF, "gated": False, "private": False}
    return [
        {"id": "eve/unknown", **half},
        {"id": "ben/tie", "downloads": 7, **half},
        {"id": "Zoe/tie", "downloads": 7, **half},
        {"id": "ada/none", "downloads": 0, **half},
        {"id": "cat/many", "downloads": 9000, "gated": False},
        {"id": "cat/gate", "downloads": 2, "gated": "auto", "cardData": FULL, "description": TWENTY},
        {"id": "dan/words", "downloads": 3, "gated": "manual", "description": TWENTY, "private": False},
    ]


def _hidden() -> Rows:
    hidden = {"cardData": FULL, "gated": False, "private": True}
    return [{"id": "ada/secret", "downloads": 500, **hidden}, {"id": "ben/open", "downloads": 5, "gated": False}]


def _many() -> Rows:
    """More datasets than one page of a listing holds, the most downloaded in no particular place."""
    return [{"id": f"fay/{n:04}", "downloads": n * 7 % 1001, "gated": False} for n in range(1001)]


@exercise.cases
def cases() -> Iterator[Case]:
    """Small Hubs first; one request suffices for them."""
    yield case("datasets that differ in every key of the order", hub_of(datasets=_some()), budget=1)
    yield case("a private dataset", hub_of(datasets=_hidden()), budget=1)
    yield case("a limit of two with a private dataset", hub_of(datasets=_hidden() + _some()), 2, budget=1)
    yield case("a limit of three", hub_of(datasets=_some()), 3, budget=1)
    many = hub_of(datasets=_many())
    yield case("a limit of four among 1,001 datasets", many, 4, budget=1)
    yield case("1,001 datasets", many, budget=3)
    yield case("no datasets", hub_of(), budget=1)
    for slot in hubs.SLOTS:
        yield case("an unseen Hub", hubs.hub(slot), budget=hubs.budget(hubs.hub(slot), "datasets"))


NOT_NAMED = "A column is the same everywhere: expand returns only the properties that you name."
KEPT = "[trust_row(info) for info in listing if info.private is not True]"
ORDER = "ascending=[False, False, True], ignore_index=True"
slip = exercise.slip
slip(
    "one_request_a_dataset",
    GREEDY,
    KEPT,
    "[trust_row(api.dataset_info(info.id, expand=properties)) for info in listing if info.private is not True]",
)
slip("without_cards", NOT_NAMED, '"cardData", ', "")
slip("without_descriptions", NOT_NAMED, '"description", "downloads"', '"downloads"')
slip("without_downloads", NOT_NAMED, '"downloads", "gated", "private"]', '"gated", "private"]')
slip("without_gates", NOT_NAMED, '"gated", "private"]', '"private"]')
slip(
    "private_kept",
    "Private datasets do not belong here: leave out where `private` is True, a property that `expand` has to name.",
    KEPT,
    "[trust_row(info) for info in listing]",
)
slip(
    "unknown_is_private",
    "A dataset is left out if `private` is True; where it was not returned, it counts.",
    "info.private is not True",
    "info.private is False",
)
slip(
    "gated_left_out",
    "A gated dataset is public: it keeps its row.",
    "info.private is not True",
    "info.private is not True and info.gated in (False, None)",
)
slip(
    "cut_after_the_listing",
    "Give `limit` to the listing; cut afterwards, it has read every dataset of the Hub.",
    "limit=limit, ",
    "",
    "for info in listing if",
    "for info in list(listing)[:limit] if",
)
slip("limit_of_500", "Without a limit, all datasets are asked for.", "limit=limit, ", "limit=limit or 500, ")
slip("limit_left_out", "`limit` is an argument: give it to the listing.", "limit=limit, ", "")
slip(
    "cut_after_the_table",
    "Give `limit` to the listing: the most downloaded datasets are asked for, not the best documented.",
    "limit=limit, ",
    "",
    ORDER + ")",
    ORDER + ")[:limit]",
)
slip(
    "any_datasets",
    "A limit keeps the most downloaded: ask the Hub for sort='downloads'.",
    'sort="downloads", ',
    "",
)
slip(
    "ties_turned",
    "Where score and downloads are equal, ids stand in ascending order.",
    ORDER,
    "ascending=False, ignore_index=True",
)
slip("worst_first", "The highest score comes first.", "[False, False, True]", "[True, False, True]")
slip(
    "fewest_first",
    "Among equal scores, the most downloaded comes first.",
    "[False, False, True]",
    "[False, True, True]",
)
slip("unknown_first", "Unknown downloads come last among equal scores.", ORDER, ORDER + ', na_position="first"')
slip(
    "downloads_before_score",
    "Sort by the score first; downloads decide among equal scores.",
    'keys = ["score", "downloads", "id"]\n    return',
    'keys = ["downloads", "score", "id"]\n    return',
)
slip(
    "unknown_downloads_zero",
    "A count that was not returned is unknown, not zero.",
    '.astype({"downloads": "Int64"})\n    keys',
    '.astype({"downloads": "Int64"}).fillna({"downloads": 0})\n    keys',
)
slip(
    "columns_as_they_come",
    "Put the columns in the order that the question names.",
    "pd.DataFrame(rows, columns=columns)",
    "pd.DataFrame(rows, columns=sorted(columns))",
)


def _stated(card: Any, *keys: str) -> bool:
    values = [value for key in keys for value in _listed(getattr(card, key, None))]
    return any(str(value).strip() and not ("license" in keys and _unknown(value)) for value in values)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _unknown(value: Any) -> bool:
    return str(value).strip().lower() == "unknown"


@exercise.right
def column_by_column(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    public = [one for one in api.list_datasets(sort="downloads", limit=limit, expand=PROPERTIES) if not one.private]
    cards = [one.card_data for one in public]
    table = pd.DataFrame({"id": [one.id for one in public]}, dtype=object)
    table["has_license"] = [_stated(card, "license") for card in cards]
    table["has_language"] = [_stated(card, "language") for card in cards]
    table["has_task"] = [_stated(card, "task_categories") for card in cards]
    table["has_size"] = [_stated(card, "size_categories") for card in cards]
    table["has_source"] = [_stated(card, "source_datasets", "annotations_creators") for card in cards]
    table["has_description"] = [len((one.description or "").split()) >= 20 for one in public]
    table["score"] = table[COLUMNS[1:7]].astype(float).mean(axis=1)
    table["gated"] = ["no" if one.gated is False else one.gated for one in public]
    table["downloads"] = pd.array([one.downloads for one in public], dtype="Int64")
    by_id = table.sort_values("id").sort_values("downloads", ascending=False, kind="stable")
    return by_id.sort_values("score", ascending=False, kind="stable").reset_index(drop=True)


@exercise.right
def sorted_in_python(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    rows: list[list[Any]] = []
    for one in api.list_datasets(expand=[*PROPERTIES, "tags"], limit=limit, sort="downloads"):
        if one.private is True:
            continue
        keys = (("license",), ("language",), ("task_categories",), ("size_categories",))
        flags = [_stated(one.card_data, *key) for key in (*keys, ("source_datasets", "annotations_creators"))]
        flags.append(len(str(one.description or "").split()) > 19)
        gate = one.gated if one.gated is not False else "no"
        rows.append([one.id, *flags, sum(flags) / 6, gate, one.downloads])
    rows.sort(key=lambda row: (-row[7], -(row[9] if row[9] is not None else -1), row[0]))
    return pd.DataFrame(rows, columns=COLUMNS)
