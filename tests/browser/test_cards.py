"""Lesson 7 in JupyterLab: a card is edited with the keyboard, and lint and score follow at every key."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.lab import Complaints, Notebook, solution

LESSON = "07-cards/cards.ipynb"
ANSWERS = ("card_parts", "elements", "whole_card", "breaks_rule", "lint_metadata", "informative_words", "sections",
           "card_score")  # fmt: skip
IMPORTS = ("see_front", "see_yaml", "see_index", "see_ids")
CARD = "---\nlicense: MIT\n---\n# Corvid\n"


def test_the_editor_lints_and_scores_at_every_key(page: Page, address_and_copy: tuple[str, Path]) -> None:
    complaints = Complaints(page)
    notebook = Notebook(page, *address_and_copy, LESSON)
    for cell in ("setup", "template", *IMPORTS, *ANSWERS):
        notebook.run(cell)
    expect(notebook.run("card_editor").get_by_role("status")).to_contain_text("Write card_parts, lint_metadata and")
    for cell in ANSWERS:
        notebook.write(cell, solution(cell, LESSON))
        notebook.run(cell)
    shown = notebook.run("card_editor")
    expect(shown.get_by_role("status")).to_contain_text("Score: 8.5 of 100.")
    shown.get_by_label("Model card").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(CARD)
    expect(shown.get_by_role("status")).to_contain_text("Findings: 1. Score: 0 of 100.")
    expect(shown.get_by_role("cell", name="MIT")).to_be_visible()
    page.keyboard.type("A small model that sorts letters.")
    expect(shown.get_by_role("status")).to_contain_text("Score: 2.4 of 100.")
    assert complaints.found == []
