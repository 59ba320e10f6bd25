"""A slip is an edit of the solution: looked up when it is recorded, and refused where it does not fit."""

import json
from pathlib import Path

import pytest

from course.check import observe
from course.exercise.exercise import Exercise
from course.lesson import reference
from tests.courses import cell, notebook

HELPER = '''def half(number):
    """Half of it."""
    ### BEGIN SOLUTION
    return number / 2
    ### END SOLUTION'''
ANSWER = '''def halves(numbers):
    """Half of each."""
    ### BEGIN SOLUTION
    found = [half(number) for number in numbers]
    return found
    ### END SOLUTION'''


@pytest.fixture
def exercise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exercise:
    """The exercise `halves` of a lesson whose solution uses a helper."""
    cells = [
        cell("number = 3", grade_id="setup", locked=True),
        cell("from math import pi\nlost = pi"),
        cell(HELPER, grade_id="half", solution=True),
        cell(ANSWER, grade_id="halves", solution=True),
    ]
    folder = tmp_path / "91-halves"
    folder.mkdir()
    (folder / "halves.ipynb").write_text(json.dumps(notebook(cells)))
    monkeypatch.setattr(reference, "SOURCE", tmp_path)
    return Exercise("91-halves", "halves", looks_at="numbers")


@pytest.fixture(autouse=True)
def fresh() -> None:
    """No notebook of another test is remembered."""
    for one in (reference._cells, reference._namespace, reference._given):
        one.cache_clear()


def test_a_slip_is_the_solution_with_another_text(exercise: Exercise) -> None:
    exercise.slip("added", "Halve it.", "return found", "return found + [0]")
    (wrong,) = exercise.wrongs
    assert wrong.sentence == "Halve it."
    assert wrong.function.__name__ == "added"
    assert observe(wrong.function, [[4]]).value == [2, 0]
    assert observe(exercise.reference, [[4]]).value == [2]


def test_a_text_is_looked_for_in_helpers_too(exercise: Exercise) -> None:
    exercise.slip("rounded_down", "Halves stay.", "number / 2", "number // 2")
    assert observe(exercise.wrongs[0].function, [[5]]).value == [2]
    assert observe(exercise.reference, [[5]]).value == [2.5]


def test_edits_build_on_each_other(exercise: Exercise) -> None:
    exercise.slip("twice", "Once.", "return found", "return found + extra", "found = [", "extra = [9]; found = [")
    assert observe(exercise.wrongs[0].function, [[4]]).value == [2, 9]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (("nowhere", ""), "'nowhere' stands 0 times"),
        (("number", "n"), "'number' stands 4 times"),
        (("found = [half(number)", "found = ["), "not Python"),
        ((), "edits nothing"),
    ],
)
def test_a_text_that_does_not_fit_is_refused_at_once(exercise: Exercise, texts: tuple[str, ...], message: str) -> None:
    with pytest.raises(LookupError, match=message):
        exercise.slip("misfit", "A sentence.", *texts)


def test_a_name_is_given_once(exercise: Exercise) -> None:
    exercise.slip("same", "One.", "return found", "return []")
    with pytest.raises(LookupError, match="is there already"):
        exercise.slip("same", "Two.", "return found", "return None")


def test_imports_of_cells_that_show_are_there_for_solutions(exercise: Exercise) -> None:
    space = reference.solution("91-halves", "halves").__globals__
    assert "pi" in space
    assert "lost" not in space, "nothing else of such a cell is run"
