"""Weights to move, and what the learner's own ranker and measure make of them for each segment."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import ipywidgets

Rank = Callable[..., Sequence[str]]
Measure = Callable[[pd.DataFrame, pd.DataFrame, pd.DataFrame], pd.Series]
Pools = Mapping[str, pd.DataFrame]

SHOWN = 10  # results of a query that the measure looks at
COLUMNS = ("segment", "queries", "by downloads", "yours", "change")


@dataclass(frozen=True)
class Bench:
    """What orders of results are measured on: queries, the candidates and grades of each, and the learner's measure."""

    measure: Measure
    queries: pd.DataFrame
    pools: Pools
    qrels: pd.DataFrame

    def run(self, order: Rank | None = None) -> pd.DataFrame:
        """The first results of every query, as search or as `order` orders them: query_id, rank, model_id."""
        rows: list[tuple[str, int, str]] = []
        for _, query in self.queries.iterrows():
            pool = self.pools[query["query_id"]]
            ids = order(query, pool) if order else pool["id"]
            rows += [(query["query_id"], rank, model) for rank, model in enumerate(list(ids)[:SHOWN], start=1)]
        return pd.DataFrame(rows, columns=["query_id", "rank", "model_id"])

    def scores(self, order: Rank | None = None) -> dict[str, float]:
        """The mean of the measure by segment, queries without a number left out."""
        found = self.measure(self.run(order), self.qrels, self.queries)
        means = found.groupby(self.queries.set_index("query_id")["segment"]).mean()
        return {str(segment): float(value) for segment, value in means.items()}


def ranker(
    rank: Rank, weights: Mapping[str, float], measure: Measure, queries: pd.DataFrame, pools: Pools, qrels: pd.DataFrame
) -> ipywidgets.VBox:
    """A slider for each weight; below them the mean of `measure` by segment, for search's own order and for `rank`'s.

    `rank(query, candidates, weights)` orders the candidates of a query in `pools`; `measure(run, qrels, queries)` gives
    a number for each query. The learner's own weights stay as they are.
    """
    import ipywidgets

    sliders = {name: _slider(name, value) for name, value in weights.items()}
    report, bench = ipywidgets.HTML(), Bench(measure, queries, pools, qrels)
    before = _tried(bench.scores, measure)

    def refresh(_: object = None) -> None:
        chosen = {name: slider.value for name, slider in sliders.items()}
        report.value = _status(before) if isinstance(before, str) else _report(rank, chosen, bench, before)

    for slider in sliders.values():
        slider.observe(refresh, names="value")
    refresh()
    return ipywidgets.VBox([*sliders.values(), report])


def _slider(name: str, value: float) -> ipywidgets.FloatSlider:
    import ipywidgets

    return ipywidgets.FloatSlider(
        float(value),
        min=min(0.0, float(value)),
        max=max(4.0, 2.0 * value),
        step=0.5,
        description=name,
        continuous_update=False,
        style={"description_width": "10em"},
    )


def _report(rank: Rank, weights: dict[str, float], bench: Bench, before: dict[str, float]) -> str:
    weighed = _weighed(rank)
    order = (lambda query, pool: rank(query, pool, dict(weights))) if weighed else rank
    after = _tried(lambda: bench.scores(order), rank)
    if isinstance(after, str):
        return _status(after)
    said = ", ".join(f"{segment} {after[segment]:.3f}" for segment in before)
    unmoved = "" if weighed else f" {_name(rank)} takes no weights: give it a third argument, and the sliders move it."
    return _status(f"nDCG@{SHOWN}: {said}.{unmoved}") + _table(before, after, bench.queries)


def _weighed(rank: Rank) -> bool:
    """Whether the learner's function takes weights after the query and its candidates."""
    taken = inspect.signature(rank).parameters.values()
    return len(taken) > 2 or any(one.kind is one.VAR_POSITIONAL for one in taken)


def _tried(compute: Callable[[], dict[str, float]], function: Callable[..., Any]) -> dict[str, float] | str:
    """What is computed, or what to say of the learner's function that stands in the way."""
    try:
        return compute()
    except NotImplementedError:
        return f"{_name(function)} is not written yet: write it above, run its cell, then this one."
    except Exception as error:  # whatever the learner's function raises is shown, not thrown
        return f"{_name(function)} could not be used; this stopped it: {type(error).__name__}: {error}"


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", "your function")


def _table(before: dict[str, float], after: dict[str, float], queries: pd.DataFrame) -> str:
    sizes = queries["segment"].value_counts().to_dict()
    head = "".join(f'<th scope="col" style="padding-right: 2em; text-align: left">{name}</th>' for name in COLUMNS)
    rows = "".join(_row(name, sizes[name], low, after[name]) for name, low in before.items())
    simulated = ", simulated judgements" if queries.get("simulated", pd.Series(dtype=bool)).any() else ""
    caption = f"Mean nDCG@{SHOWN} by segment{simulated}"
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(segment: str, queries: int, before: float, after: float) -> str:
    cells = "".join(f"<td>{text}</td>" for text in (queries, f"{before:.3f}", f"{after:.3f}", f"{after - before:+.3f}"))
    return f'<tr><th scope="row" style="text-align: left">{escape(segment)}</th>{cells}</tr>'


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
