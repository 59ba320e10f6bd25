"""GPUs, quota and priority to move, and the waits that the learner's own functions find for each tier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from course import missing
from course.widgets.chooser import chooser

if TYPE_CHECKING:
    import ipywidgets

Waits = Callable[[pd.DataFrame, int, Mapping[str, int]], pd.DataFrame]
Served = Callable[[pd.DataFrame, Mapping[str, float]], "pd.Series[bool]"]

ORDERS = {
    "pro, then free, then anonymous": {"pro": 1, "free": 2, "anonymous": 3},
    "everybody alike": {"pro": 1, "free": 1, "anonymous": 1},
    "anonymous, then free, then pro": {"anonymous": 1, "free": 2, "pro": 3},
}
TODAY, NONE = 100, 400  # percent of the quotas; the far end of the slider stands for no quota
DAYS = 2  # of the log: few enough to be queued again at each move
COLUMNS = ("tier", "requests", "refused", "half wait at most", "19 in 20 wait at most")


def gpu_desk(requests: pd.DataFrame, waits: Waits, served: Served, quotas: Mapping[str, float]) -> ipywidgets.VBox:
    """Sliders for the number of GPUs, the quotas and the priority, and a table of waits by tier.

    `served(requests, quotas)` says which requests the quotas let through; `waits(requests, n_gpus, priority)` gives
    `tier`, `n`, `p50_wait_s` and `p95_wait_s` of those. The last `DAYS` days of `requests` are used.
    """
    import ipywidgets

    wide = {"description_width": "14em"}
    calm = {"continuous_update": False, "style": wide, "layout": {"width": "34em"}}
    gpus = ipywidgets.IntSlider(4, min=2, max=8, description="number of GPUs", **calm)
    quota = ipywidgets.IntSlider(TODAY, min=50, max=NONE, step=50, description="quota, % of today's", **calm)
    order, row = chooser(list(ORDERS), "who goes first", width="14em")
    report, few = ipywidgets.HTML(), last_days(requests)

    def refresh(_: object = None) -> None:
        chosen = None if quota.value == NONE else {tier: most * quota.value / 100 for tier, most in quotas.items()}
        report.value = told(few, waits, served, gpus.value, chosen, ORDERS[order.value])

    for control in (gpus, quota, order):
        control.observe(refresh, names="value")
    refresh()
    return ipywidgets.VBox([gpus, quota, row, report])


def last_days(requests: pd.DataFrame) -> pd.DataFrame:
    """The requests of the last `DAYS` days of a log."""
    late: pd.DataFrame = requests[requests["ts"] > requests["ts"].max() - pd.Timedelta(days=DAYS)]
    return late


def told(
    requests: pd.DataFrame,
    waits: Waits,
    served: Served,
    n_gpus: int,
    quotas: Mapping[str, float] | None,
    priority: Mapping[str, int],
) -> str:
    """The waits by tier as a table in HTML, or the sentence that says why there are none; None is no quota."""
    name = _name(served)
    try:
        let = requests if quotas is None else requests[served(requests, quotas).astype(bool).to_numpy()]
        name = _name(waits)
        found = waits(let, n_gpus, priority).set_index("tier")
        asked = requests["tier"].value_counts().sort_index()
        tiers = [str(tier) for tier in asked.index if tier in found.index]
        rows = [_row(tier, int(asked[tier]), found.loc[tier]) for tier in tiers]
    except NotImplementedError:
        return _status(f"{name} is not written yet: write it above, run its cell, then this one.")
    except Exception as error:  # whatever a learner's function raises or returns is told, not thrown
        return _status(f"{name} could not be used; this stopped it: {missing.raised(error)}")
    limit = "no quota" if quotas is None else "quotas of " + ", ".join(f"{s:,.0f} s" for s in quotas.values())
    said = _status(f"{n_gpus} GPUs, {limit}: {len(let):,} of {len(requests):,} requests get into the queue.")
    return said + _table(rows, requests)


def _row(tier: str, asked: int, found: Any) -> list[str]:
    refused = 1 - int(found["n"]) / asked
    return [tier, f"{asked:,}", f"{refused:.0%}", duration(found["p50_wait_s"]), duration(found["p95_wait_s"])]


def duration(seconds: float) -> str:
    """A wait in the unit that makes it readable."""
    if pd.isna(seconds):
        return "not known"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"


def _table(rows: list[list[str]], requests: pd.DataFrame) -> str:
    head = "".join(f'<th scope="col" style="text-align: left; padding-right: 2em">{name}</th>' for name in COLUMNS)
    body = "".join(
        f'<tr><th scope="row" style="text-align: left; padding-right: 2em">{escape(tier)}</th>'
        + "".join(f'<td style="text-align: left; padding-right: 2em">{escape(cell)}</td>' for cell in cells)
        + "</tr>"
        for tier, *cells in rows
    )
    kind = ", simulated" if requests.get("simulated", pd.Series(dtype=bool)).any() else ""
    caption = f"Waits by tier in the last {DAYS} days of the log{kind}"
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", "your function")


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
