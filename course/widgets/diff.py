"""Two repos of one family side by side: what differs, the gravest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import ipywidgets
    from huggingface_hub import HfApi

Diff = Callable[..., pd.DataFrame]
Severity = Callable[[pd.DataFrame], pd.DataFrame]

# A word and a sign carry what the colour says again; each colour reads against white at 4.5 to 1 or better.
SIGNS = {
    "breaking": ("✖", "#A30000"),
    "serving": ("▲", "#7A4B00"),
    "docs": ("●", "#00508A"),
    "cosmetic": ("○", "#4D4D4D"),
}
WIDTH = 60


def family_diff(api: HfApi, repos: Sequence[str], diff: Diff, severity: Severity) -> ipywidgets.VBox:
    """Two lists to pick repos from; below them what `diff(api, a, b)` finds, ranked by `severity`."""
    import ipywidgets

    wide = {"layout": {"width": "40em"}, "style": {"description_width": "5em"}}
    first = ipywidgets.Dropdown(options=list(repos), description="from a", **wide)
    second = ipywidgets.Dropdown(options=list(repos), value=repos[min(1, len(repos) - 1)], description="to b", **wide)
    report = ipywidgets.HTML()

    def refresh(_: object = None) -> None:
        report.value = _report(api, first.value, second.value, diff, severity)

    for choice in (first, second):
        choice.observe(refresh, names="value")
    refresh()
    return ipywidgets.VBox([first, second, report])


def _report(api: HfApi, a: str, b: str, diff: Diff, severity: Severity) -> str:
    try:
        found = diff(api, a, b)
        ranked = ranks(found, severity(found))
    except NotImplementedError:
        return _status("Write model_diff and diff_severity above, run their cells, then run this one again.")
    except Exception as error:
        return _status(f"The diff of these two raised {type(error).__name__}: {error}")
    counts = ", ".join(f"{level} {ranked.count(level)}" for level in SIGNS)
    return _status(f"{len(found)} differences. By severity: {counts}.") + _table(found, ranked)


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
    body = "".join(_row(level, [row[name] for name in ("section", "key", "change", "a", "b")]) for level, row in rows)
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("severity", "section", "key", "change", "a", "b"))
    style = "border-collapse: collapse; text-align: left"
    return (
        f'<table style="{style}"><caption>What differs, the gravest first</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(level: str, values: Iterable[object]) -> str:
    sign, colour = SIGNS[level]
    style = f"background: white; color: {colour}; border-left: 0.4em solid {colour}; padding: 0 0.6em"
    cells = "".join(f'<td style="padding: 0 0.6em">{_short(value)}</td>' for value in values)
    return f'<tr><th scope="row" style="{style}">{sign} {level}</th>{cells}</tr>'


def _short(value: object) -> str:
    text = "–" if value is None or value != value else str(value)
    return escape(text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…")


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
