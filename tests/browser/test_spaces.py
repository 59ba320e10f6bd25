"""Lesson 10 in JupyterLab: the desk of GPUs with the keyboard, before and after the learner has written anything."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Complaints, Notebook, solution

LESSON = "10-spaces/spaces.ipynb"


@pytest.fixture
def notebook(page: Page, complaints: Complaints, address_and_copy: tuple[str, Path]) -> Notebook:
    address, path = address_and_copy
    opened = Notebook(page, address, path, LESSON)
    for cell in ("setup", "connect", "week_shown"):
        opened.run(cell)
    return opened


def test_a_gpu_is_added_with_the_arrow_keys(notebook: Notebook, page: Page, complaints: Complaints) -> None:
    for cell in ("served", "start_times", "queue_waits"):
        notebook.write(cell, solution(cell, LESSON))
        notebook.run(cell)
    shown = notebook.run("gpu_desk")
    expect(shown).to_contain_text("4 GPUs, quotas of 120 s, 210 s, 1,500 s")
    expect(shown).to_contain_text("simulated")
    shown.locator(".widget-slider").filter(has_text="number of GPUs").locator(".noUi-handle").focus()
    page.keyboard.press("ArrowRight")
    expect(shown).to_contain_text("5 GPUs, quotas of")
    assert complaints.found == []


def test_before_anything_is_written_the_widget_says_so(notebook: Notebook, complaints: Complaints) -> None:
    for cell in ("served", "start_times", "queue_waits"):
        notebook.run(cell)
    shown = notebook.run("gpu_desk")
    expect(shown).to_contain_text("served is not written yet")
    assert complaints.found == []
