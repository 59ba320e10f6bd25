"""Tick boxes for what is held equal when two groups are compared, and what the learner's estimate then is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from course import missing

if TYPE_CHECKING:
    import ipywidgets

Estimate = Callable[[pd.DataFrame, str, str, list[str]], Mapping[str, Any]]

ROWS = {
    "naive": "gap between all rows",
    "stratified": "gap between like rows",
    "overlap_share": "share of rows with somebody to compare with",
    "n_strata": "strata compared",
}


def strata_picker(
    table: pd.DataFrame, estimate: Estimate, outcome: str, treatment: str, choices: Sequence[str]
) -> ipywidgets.VBox:
    """A tick box for each column of `choices`; below them the estimate with the ticked columns as strata.

    `estimate(table, outcome, treatment, strata)` returns a dict with `naive`, `stratified`, `overlap_share` and
    `n_strata`. Every estimate so far stays in the table, the newest last.
    """
    import ipywidgets

    boxes = [ipywidgets.Checkbox(False, description=name, indent=False, layout={"width": "14em"}) for name in choices]
    report = ipywidgets.HTML()
    tried: dict[tuple[str, ...], Mapping[str, Any]] = {}

    def refresh(_: object = None) -> None:
        ticked = [box.description for box in boxes if box.value]
        try:
            found = estimate(table, outcome, treatment, ticked)
            tried.pop(tuple(ticked), None)
            tried[tuple(ticked)] = {name: found[name] for name in ROWS}
            said = ""
        except NotImplementedError:
            said = f"{_name(estimate)} is not written yet: write it, run its cell, then this one."
        except Exception as error:  # whatever the learner's function raises is shown, not thrown
            said = f"{_name(estimate)} raised {missing.raised(error)}"
        report.value = _report(tried) + _status(said or _sentence(ticked, tried))

    for box in boxes:
        box.observe(refresh, names="value")
    refresh()
    wrapped = ipywidgets.Layout(display="flex", flex_flow="row wrap")
    return ipywidgets.VBox([ipywidgets.Box(boxes, layout=wrapped), report])


def _name(estimate: Estimate) -> str:
    return getattr(estimate, "__name__", "your function")


def _words(ticked: Sequence[str]) -> str:
    return ", ".join(ticked) or "nothing"


def _sentence(ticked: Sequence[str], tried: Mapping[tuple[str, ...], Mapping[str, Any]]) -> str:
    found = tried[tuple(ticked)]
    return (
        f"With {_words(ticked)} held equal, the gap is {_number(found['stratified'])} instead of "
        f"{_number(found['naive'])}; {_share(found['overlap_share'])} of the rows have somebody to compare with."
    )


def _report(tried: Mapping[tuple[str, ...], Mapping[str, Any]]) -> str:
    named = "".join(f'<th scope="col" style="padding-left: 1.5em">{escape(words)}</th>' for words in ROWS.values())
    lines = "".join(_line(_words(ticked), found) for ticked, found in tried.items())
    head = f'<tr><th scope="col" style="text-align: left">held equal</th>{named}</tr>'
    return f"<table><caption>Estimates so far, newest last</caption><thead>{head}</thead><tbody>{lines}</tbody></table>"


def _line(held: str, found: Mapping[str, Any]) -> str:
    shown = [_number(found["naive"]), _number(found["stratified"]), _share(found["overlap_share"])]
    cells = "".join(f'<td style="text-align: right">{escape(one)}</td>' for one in [*shown, _whole(found["n_strata"])])
    return f'<tr><th scope="row" style="text-align: left; font-weight: normal">{escape(held)}</th>{cells}</tr>'


def _number(value: Any) -> str:
    return "not known" if pd.isna(value) else f"{value:.2f}"


def _share(value: Any) -> str:
    return "not known" if pd.isna(value) else f"{value:.0%}"


def _whole(value: Any) -> str:
    return "not known" if pd.isna(value) else f"{value:,.0f}"


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
