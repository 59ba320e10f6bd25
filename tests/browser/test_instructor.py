"""nbgrader's own pages, as an instructor gets them from `course lab --instructor`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import PATIENCE, TOKEN, Complaints, project_copy, served


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project."""
    return project_copy(tmp_path_factory.mktemp("instructor") / "project").root


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    """JupyterLab on the whole project."""
    with served(root, "--instructor") as address:
        yield address


def test_formgrader_lists_the_lesson(page: Page, address: str) -> None:
    complaints = Complaints(page)
    page.goto(f"{address}/formgrader?token={TOKEN}")
    row = page.get_by_role("row").filter(has_text="01-census")
    expect(row).to_contain_text("draft", timeout=PATIENCE)
    assert complaints.found == []


def test_the_solved_lesson_opens_with_nbgraders_panels(page: Page, address: str) -> None:
    page.goto(f"{address}/lab/tree/source/01-census/census.ipynb?token={TOKEN}&reset")
    expect(page.locator(".jp-Notebook")).to_contain_text("The Hub in numbers", timeout=PATIENCE)
    expect(page.locator("#jp-MainMenu")).to_contain_text("Nbgrader", timeout=PATIENCE)
    page.get_by_title("Nbgrader Create Assignment").click()
    expect(page.get_by_text("Total points", exact=False)).to_be_visible(timeout=PATIENCE)


def test_running_and_saving_the_solved_lesson_leaves_source_as_it_was(page: Page, address: str, root: Path) -> None:
    kept = (root / "source/01-census/census.ipynb").read_bytes()
    page.goto(f"{address}/lab/tree/source/01-census/census.ipynb?token={TOKEN}&reset")
    cell = page.locator(".jp-CodeCell").first
    cell.locator(".cm-content").click(timeout=PATIENCE)
    page.keyboard.press("Control+Enter")
    expect(cell.locator(".jp-InputPrompt")).to_have_text("[1]:", timeout=PATIENCE)
    with page.expect_response(lambda one: one.request.method == "PUT" and "census.ipynb" in one.url) as saved:
        page.keyboard.press("Control+s")
    assert saved.value.ok
    assert (root / "source/01-census/census.ipynb").read_bytes() == kept
