"""A learner's work carried into a newer release of the lesson, and what is new in that release."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from course.learner.place import digest
from course.lesson.cells import Cell, grade_id, is_locked, is_test, is_written
from course.lesson.rebuild import rebuild

STUB = 'raise NotImplementedError("your turn")'
KINDS = ("check_", "graded_")

Cells = Mapping[str, str]


def name(cell: Cell) -> str:
    """The name of a cell: nbgrader's, or else the one in the file."""
    return grade_id(cell) or str(cell.get("id", ""))


def digests(notebook: Any) -> dict[str, str]:
    """The hash of each cell's text, by the name of the cell, in order."""
    return {name(cell): digest(cell.source) for cell in notebook.cells}


def untouched(learner: Any, before: Cells) -> bool:
    """Whether `learner` holds just the cells that it was released with."""
    return list(digests(learner).items()) == list(before.items()) and len(learner.cells) == len(before)


def carried(learner: Any, released: Any, before: Cells) -> Any:
    """`released` with what the learner wrote: answers, memos, cells of their own, and shown cells that they changed.

    `before` holds the hashes of the release that `learner` came from; empty if nobody knows it any more.
    """
    new = {name(cell): cell for cell in released.cells}
    mine = copy.deepcopy(learner)
    mine.cells = [cell for cell in mine.cells if name(cell) in new or not _as_released(cell, before)]
    for cell in mine.cells:
        if _as_released(cell, before):
            cell.source = new[name(cell)].source
    made = rebuild(mine, released, kinds=("code", "markdown")).notebook
    changed = {name(cell): cell.source for cell in mine.cells if name(cell) in before and _free(cell)}
    for cell in made.cells:
        if _free(cell) and digest(cell.source) == before.get(name(cell)):
            cell.source = changed.get(name(cell), cell.source)
    return made


def news(learner: Any, released: Any, before: Cells) -> str:
    """What the release has that the learner's copy lacks, in words; "" if nothing."""
    old = before or {key: one for key, one in digests(learner).items() if key in _given(released)}
    now = digests(released) if before else {key: digests(released)[key] for key in _given(released)}
    differing = [key for key in [*now, *old] if now.get(key) != old.get(key)]
    answers = {name(cell) for cell in released.cells if is_written(cell)}
    named = dict.fromkeys(exercise for key in differing if (exercise := _exercise(key)) in answers)
    added = [one for one in named if one not in digests(learner)]
    changed = [one for one in named if one not in added]
    others = {key for key in differing if _exercise(key) not in answers}
    parts = [_listed("new", added), _listed("changed", changed), _counted(len(others), "other cell")]
    return ", ".join(filter(None, parts))


def left_behind(learner: Any, released: Any, before: Cells) -> list[str]:
    """The answers whose exercise the release has no more."""
    now = digests(released)
    written = [cell for cell in learner.cells if is_written(cell) and not _as_released(cell, before)]
    return [name(cell) for cell in written if name(cell) not in now]


def _as_released(cell: Cell, before: Cells) -> bool:
    return digest(cell.source) == before[name(cell)] if name(cell) in before else not before and STUB in cell.source


def _free(cell: Cell) -> bool:
    """Whether it is a cell of the lesson that is only for showing."""
    return not (is_written(cell) or is_test(cell) or is_locked(cell))


def _given(released: Any) -> list[str]:
    """The names of the cells that a learner cannot have changed."""
    return [name(cell) for cell in released.cells if is_test(cell) or is_locked(cell)]


def _exercise(key: str) -> str:
    key = key.removesuffix("_question")
    return next((key.removeprefix(kind) for kind in KINDS if key.startswith(kind)), key)


def _listed(word: str, names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return f"{word}: {listed}" if listed else ""


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}" if number else ""
