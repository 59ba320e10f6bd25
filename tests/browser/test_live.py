"""The live cell in JupyterLab, against a stand-in for the live Hub: bar, table, pause, stop, by keyboard alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from course.hub.places import located
from tests.browser.lab import PATIENCE, Complaints, Notebook, project_copy, served, solution
from tests.hub.faults import Failing, failing

CELL = "live_pull"
PAUSE = re.compile(r"1 of at most 20 requests; too many requests, waiting up to \d+ seconds\.")


@dataclass
class Place:
    """JupyterLab on lesson 1, the working copy in it, and the Hub that stands in for the live one."""

    address: str
    copy: Path
    log: Path
    hub: Failing


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    lesson = project_copy(tmp_path_factory.mktemp("lab") / "project")
    with failing(located("practice")) as hub, served(lesson.root) as address:
        yield Place(address, lesson.working_copy, lesson.root / "lab.log", hub)


@pytest.fixture
def notebook(page: Page, place: Place) -> Notebook:
    place.hub.asked.clear()
    opened = Notebook(page, place.address, place.copy, "01-census/census.ipynb")
    opened.run("setup")
    return opened


def solved(notebook: Notebook) -> None:
    """Write and run what the live cell needs."""
    for cell in ("licence_of", "inventory_row", "pull_models"):
        notebook.write(cell, solution(cell))
        notebook.run(cell)


def begin(notebook: Notebook) -> Locator:
    """Start the live cell from the keyboard, without waiting for its end; its outputs."""
    cell = notebook.cell(CELL)
    cell.locator(".jp-InputPrompt").click()
    notebook.page.keyboard.press("ControlOrMeta+Enter")
    return cell.locator(".jp-OutputArea")


def test_before_anything_is_written_it_says_so(notebook: Notebook, place: Place, complaints: Complaints) -> None:
    notebook.run("licence_of")
    notebook.run("inventory_row")
    notebook.run("pull_models")
    shown = notebook.run(CELL)
    expect(shown).to_contain_text("Your turn first: write the function this cell needs")
    expect(shown).to_contain_text("63.9 %")
    assert place.hub.asked == []
    assert complaints.found == []
    assert "WARNING" not in place.log.read_text(encoding="utf-8")  # what a learner reads in the terminal


def test_practice_live_and_published_side_by_side(notebook: Notebook, place: Place, complaints: Complaints) -> None:
    solved(notebook)
    shown = notebook.run(CELL)
    table = shown.get_by_role("table", name="Share without a licence, of the 200 most downloaded models")
    rows = table.get_by_role("rowheader").all_inner_texts()
    assert [row.split(",")[0] for row in rows[:2]] == ["practice", "stand-in for live at 127.0.0.1"]
    assert rows[2].startswith("published: ")
    assert len(place.hub.asked) == 1
    expect(shown.get_by_role("progressbar", name="requests made")).to_have_js_property("value", 1)
    expect(shown.get_by_role("status").first).to_contain_text("127.0.0.1: 1 of at most 20 requests; done.")
    assert_reached_with_tab(notebook.page, shown.get_by_role("link").first)
    shown.evaluate("one => one.id = 'live-output'")
    assert Axe().run(notebook.page, context="#live-output").response["violations"] == []
    assert complaints.found == []


def assert_reached_with_tab(page: Page, link: Locator) -> None:
    """The link gets the focus from the keyboard."""
    for _ in range(30):
        if link.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(link).to_be_focused()


def test_a_pause_is_shown_and_kept_and_the_stop_key_ends_it(
    notebook: Notebook, place: Place, complaints: Complaints
) -> None:
    solved(notebook)
    place.hub.faults[:] = ["429 after 9", "none", "429 after 45"]
    shown = begin(notebook)
    expect(shown).to_contain_text(PAUSE, timeout=PATIENCE)
    expect(shown).to_contain_text("127.0.0.1 answered 2 requests in ", timeout=PATIENCE)
    shown = begin(notebook)
    expect(shown).to_contain_text(PAUSE, timeout=PATIENCE)
    notebook.page.keyboard.press("Escape")
    notebook.page.keyboard.press("i")
    notebook.page.keyboard.press("i")
    expect(shown).to_contain_text("You stopped it.", timeout=PATIENCE)
    expect(shown.get_by_role("table")).to_contain_text("63.9 %")
    expect(shown).not_to_contain_text("Traceback")
    assert complaints.found == []
