"""Points for how well an answer does: thresholds of the same Hub, gates, rules, and a sentence for what is missing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.utils import determine_grade

from course.check import Broken, Failure
from course.exercise import performance
from course.exercise.exercise import Case, case
from course.exercise.performance import Credit, Measured, PerformanceExercise, Trial
from course.exercise.state import State
from course.grading.by_nbgrader.judge import answers
from course.grading.engine.finding import Finding
from course.grading.engine.judging import finding
from course.grading.engine.session import _outputs
from course.lesson.plan import Part, Planned

NAN = float("nan")


def guess(number: int) -> float:
    return 0.0


def exact(number: int) -> float:
    return 10.0 * number


class Guessing(PerformanceExercise):
    """An exercise whose reference needs no notebook: the nearer to ten times a number, the better."""

    @property
    def reference(self) -> Callable[..., Any]:
        return exact


def scores(values: Sequence[float]) -> Mapping[str, float]:
    """The mean of what is returned, at most 1; and what is left for others, which too much takes away."""
    mean = sum(values) / len(values) / 100
    return {"Score": min(mean, 1.0), "Rest": 1.0 if mean < 1.5 else 0.9}


@pytest.fixture
def exercise(monkeypatch: pytest.MonkeyPatch) -> Guessing:
    made = Guessing("00-test", "guess", looks_at="numbers", measure="score")
    monkeypatch.setattr(performance, "points", lambda lesson, name: 6.0)

    @made.cases
    def cases() -> Iterator[Case]:
        yield case("a one", 1)

    @made.trials
    def trials() -> Iterator[Trial]:
        yield Trial((case("a nine", 9), case("an eleven", 11)), scores)
        yield Trial((case("a ten", 10),), scores)

    @made.rule
    def a_number(one: Case, value: Any) -> str | None:
        return None if isinstance(value, float) else "Return a number."

    made.baseline(guess)
    return made


def times(factor: float) -> Callable[[int], float]:
    """An answer at this part of the way from the baseline to the reference."""
    return lambda number: factor * number * 10.0


@pytest.mark.parametrize(
    ("way", "share"),
    [(0.0, 0), (0.34, 0), (0.35, 0.5), (0.49, 0.7), (0.525, 0.75), (0.69, 0.98571), (0.70, 1), (1.2, 1)],
)
def test_credit_is_linear_between_two_marks(way: float, share: float) -> None:
    measured = Measured({"a": 0.2 + way * 0.4}, {"a": 0.2}, {"a": 0.6})
    assert measured.share(0.02) == pytest.approx(share, abs=1e-4)


def test_what_another_score_lost_leaves_half_at_most() -> None:
    low, high = {"a": 0.2, "b": 0.5}, {"a": 0.6, "b": 0.5}
    assert Measured({"a": 0.6, "b": 0.48}, low, high).share(0.02) == 1
    assert Measured({"a": 0.6, "b": 0.47}, low, high).share(0.02) == 0.5
    assert Measured({"a": 0.2, "b": 0.47}, low, high).share(0.02) == 0


def test_nobody_is_asked_to_spare_what_the_reference_does_not() -> None:
    low, high = {"a": 0.2, "b": 0.5}, {"a": 0.6, "b": 0.4}
    assert Measured({"a": 0.6, "b": 0.39}, low, high).share(0.02) == 1
    assert Measured({"a": 0.6, "b": 0.37}, low, high).share(0.02) == 0.5


def test_a_score_that_is_no_number_earns_nothing() -> None:
    assert Measured({"a": NAN}, {"a": 0.2}, {"a": 0.6}).share(0.02) == 0


def test_the_reference_earns_all_points_and_the_baseline_none(exercise: Guessing) -> None:
    assert exercise.judge(exact).state is State.RIGHT
    assert exercise.grade(exact) is None
    assert exercise.judge(guess).state is State.WRONG


def test_half_of_the_way_is_partly_right(exercise: Guessing, capsys: pytest.CaptureFixture[str]) -> None:
    credit = exercise.grade(times(0.525))
    assert isinstance(credit, Credit)
    assert credit == 4.5
    said = "guess: score on unseen Hubs: 0.53, 0.53; half credit begins at 0.35, 0.35, full credit at 0.70, 0.70."
    assert credit.sentence == said
    assert capsys.readouterr().out == f"{said}\n"


def test_too_little_is_told_where_credit_begins(exercise: Guessing) -> None:
    with pytest.raises(Failure, match=r"^guess: score on unseen Hubs: 0\.10, 0\.10; half credit begins at 0\.35"):
        exercise.grade(times(0.1))


def test_what_fell_is_named(exercise: Guessing) -> None:
    verdict = exercise.judge(times(1.6))
    assert (verdict.state, verdict.share) == (State.PARTLY, 0.5)
    assert verdict.sentence.endswith("Rest fell by more than 0.02: half credit at most.")


def test_a_remark_takes_the_place_of_the_marks(exercise: Guessing) -> None:
    exercise.remark(lambda ask, measured: None)
    exercise.remark(
        lambda ask, measured: f"At one it is {ask(1):g}, and the best is {measured[0].reference['Score']:g}."
    )
    assert exercise.judge(times(0.5)).sentence == "At one it is 5, and the best is 1."


@pytest.mark.parametrize("number", [1, 11])
def test_a_rule_is_kept_on_every_call(exercise: Guessing, number: int) -> None:
    verdict = exercise.judge(lambda asked: "ten" if asked == number else exact(asked))
    assert (verdict.state, verdict.sentence) == (State.WRONG, "Return a number.")


def test_a_probe_may_ask_again(exercise: Guessing) -> None:
    exercise.probe(lambda one, ask: None if ask(2) == 2 * ask(1) else "Twice is twice.")
    assert exercise.judge(exact).state is State.RIGHT
    assert exercise.judge(lambda number: 10.0).sentence == "Twice is twice."


def test_code_that_raises_is_broken_wherever_it_raises(exercise: Guessing) -> None:
    def breaks(number: int) -> float:
        return exact(number) if number < 11 else 1 / 0

    assert "on an eleven, your code raised ZeroDivisionError" in exercise.judge(breaks).sentence
    with pytest.raises(Broken):
        exercise.grade(breaks)


def test_what_is_not_started_is_not_wrong(exercise: Guessing) -> None:
    def stub(number: int) -> float:
        raise NotImplementedError("your turn")

    assert exercise.judge(stub).state is State.NOT_ATTEMPTED


def test_a_forgotten_return_is_named(exercise: Guessing) -> None:
    assert "does the function end in `return`?" in exercise.judge(lambda number: None).sentence


def test_a_hub_that_tells_nothing_apart_does_not_count(exercise: Guessing) -> None:
    exercise.least = 1.1
    with pytest.raises(LookupError, match="draw other seeds"):
        exercise.judge(exact)


def test_the_standards_are_measured_once_for_the_seeds(exercise: Guessing, monkeypatch: pytest.MonkeyPatch) -> None:
    exercise.prepare()
    before = exercise.standards()
    assert exercise.standards() is before
    monkeypatch.setenv("COURSE_GRADING_SEEDS", "7,8,9")
    assert exercise.standards() is not before


def graded_cell(*outputs: Any) -> Any:
    """The graded cell after a run that left these outputs."""
    marks = {"grade": True, "solution": False, "points": 6, "grade_id": "graded_guess", "schema_version": 3}
    return new_code_cell("", outputs=[NotebookNode(one) for one in outputs], metadata={"nbgrader": marks})


def test_nbgrader_reads_the_points_off_the_last_line(exercise: Guessing) -> None:
    shown = new_output("execute_result", {"text/plain": repr(exercise.grade(times(0.525)))})
    assert determine_grade(graded_cell(shown)) == (4.5, 6.0)


def test_the_protected_grader_shows_the_sentence_and_keeps_the_points() -> None:
    planned = Planned("graded_guess", Part.HIDDEN, "exercise.grade(guess)", "", 6.0)
    found = finding(planned, Credit(4.5, "guess: more."), None, "guess: more.\n", asked=True)
    assert found == Finding(State.PARTLY, 4.5, "guess: more.")
    printed, shown = _outputs(found)
    assert printed["text"] == "guess: more.\n"
    assert determine_grade(graded_cell(printed, shown)) == (4.5, 6.0)


def test_nbgraders_own_run_is_read_alike() -> None:
    answer = new_code_cell("def guess(): ...", metadata={"nbgrader": {"solution": True, "grade_id": "guess"}})
    stub = new_code_cell("", metadata=answer.metadata)
    printed = new_output("stream", name="stdout", text="guess: more.\n")
    graded = graded_cell(printed, new_output("execute_result", {"text/plain": "4.5"}))
    (found,) = answers(new_notebook(cells=[answer, graded]), new_notebook(cells=[stub]))
    assert (found.state, found.points, found.out_of, found.sentence) == (State.PARTLY, 4.5, 6.0, "guess: more.")
