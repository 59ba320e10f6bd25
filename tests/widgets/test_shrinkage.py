"""The shrinkage slider takes a part of the learner's gaps off the claims and shows τ before and after."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest
from ipywidgets import VBox

from course import widgets
from course.lesson.reference import solution
from exercises.leaderboards.tables import EXAM, QUIZ, both, row, table

GAPS, AGREEMENT = solution("09-leaderboards", "gap_by_source"), solution("09-leaderboards", "rank_agreement")

# The third claim shows a source and is right; the two before it are 20 points too high.
EVALS = table(*both((80.0, 60.0), (85.0, 65.0)), row("gus/kite", 72.0, source=True), row("gus/kite", 72.0, "check"))


def slider(evals: pd.DataFrame = EVALS, gaps: Any = GAPS, agreement: Any = AGREEMENT, part: float = 0.0) -> VBox:
    """The widget with the slider at `part`."""
    box = widgets.shrinkage(evals, gaps, agreement)
    box.children[0].value = part
    return box


def said(box: VBox) -> str:
    """What stands below the slider."""
    return str(box.children[1].value)


def test_it_begins_with_the_claims_as_they_are() -> None:
    text = said(slider())
    assert "0.0 points off a claim with a source, 0.0 points off a claim without a source." in text
    assert "quiz -0.33" in text


def test_the_slider_takes_a_part_of_the_gap_of_its_kind_off_each_claim() -> None:
    assert "10.0 points off a claim without a source. τ between claims and checks: quiz 0.33." in said(slider(part=0.5))
    assert "τ between claims and checks: quiz 1.00." in said(slider(part=1.0))


def test_the_table_has_each_benchmark_with_pairs_before_and_after() -> None:
    other = table(
        *both((60.0, 50.0), (70.0, 60.0), (80.0, 55.0), dataset=EXAM), row("x/y", 50.0, "check", dataset="z/z")
    )
    text = said(slider(pd.concat([EVALS, other], ignore_index=True), part=1.0))
    rows = [line.replace("</th>", "</td>").split("</td>")[:4] for line in text.split("<tr>")[2:]]
    cells = [[cell.rpartition(">")[2] for cell in line] for line in rows]
    assert [line[:2] for line in cells] == [[EXAM, "3"], [QUIZ, "3"]]
    assert cells[1][2] == "-0.333"
    assert "simulated" in text


def test_a_gap_or_an_agreement_that_is_not_known_is_said_so() -> None:
    alone = table(row("ann/owl", 70.0), row("ben/wren", 60.0, "check"), *both((80.0, 70.0), dataset=EXAM))
    text = said(slider(alone, part=1.0))
    assert "10.0 points off a claim without a source. τ between claims and checks: exam not known." in text
    assert "nan" not in text
    unpaired = table(row("ann/owl", 70.0), row("ben/wren", 60.0, "check"))
    assert "No gap is known. τ between claims and checks: not known." in said(slider(unpaired))


def unwritten(*_: object) -> Mapping[str, float]:
    raise NotImplementedError("your turn")


def other_keys(*_: object) -> Mapping[str, float]:
    return {"gap": 1.0}


def nothing(*_: object) -> None:
    return None


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (unwritten, "unwritten is not written yet"),
        (other_keys, "other_keys could not be used: KeyError"),
        (nothing, "nothing could not be used: TypeError"),
    ],
)
def test_a_function_that_cannot_be_used_is_one_sentence(function: Any, text: str) -> None:
    for box in (slider(gaps=function), slider(agreement=function)):
        assert text in said(box)
        assert "Traceback" not in said(box)


def test_the_slider_is_named_and_moves_in_tenths_up_to_twice_the_gap() -> None:
    (handle,) = (child for child in slider().children if hasattr(child, "step"))
    assert (handle.description, handle.min, handle.max, handle.step) == ("part of the gap", 0.0, 2.0, 0.1)
