"""Lesson 4 in JupyterLab: a session replayed with the keyboard, before and after the learner has written anything."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import Complaints, Notebook, solution

LESSON = "04-failure/failure.ipynb"


@pytest.fixture
def notebook(page: Page, complaints: Complaints, address_and_copy: tuple[str, Path]) -> Notebook:
    address, path = address_and_copy
    opened = Notebook(page, address, path, LESSON)
    for cell in ("setup", "events"):
        opened.run(cell)
    return opened


def handle(shown: Locator, name: str) -> Locator:
    """The handle of the slider of that name."""
    return shown.locator(".widget-slider").filter(has=shown.page.get_by_text(name, exact=True)).locator(".noUi-handle")


def test_a_session_is_replayed_with_the_arrow_keys(notebook: Notebook, page: Page, complaints: Complaints) -> None:
    for cell in ("sessionize", "tokens_of", "label_queries"):
        notebook.write(cell, solution(cell, LESSON))
        notebook.run(cell)
    shown = notebook.run("session_replay")
    expect(shown).to_contain_text("The visit so far: 1 of")
    expect(shown).to_contain_text("simulated")
    handle(shown, "event").focus()
    page.keyboard.press("ArrowRight")
    expect(shown).to_contain_text("The visit so far: 2 of")
    handle(shown, "visit").focus()
    page.keyboard.press("ArrowRight")
    expect(shown).to_contain_text("(2 of 40)")
    expect(shown).to_contain_text("The visit so far: 1 of")
    before = shown.get_by_role("status").first.inner_text()
    assert "sessionize: " in before
    handle(shown, "gap in minutes").focus()
    page.keyboard.press("ArrowLeft")
    expect(shown.get_by_role("status").first).not_to_have_text(before)
    assert complaints.found == []


def test_before_anything_is_written_the_widget_says_so(notebook: Notebook, complaints: Complaints) -> None:
    for cell in ("sessionize", "label_queries"):
        notebook.run(cell)
    shown = notebook.run("session_replay")
    expect(shown).to_contain_text("sessionize is not written yet")
    assert complaints.found == []
