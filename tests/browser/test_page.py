"""The feedback page and the scorecard, read by an accessibility checker in both colour schemes and on a phone."""

import re
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from course.exercise.state import State
from course.grading.book.result import Answer, Memo, Result
from course.grading.pages.page import render
from course.scorecard import page as scorecard_page
from course.scorecard.card import scorecard
from course.scorecard.evidence import Artefact, Evidence, Mark
from course.scorecard.outline import outline
from course.scorecard.rules import rules

ANSWERS = tuple(
    Answer(
        f"question_{n}", state, n, 8, "on ties, row 2 differs.", "Graded on ties.", "def f():\n    return " + "x" * 200
    )
    for n, state in enumerate(State)
)
RESULT = Result("01-census", (4, 5, 6), ANSWERS, (Memo("memo_census", 12, written=True),), ("`f` stands in 2 cells.",))


def half() -> str:
    """The scorecard of somebody who earned half of the points, and claims what can be claimed."""
    asked = outline(Path(__file__).resolve().parents[2])
    marks = {one.key: Mark(one.points / 2, "3: says what it costs") for one in asked.asked}
    claimed = [Artefact(kind, f"https://example.org/{kind}", "2026-07-01", "It is used.") for kind in rules().kinds]
    return scorecard_page.render(scorecard(rules(), asked, Evidence(marks, tuple(claimed))), rules(), "ada")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("written", [render(RESULT), half()], ids=["feedback", "scorecard"])
def test_no_accessibility_rule_is_broken(
    page: Page, tmp_path: Path, scheme: Literal["light", "dark"], width: int, written: str
) -> None:
    (tmp_path / "page.html").write_text(written, encoding="utf-8")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto((tmp_path / "page.html").as_uri())
    for summary in page.locator("summary").all():
        summary.click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_scorecard_is_printed_on_one_sheet(page: Page, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(half(), encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/Type\s*/Pages\b[^>]*/Count (\d+)", printed) == [b"1"]
