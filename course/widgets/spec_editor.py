"""A spec to type in: which headings are missing, how many words it has, and which numbers nothing shows."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from course import spec
from course.widgets.text_editor import text_editor

if TYPE_CHECKING:
    import ipywidgets


def spec_editor(text: str, shown: Iterable[str] = ()) -> ipywidgets.VBox:
    """A text area that holds the spec `text`; below it what is missing, at every change.

    `shown` are the numbers that rows of evidence show.
    """
    known = [*shown]
    return text_editor(text, "Spec", "4em", lambda typed: _report(typed, known))


def _report(text: str, shown: list[str]) -> str:
    lacking, many, most = spec.missing(text), spec.words(text), spec.most_words()
    there = len(spec.headings()) - len(lacking)
    over = f"; {many - most} too many" if many > most else ""
    said = f"{there} of {len(spec.headings())} headings have a text. {many} of {most} words{over}."
    bare = spec.unsupported(text, shown)
    parts = [f'<p role="status">{escape(said)}</p>', _listed("Still to be written", lacking)]
    return "".join([*parts, _listed("Numbers of the diagnosis that no row of evidence shows", bare)])


def _listed(about: str, items: list[str]) -> str:
    if not items:
        return ""
    return f"<p>{about}:</p><ul>{''.join(f'<li>{escape(one)}</li>' for one in items)}</ul>"
