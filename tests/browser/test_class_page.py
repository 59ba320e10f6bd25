"""The feedback page of a class, with what people gave: read by an accessibility checker, and by keyboard."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from course.exercise.state import State
from course.grading.book.marks import Marks
from course.grading.book.record import Record
from course.grading.book.result import Answer, Memo, Result
from course.grading.pages.feedback import marked
from course.grading.pages.page import render

ANSWERS = tuple(
    Answer(f"question_{n}", state, n, 8, "on ties, row 2 differs.", "Graded on ties.", "def f(): ...")
    for n, state in enumerate(State)
)
RESULT = Result("01-census", (), ANSWERS, (Memo("memo_a", 12, True), Memo("memo_b", 12, False)))
SCORES = {**{f"check_{n}": 1.0 for n in range(5)}, "memo_a": None, "memo_b": 0.0}
CHECKS = {f"question_{n}": [f"check_{n}"] for n in range(5)}
RECORD = Record("ada", "c", "v", "now", RESULT, SCORES, CHECKS)
GIVEN = Marks({"check_1": 4.5, "memo_a": 9}, {"question_1": "Better <than> it looks.", "memo_a": "Good."}, set(), 2.0)


@pytest.fixture
def shown(page: Page, tmp_path: Path) -> Page:
    """The page in a browser."""
    (tmp_path / "page.html").write_text(render(marked(RECORD, GIVEN)), encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    return page


@pytest.mark.parametrize("width", [320, 1280])
def test_no_accessibility_rule_is_broken(shown: Page, width: int) -> None:
    shown.set_viewport_size({"width": width, "height": 900})
    for summary in shown.locator("summary").all():
        summary.click()
    found = Axe().run(shown)
    assert found.violations_count == 0, found.generate_report()


def test_what_a_person_gave_is_told(shown: Page) -> None:
    text = shown.locator("main").inner_text()
    assert "4.5 of 8" in text
    assert "From your instructor: Better <than> it looks." in text
    assert "9 of 12" in text
    assert "Handed in late" in text
    assert "seed" not in shown.content()


def test_every_exercise_is_reached_by_keyboard(shown: Page) -> None:
    reached = set()
    for _ in range(20):
        shown.keyboard.press("Tab")
        reached.add(shown.evaluate("document.activeElement.getAttribute('href')"))
    assert {f"#question_{n}" for n in range(5)} <= reached
