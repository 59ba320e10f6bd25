"""A home that takes nothing: Jupyter's own files go beside the built Hubs, and the lessons work all the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from course.commands import lab
from course.commands._places import NAMES, places
from course.lesson.project import Project

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that nothing can be written to, and a place for the built Hubs that takes everything."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("HOME", str(tmp_path / "file/home"))
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "hubs"))
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "hubs"


def test_a_home_that_can_be_written_is_left_alone(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(closed.parent))
    assert places() == {}


def test_jupyters_files_go_beside_the_hubs(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPYTHONDIR", "/users/own")
    found = lab.environment(Project(closed), instructor=False)
    assert found["IPYTHONDIR"] == "/users/own"
    assert found["JUPYTER_RUNTIME_DIR"] == str(closed / "jupyter/runtime")


def test_without_any_place_nothing_is_promised(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HOME", str(closed.parent / "file/hubs"))
    assert places() == {}


def test_a_kernel_runs_there(closed: Path) -> None:
    words = [sys.executable, "-m", "course", "doctor"]
    done = subprocess.run(words, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\nok    kernel     started and added in " in done.stdout
    assert (closed / "jupyter/runtime").is_dir()
