"""Every lesson runs clean from top to bottom and earns all its points; what is released says "your turn"."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.utils import determine_grade

from course.check import Failure
from tests.lessons.material import LESSONS, ROOT, SOURCES, Cell, marks, released, source


@pytest.fixture(scope="module", params=LESSONS)
def executed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Cell]:
    """The cells of a solved notebook after a kernel has run them, in a folder of its own."""
    notebook = nbformat.read(SOURCES[LESSONS.index(request.param)], as_version=4)
    folder = str(tmp_path_factory.mktemp("lesson"))
    client = NotebookClient(notebook, timeout=240, allow_errors=True, resources={"metadata": {"path": folder}})
    client.km = client.create_kernel_manager()
    client.km.transport_encryption = "auto"
    with client.setup_kernel(env=os.environ | {"PYTHONPATH": str(ROOT)}):
        for place, cell in enumerate(notebook.cells):
            client.execute_cell(cell, place)
    return list(notebook.cells)


def outputs(cells: list[Cell]) -> Iterator[tuple[str, Any]]:
    """Each output with the id of its cell."""
    for cell in cells:
        yield from ((cell.id, output) for output in cell.get("outputs", []))


def test_no_cell_fails(executed: list[Cell]) -> None:
    assert not {name: out.traceback for name, out in outputs(executed) if out.output_type == "error"}


def test_no_warning_is_shown(executed: list[Cell]) -> None:
    assert not {name: out.text for name, out in outputs(executed) if out.get("name") == "stderr"}


def test_all_points_are_earned(executed: list[Cell]) -> None:
    graded = [cell for cell in executed if marks(cell).get("grade") and not marks(cell)["solution"]]
    for cell in graded:
        earned, most = determine_grade(cell)
        assert earned == most == marks(cell)["points"], cell.id


def test_every_picture_is_described(executed: list[Cell]) -> None:
    pictures = [(name, out) for name, out in outputs(executed) if "image/png" in out.get("data", {})]
    assert pictures
    for name, out in pictures:
        assert len(out.metadata["image/png"]["alt"]) > 40, name
        assert 'alt="' in out.data["text/html"], name
        assert "simulated" in out.data["text/html"], name


@pytest.mark.parametrize("lesson", LESSONS)
def test_released_checks_say_your_turn(lesson: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for cell in released(lesson):
        if cell.cell_type == "code":
            said = run(cell.source, names)
            if cell.id.startswith("check_"):
                assert isinstance(said, Failure), (cell.id, said)
                assert "your turn" in str(said), cell.id


def run(code: str, names: dict[str, Any]) -> Exception | None:
    """What a cell raises, if it does; what it defines is kept in `names`."""
    try:
        exec(compile(code, "<cell>", "exec"), names)
    except Exception as error:
        return error
    return None


@pytest.mark.parametrize("lesson", LESSONS)
def test_release_holds_no_solution(lesson: str) -> None:
    kept = {cell.id: cell.source for cell in released(lesson)}
    for cell in source(lesson):
        if "### BEGIN" in cell.source:
            assert kept[cell.id] != cell.source
            assert "### " not in kept[cell.id]
