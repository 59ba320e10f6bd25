"""Lesson 3 in JupyterLab: the weights of a ranker moved with the keyboard, before and after it is written."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Complaints, Notebook, solution

LESSON = "03-search/search.ipynb"
PATIENCE = 60_000  # ms; a hundred and twenty queries are ranked again


@pytest.fixture
def notebook(page: Page, complaints: Complaints, address_and_copy: tuple[str, Path]) -> Notebook:
    address, path = address_and_copy
    opened = Notebook(page, address, path, LESSON)
    for cell in ("setup", "queries", "first_pool"):
        opened.run(cell)
    return opened


def test_weights_are_moved_with_the_arrow_keys(notebook: Notebook, page: Page, complaints: Complaints) -> None:
    for cell in ("results_page", "ndcg_at_k", "rank_models"):
        notebook.write(cell, solution(cell, LESSON))
        notebook.run(cell)
    shown = notebook.run("ranker")
    said = shown.get_by_role("status").first
    expect(said).to_contain_text("nDCG@10: developer 0.")
    expect(shown).to_contain_text("simulated judgements")
    before = said.inner_text()
    handle = shown.locator(".widget-slider").filter(has_text="fit").locator(".noUi-handle")
    handle.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(said).not_to_have_text(before, timeout=PATIENCE)
    assert complaints.found == []


def test_before_anything_is_written_the_widget_says_so(notebook: Notebook, complaints: Complaints) -> None:
    for cell in ("results_page", "ndcg_at_k", "rank_models"):
        notebook.run(cell)
    shown = notebook.run("ranker")
    expect(shown).to_contain_text("ndcg_at_k is not written yet")
    assert complaints.found == []
