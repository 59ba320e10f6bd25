"""Tick boxes for what a listing brings along."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from course import missing
from course.frames import EXPAND

if TYPE_CHECKING:
    import ipywidgets
    from huggingface_hub import HfApi

Pull = Callable[..., pd.DataFrame]

LIMIT = 200


def field_picker(api: HfApi, pull: Pull | None = None) -> ipywidgets.VBox:
    """Tick boxes for what a listing brings along; below them the requests made and how full each column then is.

    `pull` is called as `pull(api, limit)` on an `api` whose listings leave out what is not ticked.
    """
    import ipywidgets

    boxes = [ipywidgets.Checkbox(True, description=name, indent=False, layout={"width": "11em"}) for name in EXPAND]
    report = ipywidgets.HTML()

    def refresh(_: object = None) -> None:
        ticked = [box.description for box in boxes if box.value]
        report.value = _report(api, pull, ticked)

    for box in boxes:
        box.observe(refresh, names="value")
    refresh()
    wrapped = ipywidgets.Layout(display="flex", flex_flow="row wrap")
    return ipywidgets.VBox([ipywidgets.Box(boxes, layout=wrapped), report])


def narrowed(api: HfApi, properties: Sequence[str]) -> HfApi:
    """A copy of `api` whose model listings bring along only those of the asked properties that are in `properties`."""
    narrow = copy.copy(api)

    def list_models(**asked: Any) -> Any:
        kept = [name for name in asked.get("expand") or [] if name in properties]
        # an empty expand would bring the Hub's default properties: ask for one that no column shows
        return api.list_models(**asked | {"expand": kept or ["xetEnabled"]})

    narrow.list_models = list_models  # type: ignore[method-assign]
    return narrow


def _report(api: HfApi, pull: Pull | None, ticked: list[str]) -> str:
    before = getattr(api, "requests_made", 0)
    try:
        table, source = _table(narrowed(api, ticked), pull)
    except Exception as error:
        problem = f"{getattr(pull, '__name__', 'the listing')} raised {missing.raised(error)}"
        return _status(f"{escape(problem)}. A property that does not come along is None.")
    asked = getattr(api, "requests_made", 0) - before
    empty = [name for name in table.columns if not _filled(table[name])]
    said = f"{source}: {len(table)} models, requests made: {asked}. Empty columns: {', '.join(empty) or 'none'}."
    return _status(escape(said)) + _shares(table)


def _table(api: HfApi, pull: Pull | None) -> tuple[pd.DataFrame, str]:
    """What `pull` returns; the bare listing where it is not written yet or returns no table."""
    try:
        found = pull(api, LIMIT) if pull else None
    except NotImplementedError:
        found = None
    if isinstance(found, pd.DataFrame):
        return found, getattr(pull, "__name__", "your function")
    listed: list[Any] = list(api.list_models(sort="downloads", limit=LIMIT, expand=EXPAND))
    names = ["id", *(re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", name) for name in EXPAND)]
    return pd.DataFrame([vars(model) for model in listed], columns=names), "bare listing (your function is not ready)"


def _filled(column: pd.Series) -> float:
    """The share of values that say something: not missing, not an empty list."""
    return sum(len(one) > 0 if isinstance(one, list) else bool(pd.notna(one)) for one in column) / max(len(column), 1)


def _status(text: str) -> str:
    return f'<p role="status">{text}</p>'


def _shares(table: pd.DataFrame) -> str:
    rows = "".join(
        f'<tr><th scope="row" style="text-align: left">{escape(str(name))}</th>'
        f'<td style="text-align: right; padding-left: 2em">{_filled(table[name]):.0%}</td></tr>'
        for name in table.columns
    )
    head = '<tr><th scope="col">column</th><th scope="col" style="padding-left: 2em">filled</th></tr>'
    return f"<table><caption>How full each column is</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"
