"""Tick boxes for a backlog: how full the quarter is, what each pole gets, and what the choice forgoes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from course import missing

if TYPE_CHECKING:
    import ipywidgets

Plan = Callable[..., Sequence[str]]

POLES = ("community", "enterprise")
CAPACITY, LONGEST = 12, 24
NEAR = 1e-9


def backlog_picker(
    backlog: pd.DataFrame, plan: Plan, capacity: int = CAPACITY, min_share: float = 0.3
) -> ipywidgets.VBox:
    """A box for each item of `backlog`, sliders for the capacity and the share of each pole, and a bar of the weeks.

    `plan(backlog, capacity, min_share)` gives the ids of the best plan; it is asked anew when a slider moves, and
    where it is not written yet or raises, the boxes work without it.
    """
    import ipywidgets

    best = _remembered(backlog, plan)
    wide = {"description_width": "11em"}
    weeks = ipywidgets.IntSlider(capacity, min=1, max=LONGEST, description="capacity in weeks", style=wide)
    share = ipywidgets.FloatSlider(
        min_share, min=0, max=0.5, step=0.05, readout_format=".0%", description="share of each pole", style=wide
    )
    boxes = [
        ipywidgets.Checkbox(False, description=label, indent=False, layout={"width": "30em"})
        for label in map(_label, backlog.to_dict("records"))
    ]
    bar = ipywidgets.HTML()
    report = ipywidgets.HTML()

    def refresh(_: object = None) -> None:
        ticked = [bool(box.value) for box in boxes]
        bar.value = _bar(backlog[ticked], weeks.value)
        report.value = _report(backlog, backlog[ticked], weeks.value, share.value, best)

    for control in (*boxes, weeks, share):
        control.observe(refresh, names="value")
    refresh()
    wrapped = ipywidgets.Layout(display="flex", flex_flow="row wrap")
    return ipywidgets.VBox([weeks, share, ipywidgets.Box(boxes, layout=wrapped), bar, report])


def value_of(items: pd.DataFrame) -> float:
    """Reach times impact times confidence, added up."""
    return float((items["reach"] * items["impact"] * items["confidence"]).sum())


def _label(item: dict[Any, Any]) -> str:
    worth = item["reach"] * item["impact"] * item["confidence"]
    return f"{item['id']} {item.get('title', '')}: {item['pole']}, {item['weeks']:g} weeks, value {worth:.1f}"


def _remembered(backlog: pd.DataFrame, plan: Plan) -> Callable[[float, float], tuple[pd.DataFrame | None, str]]:
    """What `plan` chooses for a capacity and a share, asked once for each; None and the reason where it does not."""
    known: dict[tuple[float, float], tuple[pd.DataFrame | None, str]] = {}

    def best(capacity: float, min_share: float) -> tuple[pd.DataFrame | None, str]:
        key = (capacity, min_share)
        if key not in known:
            known[key] = _asked(backlog, partial(plan, backlog.copy(), capacity, min_share), plan)
        return known[key]

    return best


def _asked(backlog: pd.DataFrame, ask: Callable[[], Sequence[str]], plan: Plan) -> tuple[pd.DataFrame | None, str]:
    name = getattr(plan, "__name__", "your function")
    try:
        ids = ask()
        return backlog[backlog["id"].isin(list(ids))], ""
    except NotImplementedError:
        return None, f"{name} is not written yet; the boxes work without it."
    except Exception as error:  # whatever the learner's function raises is shown, not thrown
        return None, f"{name} raised {missing.raised(error)}."


def _bar(chosen: pd.DataFrame, capacity: float) -> str:
    """How full the quarter is, as a bar and in words."""
    weeks = float(chosen["weeks"].sum())
    over = weeks - capacity
    room = f"{over:g} too many" if over > NEAR else f"{-over:g} left"
    words = f"{weeks:g} of {capacity:g} weeks, {room}"
    drawn = f'<progress max="{capacity:g}" value="{min(weeks, capacity):g}" aria-label="weeks used"'
    return f'<p role="status">{drawn} style="width: 20em"></progress> {words}.</p>'


def _report(
    backlog: pd.DataFrame,
    chosen: pd.DataFrame,
    capacity: float,
    min_share: float,
    best: Callable[[float, float], tuple[pd.DataFrame | None, str]],
) -> str:
    lines = [_shares(chosen, min_share), f"Value of your choice: {value_of(chosen):.2f}."]
    fair, problem = best(capacity, min_share)
    free, _ = best(capacity, 0.0)
    if fair is None or free is None:
        lines.append(problem or "The best plan without the rule is not known.")
    else:
        lines.append(f"Best plan with the rule: {_named(fair)}.")
        lines.append(f"Best plan without it: {_named(free)}.")
        lines.append(f"The rule forgoes {max(0.0, value_of(free) - value_of(fair)):.2f} of value.")
        lines.append(_against(value_of(fair) - value_of(chosen), chosen, capacity, min_share))
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<ul role="status">{items}</ul>'


def _named(plan: pd.DataFrame) -> str:
    ids = ", ".join(sorted(map(str, plan["id"]))) or "none is possible"
    return f"{ids}, value {value_of(plan):.2f}" if len(plan) else ids


def _shares(chosen: pd.DataFrame, min_share: float) -> str:
    if chosen.empty:
        return "Nothing is ticked yet, so no pole has a share."
    total = float(chosen["weeks"].sum())
    told = ", ".join(f"{pole} {_weeks(chosen, pole) / total:.0%}" for pole in POLES)
    short = _short(chosen, min_share)
    return f"Weeks by pole: {told}; " + (f"too few for {' and '.join(short)}." if short else "both have their share.")


def _weeks(chosen: pd.DataFrame, pole: str) -> float:
    return float(chosen.loc[chosen["pole"] == pole, "weeks"].sum())


def _short(chosen: pd.DataFrame, min_share: float) -> list[str]:
    """The poles that have less than their share of the weeks."""
    least = min_share * float(chosen["weeks"].sum()) - NEAR
    return [pole for pole in POLES if _weeks(chosen, pole) < least]


def _against(gap: float, chosen: pd.DataFrame, capacity: float, min_share: float) -> str:
    """What the choice forgoes against the best plan that keeps the rule."""
    if chosen.empty:
        return "Tick items to compare your choice with the best plan."
    if float(chosen["weeks"].sum()) > capacity + NEAR:
        return "Your choice does not fit yet, so it is not compared."
    if _short(chosen, min_share):
        return "Your choice breaks the rule about the poles, so it is not compared."
    if gap > NEAR:
        return f"Your choice forgoes {gap:.2f} against the best plan with the rule."
    return "Your choice is as good as the best plan with the rule."
