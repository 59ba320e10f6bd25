"""The check cells that a learner sees: right answers pass them, and the slips they catch are written down."""

import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from course.check import Failure
from course.grading.exercise import Exercise
from tests.lessons.material import exercises, marks, source

# The wrong answers that a visible check already turns away, with a hint and without; the graded cell finds the others.
CAUGHT = {
    "01-census/audit_claims": (
        "monthly_price_for_a_year ratio_inverted absolute_difference growth_without_the_one downloads_of_one_day",
        "unstated_conflicts",
    ),
    "01-census/concentration": (
        "zeros_dropped antitrust_scale top_cut_down top_sliced_from_the_end corrected_gini missing_as_zero unsorted",
        "",
    ),
    "01-census/field_coverage": ("empty_lists_present blanks_present zeros_missing mean_weight gap_reversed", ""),
    "01-census/pull_models": (
        "one_request_a_model without_cards only_tags unknown_downloads_zero every_count_filled open_is_missing "
        "case_kept lists_as_they_stand",
        "unknown_is_open no_card_expected",
    ),
    "01-census/surface_census": (
        "nobody_is_a_publisher ids_are_publishers edits_counted share_of_all private_counted",
        "nothing_is_zero",
    ),
    "01-census/upload_velocity": (
        "growth_of_the_open_month empty_months_dropped sentinel_kept infinite_growth",
        "growth_in_percent",
    ),
}


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


@each_exercise
def test_right_answers_pass(exercise: Exercise) -> None:
    for answer in (exercise.reference, *exercise.rights):
        assert not said(exercise, answer), answer.__name__


@each_exercise
def test_the_caught_are_written_down(exercise: Exercise) -> None:
    heard = {wrong.function.__name__: said(exercise, wrong.function) for wrong in exercise.wrongs}
    hinted = {name for name, text in heard.items() if "Hint: " in text}
    plain = {name for name, text in heard.items() if text} - hinted
    wanted = CAUGHT[f"{exercise.lesson}/{exercise.name}"]
    assert (hinted, plain) == (set(wanted[0].split()), set(wanted[1].split()))


@each_exercise
def test_an_answer_not_written_is_told_so(exercise: Exercise) -> None:
    def unwritten(*_: object) -> None:
        raise NotImplementedError("your turn")

    assert "your turn" in said(exercise, unwritten)
