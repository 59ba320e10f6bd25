"""What opened hints cost, where an instructor wants it: points of the exercise, never more than it earned."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from traitlets.config import PyFileConfigLoader

from course.lesson.project import MARK, CourseError, Project
from course.lesson.untrusted import Unreadable, parse, read_file
from course.grading.book.record import Record
from course.grading.book.result import Answer
from course.exercise.state import State
from course.learner.hints import COST, USED

LARGEST = 100_000  # bytes of a student's file
MOST = 9  # levels that an exercise could have


def configured(project: Project) -> float:
    """The points that a level costs, by `c.Hints.cost` of the course's nbgrader_config.py; 0 if it is not there."""
    path = project.root / MARK
    if "Hints" not in path.read_text(encoding="utf-8"):
        return 0.0
    found = PyFileConfigLoader(MARK, path=str(project.root)).load_config().get("Hints", {}).get("cost", 0)
    if not isinstance(found, int | float) or not 0 <= found < 1000:
        raise CourseError(f"{MARK}: c.Hints.cost is {found!r}; it should be points for each hint, such as 0.5.")
    return float(found)


def released(cost: float) -> dict[str, bytes]:
    """The file that tells learners the cost, by name; none where hints are free."""
    about = "Each level of a hint that is opened takes this many points from its exercise."
    return {COST: f"{json.dumps({'about': about, 'points': cost}, indent=1)}\n".encode()} if cost else {}


def used(folder: Path) -> dict[str, int]:
    """How many levels a student opened, by exercise, as the file handed in beside the notebook says."""
    try:
        found = parse(read_file(folder / USED, LARGEST), USED)["hints"]
        return {str(name): min(int(level), MOST) for name, level in found.items() if int(level) > 0}
    except (Unreadable, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return {}


def charged(record: Record, opened: Mapping[str, int], cost: float) -> Record:
    """The record after the points for hints are taken: of the graded cell first, of an exercise never below 0."""
    scores, answers = dict(record.scores), []
    for answer in record.result.answers:
        price = min(cost * opened.get(answer.name, 0), answer.points)
        if price > 0 and answer.state is not State.NOT_JUDGED:
            _take(scores, record.checks.get(answer.name, []), price)
            answer = _told(answer, opened[answer.name], price)
        answers.append(answer)
    return replace(record, scores=scores, result=replace(record.result, answers=tuple(answers)))


def _take(scores: dict[str, float | None], checks: list[str], price: float) -> None:
    for name in reversed(checks):
        there = scores.get(name) or 0.0
        taken = min(there, price)
        scores[name], price = there - taken, price - taken


def _told(answer: Answer, levels: int, price: float) -> Answer:
    said = f"{levels} hint{'' if levels == 1 else 's'} cost {price:g} of {answer.points:g} points."
    return replace(answer, points=answer.points - price, sentence=" ".join(filter(None, [answer.sentence, said])))


def cost_of(project: Project, folder: Path, asked: float | None) -> float:
    """The cost to grade with: what was asked for, else what the release told the learners, else the configuration's."""
    if asked is not None:
        return asked
    try:
        return float(_content(folder / COST)["points"])
    except (OSError, ValueError, KeyError, TypeError):
        return configured(project)


def _content(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
