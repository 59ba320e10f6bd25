"""A judge that lets every right answer pass and names the slip of a wrong one, without quoting hidden data."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from course.check import Failure, Outcome
from course.exercise import outcomes
from course.exercise.exercise import Case, Exercise, case
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


def test_wrong_answers_are_asked_beforehand_where_quick(mean: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "LONG", -1.0)
    mean.prepare()
    assert {function for _, function, _ in mean._known} == {reference}
    monkeypatch.setattr(outcomes, "LONG", 100.0)
    mean._known.clear()
    mean._slow.clear()
    mean.prepare()
    assert len(mean._known) == 3 * (1 + len(mean.wrongs))
