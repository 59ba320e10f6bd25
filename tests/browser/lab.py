"""JupyterLab, served as `course lab` serves it, and a notebook in it used the way a person uses it."""

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Locator, Page, expect

from course.lesson.project import Lesson

ROOT = Path(__file__).resolve().parents[2]
TOKEN = secrets.token_hex()  # so that a server of another run is never mistaken for ours
PORT = 18890 + 20 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))  # workers do not meet
PATIENCE = 180_000  # ms; the first output waits for a kernel and its imports
SOLVED = ("### BEGIN SOLUTION", "### END SOLUTION")

# What the console says though nothing is wrong, each with its reason.
HARMLESS: dict[str, str] = {}


def project_copy(root: Path, name: str = "01-census", stem: str = "census") -> Lesson:
    """A project of its own on the same files, so that working copies do not land among the developer's."""
    root.mkdir(parents=True)
    for part in ("course", "exercises", "source", "release"):
        (root / part).symlink_to(ROOT / part)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return Lesson(root, name, stem)


@contextmanager
def served(root: Path, *options: str, lesson: str = "01-census", word: str = "lab") -> Iterator[str]:
    """The address of JupyterLab on the lesson, started by the command `word` itself."""
    command = [sys.executable, "-m", "course", word, lesson, "--no-browser", "--port", str(PORT), *options]
    environment = {**os.environ, "JUPYTER_TOKEN": TOKEN, "PYTHONPATH": str(root)}
    log = root / "lab.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=root, env=environment, stdout=output, stderr=output)
    try:
        yield _address(server, log)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(600):  # five minutes: on a machine that does much else, JupyterLab has taken more than two
        said = log.read_text(encoding="utf-8", errors="replace")
        port = said.split("; using ")[1].split(".")[0] if "; using " in said else str(PORT)
        address = f"http://127.0.0.1:{port}"
        if answers(address):
            return address
        assert server.poll() is None, said
        time.sleep(0.5)
    raise AssertionError(f"JupyterLab did not answer: {log.read_text(encoding='utf-8')}")


def answers(address: str) -> bool:
    """Whether our own JupyterLab, and no other, is there."""
    try:
        with urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


class Complaints:
    """What the browser complained of: console errors, page errors, failed requests, requests to other machines."""

    def __init__(self, page: Page) -> None:
        self.found: list[str] = []
        page.on("console", lambda one: self._add(f"{one.text} {one.location}", counts=one.type == "error"))
        page.on("pageerror", lambda error: self._add(str(error)))
        page.on("request", lambda request: self._outside(request.url))
        page.on("response", lambda one: self._add(f"{one.status} {one.url}", counts=one.status >= 400))

    def _outside(self, url: str) -> None:
        if url.startswith(("http", "ws")) and "//127.0.0.1:" not in url:
            self._add(f"asked {url}")

    def _add(self, text: str, *, counts: bool = True) -> None:
        if counts and not any(known in text for known in HARMLESS):
            self.found.append(text)


class Notebook:
    """An open notebook; cells are known by their ids in the file."""

    def __init__(self, page: Page, address: str, path: Path, page_path: str) -> None:
        self.page = page
        self.cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
        page.goto(f"{address}/lab/tree/{page_path}?token={TOKEN}&reset")
        expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(len(self.cells), timeout=PATIENCE)
        expect(page.locator("#jp-main-statusbar")).to_contain_text("Idle", timeout=PATIENCE)

    def cell(self, cell_id: str) -> Locator:
        """The cell of that id."""
        number = next(number for number, cell in enumerate(self.cells) if cell["id"] == cell_id)
        return self.page.locator(".jp-Notebook .jp-Cell").nth(number)

    def write(self, cell_id: str, source: str) -> None:
        """Replace what stands in the cell, with the keyboard."""
        self.cell(cell_id).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(source)

    def run(self, cell_id: str) -> Locator:
        """Run the cell and wait until it is done; its outputs."""
        cell = self.cell(cell_id)
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        prompt.click()
        self.page.keyboard.press("ControlOrMeta+Enter")
        expect(prompt).not_to_have_text(before, timeout=PATIENCE)
        expect(prompt).to_have_text(re.compile(r"\[\d+\]:"), timeout=PATIENCE)
        return cell.locator(".jp-OutputArea")


def solution(cell_id: str, notebook: str = "01-census/census.ipynb") -> str:
    """The solved notebook's source of a cell, without the marks."""
    cells = json.loads((ROOT / "source" / notebook).read_text(encoding="utf-8"))["cells"]
    lines = next("".join(cell["source"]) for cell in cells if cell["id"] == cell_id).splitlines()
    return "\n".join(line for line in lines if line.strip() not in SOLVED)


def released(cell_id: str, notebook: str) -> str:
    """The source of a cell as a learner gets it."""
    cells = json.loads((ROOT / "release" / notebook).read_text(encoding="utf-8"))["cells"]
    return next("".join(cell["source"]) for cell in cells if cell["id"] == cell_id)


def write_notebook(path: Path, cells: Iterable[tuple[str, str]]) -> None:
    """Write a notebook of code cells, each given by its id and its source."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = [nbformat.v4.new_code_cell(source, id=name) for name, source in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel}), path)
