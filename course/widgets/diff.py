"""Two repos of one family side by side: what differs, the gravest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from course import missing
from course.widgets.chooser import chooser

if TYPE_CHECKING:
    import ipywidgets
    from huggingface_hub import HfApi

Diff = Callable[..., pd.DataFrame]
Severity = Callable[[pd.DataFrame], pd.DataFrame]

# A word and a sign say what the colour of the bar says again. The word is written in the page's own ink on the page's
# own ground, so that it can be read in a light and in a dark theme.
SIGNS = {
    "breaking": ("✖", "#D55E00"),
    "serving": ("▲", "#E69F00"),
    "docs": ("●", "#0072B2"),
    "cosmetic": ("○", "#6E6E6E"),
}
WIDTH = 120  # of a value: characters before it is cut; it can be read whole when the pointer or focus is on it
HEADS = ("severity", "section", "key", "change", "a", "b")
# Of the page's width; values break into lines, so that no column is cut off.
SHARES = (13, 9, 25, 11, 21, 21)


def family_diff(api: HfApi, repos: Sequence[str], diff: Diff, severity: Severity) -> ipywidgets.VBox:
    """Two sliders to pick repos with; below them what `diff(api, a, b)` finds, ranked by `severity`."""
    import ipywidgets

    first, from_a = chooser(repos, "from a")
    second, to_b = chooser(repos, "to b", repos[min(1, len(repos) - 1)])
    report = ipywidgets.HTML()

    def refresh(_: object = None) -> None:
        report.value = _report(api, first.value, second.value, diff, severity)

    for choice in (first, second):
        choice.observe(refresh, names="value")
    refresh()
    return ipywidgets.VBox([from_a, to_b, report])


def _report(api: HfApi, a: str, b: str, diff: Diff, severity: Severity) -> str:
    try:
        found = diff(api, a, b)
        ranked = ranks(found, severity(found))
    except NotImplementedError:
        return _status("Write model_diff and diff_severity above, run their cells, then run this one again.")
    except Exception as error:
        return _status(f"The diff of these two raised {missing.raised(error)}")
    counts = ", ".join(f"{level} {ranked.count(level)}" for level in SIGNS)
    said = f"{len(found)} differences from {a} to {b}. By severity: {counts}."
    return _status(said) + _table(found, ranked)


def ranks(found: pd.DataFrame, severities: pd.DataFrame) -> list[str]:
    """The severity of each row of a diff, looked up in the keys that each severity names."""
    level = {
        name: str(row["severity"]) for row in severities.to_dict("records") for name in str(row["keys"]).split(";")
    }
    names = (f"{section}:{key}" for section, key in zip(found["section"], found["key"], strict=True))
    return [level.get(name, "cosmetic") for name in names]


def _table(found: pd.DataFrame, ranked: list[str]) -> str:
    order = {level: place for place, level in enumerate(SIGNS)}
    rows = sorted(zip(ranked, found.to_dict("records"), strict=True), key=lambda pair: order[pair[0]])
    body = "".join(_row(level, [row[name] for name in HEADS[1:]]) for level, row in rows)
    widths = "".join(f'<col style="width: {share}%">' for share in SHARES)
    heads = "".join(f'<th scope="col" style="{CELL}">{name}</th>' for name in HEADS)
    style = "border-collapse: collapse; table-layout: fixed; width: 100%; text-align: left; line-height: 1.3"
    return (
        f'<table style="{style}"><caption>What differs, the gravest first</caption><colgroup>{widths}</colgroup>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


# JupyterLab paints cells of tables itself: `inherit` keeps them on the page's ground in both themes.
CELL = (
    "background: inherit; color: inherit; text-align: left; vertical-align: top; padding: 0.15em 0.6em; "
    "overflow-wrap: anywhere; white-space: normal"
)


def _row(level: str, values: Iterable[object]) -> str:
    sign, colour = SIGNS[level]
    style = f"{CELL}; border-left: 0.5em solid {colour}"
    cells = "".join(f'<td style="{CELL}">{_short(value)}</td>' for value in values)
    return f'<tr><th scope="row" style="{style}">{sign} {level}</th>{cells}</tr>'


def _short(value: object) -> str:
    text = "–" if value is None or value != value else str(value)
    if len(text) <= WIDTH:
        return escape(text)
    return f'<span tabindex="0" title="{escape(text)}">{escape(text[: WIDTH - 1])}…</span>'


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
