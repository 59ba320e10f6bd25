"""The checker's process: runs only what instructors wrote. In it a student's function is a proxy."""

import ast
import builtins
import contextlib
import io
import os
import socket
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

from course import (
    slips,
    values,  # noqa: F401 - loaded before the fork
)
from course.exercise import outcomes
from course.exercise.exercise import Exercise
from course.grading.engine.arguments import keep
from course.grading.engine.dates import read_dates_quickly
from course.grading.engine.finding import Finding
from course.grading.engine.judging import finding
from course.grading.engine.limits import Limits
from course.grading.engine.proxies import Asker
from course.grading.engine.wire import Garbled, Gone, Head, receive, send
from course.lesson.plan import CHECKS, WRITTEN, Part, Plan, Planned, bound, needed, plan
from course.lesson.project import Lesson
from course.lesson.reference import solution

LONGEST = 5_000


class Check(NamedTuple):
    """A check, compiled: its statements, its last expression, which may give the points, and the names it asks for."""

    body: CodeType
    last: CodeType | None
    names: frozenset[str]


@dataclass
class Prepared:
    """A lesson ready to judge: the instructor's names, the compiled checks, and what is wrong with the lesson itself.

    `faults` maps the name of a check that the lesson's own solution does not pass to why.
    """

    plan: Plan
    space: dict[str, Any]
    code: dict[str, Check]
    places: Mapping[str, str]
    faults: dict[str, str] = field(default_factory=dict)


def warm(config: Head) -> Prepared:
    """The lesson of `config`, its set-up cells run, and every check run once on the lesson's own solution.

    That run leaves the expected outcomes of all cases in memory, and finds checks that are at fault themselves.
    """
    read_dates_quickly()
    root, key, name = config["lesson"]
    lesson = Lesson(Path(root), key, name)
    sys.path.insert(0, root)
    _use_source(lesson.root / "source")
    slips.folder = lesson.release.parent
    made = Prepared(plan(lesson), {"__name__": "checks"}, {}, config["places"])
    solved = dict(made.space)
    for cell in made.plan.cells:
        if cell.part is Part.SETUP:
            _execute(cell, made.space)
        if cell.part in CHECKS:
            made.code[cell.name] = _compile(cell)
    _solve(made, solved, prepare=config["prepare"])
    return made


def _use_source(folder: Path) -> None:
    """References come from this course's own solved notebooks."""
    from course.lesson import reference

    reference.SOURCE = folder


def _solve(made: Prepared, space: dict[str, Any], *, prepare: bool) -> None:
    checks = [cell for cell in made.plan.cells if cell.part in CHECKS]
    shown = [(cell.name, cell.source) for cell in made.plan.cells if cell.part is Part.SHOW]
    wanted = needed(shown, [cell.source for cell in checks])
    own: dict[str, Any] = {}  # what checks use of cells that only show: the lesson's own values, never a student's
    for cell in made.plan.cells:
        if cell.part in CHECKS:
            tried = {**space, **_references(made.plan)}
            found = _run(cell, made.code[cell.name], tried, None)
            if prepare:
                _prepare(tried.values(), made.places)
            if found.points < cell.points:
                made.faults[cell.name] = found.sentence
            given = {name: tried[name] for name in bound(cell.source) if name in tried}
            space |= given
            own |= given
        elif cell.part in (Part.SETUP, *WRITTEN) or cell.name in wanted:
            with contextlib.suppress(Exception):
                _execute(cell, space)
            if cell.name in wanted:
                own |= {name: space[name] for name in bound(cell.source) - made.plan.names if name in space}
    made.space |= {name: value for name, value in own.items() if name not in made.plan.names}


def _references(plan: Plan) -> dict[str, Any]:
    """The solutions as exercises know them, which they ask once."""
    found = {}
    for name in plan.names:
        with contextlib.suppress(LookupError):
            found[name] = solution(plan.lesson.key, name)
    return found


def _prepare(names: Iterable[Any], places: Mapping[str, str]) -> None:
    """Have every exercise that a check used know its cases, as bytes too, and what its foreseen answers lead to."""
    for value in names:
        if isinstance(value, Exercise):
            with contextlib.suppress(Exception):
                value.prepare()
                for one in value.made():
                    keep(one.args, places)


def _execute(cell: Planned, space: dict[str, Any]) -> None:
    with warnings.catch_warnings(), _silent():
        warnings.simplefilter("ignore")
        exec(compile(cell.source, f"<{cell.name}>", "exec"), space)


def _compile(cell: Planned) -> Check:
    tree, last = ast.parse(cell.source), None
    loaded = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = compile(ast.Expression(tree.body.pop().value), f"<{cell.name}>", "eval")  # type: ignore[attr-defined]
    return Check(compile(tree, f"<{cell.name}>", "exec"), last, frozenset(loaded - bound(cell.source)))


def _run(cell: Planned, check: Check, space: dict[str, Any], asker: Asker | None) -> Finding:
    value, error = None, None
    with warnings.catch_warnings(), _silent() as shown:
        warnings.simplefilter("ignore")
        try:
            exec(check.body, space)
            value = eval(check.last, space) if check.last is not None else None
        except Exception as raised:
            error = raised
    return finding(cell, value, error, shown.getvalue(), asked=asker is not None and asker.asked > 0)


@contextlib.contextmanager
def _silent() -> Iterator[io.StringIO]:
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(io.StringIO()):
        yield shown


def serve(made: Prepared, sock: socket.socket, limits: Limits) -> None:
    """Judge cells until the engine hangs up; what takes long to find out is left for other processes that judge."""
    outcomes.folder = Path(os.environ["HOME"], "outcomes")
    cells = {cell.name: cell for cell in made.plan.cells}
    with contextlib.suppress(Gone, Garbled):
        while True:
            asked = receive(sock).head
            found = _judge(made, cells[asked["name"]], Asker(sock, made.places, limits.message))
            send(sock, {"op": "found", **vars(found), "sentence": found.sentence[:LONGEST]})


def _judge(made: Prepared, cell: Planned, asker: Asker) -> Finding:
    if cell.name in made.faults:
        return Finding("not judged", 0, f"the lesson's own solution does not pass this check: {made.faults[cell.name]}")
    check, space = made.code[cell.name], dict(made.space)
    for name in check.names:
        if name in made.plan.names or (name not in space and not hasattr(builtins, name)):
            asker.fetch(name, space)
    return _run(cell, check, space, asker)
