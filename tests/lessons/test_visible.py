"""The check cells that a learner sees: right answers pass them, and the slips they catch are written down."""

import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from course.check import Failure
from course.exercise.exercise import Exercise
from tests.lessons.material import exercises, marks, source


@cache
def names_before(lesson: str) -> dict[str, Any]:
    """What a solved notebook has defined when its check cells run: set-up, answers, and dicts given in full."""
    names: dict[str, Any] = {}
    for cell in source(lesson):
        given = cell.cell_type == "code" and cell.source.startswith(f"{cell.id} = {{")
        answer = marks(cell).get("solution") and not marks(cell)["grade"]
        if cell.id == "setup" or given or answer:
            exec(cell.source, names)
    return names


def said(exercise: Exercise, answer: Callable[..., Any]) -> str:
    """What the visible check says to `answer`, empty if it passes; it may fail with a `Failure` alone."""
    cell = next(cell for cell in source(exercise.lesson) if cell.id == f"check_{exercise.name}")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            exec(cell.source, names_before(exercise.lesson) | {exercise.name: answer})
        except Failure as failure:
            return str(failure)
    return ""


each_exercise = pytest.mark.parametrize("exercise", exercises(), ids=lambda one: f"{one.lesson}-{one.name}")


def caught(exercise: Exercise) -> dict[str, set[str]]:
    """The wrong answers that the visible check of `exercise` is known to turn away, with a hint and without one."""
    path = Path(__file__).parent / "caught" / f"{exercise.lesson}.yaml"
    assert path.exists(), f"write down in {path.name} what the visible checks of {exercise.lesson} catch"
    return {kind: set(names) for kind, names in yaml.safe_load(path.read_text())[exercise.name].items()}


@each_exercise
def test_right_answers_pass(exercise: Exercise) -> None:
    for answer in (exercise.reference, *exercise.rights):
        assert not said(exercise, answer), answer.__name__


@each_exercise
def test_the_caught_are_written_down(exercise: Exercise) -> None:
    heard = {wrong.function.__name__: said(exercise, wrong.function) for wrong in exercise.wrongs}
    hinted = {name for name, text in heard.items() if "Hint: " in text}
    plain = {name for name, text in heard.items() if text} - hinted
    assert {"hinted": hinted, "plain": plain} == caught(exercise)


@each_exercise
def test_an_answer_not_written_is_told_so(exercise: Exercise) -> None:
    def unwritten(*_: object) -> None:
        raise NotImplementedError("your turn")

    assert "your turn" in said(exercise, unwritten)
