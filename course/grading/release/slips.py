"""What each recorded slip of a lesson gives in the visible checks: tried here, and written beside the notebook."""

import contextlib
import importlib
import io
import re
import sys
import textwrap
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
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
SECONDS = 5.0  # a slip that runs longer counts as one that never ends


@dataclass
class Calls:
    """Stands for `expect` while a check cell is tried: notes what each call led to, and lets the cell go on."""

    made: list[tuple[str, Given | None, Rules]] = field(default_factory=list)

    def __call__(
        self,
        function: Callable[..., Any],
        args: Sequence[object],
        wanted: object,
        about: str = "",
        slips: object = (),
        *,
        rel: float = REL,
        abs: float = ABS,
        ordered: bool = False,
        budget: int | None = None,
        seconds: float = SECONDS,
    ) -> None:
        """Note the outcome; None stands for one that the check lets pass."""
        outcome = observe(function, args, min(seconds, SECONDS))
        rules = Rules(rel, abs, ordered)
        wrong, aside = check.problems("", outcome, wanted, rules, budget)
        given = check.given(outcome, wrong is None) if wrong or aside else None
        self.made.append((fingerprint(args, wanted, budget), given, rules))


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
        if any(given for _, given, _ in _tried(cell, space, {})):
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
            done = space | {"expect": Calls()}
            _run(cell, done)
            space |= {name: done[name] for name in bound(cell.source) if name in done}
        elif cell.part in (Part.SETUP, Part.ANSWER) or cell.name in wanted:
            _run(cell, space)


def _tried(cell: Planned, space: dict[str, Any], names: dict[str, Any]) -> list[tuple[str, Given | None, Rules]]:
    calls = Calls()
    with contextlib.suppress(Exception):  # a check that computes with what a wrong answer gave
        _run(cell, space | {"expect": calls} | names)
    return calls.made


def _note(made: Compiled, cell: Planned, sentence: str, tried: list[tuple[str, Given | None, Rules]]) -> None:
    """Keep what a slip gives in the first call that turns it away, unless another slip gave just that."""
    for key, given, rules in tried:
        if given is None:
            continue
        kept = made.calls.setdefault(key, [])
        others = {text for other, text in kept if is_alike(given, other, rules)}
        if sentence not in others:
            kept.append((given, sentence))
        made.clashes.extend(
            f"{cell.name}: two slips give the same: {other!r} and {sentence!r}." for other in others - {sentence}
        )
        return


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
