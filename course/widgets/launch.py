"""What a launch would be decided, if alpha, power, the margin or the effect were others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from numbers import Real
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import pandas as pd

from course import missing, plots

if TYPE_CHECKING:
    import ipywidgets

Detectable = Callable[[float, int, float, float], float]
Guard = Callable[[pd.DataFrame, float], Mapping[str, Any]]
Decide = Callable[[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]], str]

Z = NormalDist().inv_cdf(0.975)
DECISIONS = ("ship", "hold", "extend", "invalid")
EFFECT = ("n_control", "n_treat", "control", "diff", "ci_low", "ci_high")
GUARDRAIL = ("ratio", "ci_low", "ci_high", "verdict")
ALPHAS, POWERS = (0.01, 0.05, 0.1, 0.2), (0.5, 0.8, 0.9, 0.95)
DATA = "the filter-panel experiment of the practice Hub, simulated; the effect as you set it"


@dataclass(frozen=True)
class Launch:
    """An experiment as it was measured, and the learner's functions that judge it."""

    detectable: Detectable
    guard: Guard
    decide: Decide
    srm: Mapping[str, Any]
    effect: Mapping[str, Any]
    uploads: pd.DataFrame

    def effect_at(self, diff: float, alpha: float) -> dict[str, Any]:
        """The measured effect with `diff` in place of its difference, and its interval at the level 1 − `alpha`."""
        se = (self.effect["ci_high"] - self.effect["ci_low"]) / (2 * Z)
        half = NormalDist().inv_cdf(1 - alpha / 2) * se
        return dict(self.effect) | {"diff": diff, "ci_low": diff - half, "ci_high": diff + half}


def launch_panel(
    mde: Detectable,
    upload_guardrail: Guard,
    ship_decision: Decide,
    srm: Mapping[str, Any],
    effect: Mapping[str, Any],
    uploads: pd.DataFrame,
) -> ipywidgets.VBox:
    """Choices of alpha, power, margin and effect; below them the learner's own decision, and its two intervals.

    `srm` and `effect` are what was measured, and stay as they are. All four are moved with the keyboard.
    """
    import ipywidgets

    lacking = _lacking("effect", effect, EFFECT)
    if lacking:
        return ipywidgets.VBox([ipywidgets.HTML(_status(lacking))])
    measured = Launch(mde, upload_guardrail, ship_decision, srm, effect, uploads)
    style, layout = {"description_width": "12em"}, {"width": "30em"}
    wide: dict[str, Any] = {"style": style, "layout": layout, "continuous_update": False}
    # sliders, for JupyterLab takes the arrow keys of a dropdown for itself
    alpha = ipywidgets.SelectionSlider(options=ALPHAS, value=0.05, description="alpha", **wide)
    power = ipywidgets.SelectionSlider(options=POWERS, value=0.8, description="power", **wide)
    margin = ipywidgets.IntSlider(5, min=1, max=20, description="margin, %", **wide)
    start = round(100 * float(effect["diff"]), 1)
    moved = ipywidgets.FloatSlider(
        start,
        min=min(-6.0, start),
        max=max(6.0, start),
        step=0.1,
        description="effect, points",
        **wide,
    )
    report = ipywidgets.HTML()

    def refresh(_: object = None) -> None:
        shown = float(effect["diff"]) if moved.value == start else moved.value / 100
        report.value = told(measured, alpha.value, power.value, margin.value / 100, shown)

    for control in (alpha, power, margin, moved):
        control.observe(refresh, names="value")
    refresh()
    return ipywidgets.VBox([alpha, power, margin, moved, report])


def told(measured: Launch, alpha: float, power: float, margin: float, diff: float) -> str:
    """The decision and the figures behind it in words, and the picture of the two intervals, in HTML."""
    at = measured.effect_at(diff, alpha)
    n = min(int(at["n_control"]), int(at["n_treat"]))
    verdict = _tried(measured.guard, measured.uploads, margin)
    problem = verdict if isinstance(verdict, str) else _lacking(_name(measured.guard), verdict, GUARDRAIL)
    if problem:
        return _status(problem)
    least = _tried(measured.detectable, at["control"], n, alpha, power)
    decision = _tried(measured.decide, measured.srm, at, verdict)
    known = decision in DECISIONS
    said = [f"Decision: {decision}." if known else str(decision), f"Uploads: {verdict['verdict']}."]
    seen = isinstance(least, Real)
    said += [f"The plan could see {100 * float(least):.1f} points with {n:,} users an arm." if seen else str(least)]
    title = f"With alpha {alpha:g} and a margin of {margin:.0%}: {decision if known else 'no decision'}"
    chart = plots.launch(at, verdict, margin, title=title, data=DATA, level=1 - alpha)
    picture: str = chart._repr_mimebundle_()[0]["text/html"]
    return _status(" ".join(said)) + picture


def _lacking(name: str, value: Any, keys: tuple[str, ...]) -> str:
    """What to say of a value that is no dict with these keys; "" of one that is."""
    without = [key for key in keys if not isinstance(value, Mapping) or key not in value]
    return f"{name} has no {without[0]!r}; it needs the keys {', '.join(keys)}." if without else ""


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", "your function")


def _tried(function: Callable[..., Any], *args: Any) -> Any:
    """What the learner's function returns, or what to say of it."""
    name = _name(function)
    try:
        found = function(*args)
    except NotImplementedError:
        return f"{name} is not written yet: write it above, run its cell, then this one."
    except Exception as error:  # whatever the learner's function raises is shown, not thrown
        return f"{name} raised {missing.raised(error)}."
    return f"{name} returned None; does it end in return?" if found is None else found


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
