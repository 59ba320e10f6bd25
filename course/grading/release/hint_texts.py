"""What has to hold of the hints that are released: three for every exercise, and nothing of an answer in them."""

import json
import re
from collections.abc import Iterator
from typing import Any

from course.lesson.project import CourseError, Lesson
from course.learner.hints import NAME, read

LEVELS = 3
SOLVED = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
SHORTEST = 8  # characters; shorter lines, such as `return n`, give nothing away


def refuse(lesson: Lesson) -> None:
    """CourseError if the lesson's hints are not fit to be released; a lesson without the file is."""
    if (lesson.source.parent / NAME).is_file() and (fault := next(_faults(lesson), "")):
        raise CourseError(f"source/{lesson.key}/{NAME}: {fault}")


def _faults(lesson: Lesson) -> Iterator[str]:
    cells = json.loads(lesson.source.read_text(encoding="utf-8"))["cells"]
    texts, names = read(lesson.source.parent), _exercises(cells)
    if list(texts) != names:
        odd = next((name for name in [*names, *texts] if name not in texts or name not in names), "")
        yield f"it lacks or has too much: {odd}." if odd else f"its order should be {', '.join(names)}."
    lines = _solution_lines(cells)
    for name, levels in texts.items():
        if len(levels) != LEVELS:
            yield f"{name} has {len(levels)} hints; there should be {LEVELS}."
        if found := lines & {_plain(line) for text in levels for line in text.splitlines()}:
            yield f"{name} holds a line of a solution: {min(found)[:40]}"


def _exercises(cells: list[dict[str, Any]]) -> list[str]:
    return [cell["id"].removeprefix("graded_") for cell in cells if str(cell.get("id", "")).startswith("graded_")]


def _solution_lines(cells: list[dict[str, Any]]) -> set[str]:
    solved = (part for cell in cells for part in SOLVED.findall("".join(cell["source"])))
    return {line for part in solved for one in part.splitlines() if len(line := _plain(one)) >= SHORTEST}


def _plain(line: str) -> str:
    """A line of code without its white space and comment."""
    return "".join(re.sub(r"(^|\s)#.*", "", line).split())
