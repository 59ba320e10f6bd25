"""A name whose cell was not run: the learner reads which cell to run, wherever the name is missed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from course import missing
from course.jupyter import SHARE
from course.learner.place import MARK
from tests.kernels import Kernel
from tests.learner.conftest import lesson_at

RUN = "run the cell that defines `{}` first (Run, Run All Above Selected Cell)"
CELLS = {
    "setup": "from course import expect, plots, widgets",
    "twice": "def twice(n): return 2 * n",
    "memo_cell": "models = [twice(1)]",
    "try": "try_it",
    "below": "late = 1",
}


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """A kernel as `course lab` starts it, just restarted: nothing was run in it."""
    root = tmp_path_factory.mktemp("checkout")
    (root / MARK).touch()
    place = lesson_at(root / "my-lessons" / "01-sums")
    cells = [{"cell_type": "code", "id": name, "source": text} for name, text in CELLS.items()]
    place.notebook.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("JUPYTER_PATH", str(SHARE))
        started = Kernel(place)
    yield started
    started.stop()


def shown(kernel: Kernel, code: str, cell: str = "try") -> str:
    """What a cell shows, as one text."""
    parts: list[dict[str, Any]] = kernel.run(code, cell)
    return "\n".join("".join(one["traceback"]) if "traceback" in one else one["text"] for one in parts)


@pytest.mark.parametrize(
    ("code", "name"),
    [("expect(twice, [1], 2)", "expect"), ("len(models)", "models"), ('memo = f"{models}"', "models")],
)
def test_after_a_restart_a_cell_says_which_one_to_run(kernel: Kernel, code: str, name: str) -> None:
    assert shown(kernel, code) == f"`{name}` is not there yet: {RUN.format(name)}."


def test_a_check_a_plot_and_a_widget_say_it_of_what_an_answer_misses(kernel: Kernel) -> None:
    shown(kernel, CELLS["setup"], "setup")
    shown(kernel, "def once(n): return twice(n) / 2")
    assert f"name 'twice' is not defined, at `def once(n): return twice(n) / 2`; {RUN.format('twice')}." in shown(
        kernel, "expect(once, [1], 1)"
    )
    assert shown(kernel, "plots.line(once(1), 'x', 'y', title='t', unit='u')").endswith(f"{RUN.format('twice')}.")
    code = "from course.widgets.replay import labelled\nimport pandas as pd\n"
    told = shown(kernel, f"{code}print(labelled(pd.DataFrame({{'event': ['query']}}), once)[1])")
    assert told.strip() == f"once raised NameError: name 'twice' is not defined; {RUN.format('twice')}."


def test_a_name_of_a_cell_further_down_is_not_above(kernel: Kernel) -> None:
    assert shown(kernel, "late + 1").endswith("run the cell that defines `late` first (it stands further down).")


@pytest.mark.parametrize("code", ["mispelt", "try_it", "def f():\n    a = late_local\n    late_local = 1\nf()"])
def test_other_names_keep_the_traceback_of_python(kernel: Kernel, code: str) -> None:
    told = shown(kernel, code)
    assert "Traceback" in told
    assert "run the cell" not in told


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("from a.b import (c as d, e)\nimport f.g", {"d", "e", "f"}),
        ("a, (b, *c) = 1\nd: int = 2\nfor e in x: f = 1\nwith x as g: pass", set("abcdefg")),
        ("def f(a):\n    b = 1\nclass C:\n    d = 1\ng = [h for h in x]\n(lambda i: i)(1)", {"f", "C", "g"}),
        ("%pip install x\na = 1\n!ls", {"a"}),
        ("a = (", set()),
        ("\0", set()),
    ],
)
def test_the_names_that_a_cell_binds(code: str, names: set[str]) -> None:
    assert missing.bound(code) == names


@pytest.mark.parametrize("content", ["", "[]", '{"cells": [1, {"cell_type": "code", "source": null}]}', "[" * 100_000])
def test_a_notebook_that_cannot_be_read_gives_no_advice(kernel: Kernel, content: str) -> None:
    whole = kernel.place.notebook.read_bytes()
    try:
        kernel.place.notebook.write_text(content, encoding="utf-8")
        assert "Traceback" in shown(kernel, "models_")
        assert "Traceback" in shown(kernel, "late")
    finally:
        kernel.place.notebook.write_bytes(whole)


def test_outside_of_a_notebook_nothing_is_said(tmp_path: Path) -> None:
    assert missing.raised(NameError("name 'x' is not defined", name="x")) == "NameError: name 'x' is not defined"
