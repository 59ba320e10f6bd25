"""Hints in levels: where to look, how to begin, a worked analogue; never the answer."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from course.learner import store
from course.learner.place import title
from course.learner.session import Session, current
from course.markdown import Markdown

NAME = "hints.yaml"
COST, USED = "hint-cost.json", "hints-used.json"
ABOUT = "The hint levels that were opened. This course takes points for them, so the file is handed in with the lesson."

Texts = Mapping[str, Sequence[str]]


def hint(exercise: object = "", level: int | None = None) -> Markdown:
    """The next hint for an exercise, by the name of it or of a helper it needs, or by the function itself.

    Without one it is for the check that was run last or, where that passed, for the next exercise that has not.
    `level` 1 says where to look, 2 how to begin, 3 shows an analogue; they open in order, and are noted.
    """
    session = current()
    name = exercise if isinstance(exercise, str) else getattr(exercise, "__name__", repr(exercise))
    return next_hint(session, name, level) if session else Markdown("There is no lesson in this folder that has hints.")


def next_hint(session: Session, name: str = "", level: int | None = None) -> Markdown:
    """The hint itself, noted in `session`."""
    texts, name = read(session.place.folder), name or session.next
    name = name if name in texts else session.place.helpers.get(name, name)
    if not texts:
        return Markdown(f"No hints lie beside this notebook; run: course start {session.place.lesson}")
    if name not in texts:
        return Markdown(f"There is no hint for {name!r}; there are hints for {', '.join(texts)}.")
    opened, levels = session.opened(name), len(texts[name])
    wanted = min(opened + 1, levels) if level is None else level
    if wanted not in range(1, levels + 1):
        return Markdown(f"There is no level {level!r}; the levels are 1 to {levels}.")
    kept = session.store is not None or cost(session.place.folder) > 0
    shown = min(wanted, opened + 1) if kept else wanted  # another process would not know what was opened
    if shown > opened:
        session.hinted(name, shown)
        write_used(session)
    note = _note(name, shown, levels, early=wanted > shown, price=cost(session.place.folder))
    return Markdown(f"**{title(name)}, hint {shown} of {levels}.** {texts[name][shown - 1].strip()}\n\n*{note}*")


def read(folder: Path) -> Texts:
    """The hints beside a lesson's notebook, by exercise; none where there are none that can be read."""
    import yaml

    try:
        found = yaml.safe_load((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return {str(name): [str(text) for text in texts] for name, texts in _pairs(found) if isinstance(texts, list)}


def cost(folder: Path) -> float:
    """The points that each opened level costs: 0 unless the release says otherwise."""
    try:
        return max(0.0, float(json.loads((folder / COST).read_text(encoding="utf-8"))["points"]))
    except (OSError, ValueError, KeyError, TypeError):
        return 0.0


def write_used(session: Session) -> None:
    """Write beside the notebook how many levels were opened, where the release says that they cost points."""
    folder = session.place.folder
    opened = {name: session.opened(name) for name in session.place.checks if session.opened(name)}
    if cost(folder) and session.store is not None:
        content = {"about": ABOUT, "lesson": session.place.lesson, "hints": opened}
        store.write(folder / USED, f"{json.dumps(content, indent=1)}\n".encode())


def _note(name: str, shown: int, levels: int, *, early: bool, price: float) -> str:
    if shown == levels:
        return "That is the last one."
    again = f'the next one{f", for {price:g} points" if price else ""}: `hint("{name}", {shown + 1})`'
    return f"Hints open in order; {again}" if early else f"T{again[1:]}"


def _pairs(found: Any) -> list[tuple[Any, Any]]:
    return list(found.items()) if isinstance(found, dict) else []
