"""Evaluation results of models: who claimed what with which proof, and a claim beside the check of the same model."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd
from huggingface_hub.errors import HfHubHTTPError

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import ModelInfo

NUMBER = re.compile(r"[-+]?(?:\d+\.\d+|\.\d+|\d+)")
DTYPES = {
    "model_id": "str",
    "dataset_id": "str",
    "task_id": "str",
    "value": "float64",
    "verified": "bool",
    "has_source": "bool",
    "community": "bool",
    "date": "datetime64[ns, UTC]",
    "origin": "str",
}
KEYS = ["model_id", "dataset_id", "task_id"]
ORDER = [*KEYS, "verified", "origin", "date", "value"]
OLDEST = pd.Timestamp("1900-01-01", tz="UTC")
PERCENT = 1.5  # a benchmark with a larger score than this is told in percent


def score(value: object) -> float | None:
    """The score that an author wrote: a finite number, or the first number in a text; None where there is none."""
    if isinstance(value, str):
        found = NUMBER.search(value)
        return float(found[0]) if found else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def evals(api: HfApi) -> pd.DataFrame:
    """Every result of every model, in both formats: one row a result, on one scale a benchmark, columns of `DTYPES`.

    `verified` results carry a token of the Hub, `community` ones name a user who is not the publisher. A missing date
    stays missing. Sorted by model, dataset and task, verified first.
    """
    logger = logging.getLogger("huggingface_hub._eval_results")
    level = logger.level
    logger.setLevel(logging.ERROR)  # the client warns of each result that it cannot read
    try:
        listed = list(api.list_models(expand=["evalResults", "cardData"]))
    finally:
        logger.setLevel(level)
    return tidy(row for model in listed for row in _rows(model))


def tidy(rows: Any) -> pd.DataFrame:
    """Rows as `evals` gives them, sorted, with times for the texts in `date`."""
    told = pd.DataFrame(list(rows), columns=[*DTYPES])
    told["date"] = pd.to_datetime(told["date"], format="mixed", utc=True, errors="coerce")
    table = told.astype(DTYPES)
    inside = table["value"].between(0, 1)
    percent = table.groupby(["dataset_id", "task_id"])["value"].transform("max") > PERCENT
    table["value"] = table["value"].mask(inside & percent, table["value"] * 100)
    rising = [name != "verified" for name in ORDER]
    return table.sort_values(ORDER, ascending=rising, ignore_index=True)


def pairs(evals: pd.DataFrame) -> pd.DataFrame:
    """What a publisher claims and what a check found, for each model, dataset and task that has both.

    Each side is its latest result, several of one moment averaged; a missing date is the oldest.
    """
    own = evals[~evals["verified"] & ~evals["community"]]
    both = pd.concat([latest(own).rename("claimed"), latest(evals[evals["verified"]]).rename("checked")], axis=1)
    return both.dropna().sort_index().rename_axis(KEYS).reset_index()


def latest(rows: pd.DataFrame) -> pd.Series:
    """The mean of the latest results for each model, dataset and task."""
    dated = rows.assign(date=rows["date"].fillna(OLDEST))
    newest = dated.groupby(KEYS)["date"].transform("max")
    return dated[dated["date"].eq(newest)].groupby(KEYS)["value"].mean()


def _rows(model: ModelInfo) -> Iterator[tuple[object, ...]]:
    publisher = model.id.partition("/")[0]
    for one in model.eval_results or []:
        by_others = bool(one.source_user) and one.source_user != publisher
        proof = bool(one.verify_token), bool(one.source_url), by_others
        if (value := score(one.value)) is not None:
            yield model.id, one.dataset_id, one.task_id, value, *proof, one.date, "eval_results"
    for result in (model.card_data.eval_results if model.card_data else None) or []:
        told = score(result.metric_value) if result.metric_type == "accuracy" else None
        if told is not None:
            where = result.dataset_type, result.dataset_config or "default"
            yield model.id, *where, told, bool(result.verified), bool(result.source_url), False, None, "model_index"


def gaps(evals: pd.DataFrame) -> dict[str, float]:
    """The mean gap between claim and check, in points, of claims with a source, `sourced`, and of `unsourced` ones."""
    kinds = {"sourced": evals["has_source"], "unsourced": ~evals["has_source"]}
    both = {name: pairs(evals[evals["verified"] | kind]) for name, kind in kinds.items()}
    return {name: float((found["claimed"] - found["checked"]).mean()) for name, found in both.items()}


def board(api: HfApi, dataset_id: str) -> pd.DataFrame:
    """The entries of a leaderboard by `view`, `default` and then `all`: rank, model, value, verified.

    No rows where the Hub knows no such leaderboard; any other refusal is raised.
    """
    rows: list[tuple[object, ...]] = []
    try:
        for view, base_only in (("default", None), ("all", False)):
            found = api.get_dataset_leaderboard(dataset_id, base_model_only=base_only)
            rows += [(view, one.rank, one.model_id, one.value, one.verified) for one in found]
    except HfHubHTTPError as error:
        if error.response.status_code != 404:
            raise
    return pd.DataFrame(rows, columns=["view", "rank", "model_id", "value", "verified"])
