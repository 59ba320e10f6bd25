"""The feedback page, read by an accessibility checker in both colour schemes and on a phone."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from course.exercise.state import State
from course.grading.book.result import Answer, Memo, Result
from course.grading.pages.page import render

ANSWERS = tuple(
    Answer(
        f"question_{n}", state, n, 8, "on ties, row 2 differs.", "Graded on ties.", "def f():\n    return " + "x" * 200
    )
    for n, state in enumerate(State)
)
RESULT = Result("01-census", (4, 5, 6), ANSWERS, (Memo("memo_census", 12, written=True),), ("`f` stands in 2 cells.",))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_accessibility_rule_is_broken(
    page: Page, tmp_path: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    (tmp_path / "page.html").write_text(render(RESULT), encoding="utf-8")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto((tmp_path / "page.html").as_uri())
    for summary in page.locator("summary").all():
        summary.click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
