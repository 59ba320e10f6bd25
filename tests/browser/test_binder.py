"""Lesson 1 as Binder opens it: the image's packages, postBuild run in them, the repository for a home, JupyterLab."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import images
from tests.browser.lab import PORT, TOKEN, Complaints, Notebook, answers, solution

PAGE = "release/01-census/census.ipynb"
NOT_RUN = {"live_pull"}  # asks the real Hub
FAULT = '[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"]'
SNAPSHOTS = ".cache/measure-the-hub"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The environment of the image, the course not yet in it."""
    return images.environment(tmp_path_factory.mktemp("image") / "env")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, place: Path) -> Path:
    """The home of whoever Binder lets in: the repository after postBuild."""
    folder = images.tracked(tmp_path_factory.mktemp("binder") / "jovyan")
    said = images.run(place, folder, "./postBuild")
    assert said.returncode == 0, said.stdout
    return folder


@pytest.fixture(scope="module")
def address(place: Path, home: Path) -> Iterator[str]:
    """JupyterLab as Binder starts it."""
    words = ["jupyter-lab", "--no-browser", "--allow-root", f"--port={PORT}", "--ServerApp.port_retries=0"]
    log = home.parent / "jupyter.log"
    with log.open("wb") as output:
        where = {**images.variables(place, home), "JUPYTER_TOKEN": TOKEN}
        server = subprocess.Popen(
            [place / "bin" / words[0], *words[1:]], cwd=home, env=where, stdout=output, stderr=output
        )
    try:
        yield waited_for(server, log)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def waited_for(server: subprocess.Popen[bytes], log: Path) -> str:
    """The address, once it answers."""
    for _ in range(240):
        if answers(f"http://127.0.0.1:{PORT}"):
            return f"http://127.0.0.1:{PORT}"
        assert server.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.5)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture
def notebook(page: Page, complaints: Complaints, address: str, home: Path) -> Notebook:
    return Notebook(page, address, home / PAGE, PAGE)


def solved(notebook: Notebook, cell_id: str) -> None:
    """Write the answer, if the cell is for one, and run it."""
    if "NotImplementedError" in "".join(next(cell["source"] for cell in notebook.cells if cell["id"] == cell_id)):
        notebook.write(cell_id, solution(cell_id))
    notebook.run(cell_id)


def snapshots(home: Path) -> dict[str, int]:
    """The built Hubs and when each was written."""
    return {path.name: path.stat().st_mtime_ns for path in (home / SNAPSHOTS).glob("*.sqlite")}


def test_the_packages_agree(place: Path, home: Path) -> None:
    said = images.run(place, home, "python", "-m", "pip", "check")
    assert said.returncode == 0, said.stdout


def test_the_whole_lesson_runs_on_the_hub_that_the_image_holds(
    notebook: Notebook, complaints: Complaints, home: Path
) -> None:
    before = snapshots(home)
    assert sorted(name.partition("-")[0] for name in before) == ["nano", "practice"]
    for cell in notebook.cells:
        if cell["cell_type"] == "code" and cell["id"] not in NOT_RUN:
            solved(notebook, cell["id"])
    expect(notebook.cell("connect")).to_contain_text("simulated")
    expect(notebook.cell("check_concentration")).to_contain_text("concentration([6, 0, None, 1, 1]) passes.")
    expect(notebook.page.locator(FAULT)).to_have_count(0)
    assert snapshots(home) == before
    assert complaints.found == []


def test_nothing_of_an_instructors_is_shown(notebook: Notebook, page: Page, address: str) -> None:
    menus = page.locator("#jp-MainMenu .lm-MenuBar-itemLabel").all_inner_texts()
    assert menus == ["File", "Edit", "View", "Run", "Kernel", "Tabs", "Settings", "Help"]
    expect(page.get_by_text("Validate", exact=True)).to_be_visible()
    for name in ("Create Assignment", "Formgrader", "Course List", "Assignment List"):
        expect(page.get_by_text(name)).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".Toastify__toast")).to_have_count(0)
    for panel in ("formgrader", "assignments", "courses"):
        assert page.request.get(f"{address}/{panel}?token={TOKEN}").status == 404
