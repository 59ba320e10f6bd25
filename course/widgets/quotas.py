"""Quotas to move, a slider a plan, and what the learner's own function says of uploads lost and requests blocked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from course import missing

if TYPE_CHECKING:
    import ipywidgets

Quotas = Mapping[tuple[str, str], int]
Impact = Callable[[pd.DataFrame, dict[tuple[str, str], int]], pd.DataFrame]
LEAST, MOST, STEP, FIRST = 5, 100, 5, 20  # percent of the quotas that are given
HEAD = ("persona", "callers hit", "requests blocked", "uploads lost")


def quota_sliders(requests: pd.DataFrame, quotas: Quotas, impact: Impact) -> ipywidgets.VBox:
    """A slider for each plan that sends `requests`, in percent of its `quotas`, and what `impact` makes of them.

    `impact(requests, quotas)` returns a row for each persona, as the lesson's `rate_limit_impact` does.
    """
    import ipywidgets

    wide = {"description_width": "14em"}
    plans = [plan for plan in dict.fromkeys(plan for plan, _ in quotas) if plan in set(requests["plan"])]
    sliders = {
        plan: ipywidgets.IntSlider(
            FIRST, LEAST, MOST, STEP, description=f"{plan}, % of today", style=wide,
            continuous_update=False, layout={"width": "34em"},
        )
        for plan in plans
    }  # fmt: skip
    report = ipywidgets.HTML()

    def show(_: object = None) -> None:
        chosen = scaled(quotas, {plan: slider.value for plan, slider in sliders.items()})
        report.value = told(requests, chosen, impact)

    show()
    for slider in sliders.values():
        slider.observe(show, names="value")
    return ipywidgets.VBox([*sliders.values(), report])


def scaled(quotas: Quotas, percent: Mapping[str, float]) -> dict[tuple[str, str], int]:
    """`quotas` with those of each plan at a percentage; a plan that `percent` does not name keeps its own."""
    return {(plan, bucket): round(quota * percent.get(plan, 100) / 100) for (plan, bucket), quota in quotas.items()}


def told(requests: pd.DataFrame, quotas: dict[tuple[str, str], int], impact: Impact) -> str:
    """What `impact` says under `quotas`, as a sentence and a table in HTML, or why it says nothing."""
    name = getattr(impact, "__name__", "your function")
    try:
        return _table(impact(requests, quotas))
    except NotImplementedError:
        return _status(f"{name} is not written yet; write it above, then run this cell again.")
    except Exception as error:  # whatever the learner's function raises is shown, not thrown
        return _status(f"{name} raised {missing.raised(error)}.")


def _table(found: pd.DataFrame) -> str:
    """The sums in a sentence, then a row for each persona."""
    blocked, sent = int(found["blocked"].sum()), int(found["requests"].sum())
    lost, uploads = int(found["uploads_failed"].sum()), int(found["uploads"].sum())
    share = blocked / sent if sent else 0.0
    said = f"Blocked: {blocked:,} of {sent:,} requests, {share:.1%}. Lost: {lost:,} of {uploads:,} uploads."
    head = "".join(f'<th scope="col" style="text-align: left; padding-right: 1em">{name}</th>' for name in HEAD)
    rows = "".join(map(_row, found.to_dict("records")))
    caption = "Who is hit under these quotas, simulated"
    table = f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return _status(said) + table


def _row(row: Mapping[Any, Any]) -> str:
    hit, callers = float(row["principals_hit_share"]), int(row["principals"])
    cells = (
        f"{round(hit * callers):,} of {callers:,}",
        f"{row['blocked']:,} of {row['requests']:,}",
        f"{row['uploads_failed']:,} of {row['uploads']:,}",
    )
    head = f'<th scope="row" style="text-align: left; padding-right: 1em">{escape(str(row["persona"]))}</th>'
    told = "".join(f'<td style="padding-right: 1em">{cell}</td>' for cell in cells)
    return f"<tr>{head}{told}</tr>"


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
