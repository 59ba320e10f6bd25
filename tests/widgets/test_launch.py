"""The choices before a decision: what they hand to the learner's functions, and what is said and drawn of it."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from course import experiment, widgets
from course.lesson.reference import solution
from course.widgets.launch import Launch, told

LEARNERS: dict[str, Any] = {
    "mde": solution("06-experiment", "mde"),
    "upload_guardrail": experiment.upload_guardrail,
    "ship_decision": solution("06-experiment", "ship_decision"),
}
SRM = {"ok": True}
EFFECT = {
    "n_control": 9000, "n_treat": 8900, "control": 0.46, "treat": 0.476, "diff": 0.016, "ci_low": 0.003,
    "ci_high": 0.029, "p_value": 0.012,
}  # fmt: skip
COUNTS = np.tile([0.0, 0, 1, 3], 2_000)
UPLOADS = pd.DataFrame({"arm": np.repeat(["control", "treat"], 8_000), "uploads_post": np.tile(COUNTS, 2)})


def panel(effect: Any = EFFECT, **learners: Any) -> Any:
    return widgets.launch_panel(**{**LEARNERS, **learners}, srm=SRM, effect=effect, uploads=UPLOADS)


def test_it_begins_with_what_was_measured() -> None:
    *_, report = panel().children
    assert "Decision: ship. Uploads: pass. The plan could see 2.1 points with 8,900 users an arm." in report.value
    assert "change of success, points 1.6, 0.3 to 2.9, against 0" in report.value
    assert "simulated" in report.value


def test_each_choice_moves_the_decision() -> None:
    alpha, power, margin, effect, report = panel().children
    alpha.value = 0.01
    assert "Decision: extend." in report.value
    alpha.value = 0.05
    margin.value = 1
    assert "Decision: extend. Uploads: inconclusive." in report.value
    margin.value = 5
    effect.value = -3.0
    assert "Decision: hold." in report.value
    power.value = 0.5
    assert "The plan could see 1.5 points" in report.value


def test_all_four_are_controls_of_the_keyboard() -> None:
    *controls, _ = panel().children
    sliders = [one._model_name.removesuffix("Model") for one in controls]
    assert sliders == ["SelectionSlider", "SelectionSlider", "IntSlider", "FloatSlider"]
    assert all(one.description for one in controls)


def test_a_wider_interval_is_that_of_a_smaller_alpha() -> None:
    measured = Launch(LEARNERS["mde"], LEARNERS["upload_guardrail"], LEARNERS["ship_decision"], SRM, EFFECT, UPLOADS)
    ends = measured.effect_at(0.016, 0.05)
    assert (ends["ci_low"], ends["ci_high"]) == pytest.approx((0.003, 0.029))
    wide = measured.effect_at(0.016, 0.01)
    assert wide["ci_high"] - wide["ci_low"] == pytest.approx(0.026 * 2.575829 / 1.959964)
    assert EFFECT["ci_low"] == 0.003


def unwritten(*_: object) -> Any:
    raise NotImplementedError("your turn")


def failing(*_: object) -> Any:
    raise ZeroDivisionError("division by zero")


@pytest.mark.parametrize("name", LEARNERS)
def test_what_is_not_written_or_fails_is_one_sentence(name: str) -> None:
    assert "unwritten is not written yet" in panel(**{name: unwritten}).children[-1].value
    said = panel(**{name: failing}).children[-1].value
    assert "failing raised ZeroDivisionError" in said
    assert "Traceback" not in said


def test_a_value_of_another_shape_is_told() -> None:
    (report,) = panel(effect={"diff": 1}).children
    assert "effect has no &#x27;n_control&#x27;" in report.value
    empty = Launch(LEARNERS["mde"], lambda *_: {}, LEARNERS["ship_decision"], SRM, EFFECT, UPLOADS)
    said = told(empty, 0.05, 0.8, 0.05, 0)
    assert "has no &#x27;ratio&#x27;" in said


def test_a_word_that_is_no_decision_is_shown_and_no_title() -> None:
    *_, report = panel(ship_decision=lambda *_: "<b>go</b>").children
    assert "&lt;b&gt;go&lt;/b&gt;" in report.value
    assert "no decision" in report.value


def test_an_interval_that_is_missing_extends() -> None:
    *_, report = panel(effect=EFFECT | {"ci_low": math.nan, "ci_high": math.nan}).children
    assert "Decision: extend." in report.value
