"""The version that a submission is graded with: of the lesson and its exercises, of the seeds, of the engine."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path

from course.grading.engine.edition import edition
from course.lesson.plan import Plan

PACKAGE = re.compile(r"\bexercises\.(\w+)")


def version(plan: Plan, seeds: Sequence[int]) -> str:
    """Three parts with dots between: lesson and exercises, seeds, engine. It is too short to tell the seeds."""
    drawn = hashlib.sha256(repr(tuple(seeds)).encode()).hexdigest()[:4]
    return f"{_lesson(plan)}.{drawn}.{edition()}"


def priced(version: str, hint_cost: float) -> str:
    """The version of a class whose hints cost points."""
    return f"{version}.{hint_cost:g}" if hint_cost else version


def changed(before: str, now: str) -> str:
    """What is different between two versions, in words; "" if nothing is."""
    words = ("the lesson or its exercises", "the seeds", "the engine", "the cost of hints")
    parts = zip_longest(words, before.split(".", 3), now.split(".", 3))
    found = [word for word, one, other in parts if one != other]
    return f"{' and '.join(found)} changed" if found else ""


def _lesson(plan: Plan) -> str:
    """SHA-256, in part, over the cells and every exercise package that they lead to; other lessons do not count."""
    found = hashlib.sha256(repr(plan.cells).encode())
    packages = _packages(cell.source for cell in plan.cells)
    seen: set[str] = set()
    while more := sorted(packages - seen):
        for name in more:
            text = _text(plan.lesson.root / "exercises", name)
            found.update(text.encode())
            packages |= _packages([text])
        seen.update(more)
    return found.hexdigest()[:24]


def _text(exercises: Path, name: str) -> str:
    paths = [*sorted(exercises.glob(f"{name}.py")), *sorted((exercises / name).rglob("*.py"))]
    return "\n".join(f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in paths)


def _packages(texts: Iterable[str]) -> set[str]:
    return {name for text in texts for name in PACKAGE.findall(text)}
