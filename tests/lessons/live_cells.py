"""A lesson's live cell, run as it stands in the solved notebook against a Hub on loopback."""

import ast
from functools import partial
from typing import Any

import pytest

from course.beside import Beside
from course.hub import meter
from course.hub.meter import Meter
from course.hub.places import located
from course.lesson.reference import namespace
from tests.hub.faults import Failing, failing
from tests.hub.watch import Watch
from tests.lessons.material import source


def asked_live(lesson: str, *cells: str, faults: tuple[str, ...] = ()) -> tuple[Beside, Failing]:
    """What the last of the cells shows, and the Hub that it asked, which meets its requests with these faults first."""
    names: dict[str, Any] = dict(namespace(lesson))
    watch = Watch()
    with failing(located("practice"), *faults) as hub, pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_LIVE", "1")
        patch.setattr(meter, "Meter", partial(Meter, sleep=watch.sleep, clock=lambda: watch.now))
        for name in cells:
            shown = _run(next(cell.source for cell in source(lesson) if cell.id == name), names)
    meter.paused.clear()
    assert isinstance(shown, Beside)
    return shown, hub


def _run(text: str, names: dict[str, Any]) -> object:
    """The value of the last line of a cell, None if it is no expression."""
    tree = ast.parse(text)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if isinstance(last, ast.Expr) else None


def places(shown: Beside) -> list[str]:
    """The first words of each row."""
    return [row.where.split(",")[0].split(":")[0] for row in shown.rows]
