"""The panel at the head of lesson 1: a mistake counts, a pass shows, a hint opens, work is saved and restored."""

import json
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from course.learner.archive import unpacked
from tests.browser.lab import PATIENCE, Complaints, Notebook, solution

WRONG = "def concentration(values):\n    return {}"
LESSON = "01-census/census.ipynb"


@pytest.fixture
def notebook(page: Page, complaints: Complaints, address_and_copy: tuple[str, Path]) -> Notebook:
    """The lesson, its set-up run and nothing noted yet."""
    address, path = address_and_copy
    kept(path).unlink(missing_ok=True)
    opened = Notebook(page, address, path, LESSON)
    opened.run("setup")
    return opened


def kept(path: Path) -> Path:
    """Where the progress of a working copy is kept."""
    return path.parents[1] / "progress.json"


def noted(path: Path) -> dict[str, Any]:
    """What is kept of the exercise."""
    found: dict[str, Any] = json.loads(kept(path).read_text(encoding="utf-8"))
    return dict(found["lessons"]["01-census"]["exercises"]["concentration"])


def answer(notebook: Notebook, code: str) -> Locator:
    """Write and run an answer and its check; the panel."""
    notebook.write("concentration", code)
    notebook.run("concentration")
    notebook.run("check_concentration")
    return notebook.cell("setup")


def test_tries_count_and_a_pass_shows(
    notebook: Notebook, complaints: Complaints, address_and_copy: tuple[str, Path]
) -> None:
    panel = notebook.cell("setup")
    expect(panel.get_by_role("status").first).to_have_text("01-census: 0 of 11 exercises passed.")
    expect(answer(notebook, WRONG)).to_contain_text("Concentration: not passed yet, 1 try")
    expect(answer(notebook, solution("concentration"))).to_contain_text("Concentration: passed, 2 tries")
    expect(panel.get_by_role("status").first).to_have_text("01-census: 1 of 11 exercises passed.")
    assert noted(address_and_copy[1])["tries"] == 2
    assert complaints.found == []


def test_a_hint_opens_with_the_keyboard_alone(
    notebook: Notebook, page: Page, complaints: Complaints, address_and_copy: tuple[str, Path]
) -> None:
    panel = answer(notebook, WRONG)
    chosen = panel.get_by_label("Hint for")
    expect(chosen).to_have_value("Concentration")
    chosen.focus()
    for level in (1, 2):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(panel).to_contain_text(f"Concentration, hint {level} of 3.")
        chosen.focus()
    expect(panel).to_contain_text("Concentration: not passed yet, 1 try, 2 hints")
    assert list(noted(address_and_copy[1])["hints"]) == ["1", "2"]
    assert complaints.found == []


def test_work_is_saved_wiped_and_restored(
    notebook: Notebook, page: Page, complaints: Complaints, address_and_copy: tuple[str, Path], tmp_path: Path
) -> None:
    address, path = address_and_copy
    panel = answer(notebook, solution("concentration"))
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator("#jp-main-dock-panel .lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)
    panel.get_by_role("button", name="Save my work").click()
    with page.expect_download() as download:
        panel.get_by_role("link", name="Download measure-the-hub").click()
    download.value.save_as(tmp_path / "work.zip")
    saved = unpacked((tmp_path / "work.zip").read_bytes())
    assert {"progress.json", LESSON} <= set(saved)
    assert json.loads(saved[LESSON])["cells"] == json.loads(path.read_bytes())["cells"]
    kept(path).unlink()
    path.write_bytes((Path(__file__).parents[2] / "release" / LESSON).read_bytes())
    restored = Notebook(page, address, path, LESSON)
    restored.run("setup")
    expect(restored.cell("setup")).to_contain_text("0 of 11 exercises passed.")
    with page.expect_file_chooser() as chooser:
        restored.cell("setup").get_by_role("button", name="Restore").click()
    chooser.value.set_files(tmp_path / "work.zip")
    expect(restored.cell("setup")).to_contain_text("Restored: 1 notebook and the progress.")
    expect(restored.cell("setup")).to_contain_text("Concentration: passed, 1 try")
    assert path.read_bytes() == saved[LESSON]
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_role("menuitem", name="Reload Notebook from Disk").click()
    page.get_by_role("dialog").get_by_role("button", name="Reload").click()
    expect(restored.cell("concentration")).to_contain_text("np.ceil(n / 100)", timeout=PATIENCE)


def test_a_notebook_opened_the_next_day_still_shows_how_it_stands(
    notebook: Notebook, page: Page, complaints: Complaints, address_and_copy: tuple[str, Path]
) -> None:
    answer(notebook, WRONG)
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator("#jp-main-dock-panel .lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Shut Down Kernel").click()
    expect(page.locator("#jp-main-statusbar")).to_contain_text("No Kernel")
    opened = Notebook(page, *address_and_copy, LESSON)
    expect(opened.cell("setup")).to_contain_text("Concentration: not passed yet, 1 try", timeout=PATIENCE)
    assert complaints.found == []


def test_the_panel_can_be_read_by_ear(notebook: Notebook, page: Page) -> None:
    notebook.cell("setup").get_by_role("button", name="Next hint").click()
    expect(notebook.cell("setup")).to_contain_text("hint 1 of 3.")
    found = Axe().run(page, context={"include": [[".jp-Cell .jp-OutputArea .widget-vbox"]]})
    assert found.violations_count == 0, found.generate_report()
