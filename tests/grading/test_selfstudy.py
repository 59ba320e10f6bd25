"""A learner's own notebook, graded with the hidden tests by nbgrader itself."""

import json
from pathlib import Path

import pytest

from course.exercise.state import State
from course.grading import selfstudy
from course.grading.book.result import Result
from course.hub.places import SLOTS
from course.hub.seeds import fresh
from course.lesson.project import CourseError, Lesson, Project
from course.simulate.plan import plan_of
from tests.courses import Answering

RIGHT = "def double(number):\n    return number + number"


def graded(path: Path, lesson: Lesson) -> Result:
    return selfstudy.grade_notebook(path, lesson, (11, 12, 13))


def test_right_answer_earns_all_points_and_the_memo_waits_for_a_reader(answering: Answering, released: Lesson) -> None:
    result = graded(answering({"double": RIGHT}), released)
    assert [(one.name, one.state, one.points, one.out_of) for one in result.answers] == [("double", State.RIGHT, 3, 3)]
    assert [(memo.name, memo.out_of, memo.written) for memo in result.memos] == [("memo_doubling", 12, False)]
    assert (result.points, result.out_of, result.complete, result.repairs) == (3, 3, True, ())


@pytest.mark.parametrize(
    ("code", "state", "points", "sentence"),
    [
        ("def double(number):\n    return number ** 2", State.WRONG, 0, "returned 16; expected 8"),
        ("def double(number):\n    return number + 4", State.WRONG, 1, ""),
        ("def double(number):\n    return number.x", State.BROKEN, 0, "raised AttributeError"),
        ("def double(number)\n    return 2 * number", State.BROKEN, 0, "raised SyntaxError: expected ':' (line 1)"),
        ("def double(number):\n    return twice * number", State.BROKEN, 0, "twice"),
        ("raise SystemExit", State.BROKEN, 0, "SystemExit"),
    ],
)
def test_each_state_has_its_sentence(
    answering: Answering, released: Lesson, code: str, state: State, points: float, sentence: str
) -> None:
    answer = graded(answering({"double": code}), released).answers[0]
    assert (answer.state, answer.points) == (state, points)
    assert sentence in answer.sentence


def test_an_untouched_notebook_is_not_attempted(answering: Answering, released: Lesson) -> None:
    answer = graded(answering({}), released).answers[0]
    assert (answer.state, answer.points, answer.sentence) == (
        State.NOT_ATTEMPTED,
        0,
        "your turn, this answer is not written yet.",
    )


def test_an_edited_test_or_set_up_cell_changes_nothing(answering: Answering, released: Lesson) -> None:
    cheat = {"double": "def double(number):\n    return 8", "graded_double": "pass", "setup": "expect = print"}
    assert graded(answering(cheat), released).points == 1


def test_nothing_is_written_beside_the_notebook(answering: Answering, released: Lesson) -> None:
    path = answering({"double": RIGHT})
    before = path.read_bytes()
    graded(path, released)
    assert path.read_bytes() == before
    assert not (released.root / "gradebook.db").exists()
    assert not (released.root / "autograded").exists()


def test_the_lesson_is_told_by_its_answer_cells(answering: Answering, released: Lesson, tmp_path: Path) -> None:
    elsewhere = tmp_path / "mine.ipynb"
    elsewhere.write_bytes(answering({}).read_bytes())
    assert selfstudy.lesson_of(Project(released.root), elsewhere) == released


def test_a_notebook_of_something_else_is_refused(released: Lesson, tmp_path: Path) -> None:
    other = tmp_path / "other.ipynb"
    other.write_text(json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    with pytest.raises(CourseError, match="holds no answer cell of this course"):
        selfstudy.lesson_of(Project(released.root), other)


def test_seeds_are_fresh_each_time_and_one_of_each_column() -> None:
    drawn = [fresh() for _ in range(5)]
    assert len(set(drawn)) == 5
    assert {tuple(plan_of(seed).column for seed in seeds) for seeds in drawn} == {SLOTS}
