"""The report of a class in a browser: read by an accessibility checker, and as narrow as a phone."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from course.exercise.state import State
from course.grading.book.result import Answer, Result
from course.grading.report.clusters import Cluster
from course.grading.report.figures import Used, figures
from course.grading.report.page import render
from course.grading.report.report import Report

NAMES = ("surface_census", "concentration", "upload_velocity")


def answer(name: str, number: int) -> Answer:
    return Answer(name, [*State][number % 5], number % 5, 4, f"on case {number % 3}, row 2 differs.")


@pytest.fixture
def shown(page: Page, tmp_path: Path) -> Page:
    """The page in a browser."""
    answers = [[answer(name, 3 * n + n // 7 + place) for place, name in enumerate(NAMES)] for n in range(30)]
    found = figures([Result("01-census", (), tuple(one)) for one in answers], [Used({NAMES[0]: 2}, {NAMES[0]: 1})] * 30)
    grouped = [
        Cluster(NAMES[0], 4, "returned <b>; expected 8.", "def surface_census(api):\n    return 0", bool(n))
        for n in (1, 0)
    ]
    (tmp_path / "page.html").write_text(render(Report("01-census", 30, tuple(found), tuple(grouped))), encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    return page


@pytest.mark.parametrize("width", [320, 1280])
def test_no_accessibility_rule_is_broken(shown: Page, width: int) -> None:
    shown.set_viewport_size({"width": width, "height": 900})
    found = Axe().run(shown)
    assert found.violations_count == 0, found.generate_report()
    assert shown.evaluate("document.documentElement.scrollWidth") <= width


def test_the_plots_are_pictures_with_words(shown: Page) -> None:
    sizes = shown.evaluate("[...document.images].map(one => [one.naturalWidth > 0, one.alt.length > 40])")
    assert sizes == [[True, True], [True, True]]
    assert "returned <b>; expected 8." in shown.locator("main").inner_text()
