"""A judge that lets every right answer pass and names the slip of a wrong one, without quoting hidden data."""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest

from course.check import Failure, Outcome
from course.exercise.exercise import Case, Exercise, case, is_telling
from course.exercise.state import State


def reference(values: list[int]) -> float:
    if any(value < 0 for value in values):
        raise ValueError(values)
    return sum(values) / len(values) if values else float("nan")


class Mean(Exercise):
    """An exercise whose reference needs no notebook."""

    @property
    def reference(self) -> Callable[..., Any]:
        return reference


@pytest.fixture
def mean() -> Exercise:
    exercise = Mean("00-test", "mean", looks_at="an empty list, negatives")

    @exercise.cases
    def cases() -> Iterator[Case]:
        yield case("no values", [])
        yield case("a negative value", [-4242])
        yield case("three values", [1, 2, 6])

    @exercise.wrong("A zero is a value.")
    def drops_zeros(values: list[int]) -> float:
        return reference([value for value in values if value != 2])

    @exercise.wrong("The sum is not the mean.")
    def total(values: list[int]) -> float:
        return sum(values) if values and min(values) >= 0 else reference(values)

    @exercise.wrong("An empty list has no mean, not an error.")
    def divides(values: list[int]) -> float:
        return sum(values) / len(values)

    return exercise


def test_the_reference_is_right(mean: Exercise) -> None:
    assert mean.judge(reference).state is State.RIGHT
    mean.grade(reference)


def test_nobody_is_told_of_a_slip_that_an_earlier_answer_rules_out() -> None:
    exercise = Mean("00-test", "mean", looks_at="two sizes")
    exercise.cases(lambda: [case("two values", [2, 4]), case("three values", [1, 2, 6])])
    exercise.wrong("The sum is not the mean.")(sum)
    assert exercise.judge(sum).sentence == "The sum is not the mean."
    other = exercise.judge(lambda values: 9 if len(values) == 3 else reference(values))
    assert other.state is State.WRONG
    assert other.sentence.startswith("on three values")


def test_every_foreseen_slip_earns_its_sentence(mean: Exercise) -> None:
    for wrong in mean.wrongs:
        assert mean.judge(wrong.function).sentence == wrong.sentence


def test_another_wrong_answer_is_told_where_without_a_value(mean: Exercise) -> None:
    verdict = mean.judge(lambda values: reference(values) + 1)
    assert verdict.state is State.WRONG
    assert verdict.sentence == "on three values, returned another value than the definition gives."


def test_an_exception_shows_its_type_and_line_but_not_the_hidden_data(mean: Exercise) -> None:
    def leaks(values: list[int]) -> float:
        raise RuntimeError(f"seen {values}")

    verdict = mean.judge(leaks)
    assert verdict.state is State.BROKEN
    assert "RuntimeError at `raise RuntimeError" in verdict.sentence
    assert "4242" not in verdict.sentence


def test_a_wanted_exception_that_is_not_raised_is_said(mean: Exercise) -> None:
    verdict = mean.judge(lambda values: abs(reference([abs(value) for value in values])))
    assert verdict.sentence == "on a negative value, it should raise ValueError."


def test_what_is_not_started_is_not_wrong(mean: Exercise) -> None:
    def stub(values: list[int]) -> float:
        raise NotImplementedError("your turn")

    assert mean.judge(stub).state is State.NOT_ATTEMPTED


def test_grading_raises_one_sentence(mean: Exercise) -> None:
    with pytest.raises(Failure, match=r"^mean: The sum is not the mean\.$"):
        mean.grade(mean.wrongs[1].function)


def test_a_forgotten_return_is_named(mean: Exercise) -> None:
    def forgets(values: list[int]) -> None:
        reference(values)

    verdict = mean.judge(forgets)
    assert verdict.sentence == "it returned None; does the function end in `return`?"


def test_two_slips_that_agree_on_a_value_are_told_apart_by_another_case(mean: Exercise) -> None:
    @mean.wrong("Also the sum, here.")
    def sums_three(values: list[int]) -> float:
        return 9 if len(values) == 3 else reference(values)

    assert "another value" in mean.judge(sums_three).sentence
    mean._cases = lambda: [case("three values", [1, 2, 6]), case("two values", [2, 2])]
    mean._known.clear()
    assert mean.judge(mean.wrongs[1].function).sentence == "The sum is not the mean."


def test_an_exercise_may_look_at_a_part_of_the_outcome() -> None:
    class RoundedMean(Mean):
        def outcome(self, function: Callable[..., Any], one: Case) -> Outcome:
            return Outcome(round(function(*one.args)))

    rounded = RoundedMean("00-test", "mean", looks_at="whole numbers")
    rounded.cases(lambda: [case("two values", [1, 4])])
    rounded.wrong("The sum is not the mean.")(sum)
    assert rounded.judge(lambda values: 2.4).state is State.RIGHT
    assert rounded.judge(lambda values: 5.1).sentence == "The sum is not the mean."


def test_wrong_answers_are_asked_beforehand_on_small_cases_alone(mean: Exercise) -> None:
    mean._cases = lambda: [case("two values", [1, 4]), case("many values", [1.0] * 1000)]
    mean.prepare()
    assert {number for _, function, number in mean._known if function is not reference} == {0}
    assert {number for _, function, number in mean._known if function is reference} == {0, 1}


def test_one_number_that_agrees_by_chance_is_not_told_as_a_slip(mean: Exercise) -> None:
    """The sum of 1, 2 and 6 is 9, and so is this answer there; on other values it is not the sum."""

    def nine(values: list[int]) -> float:
        return 9

    mean._cases = lambda: [case("three values", [1, 2, 6]), case("two values", [2, 2])]
    verdict = mean.judge(nine)
    assert verdict.sentence == "on three values, returned another value than the definition gives."
    assert mean.judge(sum).sentence == "The sum is not the mean."


def test_what_is_missing_may_be_none(mean: Exercise) -> None:
    """A value of None is a forgotten `return` only where a value is there to be returned."""
    nothing = Exercise("00-test", "mean", looks_at="nothing")
    nothing.cases(lambda: [case("no values", [])])
    outcome = nothing._problem(case("no values", []), Outcome(None), Outcome(float("nan")))
    assert outcome is None


@pytest.mark.parametrize(
    ("value", "telling"),
    [
        (3, False),
        ("text", False),
        ([1, 2], False),
        ([1, 2, 3], True),
        ({"a": 1, "b": 2}, False),
        ({"a": [1, 2], "b": 3}, True),
        (pd.DataFrame({"a": [1, 2]}), False),
        (pd.DataFrame({"a": [1, 2], "b": [3, 4]}), True),
    ],
)
def test_how_much_a_value_tells(value: object, *, telling: bool) -> None:
    assert is_telling(Outcome(value)) is telling
