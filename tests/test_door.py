"""What the course keeps to so that it can run in a browser alone: no threads, processes or sockets, 32-bit integers."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.lessons.material import LESSONS, ROOT, released, source

# pandas' Int64, whose width does not depend on the machine; texts, truths and shares, which are no integers
WHOLE = {"pull_models", "audit_claims", "licence_of", "is_present", "twelve_month_change"}
SOLVED = ("### BEGIN SOLUTION", "### END SOLUTION")
CHECKED = [cell.id.removeprefix("check_") for cell in source("01-census") if cell.id.startswith("check_")]

# As in Pyodide: the modules are there, and what they would start cannot be started.
WITHOUT = """
import os, socket, subprocess, sys, threading

def refuse(*args, **options):
    raise OSError("there is none here")

threading.Thread.start = subprocess.Popen.__init__ = socket.socket.__init__ = os.fork = os.posix_spawn = refuse
import course.hub, course.check
from course import HfApi, ModelInfo, connect, expect, frames, hub_of, np, pd
"""
PULL = """
api = connect("nano")
models = pull_models(api)
assert list(models.columns) == frames.INVENTORY and len(models) == 24, models
print(len(models), sorted({"jupyter_server", "tornado.web"} & set(sys.modules)))
"""


def solution(name: str) -> str:
    """The solution cell of that name in lesson 1."""
    lines = next(cell.source for cell in source("01-census") if cell.id == name).splitlines()
    return "\n".join(line for line in lines if line.strip() not in SOLVED)


class Narrow:
    """A function as it answers where integers have 32 bits: numpy's, and Python's among the values of a mapping."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.narrowed = function, 0
        self.__name__ = function.__name__

    def __call__(self, *args: Any) -> Any:
        return self._narrow(self.function(*args))

    def _narrow(self, value: Any) -> Any:
        if isinstance(value, pd.DataFrame):
            wide = [name for name, kind in value.dtypes.items() if kind == "int64"]
            self.narrowed += len(wide)
            return value.astype(dict.fromkeys(wide, "int32"))
        if isinstance(value, dict):
            return {key: self._narrow(one) for key, one in value.items()}
        if not isinstance(value, int | np.integer) or isinstance(value, bool):
            return value
        self.narrowed += 1
        return np.int32(value)


@pytest.mark.parametrize("name", CHECKED)
def test_lesson_1_is_checked_alike_with_32_bit_integers(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    for cell in source("01-census"):
        answer = SOLVED[0] in cell.source and not cell.id.startswith("memo")
        if answer or cell.id == "setup" or cell.source.startswith("pitch ="):
            exec(solution(cell.id), names)
    names[name] = Narrow(names[name])
    exec(next(cell.source for cell in source("01-census") if cell.id == f"check_{name}"), names)
    assert re.search(rf"^{name}\(.*\) passes\.$", capsys.readouterr().out, re.MULTILINE)
    assert names[name].narrowed or name in WHOLE, "it has integers to give"


def test_lesson_1_pulls_its_inventory_without_threads_processes_and_sockets() -> None:
    code = "\n".join([WITHOUT, solution("licence_of"), solution("inventory_row"), solution("pull_models"), PULL])
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "24 []\n"), ran.stderr


def test_the_refusal_itself_refuses() -> None:
    for start in ("threading.Thread().start()", "subprocess.run(['true'])", "socket.socket()", "os.fork()"):
        ran = subprocess.run([sys.executable, "-c", f"{WITHOUT}\n{start}"], cwd=ROOT, capture_output=True, text=True)
        assert "there is none here" in ran.stderr


@pytest.mark.parametrize("lesson", LESSONS)
def test_nothing_in_a_released_notebook_needs_a_server_extension(lesson: str) -> None:
    code = "\n".join(cell.source for cell in released(lesson) if cell.cell_type == "code")
    path = next((ROOT / "release" / lesson).glob("*.ipynb"))
    assert not re.search(r"^\s*[%!]|localhost|127\.0\.0\.1|/proxy/|/files/|IFrame|jupyter_server|nbgrader", code, re.M)
    assert set(json.loads(path.read_text(encoding="utf-8"))["metadata"]) == {"kernelspec", "language_info"}


def test_the_packages_for_notebooks_need_no_server() -> None:
    needed = "course.learner.panel, course.learner.keeping, course.widgets, course.plots"
    code = f"import sys, {needed}; print(sorted({{'jupyter_server', 'jupyterlab', 'nbgrader'}} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
