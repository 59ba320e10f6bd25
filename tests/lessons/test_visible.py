"""The check cells that a learner sees: right answers pass them, and the slips they catch are written down."""

import contextlib
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from course.check import Failure
from course.exercise.exercise import Exercise
from course.grading.release.slips import spaces
from course.lesson.plan import solved_cells
from tests.lessons.material import ROOT, SOURCES, exercises, source


@cache
def names_before(lesson: str) -> dict[str, dict[str, Any]]:
    """What a solved notebook has defined when each of its check cells runs, by the name of the cell."""
    path = next(path for path in SOURCES if path.parent.name == lesson)
    return {cell.name: dict(space) for cell, space in spaces(solved_cells(path))}


def said(exercise: Exercise, answer: Callable[..., Any]) -> str:
    """What the visible check says to `answer`, empty if it passes; it may fail with a `Failure` alone."""
    cell = next(cell for cell in source(exercise.lesson) if cell.id == f"check_{exercise.name}")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            exec(cell.source, names_before(exercise.lesson)[cell.id] | {exercise.name: answer})
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


@cache
def heard(lesson: str, name: str) -> dict[str, str]:
    """What the visible check says to each recorded wrong answer, beside the released notebook and its slips."""
    (exercise,) = (one for one in exercises() if (one.lesson, one.name) == (lesson, name))
    with contextlib.chdir(ROOT / "release" / lesson):
        return {wrong.function.__name__: said(exercise, wrong.function) for wrong in exercise.wrongs}


@each_exercise
def test_the_caught_are_written_down(exercise: Exercise) -> None:
    texts = heard(exercise.lesson, exercise.name)
    hinted = {name for name, text in texts.items() if "Hint: " in text}
    plain = {name for name, text in texts.items() if text} - hinted
    assert {"hinted": hinted, "plain": plain} == caught(exercise)


@each_exercise
def test_the_released_check_says_the_sentence_of_each_slip_that_it_turns_away(exercise: Exercise) -> None:
    texts = heard(exercise.lesson, exercise.name)
    sentences = {wrong.function.__name__: wrong.sentence for wrong in exercise.wrongs}
    assert not [name for name, text in texts.items() if text and not text.endswith(f"Hint: {sentences[name]}")]


@each_exercise
def test_an_answer_not_written_is_told_so(exercise: Exercise) -> None:
    def unwritten(*_: object) -> None:
        raise NotImplementedError("your turn")

    assert "your turn" in said(exercise, unwritten)
