"""A slider for how much of the usual gap is taken off a claim, and how well the claims then agree with the checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

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
    gaps = _tried(lambda: dict(gap_by_source(evals)), gap_by_source)
    if isinstance(gaps, str):
        return _status(gaps)
    after = _tried(
        lambda: [dict(rank_agreement(corrected(evals, gaps, part), *board)) for board in boards], rank_agreement
    )
    before = _tried(lambda: [dict(rank_agreement(evals, *board)) for board in boards], rank_agreement)
    if isinstance(after, str) or isinstance(before, str):
        return _status(str(after))
    rows = [(board[0], one, other) for board, one, other in zip(boards, before, after, strict=True) if one["n"]]
    said = ", ".join(f"{name.rpartition('/')[2]} {other['tau']:.2f}" for name, _, other in rows)
    took = (
        f"{part * gaps['sourced']:.1f} points off a claim with a source, {part * gaps['unsourced']:.1f} off one without"
    )
    return _status(f"{took}. τ between claims and checks: {said}.") + _table(rows)


def _tried(compute: Callable[[], Any], function: Callable[..., Any]) -> Any:
    """What is computed, or what to say of the learner's function that stands in the way."""
    name = getattr(function, "__name__", "your function")
    try:
        return compute()
    except NotImplementedError:
        return f"{name} is not written yet: write it above, run its cell, then this one."
    except Exception as error:  # whatever the learner's function raises is shown, not thrown
        return f"{name} could not be used; this stopped it: {type(error).__name__}: {error}"


def _table(rows: list[tuple[str, Mapping[str, float], Mapping[str, float]]]) -> str:
    head = "".join(f'<th scope="col" style="padding-right: 2em; text-align: left">{name}</th>' for name in COLUMNS)
    body = "".join(
        f'<tr><th scope="row" style="text-align: left">{escape(name)}</th><td>{one["n"]}</td>'
        f"<td>{one['tau']:.3f}</td><td>{other['tau']:.3f}</td></tr>"
        for name, one, other in rows
    )
    caption = "Agreement of claims with checks, simulated results"
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
