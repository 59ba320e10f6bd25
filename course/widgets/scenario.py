"""Assumptions of a scenario to move, and what the learner's own function makes of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from course import missing
from course.widgets.chooser import chooser

if TYPE_CHECKING:
    import ipywidgets

Breakeven = Callable[[pd.DataFrame], pd.DataFrame]

MILLION = 1e6
AMOUNTS = {"new_revenue_usd": "new revenue, $ million", "build_cost_usd": "building cost, $ million"}
SHARES = {
    "new_margin": "margin of the new revenue",
    "margin": "margin of today's revenue",
    "exposure": "exposed share of today's revenue",
    "exit_share": "share of suppliers that leave",
}


def scenario_sliders(scenarios: pd.DataFrame, breakeven: Breakeven) -> ipywidgets.VBox:
    """A slider for the rows of `scenarios`, one for each assumption, and what `breakeven` says of them."""
    import ipywidgets

    wide = {"style": {"description_width": "17em"}, "layout": {"width": "36em"}}
    choice, beginning = chooser(list(scenarios["scenario"]), "begin with", width="17em")
    choice.layout.width = "30em"
    sliders = {
        **{name: ipywidgets.FloatSlider(0, min=0, max=200, step=1, description=text, readout_format=".0f", **wide)
           for name, text in AMOUNTS.items()},
        **{name: ipywidgets.FloatSlider(0, min=0, max=1, step=0.01, description=text, **wide)
           for name, text in SHARES.items()},
    }  # fmt: skip
    report = ipywidgets.HTML()

    def begin(_: object = None) -> None:
        row = scenarios.set_index("scenario").loc[choice.value]
        for name, slider in sliders.items():
            slider.value = row[name] / (MILLION if name in AMOUNTS else 1)
        show()

    def show(_: object = None) -> None:
        row = scenarios[scenarios["scenario"] == choice.value].iloc[[0]]
        moved = {name: slider.value * (MILLION if name in AMOUNTS else 1) for name, slider in sliders.items()}
        report.value = said(row.assign(**moved).reset_index(drop=True), breakeven)

    begin()
    choice.observe(begin, names="value")
    for slider in sliders.values():
        slider.observe(show, names="value")
    return ipywidgets.VBox([beginning, *sliders.values(), report])


def said(scenario: pd.DataFrame, breakeven: Breakeven) -> str:
    """What `breakeven` makes of the one row of `scenario`, as a paragraph in HTML."""
    name = getattr(breakeven, "__name__", "your function")
    try:
        words = _words(breakeven(scenario).iloc[0].to_dict())  # type: ignore[arg-type]
    except NotImplementedError:
        words = f"{name} is not written yet; nothing is computed."
    except Exception as error:  # whatever the learner's function raises is shown, not thrown
        words = f"{name} raised {missing.raised(error)}."
    return f'<p role="status">{escape(words)}</p>'


def _words(row: Mapping[str, float]) -> str:
    net, exit_ = row["net_usd"], row["breakeven_exit"]
    if math.isnan(exit_):
        end = "There is no gain, so there is nothing to break even on."
    elif exit_ > 1:
        end = "No exit undoes the gain, even if every supplier leaves."
    else:
        end = f"The gain is undone if {exit_:.0%} of the exposed suppliers leave."
    gain, loss = row["gain_usd"] / MILLION, row["loss_usd"] / MILLION
    return f"Gain ${gain:,.1f} million, loss ${loss:,.1f} million, net ${net / MILLION:+,.1f} million a year. {end}"
