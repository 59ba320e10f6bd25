"""When a submission was handed in: read from what stands in its file, and never guessed."""

import datetime
import json

import pytest

from course.grading.engine.graded import GradedCell
from course.grading.engine.outputs import as_memo
from course.grading.pages import autograded
from course.lesson.plan import Part
from course.lesson.project import Lesson
from tests.courses import lesson as lesson
from tests.grading.classes import hand_in

HALF_PAST_NINE = datetime.datetime(2026, 7, 3, 21, 30)


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-03 21:30:00.000000 UTC",
        "2026-07-03 21:30:00 UTC\n",
        "2026-07-03T21:30:00Z",
        "2026-07-03 23:30:00+02:00",
        "2026-07-03 23:30:00 Europe/Berlin",
        "\ufeff2026-07-03 21:30:00",
    ],
)
def test_a_time_is_read(text: str) -> None:
    assert autograded.moment(text) == HALF_PAST_NINE


@pytest.mark.parametrize(
    "text", ["", "03/07/2026 21:30", "yesterday", "2026-07-03 21:30 XYZ", "2026-13-03", "\0", "x" * 500]
)
def test_what_is_no_time_is_not_guessed(text: str) -> None:
    assert autograded.moment(text) is None


def test_a_time_that_cannot_be_read_is_said(lesson: Lesson) -> None:
    hand_in(lesson, "ada", "{}", when="on 3 July")
    assert autograded.timestamp(lesson, "ada") is None
    assert autograded.unreadable_time(lesson, "ada") == (
        "timestamp.txt holds 'on 3 July', which is no time such as 2026-07-03 21:30:00 UTC; "
        "nobody can say whether it came late."
    )
    hand_in(lesson, "bo", "{}")
    assert autograded.unreadable_time(lesson, "bo") == autograded.unreadable_time(lesson, "nobody") == ""


def test_the_texts_of_a_notebook_are_found_by_name() -> None:
    cells = [{"id": "a", "metadata": {}, "source": ["x", "y"]}, {"id": "b", "metadata": {}, "source": "z"}]
    assert autograded.sources(json.dumps({"cells": cells})) == {"a": "xy", "b": "z"}


def test_what_a_memo_says_stands_below_its_own_cell_alone() -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": "Decision: ship.\n"}
    again = {"output_type": "display_data", "data": {"text/plain": "Decision: ship."}, "metadata": {}}
    told, passed = as_memo([printed]), {"output_type": "stream", "name": "stdout", "text": "The memo has its headings."}
    cells = [
        GradedCell("own", Part.SHOW, "", (again,)),
        GradedCell("memo_doubling", Part.MEMO, "", tuple(told)),
        GradedCell("check_memo", Part.VISIBLE, "", (again, passed)),
    ]
    assert [cell.outputs for cell in autograded.once(cells)] == [(again,), tuple(told), (passed,)]
