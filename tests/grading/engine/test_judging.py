"""What a failed check says: of unseen data only what an exercise words itself, whoever raised the exception."""

import pytest

from course.check import Failure
from course.exercise.state import State
from course.grading.engine.engine import Engine
from course.grading.engine.judging import finding
from course.lesson.plan import Part, Planned
from tests.grading.engine.conftest import states, submission

NOTHING = "it does not pass the hidden test."


def said(error: Exception, *, part: Part = Part.HIDDEN, source: str = "exercise.grade(count)") -> str:
    cell = Planned("graded_count", part, source, "", 2.0)
    return finding(cell, None, error, "", asked=True).sentence


def worded(text: str) -> Failure:
    failure = Failure(text)
    failure.of_exercise = True
    return failure


def test_the_sentence_of_an_exercise_is_said() -> None:
    assert said(worded("count: it is one too many.")) == "count: it is one too many."


@pytest.mark.parametrize("error", [Failure("count(486113) returned 7"), AssertionError("486113 is not 7")])
def test_any_other_sentence_could_name_an_unseen_value(error: Exception) -> None:
    assert said(error) == NOTHING
    assert said(error, part=Part.VISIBLE) == str(error)


def test_an_assertion_that_stands_in_the_check_is_said() -> None:
    assert said(AssertionError("look at two"), source='assert count(two) == 2, "look at two"') == "look at two"


def test_a_failure_that_the_answer_raises_is_no_exercises(forms: Engine) -> None:
    code = """
def triple(number):
    from course.check import Failure
    failure = Failure(f"the unseen number is {number}")
    failure.of_exercise = True
    if number != 2:
        raise failure
    return 6
"""
    graded = forms.grade(submission(forms, triple=code))
    assert states(graded)["triple"][0] == State.BROKEN
    assert "486113" not in str(graded)
