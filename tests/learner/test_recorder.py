"""A real kernel, asked as a notebook editor asks it: checks are noted there, and nowhere else."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from course.learner.place import MARK, Place
from tests import kernels
from tests.learner.conftest import CHECKS, lesson_at

ROOT = Path(__file__).resolve().parents[2]
SETUP = 'from course import expect, hint, progress\nprogress("01-sums")'
RIGHT, WRONG = "def double(n): return 2 * n", "def double(n): return n"
STUB = 'def double(n): raise NotImplementedError("your turn")'


class Kernel(kernels.Kernel):
    """A kernel in the folder of a lesson, and what is noted there."""

    def noted(self) -> dict[str, Any]:
        """The exercises in the progress file, without times."""
        if not self.place.kept.exists():
            return {}
        found = json.loads(self.place.kept.read_text(encoding="utf-8"))["lessons"]["01-sums"]["exercises"]
        return {name: (one.get("tries", 0), len(one.get("passed", {}))) for name, one in found.items()}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """One kernel for all tests of this module: starting it takes seconds."""
    root = tmp_path_factory.mktemp("checkout")
    (root / MARK).touch()
    kernel = Kernel(lesson_at(root / "my-lessons" / "01-sums"))
    yield kernel
    kernel.stop()


@pytest.fixture
def kernel(running: Kernel) -> Kernel:
    """The kernel, with the lesson begun anew."""
    running.place.kept.unlink(missing_ok=True)
    running.run(SETUP)
    return running


def test_mistakes_count_and_a_pass_is_noted(kernel: Kernel) -> None:
    for code in (WRONG, RIGHT):
        kernel.run(code)
        kernel.run(CHECKS["double"], "check_double")
    assert kernel.noted() == {"double": (2, 1)}


@pytest.mark.parametrize("code", [STUB, "del double"])
def test_what_is_not_written_yet_or_not_run_is_no_try(kernel: Kernel, code: str) -> None:
    kernel.run(RIGHT)
    kernel.run(code)
    kernel.run(CHECKS["double"], "check_double")
    assert kernel.noted() == {}


def test_a_check_that_was_edited_proves_nothing(kernel: Kernel) -> None:
    kernel.run("pass", "check_double")
    assert kernel.noted() == {}


def test_a_check_is_known_wherever_it_stands(kernel: Kernel) -> None:
    kernel.run(RIGHT)
    kernel.run(CHECKS["double"], "another-cell")
    assert kernel.noted() == {"double": (1, 1)}


def test_the_set_up_run_twice_notes_once(kernel: Kernel) -> None:
    kernel.run(SETUP)
    kernel.run(WRONG)
    kernel.run(CHECKS["double"])
    assert kernel.noted() == {"double": (1, 0)}


def test_the_panel_is_a_widget_and_a_text(kernel: Kernel) -> None:
    (shown,) = kernel.run(SETUP)
    assert "application/vnd.jupyter.widget-view+json" in shown["data"]
    assert shown["data"]["text/plain"].startswith("01-sums: 0 of 2 exercises passed.\n– Double: not started")


def test_a_hint_is_for_the_check_that_was_run_last(kernel: Kernel) -> None:
    kernel.run("def half_of(n): return 3")
    kernel.run(CHECKS["half_of"])
    (shown,) = kernel.run("hint()")
    assert shown["data"]["text/markdown"].startswith("**Half of, hint 1 of 3.**")


def test_no_cell_fails_for_a_file_that_cannot_be_written(kernel: Kernel) -> None:
    kernel.place.kept.mkdir()
    try:
        kernel.run(RIGHT)
        (shown,) = kernel.run(CHECKS["double"])
        assert shown["text"] == "double(4) passes.\n"
        assert "cannot be" in kernel.run(SETUP)[0]["data"]["text/plain"]
    finally:
        kernel.place.kept.rmdir()


def test_cells_that_no_editor_runs_are_not_noted(kernel: Kernel) -> None:
    assert kernel.run(SETUP, None) == []
    kernel.run(RIGHT, None)
    kernel.run(CHECKS["double"], None)
    assert kernel.noted() == {}


def test_a_notebook_run_from_top_to_bottom_notes_and_shows_nothing(place: Place) -> None:
    cells = [nbformat.v4.new_code_cell(text) for text in (SETUP, RIGHT, CHECKS["double"], "hint()")]
    client = NotebookClient(nbformat.v4.new_notebook(cells=cells), resources={"metadata": {"path": str(place.folder)}})
    client.km = client.create_kernel_manager()
    client.km.transport_encryption = "auto"
    ran = client.execute(env={**os.environ, "PYTHONPATH": str(ROOT), "JPY_SESSION_NAME": str(place.notebook)})
    assert not place.kept.exists()
    assert [len(cell.outputs) for cell in ran.cells] == [0, 0, 1, 1]


def test_plain_python_shows_and_keeps_nothing(place: Place) -> None:
    code = f"{SETUP}\n{RIGHT}\n{CHECKS['double']}\nassert progress('01-sums') is None"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    asked = subprocess.run([sys.executable, "-c", code], cwd=place.folder, env=env, capture_output=True, text=True)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert asked.stdout == "double(4) passes.\n"
    assert not place.kept.exists()


def test_the_names_cost_a_notebook_little() -> None:
    heavy = "{'ipywidgets', 'IPython', 'yaml', 'pandas', 'filelock'}"
    code = f"import sys; from course import progress; progress('01-sums'); print(sorted({heavy} & set(sys.modules)))"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert asked.stdout == "[]\n"
