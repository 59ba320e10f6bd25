"""A slider for how much of the usual gap is taken off a claim, and how well the claims then agree with the checks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from course import missing

if TYPE_CHECKING:
    import ipywidgets

Gaps = Callable[[pd.DataFrame], Mapping[str, float]]
Agreement = Callable[[pd.DataFrame, str, str], Mapping[str, float]]

COLUMNS = ("benchmark", "models with both", "τ of the claims", "τ now")
START, STEP, MOST = 0.0, 0.1, 2.0


def shrinkage(evals: pd.DataFrame, gap_by_source: Gaps, rank_agreement: Agreement) -> ipywidgets.VBox:
    """A slider from 0 to 2: the part of the usual gap that each claim loses, by whether it shows a source.

    Below it, for each benchmark, τ between claims and checks of the models that have both, before and after.
    `gap_by_source(evals)` gives the gap of `sourced` and `unsourced` claims; `rank_agreement(evals, dataset, task)`
    gives `n` and `tau`. Both are the learner's.
    """
    import ipywidgets

    slider = ipywidgets.FloatSlider(
        START,
        min=0.0,
        max=MOST,
        step=STEP,
        description="part of the gap",
        continuous_update=False,
        style={"description_width": "10em"},
    )
    report = ipywidgets.HTML()

    def refresh(_: object = None) -> None:
        report.value = _report(evals, gap_by_source, rank_agreement, slider.value)

    slider.observe(refresh, names="value")
    refresh()
    return ipywidgets.VBox([slider, report])


def corrected(evals: pd.DataFrame, gaps: Mapping[str, float], part: float) -> pd.DataFrame:
    """The results of `evals`, each claim less `part` of the gap of its kind; an unknown gap takes nothing."""
    usual = evals["has_source"].map({True: gaps["sourced"], False: gaps["unsourced"]}).astype(float).fillna(0.0)
    return evals.assign(value=evals["value"] - part * usual.mask(evals["verified"] | evals["community"], 0.0))


def _report(evals: pd.DataFrame, gap_by_source: Gaps, rank_agreement: Agreement, part: float) -> str:
    boards = list(
        evals.loc[evals["verified"], ["dataset_id", "task_id"]]
        .drop_duplicates()
        .sort_values("dataset_id")
        .itertuples(index=False, name=None)
    )
    try:
        gaps = _numbers(gap_by_source, ("sourced", "unsourced"), evals)
        lowered = corrected(evals, gaps, part)
        rows = [
            (board[0], *(_numbers(rank_agreement, ("n", "tau"), results, *board) for results in (evals, lowered)))
            for board in boards
        ]
    except _Unusable as unusable:
        return _status(str(unusable))
    kept = [(name, one, other) for name, one, other in rows if one["n"]]
    said = ", ".join(f"{name.rpartition('/')[2]} {_told(other['tau'], 2)}" for name, _, other in kept)
    took = ", ".join(
        f"{_told(part * gap, 1)} points off a claim {kind} a source"
        for kind, gap in (("with", gaps["sourced"]), ("without", gaps["unsourced"]))
        if not math.isnan(gap)
    )
    return _status(f"{took or 'No gap is known'}. τ between claims and checks: {said or 'not known'}.") + _table(kept)


class _Unusable(Exception):
    """What to say of the learner's function that stands in the way."""


def _numbers(function: Callable[..., Any], keys: tuple[str, ...], *args: Any) -> dict[str, float]:
    """The values of `keys` that the learner's function gives, NaN where one is missing."""
    name = getattr(function, "__name__", "your function")
    try:
        given = function(*args)
        return {key: math.nan if pd.isna(given[key]) else float(given[key]) for key in keys}
    except NotImplementedError:
        raise _Unusable(f"{name} is not written yet: write it above, run its cell, then this one.") from None
    except Exception as error:  # whatever the learner's function raises or returns is told, not thrown
        raise _Unusable(f"{name} could not be used: {missing.raised(error)}") from None


def _told(value: float, digits: int) -> str:
    return "not known" if math.isnan(value) else f"{value:.{digits}f}"


def _table(rows: list[tuple[str, Mapping[str, float], Mapping[str, float]]]) -> str:
    head = "".join(f'<th scope="col" style="padding-right: 2em; text-align: left">{name}</th>' for name in COLUMNS)
    body = "".join(
        f'<tr><th scope="row" style="text-align: left">{escape(name)}</th><td>{one["n"]:.0f}</td>'
        f"<td>{_told(one['tau'], 3)}</td><td>{_told(other['tau'], 3)}</td></tr>"
        for name, one, other in rows
    )
    caption = "Agreement of claims with checks, simulated results"
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
