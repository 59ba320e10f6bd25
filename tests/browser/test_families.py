"""Lesson 2 in JupyterLab: two repos picked with the keyboard, their differences ranked by the learner's functions."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Complaints, Notebook, solution

LESSON = "02-families/families.ipynb"
BEFORE = ("stated_parents", "clean_parents", "lineage_edges", "connect", "family_roots", "siblings")
LATER = ("flat", "card_values", "side_of", "model_diff", "severity_of", "diff_severity")


@pytest.fixture
def notebook(page: Page, complaints: Complaints, address_and_copy: tuple[str, Path]) -> Notebook:
    address, path = address_and_copy
    notebook = Notebook(page, address, path, LESSON)
    for cell in ("setup", "four_repos", *BEFORE):
        notebook.write(cell, solution(cell, LESSON))
        notebook.run(cell)
    return notebook


def test_the_widget_waits_for_the_learner(notebook: Notebook, complaints: Complaints) -> None:
    for cell in LATER:
        notebook.run(cell)
    shown = notebook.run("family_diff")
    expect(shown.get_by_role("status")).to_contain_text("Write model_diff and diff_severity above")
    assert complaints.found == []


def test_two_repos_are_picked_with_the_keyboard(notebook: Notebook, complaints: Complaints) -> None:
    for cell in LATER:
        notebook.write(cell, solution(cell, LESSON))
        notebook.run(cell)
    shown = notebook.run("family_diff")
    expect(shown.get_by_role("status")).to_contain_text("By severity: breaking")
    expect(shown.get_by_role("columnheader", name="severity")).to_be_visible()
    second = shown.locator(".widget-slider").filter(has_text="to b").locator(".noUi-handle")
    second.focus()
    second.press("ArrowLeft")
    same = re.compile(r"0 differences from (\S+) to \1\. By severity: breaking 0, serving 0, docs 0, cosmetic 0\.")
    expect(shown.get_by_role("status")).to_have_text(same)
    assert complaints.found == []
