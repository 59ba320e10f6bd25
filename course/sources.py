"""What models say they were made from: the datasets and base models that they name, with the licences of these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from course import frames

if TYPE_CHECKING:
    from huggingface_hub import HfApi

EXPAND: list[Any] = ["cardData", "downloads", "private", "tags"]
COLUMNS = ["id", "license", "downloads", "datasets"]


def models(api: HfApi) -> pd.DataFrame:
    """The public models by id: licence, downloads of 30 days, and the list of datasets that the card names."""
    rows = []
    for model in api.list_models(expand=EXPAND):
        if model.private is not True:
            card: Any = model.card_data or {}
            licence = frames.licence(card.get("license"), model.tags or [])
            rows.append([model.id, licence, model.downloads, frames.as_list(card.get("datasets"))])
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"downloads": "Int64"})
    return table.sort_values("id", ignore_index=True)


def upstream(api: HfApi) -> pd.DataFrame:
    """What each public model names as its data or its base: model_id, source_id, license, one row a pair.

    The licence is missing where the source declares none, or where no public repo has exactly that id.
    """
    made = models(api)
    bases = frames.edges(api).rename(columns={"child": "model_id", "parent": "source_id"})
    bases["license"] = bases["source_id"].map(dict(zip(made["id"], made["license"], strict=True)))
    data = made[["id", "datasets"]].explode("datasets").dropna().drop_duplicates()
    data = data.set_axis(["model_id", "source_id"], axis=1)
    data["license"] = data["source_id"].map(_licences(api))
    both = pd.concat([bases[bases["model_id"].isin(made["id"])], data])[["model_id", "source_id", "license"]]
    both["license"] = both["license"].astype(object).where(both["license"].notna(), None)
    return both.sort_values(["model_id", "source_id"], key=_as_text, ignore_index=True)


def datasets(api: HfApi) -> pd.DataFrame:
    """The public datasets by id, with their downloads of 30 days."""
    listed = api.list_datasets(expand=["downloads", "private"])
    rows = [(data.id, data.downloads) for data in listed if data.private is not True]
    table = pd.DataFrame(rows, columns=["id", "downloads"]).astype({"downloads": "Int64"})
    return table.sort_values("id", ignore_index=True)


def _as_text(column: pd.Series) -> pd.Series:
    return column.map(str)


def _licences(api: HfApi) -> dict[str, str | None]:
    """The licence that each public dataset declares."""
    found = {}
    for data in api.list_datasets(expand=EXPAND):
        card: Any = data.card_data or {}
        if data.private is not True:
            found[data.id] = frames.licence(card.get("license"), data.tags or [])
    return found
