"""Every recorded answer gets its verdict: the right ones pass, each wrong one earns its own sentence."""

from contextlib import suppress
from itertools import combinations

import pytest

from course.exercise.exercise import Exercise, Wrong
from course.exercise.performance import PerformanceExercise
from course.exercise.state import State
from course.hub.snapshot import SnapshotError
from tests.lessons.material import exercises

WRONGS = [(exercise, wrong) for exercise in exercises() for wrong in exercise.wrongs]
ONE_ANSWER = [one for one in exercises() if not isinstance(one, PerformanceExercise)]  # the others are scored on Hubs


def name(value: object) -> str:
    """A readable id of a test."""
    if isinstance(value, Exercise):
        return value.name
    return value.function.__name__ if isinstance(value, Wrong) else str(value)


@pytest.mark.parametrize("exercise", exercises(), ids=name)
def test_enough_answers_are_recorded(exercise: Exercise) -> None:
    assert len(exercise.wrongs) >= 3
    assert len(exercise.rights) >= 2


@pytest.mark.parametrize("exercise", exercises(), ids=name)
def test_right_answers_pass(exercise: Exercise) -> None:
    for answer in (exercise.reference, *exercise.rights):
        verdict = exercise.judge(answer)
        assert verdict.state is State.RIGHT, f"{answer.__name__}: {verdict.sentence}"


@pytest.mark.parametrize(("exercise", "wrong"), WRONGS, ids=name)
def test_a_wrong_answer_earns_its_sentence(exercise: Exercise, wrong: Wrong) -> None:
    verdict = exercise.judge(wrong.function)
    assert verdict.state in (State.WRONG, State.PARTLY, State.BROKEN)
    assert verdict.sentence == wrong.sentence


@pytest.mark.parametrize("exercise", exercises(), ids=name)
def test_wrong_answers_differ_from_each_other(exercise: Exercise) -> None:
    alike = list(combinations(exercise.wrongs, 2))
    for number, case in enumerate(exercise.made()):
        if not alike:
            return
        met = {wrong.function: exercise.foreseen(wrong.function, number, case) for pair in alike for wrong in pair}
        alike = [(a, b) for a, b in alike if exercise.alike(met[a.function], met[b.function], case)]
    assert not [(a.function.__name__, b.function.__name__) for a, b in alike]


def hubless(exercise: Exercise) -> int:
    """How many cases of an exercise come before the first that needs a Hub."""
    count = 0
    with pytest.MonkeyPatch.context() as patch, suppress(SnapshotError):
        patch.setenv("COURSE_GRADING_SEEDS", "no Hub")
        for _ in exercise.cases_anew():
            count += 1
    return count


@pytest.mark.parametrize("exercise", ONE_ANSWER, ids=name)
def test_a_wrong_answer_is_told_apart_whatever_hub_is_graded_on(exercise: Exercise) -> None:
    left = {wrong.function for wrong in exercise.wrongs}
    for number, case in enumerate(exercise.made()[: hubless(exercise)]):
        wanted = exercise.foreseen(exercise.reference, number, case)
        left -= {one for one in left if not exercise.alike(exercise.foreseen(one, number, case), wanted, case)}
    assert not [one.__name__ for one in left]


@pytest.mark.parametrize("exercise", exercises(), ids=name)
def test_an_answer_not_written_is_not_wrong(exercise: Exercise) -> None:
    def unwritten(*_: object) -> None:
        raise NotImplementedError("your turn")

    assert exercise.judge(unwritten).state is State.NOT_ATTEMPTED


@pytest.mark.parametrize("exercise", exercises(), ids=name)
def test_sentences_are_short_and_one_line(exercise: Exercise) -> None:
    assert not [one.sentence for one in exercise.wrongs if len(one.sentence.split()) > 22 or "\n" in one.sentence]
