"""The panels of lessons 2, 3, 4 and 7 in JupyterLab, with the keyboard: before and after the learner writes anything.

One notebook holds them all, so that JupyterLab and a kernel start once; its cells are those of the lessons.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.lab import Complaints, Notebook, released, solution, write_notebook

LESSON = "03-search/search.ipynb"  # whose folder is served; the notebook of this test lies there
NAME = "03-search/panels.ipynb"
PATIENCE = 60_000  # ms; a hundred and twenty queries are ranked again
SETUP = """from course import (HfApi, ModelInfo, behaviour, candidates, cards, connect, frames,
    hub_of, log, np, pd, stats, vocab, widgets)"""
CARD = "---\nlicense: MIT\n---\n# Corvid\n"
# for each lesson: the cells before its answers, its answers, the cells after them, and the panel's own cell
PANELS = {
    "02-families/families.ipynb": (
        ("four_repos", "stated_parents", "clean_parents", "lineage_edges", "connect", "family_roots", "siblings"),
        ("flat", "card_values", "side_of", "model_diff", "severity_of", "diff_severity"),
        "family_diff",
    ),
    "03-search/search.ipynb": (
        ("queries", "first_pool"),
        ("results_page", "ndcg_at_k", "rank_models"),
        "ranker",
    ),
    "04-failure/failure.ipynb": (
        ("events",),
        ("sessionize", "tokens_of", "label_queries"),
        "session_replay",
    ),
    "07-cards/cards.ipynb": (
        ("template", "see_front", "see_yaml", "see_index", "see_ids"),
        ("card_parts", "elements", "whole_card", "breaks_rule", "lint_metadata", "informative_words", "sections",
         "card_score"),
        "card_editor",
    ),
}  # fmt: skip


def _cells() -> Iterator[tuple[str, str]]:
    """The ids and the sources of the notebook's cells: for each lesson, the panel without and with answers."""
    yield "setup", SETUP
    for lesson, (before, answers, panel) in PANELS.items():
        key = lesson.partition("-")[0]
        yield f"before-{key}", "\n\n".join(solution(name, lesson) for name in before)
        yield f"open-{key}", "\n\n".join(released(name, lesson) for name in answers)
        yield f"empty-{key}", released(panel, lesson)
        yield f"solved-{key}", "\n\n".join(solution(name, lesson) for name in answers)
        yield f"panel-{key}", released(panel, lesson)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One window for all panels."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def complaints(page: Page) -> Complaints:
    """What the one page complained of in its console."""
    return Complaints(page)


@pytest.fixture(scope="module")
def notebook(page: Page, complaints: Complaints, address_and_copy: tuple[str, Path]) -> Notebook:
    """The notebook of all panels, open; nothing has run but its first cell."""
    address, copy = address_and_copy
    path = copy.with_name("panels.ipynb")
    write_notebook(path, _cells())
    opened = Notebook(page, address, path, NAME)
    opened.run("setup")
    return opened


def _empty(notebook: Notebook, key: str) -> Locator:
    """The panel of a lesson whose answers are not written."""
    notebook.run(f"before-{key}")
    notebook.run(f"open-{key}")
    return notebook.run(f"empty-{key}")


def _solved(notebook: Notebook, key: str) -> Locator:
    """The panel of a lesson with the answers."""
    notebook.run(f"solved-{key}")
    return notebook.run(f"panel-{key}")


def _handle(shown: Locator, words: str) -> Locator:
    """The handle of the slider before which `words` stand."""
    label = shown.page.get_by_text(words, exact=True)
    return shown.locator(".widget-slider").filter(has=label).locator(".noUi-handle")


def test_two_repos_are_picked(notebook: Notebook, complaints: Complaints) -> None:
    expect(_empty(notebook, "02").get_by_role("status")).to_contain_text("Write model_diff and diff_severity above")
    shown = _solved(notebook, "02")
    expect(shown.get_by_role("status")).to_contain_text("By severity: breaking")
    expect(shown.get_by_role("columnheader", name="severity")).to_be_visible()
    second = _handle(shown, "to b")
    second.focus()
    second.press("ArrowLeft")
    same = re.compile(r"0 differences from (\S+) to \1\. By severity: breaking 0, serving 0, docs 0, cosmetic 0\.")
    expect(shown.get_by_role("status")).to_have_text(same)
    assert complaints.found == []


def test_the_weights_of_a_ranker(notebook: Notebook, page: Page, complaints: Complaints) -> None:
    expect(_empty(notebook, "03")).to_contain_text("ndcg_at_k is not written yet")
    shown = _solved(notebook, "03")
    said = shown.get_by_role("status").first
    expect(said).to_contain_text("nDCG@10: developer 0.")
    expect(shown).to_contain_text("simulated judgements")
    before = said.inner_text()
    _handle(shown, "fit").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(said).not_to_have_text(before, timeout=PATIENCE)
    assert complaints.found == []


def test_a_session_is_replayed(notebook: Notebook, page: Page, complaints: Complaints) -> None:
    expect(_empty(notebook, "04")).to_contain_text("sessionize is not written yet")
    shown = _solved(notebook, "04")
    expect(shown).to_contain_text("The visit so far: 1 of")
    expect(shown).to_contain_text("simulated")
    _handle(shown, "event").focus()
    page.keyboard.press("ArrowRight")
    expect(shown).to_contain_text("The visit so far: 2 of")
    _handle(shown, "visit").focus()
    page.keyboard.press("ArrowRight")
    expect(shown).to_contain_text("(2 of 40)")
    expect(shown).to_contain_text("The visit so far: 1 of")
    before = shown.get_by_role("status").first.inner_text()
    assert "sessionize: " in before
    _handle(shown, "gap in minutes").focus()
    page.keyboard.press("ArrowLeft")
    expect(shown.get_by_role("status").first).not_to_have_text(before)
    assert complaints.found == []


def test_a_card_is_linted_and_scored_at_every_key(notebook: Notebook, page: Page, complaints: Complaints) -> None:
    expect(_empty(notebook, "07").get_by_role("status")).to_contain_text("Write card_parts, lint_metadata and")
    shown = _solved(notebook, "07")
    expect(shown.get_by_role("status")).to_contain_text("Score: 8.5 of 100.")
    shown.get_by_label("Model card").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(CARD)
    expect(shown.get_by_role("status")).to_contain_text("Findings: 1. Score: 0 of 100.")
    expect(shown.get_by_role("cell", name="MIT")).to_be_visible()
    page.keyboard.type("A small model that sorts letters.")
    expect(shown.get_by_role("status")).to_contain_text("Score: 2.4 of 100.")
    assert complaints.found == []
