"""The editor follows every change of the card and shows what the learner's own functions say of it."""

from typing import Any

import pytest

from course import widgets
from course.vocabulary import vocab
from exercises.cards.card_parts import by_status
from exercises.cards.card_score import block_by_block
from exercises.cards.lint_metadata import rule_by_rule

CARD = "---\nlicense: mit\n---\n# Corvid\n\nA <b>small</b> model.\n"


def editor(**instead: Any) -> tuple[Any, Any]:
    """Text area and report of an editor around three right answers."""
    made = {"parts": by_status, "lint": rule_by_rule, "score": block_by_block} | instead
    area, report = widgets.card_editor(CARD, **made, vocab=vocab()).children
    return area, report


def unwritten(*_: object) -> None:
    raise NotImplementedError("your turn")


def test_the_first_report_is_of_the_card_given() -> None:
    area, report = editor()
    assert area.value == CARD
    assert "Metadata: ok. Findings: 0. Score: 10 of 100." in report.value
    assert '<th scope="row">summary</th><td>2</td>' in report.value


def test_every_change_is_read_linted_and_scored() -> None:
    area, report = editor()
    area.value = CARD.replace("mit", "MIT")
    assert "Findings: 1. Score: 2 of 100." in report.value
    assert '<th scope="row">E02</th><td>license</td><td>MIT</td>' in report.value
    area.value = CARD.replace("mit", "[mit")
    assert "Metadata: yaml_syntax." in report.value


def test_what_an_author_wrote_is_shown_as_text() -> None:
    area, report = editor()
    area.value = CARD.replace("mit", "<script>")
    assert "&lt;script&gt;" in report.value
    assert "<script>" not in report.value


@pytest.mark.parametrize("part", ["parts", "lint", "score"])
def test_an_answer_not_written_yet_is_asked_for(part: str) -> None:
    _, report = editor(**{part: unwritten})
    assert "Write card_parts, lint_metadata and card_score above" in report.value


def test_an_answer_that_raises_is_said_in_one_sentence() -> None:
    _, report = editor(score=lambda text, vocab: 1 / 0)
    assert "your code raised ZeroDivisionError: division by zero" in report.value
    assert report.value.count("<p") == 1
