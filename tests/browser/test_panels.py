"""The panels of lessons 5, 6, 8 and 9 in JupyterLab, on one notebook: each is worked with the keyboard alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.lab import Complaints, Notebook, solution, write_notebook

LESSON = "09-leaderboards/leaderboards.ipynb"  # whose folder is served; the notebook of this test lies there
NAME = "09-leaderboards/panels.ipynb"
PATIENCE = 60_000  # ms; configs of twenty models are read
BEGIN = """from course import *
from course import experiment, frames, np, pd, results, serving, stats, vocab, widgets
api = connect("practice")
as_of = frames.as_of(api)"""
FIT = ("weight_bytes", "kv_cache_bytes", "files_verdict", "declared", "badge", "tier", "hardware_search")
MEASURED = """upload_guardrail = experiment.upload_guardrail
srm = experiment.srm_check(users, {"control": 0.5, "treat": 0.5})
effect = experiment.arm_effect(users, sessions)"""


def cell(*parts: str, lesson: str) -> str:
    """Code of one cell: the solved cells of the lesson that are named, and lines that stand between them."""
    return "\n\n".join(part if " = " in part else solution(part, lesson) for part in parts)


CELLS = {
    "begin": BEGIN,
    "fit": cell(*FIT, 'support = log("engine_support")', "fit_search", lesson="05-fit/fit.ipynb"),
    "launch": cell(
        *("tables", "mde", "ship_decision", MEASURED, "launch_panel"), lesson="06-experiment/experiment.ipynb"
    ),
    "strata": cell("known", "strata_means", "stratified_effect", "picker", lesson="08-datasets/datasets.ipynb"),
    "shrinkage": cell(
        *("evals = results.evals(api)", "paired", "gap_by_source", "rank_agreement", "shrinkage"), lesson=LESSON
    ),
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One window for all panels: each further one would load JupyterLab again."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def notebook(page: Page, address_and_copy: tuple[str, Path]) -> Notebook:
    """A notebook with a cell for each panel, the functions that it needs above it in the same cell."""
    address, copy = address_and_copy
    path = copy.with_name("panels.ipynb")
    write_notebook(path, CELLS.items())
    opened = Notebook(page, address, path, NAME)
    opened.run("begin")
    return opened


def handle(shown: Locator, name: str) -> Locator:
    """The handle of the slider of that name."""
    return shown.locator(".widget-slider").filter(has_text=name).locator(".noUi-handle")


def said(shown: Locator) -> Locator:
    """What a panel says in words."""
    return shown.get_by_role("status").first


def test_the_search_of_lesson_5(notebook: Notebook, page: Page, complaints: Complaints) -> None:
    shown = notebook.run("fit")
    expect(said(shown)).to_contain_text("fit 24 GiB with 4,096 tokens", timeout=PATIENCE)
    handle(shown, "Context").focus()
    page.keyboard.press("ArrowRight")
    expect(said(shown)).to_contain_text("fit 24 GiB with 8,192 tokens", timeout=PATIENCE)
    handle(shown, "GPU").focus()
    page.keyboard.press("ArrowRight")
    expect(said(shown)).to_contain_text("fit 48 GiB", timeout=PATIENCE)
    before = said(shown).inner_text()
    handle(shown, "Engine").focus()
    page.keyboard.press("ArrowRight")
    expect(said(shown)).not_to_have_text(before, timeout=PATIENCE)
    assert complaints.found == []


def test_the_decision_of_lesson_6(notebook: Notebook, page: Page, complaints: Complaints) -> None:
    shown = notebook.run("launch")
    expect(said(shown)).to_contain_text("Decision: ship.", timeout=PATIENCE)
    handle(shown, "alpha").focus()
    page.keyboard.press("ArrowLeft")
    expect(said(shown)).to_contain_text("Decision: extend.", timeout=PATIENCE)
    handle(shown, "margin").focus()
    page.keyboard.press("ArrowLeft")
    expect(shown.get_by_role("img")).to_have_attribute("alt", re.compile("a margin of 4"), timeout=PATIENCE)
    assert complaints.found == []


def test_the_strata_of_lesson_8(notebook: Notebook, page: Page, complaints: Complaints) -> None:
    shown = notebook.run("strata")
    expect(said(shown)).to_contain_text("With nothing held equal, the gap is 0.97", timeout=PATIENCE)
    shown.get_by_label("author_type").focus()
    page.keyboard.press("Space")
    expect(said(shown)).to_contain_text("With author_type held equal", timeout=PATIENCE)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(said(shown)).to_contain_text("With author_type, age held equal, the gap is 0.53", timeout=PATIENCE)
    expect(shown.get_by_role("row")).to_have_count(4)
    assert complaints.found == []


def test_the_shrinkage_of_lesson_9(notebook: Notebook, page: Page, complaints: Complaints) -> None:
    shown = notebook.run("shrinkage")
    expect(said(shown)).to_contain_text("0.0 points off a claim without a source", timeout=PATIENCE)
    handle(shown, "part of the gap").focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    expect(shown.locator(".widget-readout")).to_have_text("1.00")
    expect(said(shown)).not_to_contain_text("0.0 points off a claim without a source", timeout=PATIENCE)
    assert complaints.found == []
