"""Every lesson runs clean from top to bottom and earns all its points; what is released says "your turn"."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.utils import determine_grade

from course.check import Failure
from tests.lessons.material import LESSONS, ROOT, SOURCES, Cell, Number, marks, numbers, released, source


class Run(NamedTuple):
    """A solved notebook after a kernel has run it: its cells, and what each number of its prose comes to."""

    lesson: str
    cells: list[Cell]
    numbers: list[tuple[Number, str]]


@pytest.fixture(scope="module", params=LESSONS)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The run of a lesson in a folder of its own."""
    notebook = nbformat.read(SOURCES[LESSONS.index(request.param)], as_version=4)
    folder = str(tmp_path_factory.mktemp("lesson"))
    client = NotebookClient(notebook, timeout=240, allow_errors=True, resources={"metadata": {"path": folder}})
    client.km = client.create_kernel_manager()
    client.km.transport_encryption = "auto"
    with client.setup_kernel(env=os.environ | {"PYTHONPATH": str(ROOT)}):
        for place, cell in enumerate(notebook.cells):
            client.execute_cell(cell, place)
        told = [(number, _evaluated(client, number)) for number in numbers(request.param)]
    return Run(request.param, list(notebook.cells), told)


@pytest.fixture(scope="module")
def executed(run: Run) -> list[Cell]:
    """The cells of the run."""
    return run.cells


def _evaluated(client: NotebookClient, number: Number) -> str:
    """What the kernel says the number is, after the whole notebook."""
    cell = nbformat.v4.new_code_cell(f"print({number['value']})")
    client.execute_cell(cell, 0, store_history=False)
    return "".join(out.get("text", "") or str(out.get("evalue", "")) for out in cell.outputs).strip()


def outputs(cells: list[Cell]) -> Iterator[tuple[str, Any]]:
    """Each output with the id of its cell."""
    for cell in cells:
        yield from ((cell.id, output) for output in cell.get("outputs", []))


def test_numbers_in_prose_are_those_of_the_practice_hub(run: Run) -> None:
    prose = {cell.id: " ".join(cell.source.split()) for cell in run.cells}
    for number, found in run.numbers:
        assert number["text"] in prose[number["cell"]], number
        assert found, number
        assert found in number["text"], f"{number['cell']}: {number['text']!r}, but it is {found}"


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
            said = tried(cell.source, names)
            if cell.id.startswith("check_"):
                assert isinstance(said, Failure), (cell.id, said)
                assert "your turn" in str(said), cell.id


def tried(code: str, names: dict[str, Any]) -> Exception | None:
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
