"""The scorecard in a notebook: `scorecard()` shows what self-study has shown so far."""

from html import escape
from pathlib import Path
from typing import Any

from course.learner.place import LESSONS, checkout
from course.learner.store import NAME, Store
from course.scorecard import card, page
from course.scorecard.evidence import Evidence, artefacts, of_progress
from course.scorecard.outline import outline
from course.scorecard.rules import rules

ARTEFACTS = "artefacts.yaml"
NO_COURSE = "The scorecard reads the progress of a course, and no course lies around this folder."


def of_self_study(root: Path) -> tuple[card.Scorecard, list[str]]:
    """The scorecard of the progress kept in my-lessons/ of the course at `root`, and what its reader should see."""
    kept = Store(root / LESSONS / NAME)
    marks = of_progress(kept.read())
    given = artefacts(root / LESSONS / ARTEFACTS, by_instructor=False)
    return card.scorecard(rules(), outline(root), Evidence(marks, given)), kept.notes


class Scorecard:
    """Shows a scorecard as a page in the page, or as text where there is no HTML."""

    def __init__(self, shown: card.Scorecard, notes: list[str]) -> None:
        self._shown, self._notes = shown, notes

    def __repr__(self) -> str:
        return "\n".join([*page.lines(self._shown, rules()), *self._notes])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        framed = escape(page.render(self._shown, rules()))
        style = "width: 100%; height: 46em; border: 0"
        html = f'<iframe title="Your scorecard" style="{style}" sandbox srcdoc="{framed}"></iframe>'
        return {"text/html": html, "text/plain": repr(self)}


class NoCourse:
    """Says that there is nothing to read."""

    def __repr__(self) -> str:
        return NO_COURSE


def scorecard() -> Scorecard | NoCourse:
    """Your scorecard, from what `course check` found; it stays on this machine."""
    root = checkout(Path.cwd())
    return Scorecard(*of_self_study(root)) if root is not None else NoCourse()
