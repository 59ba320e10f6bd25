"""Lesson 1 in JupyterLab, as one sitting: a mistake, hints, a right answer, its panels, work saved and restored.

The tests go through one open notebook in this order, for each opening of JupyterLab takes many seconds.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from course.learner.archive import unpacked
from tests.browser.lab import PATIENCE, ROOT, Complaints, Notebook, solution

LESSON = "01-census/census.ipynb"
LOST_ZEROS = solution("concentration").replace("not pd.isna(value)]", "not pd.isna(value) and value != 0]")
WRONG = "def concentration(values):\n    return {}"
SLIP = "Models nobody downloads are the point: dropping zeros hides them."


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One window for the whole sitting."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def complaints(page: Page) -> Complaints:
    """What the page complained of in its console."""
    return Complaints(page)


@pytest.fixture(scope="module")
def notebook(page: Page, complaints: Complaints, address_and_copy: tuple[str, Path]) -> Notebook:
    """The lesson, open, and nothing run."""
    return Notebook(page, *address_and_copy, LESSON)


@pytest.fixture(scope="module")
def panel(notebook: Notebook) -> Locator:
    """The panel at the head of the lesson."""
    notebook.run("setup")
    return notebook.cell("setup")


def kept(path: Path) -> Path:
    """Where the progress of a working copy is kept."""
    return path.parents[1] / "progress.json"


def noted(path: Path) -> dict[str, Any]:
    """What is kept of the exercise."""
    found: dict[str, Any] = json.loads(kept(path).read_text(encoding="utf-8"))
    return dict(found["lessons"]["01-census"]["exercises"]["concentration"])


def answer(notebook: Notebook, code: str) -> Locator:
    """Write and run an answer and its check; what the check says."""
    notebook.write("concentration", code)
    notebook.run("concentration")
    return notebook.run("check_concentration")


def saved(page: Page) -> None:
    """Save the notebook with the keyboard and wait until it is."""
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator("#jp-main-dock-panel .lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)


def test_a_learner_sees_no_instructors_panel_and_no_pop_up(notebook: Notebook, page: Page) -> None:
    menus = page.locator("#jp-MainMenu .lm-MenuBar-itemLabel").all_inner_texts()
    assert menus == ["File", "Edit", "View", "Run", "Kernel", "Tabs", "Settings", "Help"]
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Would you like to get notified about official Jupyter news?")).to_have_count(0)


def test_a_hint_opens_with_the_keyboard_alone(
    notebook: Notebook, panel: Locator, page: Page, complaints: Complaints, address_and_copy: tuple[str, Path]
) -> None:
    expect(panel.get_by_role("status").first).to_have_text("01-census: 0 of 11 exercises passed.")
    notebook.run("connect")
    expect(notebook.cell("connect")).to_contain_text("simulated")
    answer(notebook, WRONG)
    expect(panel).to_contain_text("Concentration: not passed yet, 1 try")
    expect(panel).to_contain_text("Hint for Concentration (8 of 11)")  # the one just tried
    panel.get_by_role("button", name="Exercise before").focus()
    for key, chosen in (("Enter", "Twelve month change"), ("Tab", "Twelve month change"), ("Enter", "Concentration")):
        page.keyboard.press(key)
        expect(panel).to_contain_text(f"Hint for {chosen}")
    page.keyboard.press("Tab")
    for level in (1, 2):
        page.keyboard.press("Enter")
        expect(panel).to_contain_text(f"Concentration, hint {level} of 3.")
    expect(panel).to_contain_text("Concentration: not passed yet, 1 try, 2 hints")
    assert list(noted(address_and_copy[1])["hints"]) == ["1", "2"]
    assert complaints.found == []


def test_the_panel_can_be_read_by_ear(panel: Locator, page: Page) -> None:
    expect(panel).to_contain_text("hint 2 of 3.")
    found = Axe().run(page, context={"include": [[".jp-Cell .jp-OutputArea .widget-vbox"]]})
    assert found.violations_count == 0, found.generate_report()


def test_a_learner_is_told_what_slipped_and_then_that_it_is_right(
    notebook: Notebook, panel: Locator, complaints: Complaints, address_and_copy: tuple[str, Path]
) -> None:
    slip = answer(notebook, LOST_ZEROS)
    expect(slip).to_contain_text(SLIP)
    expect(slip).not_to_contain_text("Traceback")
    expect(panel).to_contain_text("Concentration: not passed yet, 2 tries")
    expect(answer(notebook, solution("concentration"))).to_have_text("concentration([6, 0, None, 1, 1]) passes.")
    expect(panel).to_contain_text("Concentration: passed, 3 tries")
    expect(panel.get_by_role("status").first).to_have_text("01-census: 1 of 11 exercises passed.")
    assert noted(address_and_copy[1])["tries"] == 3
    assert complaints.found == []


def test_the_widget_follows_the_learner(notebook: Notebook, complaints: Complaints) -> None:
    for cell in ("licence_of", "inventory_row", "pull_models"):
        notebook.write(cell, solution(cell))
        notebook.run(cell)
    shown = notebook.run("field_picker")
    expect(shown.get_by_role("status")).to_contain_text("Empty columns: none")
    shown.get_by_label("downloadsAllTime").click()
    expect(shown.get_by_role("status")).to_contain_text("Empty columns: downloads_all_time")
    assert complaints.found == []


def test_plots_have_a_text_for_those_who_do_not_see_them(notebook: Notebook) -> None:
    for cell in ("models", "concentration_value", "lorenz_plot"):
        notebook.run(cell)
    picture = notebook.cell("lorenz_plot").locator("img")
    expect(picture).to_have_count(1)
    assert len(picture.get_attribute("alt") or "") > 30


def test_validate_says_which_cell_fails(notebook: Notebook, page: Page) -> None:
    page.get_by_text("Validate", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("your turn, this answer is not written yet", timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_work_is_saved_wiped_and_restored(
    notebook: Notebook, panel: Locator, page: Page, address_and_copy: tuple[str, Path], tmp_path: Path
) -> None:
    address, path = address_and_copy
    saved(page)
    panel.get_by_role("button", name="Save my work").click()
    with page.expect_download() as download:
        panel.get_by_role("link", name="Download measure-the-hub").click()
    download.value.save_as(tmp_path / "work.zip")
    held = unpacked((tmp_path / "work.zip").read_bytes())
    assert {"progress.json", LESSON} <= set(held)
    assert json.loads(held[LESSON])["cells"] == json.loads(path.read_bytes())["cells"]
    kept(path).unlink()
    path.write_bytes((ROOT / "release" / LESSON).read_bytes())
    restored = Notebook(page, address, path, LESSON)
    restored.run("setup")
    expect(restored.cell("setup")).to_contain_text("0 of 11 exercises passed.")
    with page.expect_file_chooser() as chooser:
        restored.cell("setup").get_by_role("button", name="Restore").click()
    chooser.value.set_files(tmp_path / "work.zip")
    expect(restored.cell("setup")).to_contain_text("Restored: 1 notebook and the progress.")
    expect(restored.cell("setup")).to_contain_text("Concentration: passed, 3 tries")
    assert path.read_bytes() == held[LESSON]
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_role("menuitem", name="Reload Notebook from Disk").click()
    page.get_by_role("dialog").get_by_role("button", name="Reload").click()
    expect(restored.cell("concentration")).to_contain_text("np.ceil(n / 100)", timeout=PATIENCE)


def test_a_notebook_opened_the_next_day_still_shows_how_it_stands(
    notebook: Notebook, page: Page, complaints: Complaints, address_and_copy: tuple[str, Path]
) -> None:
    notebook.run("setup")
    answer(notebook, WRONG)
    saved(page)
    stands = notebook.cell("setup").get_by_role("listitem").filter(has_text="Concentration:").inner_text()
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Shut Down Kernel").click()
    expect(page.locator("#jp-main-statusbar")).to_contain_text("No Kernel")
    opened = Notebook(page, *address_and_copy, LESSON)
    expect(opened.cell("setup")).to_contain_text(stands, timeout=PATIENCE)
    assert complaints.found == []
