"""A GPU, a context and an engine to choose, and what the learner's own search shows for them beside today's."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from course import missing
from course.serving import EXPAND, GIB

if TYPE_CHECKING:
    import ipywidgets
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import ModelInfo

Search = Callable[..., Sequence[str]]
Bytes = Callable[..., "int | None"]
Badge = Callable[..., str]

GPUS = (16, 24, 48, 80, 141)  # GiB
CONTEXTS = (2048, 4096, 8192, 16384, 32768, 65536, 131072)  # tokens
SHOWN, POOL = 10, 50
COLUMNS = ("model", "weights", "with context", "fits", "badge")
FITS, TOO_LARGE, UNKNOWN = "✓ yes", "✗ no", "? unknown"


@dataclass
class Desk:
    """A Hub, the learner's functions, and what was read of models, once each."""

    api: HfApi
    search: Search
    weights: Bytes
    cache: Bytes
    badge: Badge
    support: pd.DataFrame
    listings: dict[str, list[ModelInfo]] = field(default_factory=dict)
    configs: dict[str, dict[str, Any]] = field(default_factory=dict)

    def today(self, text: str) -> list[ModelInfo]:
        """What search returns for `text` today, by downloads, private models left out."""
        if text not in self.listings:
            listed = self.api.list_models(search=text, sort="downloads", limit=POOL, expand=EXPAND)
            self.listings[text] = [info for info in listed if info.private is not True]
        return self.listings[text]

    def config(self, name: str) -> dict[str, Any]:
        """The config.json of a model, empty where there is none or a gate is closed."""
        from huggingface_hub.errors import HfHubHTTPError

        if name not in self.configs:
            try:
                read = json.loads(Path(self.api.hf_hub_download(name, "config.json")).read_text(encoding="utf-8"))
            except (HfHubHTTPError, ValueError):
                read = {}
            self.configs[name] = read if isinstance(read, dict) else {}
        return self.configs[name]

    def row(self, info: ModelInfo, gpu: float, tokens: int, engine: str) -> list[str]:
        """What is shown of a model: its id, GiB of weights, GiB with a context, whether that fits, and its badge."""
        try:
            size = self.weights(info)
        except ValueError:  # a dtype that the learner's table does not know
            size = None
        cache = self.cache(self.config(info.id), tokens) if size is not None else None
        needed = None if size is None or cache is None else size + cache + max(GIB, 0.1 * size)
        fits = UNKNOWN if needed is None else FITS if needed <= 0.9 * gpu * GIB else TOO_LARGE
        badge = self.badge(info, info.config, self.support, engine)
        return [info.id, _gib(size), _gib(needed), fits, str(badge)]


def fit_search(
    api: HfApi, search: Search, weights: Bytes, cache: Bytes, badge: Badge, support: pd.DataFrame
) -> ipywidgets.VBox:
    """Controls for a text, a GPU, a context and an engine; below them today's results beside those of `search`.

    `weights(info)` and `cache(config, tokens)` give bytes, and `badge(info, config, support, engine)` a word, as
    lesson 5 defines them; `search(api, text, gpu_gib, engine, support)` gives ids.
    """
    import ipywidgets

    desk = Desk(api, search, weights, cache, badge, support)
    style = {"description_width": "9em"}
    text = ipywidgets.Text("instruct", description="Search for", continuous_update=False, style=style)
    # sliders, for JupyterLab takes the arrow keys of a dropdown for itself
    wide: dict[str, Any] = {"continuous_update": False, "style": style, "layout": {"width": "30em"}}
    gpu = ipywidgets.SelectionSlider(options=GPUS, value=24, description="GPU memory, GiB", **wide)
    lengths = [(f"{one:,}", one) for one in CONTEXTS]
    tokens = ipywidgets.SelectionSlider(options=lengths, value=4096, description="Context, tokens", **wide)
    engines = sorted(support["engine"].unique(), reverse=True)
    engine = ipywidgets.SelectionSlider(options=engines, description="Engine", **wide)
    report = ipywidgets.HTML()

    def refresh(_: object = None) -> None:
        report.value = _report(desk, text.value.strip(), gpu.value, tokens.value, engine.value)

    for control in (text, gpu, tokens, engine):
        control.observe(refresh, names="value")
    refresh()
    return ipywidgets.VBox([text, gpu, tokens, engine, report])


def _report(desk: Desk, text: str, gpu: float, tokens: int, engine: str) -> str:
    try:
        before = desk.today(text)
        known = {info.id: info for info in before}
        found = [str(name) for name in desk.search(desk.api, text, gpu, engine, desk.support)][:SHOWN]
        left = [desk.row(info, gpu, tokens, engine) for info in before[:SHOWN]]
        right = [desk.row(known[name], gpu, tokens, engine) for name in found if name in known]
    except NotImplementedError:
        return _status("Write the five functions above this cell, run their cells, then this one.")
    except Exception as error:  # whatever the learner's functions raise is shown, not thrown
        return _status(f"For these choices, your code raised {missing.raised(error)}")
    said = (
        f"{_runs(left)} of {len(left)} results of today's search fit {gpu} GiB with {tokens:,} tokens and have the "
        f"badge yes for {engine}; {_runs(right)} of {len(right)} of yours."
    )
    tables = _table("Today: by downloads", left) + _table("Yours: hardware_search", right)
    return _status(said) + f'<div style="display: flex; flex-wrap: wrap; gap: 2em">{tables}</div>'


def _runs(rows: list[list[str]]) -> int:
    return sum(row[3] == FITS and row[4] == "yes" for row in rows)


def _gib(size: float | None) -> str:
    return "unknown" if size is None else f"{size / GIB:.1f} GiB"


def _table(about: str, rows: list[list[str]]) -> str:
    head = "".join(f'<th scope="col" style="padding-right: 1em">{name}</th>' for name in COLUMNS)
    body = "".join(_row(row) for row in rows) or f'<tr><td colspan="{len(COLUMNS)}">nothing found</td></tr>'
    style = "text-align: left; margin-bottom: 1em"
    return (
        f'<table style="{style}"><caption>{about}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def _row(row: list[str]) -> str:
    name, *others = row
    cells = "".join(f'<td style="text-align: left">{escape(text)}</td>' for text in others)
    short = escape(name.rpartition("/")[2])
    return f'<tr><th scope="row" style="text-align: left" title="{escape(name)}">{short}</th>{cells}</tr>'


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
