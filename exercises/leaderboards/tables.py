"""Results written by hand, and the results of the graded Hubs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pandas as pd
from huggingface_hub import ModelInfo

from course import results
from course.exercise import hubs
from course.hub.seeds import in_force

LESSON = "09-leaderboards"
QUIZ, EXAM = "lab/quiz", "lab/exam"
BIRDS = ["ann/owl", "ben/wren", "cy/finch", "dee/swift", "eve/lark", "fay/crow", "gus/kite", "hal/rook"]
Row = tuple[Any, ...]


def row(
    model: str,
    value: float,
    kind: str = "claim",
    date: str | None = "2026-03-01",
    *,
    source: bool = False,
    dataset: str = QUIZ,
    task: str = "default",
    origin: str = "eval_results",
) -> Row:
    """One result: a `claim`, a `check`, a `run` of the community, or a `proven run`, which is both of the last."""
    verified, community = kind in ("check", "proven run"), kind in ("run", "proven run")
    return model, dataset, task, value, verified, source, community, date, origin


def table(*rows: Row) -> pd.DataFrame:
    """Results as `tidy_evals` gives them, but in the order and on the scale in which they are written."""
    told = pd.DataFrame(list(rows), columns=[*results.DTYPES])
    told["date"] = pd.to_datetime(told["date"], format="mixed", utc=True)
    return told.astype(results.DTYPES)


def both(*scores: tuple[float, float], dataset: str = QUIZ, task: str = "default") -> list[Row]:
    """A claim and a check of one bird after another."""
    pairs = zip(BIRDS, scores, strict=False)
    return [
        made
        for bird, (claim, check) in pairs
        for made in (
            row(bird, claim, dataset=dataset, task=task),
            row(bird, check, "check", dataset=dataset, task=task),
        )
    ]


def unseen(slot: str) -> pd.DataFrame:
    """All results of the graded Hub in `slot`, a copy each time."""
    return _unseen(slot, in_force()).copy()


@cache
def _unseen(slot: str, _seeds: str) -> pd.DataFrame:
    return results.evals(hubs.hub(slot))


def listed(slot: str, most: int) -> list[ModelInfo]:
    """The first `most` models of the graded Hub in `slot` that report on a leaderboard or in their card."""
    return _listed(slot, in_force())[:most]


@cache
def _listed(slot: str, _seeds: str) -> list[ModelInfo]:
    with quiet():
        return list(_reporting(hubs.hub(slot).list_models(expand=["evalResults", "cardData"])))


def info(**given: Any) -> ModelInfo:
    """A model with these properties, as the Hub spells them."""
    with quiet():
        return ModelInfo(**given)  # type: ignore[no-untyped-call]


@contextmanager
def quiet() -> Iterator[None]:
    """The client's warnings of results that it cannot read are not shown."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(level)


def _reporting(models: Any) -> Iterator[ModelInfo]:
    for number, model in enumerate(models):
        in_card = model.card_data is not None and model.card_data.eval_results
        if in_card or (model.eval_results and number % 3 == 0):
            yield model
