"""A card to type in: what a linter finds in it and what it scores, at every change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from course import missing
from course.widgets.text_editor import text_editor

if TYPE_CHECKING:
    import ipywidgets

Parts = Callable[[str], Mapping[str, Any]]
Lint = Callable[[dict[str, Any], str, dict[str, Any]], pd.DataFrame]
Score = Callable[[str, dict[str, Any]], Mapping[str, Any]]


def card_editor(
    text: str, parts: Parts, lint: Lint, score: Score, vocab: dict[str, Any], repo_id: str = "me/my-model"
) -> ipywidgets.VBox:
    """A text area that holds the card `text`; below it its status, its lint findings and the items of its score."""
    return text_editor(text, "Model card", "6em", lambda typed: _report(typed, parts, lint, score, vocab, repo_id))


def _report(text: str, parts: Parts, lint: Lint, score: Score, vocab: dict[str, Any], repo_id: str) -> str:
    try:
        read = parts(text)
        found, scored = lint(dict(read["metadata"]), repo_id, vocab), score(text, vocab)
        said = f"Metadata: {read['status']}. Findings: {len(found)}. Score: {float(scored['score']):g} of 100."
        return _status(said) + _findings(found) + _items(scored["items"])
    except NotImplementedError:
        return _status("Write card_parts, lint_metadata and card_score above, run their cells, then this one.")
    except Exception as error:
        return _status(f"With this card, your code raised {missing.raised(error)}")


def _findings(found: pd.DataFrame) -> str:
    if not len(found):
        return ""
    columns = ("code", "field", "value")
    rows = [[escape(str(row[name])[:60]) for name in columns] for row in found.to_dict("records")]
    return _table("What the linter finds", columns, rows)


def _items(items: Mapping[str, float]) -> str:
    rows = [[escape(str(name)), f"{float(points):g}"] for name, points in items.items()]
    return _table("What the score is made of", ("item", "points"), rows)


def _table(about: str, heads: tuple[str, ...], rows: list[list[str]]) -> str:
    head = "".join(f'<th scope="col" style="padding-right: 2em">{name}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>' + "".join(f"<td>{value}</td>" for value in row[1:]) + "</tr>"
        for row in rows
    )
    style = "text-align: left; margin-bottom: 1em"
    return (
        f'<table style="{style}"><caption>{about}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
