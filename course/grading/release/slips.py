"""What each recorded slip of a lesson gives in the visible checks: tried here, and written beside the notebook."""

import contextlib
import importlib
import io
import re
import sys
import textwrap
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course import check
from course.check import observe
from course.compare import ABS, REL
from course.exercise.exercise import Exercise
from course.lesson.plan import Part, Planned, bound, needed, solved_cells
from course.lesson.project import CourseError, Lesson
from course.slips import Given, Rules, fingerprint, is_alike

MODULE = re.compile(r"^from (exercises(?:\.\w+)+) import exercise$", re.MULTILINE)
SECONDS = 20.0  # a slip that runs longer counts as one that never ends; generous, for a machine may be busy


class TurnedAway(BaseException):
    """Ends a check cell at the first call that does not pass."""


@dataclass(frozen=True)
class Refused:
    """A call that the check does not let pass: which call, what was given to it, and how values are compared."""

    key: str
    given: Given
    rules: Rules


class Expect:
    """Stands for `expect` while a check cell is tried: ends the cell at the first call that does not pass."""

    def __call__(
        self,
        function: Callable[..., Any],
        args: Sequence[object],
        wanted: object,
        about: str = "",
        *,
        rel: float = REL,
        abs: float = ABS,
        ordered: bool = False,
        budget: int | None = None,
        seconds: float = SECONDS,
    ) -> None:
        """Compare as `expect` does; TurnedAway holds what was given to the first call that does not pass."""
        outcome = observe(function, args, seconds)
        rules = Rules(rel, abs, ordered)
        wrong, aside = check.problems("", outcome, wanted, rules, budget)
        if wrong or aside:
            given = check.given(outcome, wrong is None)
            raise TurnedAway(Refused(fingerprint(args, wanted, budget), given, rules))


@dataclass(frozen=True)
class Compiled:
    """The slips of a lesson in its visible checks.

    `calls` has for each call what a slip gives and its sentence; `clashes` names, in a sentence each, slips that
    cannot be told apart there.
    """

    calls: dict[str, list[tuple[Given, str]]]
    clashes: list[str]


def compiled(lesson: Lesson) -> Compiled:
    """Each slip run through the visible check of its exercise, up to the first call that turns it away.

    CourseError if the lesson's own solution does not pass a check.
    """
    cells = solved_cells(lesson.source)
    made = Compiled({}, [])
    found = {one.name: one for one in exercises(lesson.root, cells)}
    for cell, space in spaces(cells):
        exercise = found.get(cell.name.removeprefix("check_"))
        if exercise is None:
            continue
        if _tried(cell, space, {}):
            raise CourseError(f"{lesson.key}: the solution does not pass {cell.name}.")
        for wrong in exercise.wrongs:
            _note(made, cell, wrong.sentence, _tried(cell, space, {exercise.name: wrong.function}))
    return made


def exercises(root: Path, cells: Sequence[Planned]) -> Iterator[Exercise]:
    """The exercises that the hidden checks of a lesson ask, from the course at `root`."""
    if not (root / "exercises").is_dir():
        return
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    for cell in cells:
        for name in MODULE.findall(cell.source) if cell.part is Part.HIDDEN else ():
            yield importlib.import_module(name).exercise


def spaces(cells: Sequence[Planned]) -> Iterator[tuple[Planned, dict[str, Any]]]:
    """Each visible check of a solved lesson, with the names that its cells before have defined.

    Of the cells that only show something, those are run that a check needs.
    """
    shown = [(cell.name, cell.source) for cell in cells if cell.part is Part.SHOW]
    wanted = needed(shown, [cell.source for cell in cells if cell.part is Part.VISIBLE])
    space: dict[str, Any] = {"__name__": "checks"}
    for cell in cells:
        if cell.part is Part.VISIBLE:
            yield cell, space
            done = space | {"expect": Expect()}
            _run(cell, done)
            space |= {name: done[name] for name in bound(cell.source) if name in done}
        elif cell.part in (Part.SETUP, Part.ANSWER) or cell.name in wanted:
            _run(cell, space)


def _tried(cell: Planned, space: dict[str, Any], names: dict[str, Any]) -> Refused | None:
    """The first call of a check cell that does not pass, or None if all do."""
    try:
        _run(cell, space | {"expect": Expect()} | names)
    except TurnedAway as away:
        refused: Refused = away.args[0]
        return refused
    except Exception:  # a check that computes with what a wrong answer gave
        return None
    return None


def _note(made: Compiled, cell: Planned, sentence: str, refused: Refused | None) -> None:
    """Keep what a slip gives in the first call that turns it away, unless another slip gave just that."""
    if refused is None:
        return
    kept = made.calls.setdefault(refused.key, [])
    others = {text for other, text in kept if is_alike(refused.given, other, refused.rules)}
    if sentence not in others:
        kept.append((refused.given, sentence))
    made.clashes.extend(
        f"{cell.name}: two slips give the same: {other!r} and {sentence!r}." for other in others - {sentence}
    )


def _run(cell: Planned, space: dict[str, Any]) -> None:
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        exec(compile(cell.source, f"<{cell.name}>", "exec"), space)


def with_comments(lesson: Lesson, notebook: dict[str, Any]) -> dict[str, Any]:
    """The solved notebook with the comment of each graded cell as its exercise says it."""
    for exercise in exercises(lesson.root, solved_cells(lesson.source)):
        for cell in notebook["cells"]:
            if cell.get("id") == f"graded_{exercise.name}":
                hidden = "".join(cell["source"]).partition("### BEGIN HIDDEN TESTS")
                cell["source"] = "".join([_comment(exercise.looks_at), *hidden[1:]])
    return notebook


def _comment(looks_at: str) -> str:
    return "\n".join(textwrap.wrap(f"Graded on {looks_at}.", 86, initial_indent="# ", subsequent_indent="# ")) + "\n"
