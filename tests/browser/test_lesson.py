"""Lesson 1 in JupyterLab: opened, run, answered wrongly, answered rightly, its widget moved."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Complaints, Notebook, solution

LESSON = "01-census/census.ipynb"
LOST_ZEROS = solution("concentration").replace("not pd.isna(value)]", "not pd.isna(value) and value != 0]")


@pytest.fixture
def notebook(page: Page, complaints: Complaints, address_and_copy: tuple[str, Path]) -> Notebook:
    address, path = address_and_copy
    return Notebook(page, address, path, LESSON)


def test_a_learner_is_told_what_slipped_and_then_that_it_is_right(notebook: Notebook, complaints: Complaints) -> None:
    for cell in ("setup", "connect"):
        notebook.run(cell)
    expect(notebook.cell("connect")).to_contain_text("simulated")
    notebook.write("concentration", LOST_ZEROS)
    notebook.run("concentration")
    slip = notebook.run("check_concentration")
    expect(slip).to_contain_text("Models nobody downloads are the point: dropping zeros hides them.")
    expect(slip).not_to_contain_text("Traceback")
    notebook.write("concentration", solution("concentration"))
    notebook.run("concentration")
    expect(notebook.run("check_concentration")).to_have_text("concentration([6, 0, None, 1, 1]) passes.")
    assert complaints.found == []


def test_the_widget_follows_the_learner(notebook: Notebook, complaints: Complaints) -> None:
    for cell in ("setup", "connect"):
        notebook.run(cell)
    for cell in ("licence_of", "inventory_row", "pull_models"):
        notebook.write(cell, solution(cell))
        notebook.run(cell)
    shown = notebook.run("field_picker")
    expect(shown.get_by_role("status")).to_contain_text("Empty columns: none")
    shown.get_by_label("downloadsAllTime").click()
    expect(shown.get_by_role("status")).to_contain_text("Empty columns: downloads_all_time")
    assert complaints.found == []


def test_a_learner_sees_no_instructors_panel_and_no_pop_up(notebook: Notebook, page: Page) -> None:
    menus = page.locator("#jp-MainMenu .lm-MenuBar-itemLabel").all_inner_texts()
    assert menus == ["File", "Edit", "View", "Run", "Kernel", "Tabs", "Settings", "Help"]
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Would you like to get notified about official Jupyter news?")).to_have_count(0)


def test_validate_says_which_cell_fails(notebook: Notebook, page: Page) -> None:
    page.get_by_text("Validate", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("your turn, this answer is not written yet", timeout=120_000)


def test_plots_have_a_text_for_those_who_do_not_see_them(notebook: Notebook) -> None:
    for cell in ("setup", "connect"):
        notebook.run(cell)
    for cell in (
        "licence_of",
        "inventory_row",
        "pull_models",
        "models",
        "concentration",
        "concentration_value",
        "lorenz_plot",
    ):
        notebook.write(cell, solution(cell))
        notebook.run(cell)
    picture = notebook.cell("lorenz_plot").locator("img")
    expect(picture).to_have_count(1)
    assert len(picture.get_attribute("alt") or "") > 30
