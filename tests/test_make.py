"""The Makefile: help first, one sentence where there is no Python, nothing done twice."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files that decide what make does."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    return subprocess.run(["make", *words], cwd=folder, env=own, capture_output=True, text=True, check=False)


def installed(folder: Path) -> None:
    """What make leaves once everything is set up."""
    (folder / ".venv/bin").mkdir(parents=True)
    for name in ("bin/python", "developer", "learner"):
        (folder / ".venv" / name).touch()


def test_help_comes_first(folder: Path) -> None:
    assert make(folder).stdout == make(folder, "help").stdout
    assert [line.split()[1] for line in make(folder).stdout.splitlines()][:3] == ["help", "lab", "grade"]


def test_without_a_python_one_sentence_says_what_is_needed(folder: Path) -> None:
    done = make(folder, "lab", "PYTHON=")
    assert done.returncode == 2
    assert "Python 3.11 or newer is needed and none was found; name one: make PYTHON=/path/to/python" in done.stdout
    assert not (folder / ".venv").exists()


def test_a_second_call_installs_nothing(folder: Path) -> None:
    installed(folder)
    assert make(folder, "-n", "lab").stdout == ".venv/bin/course lab 01-census\n"
    assert "pip" not in make(folder, "-n", "test").stdout


def test_a_new_lock_is_installed(folder: Path) -> None:
    installed(folder)
    later = (folder / ".venv/learner").stat().st_mtime + 10
    os.utime(folder / "requirements.lock", (later, later))
    assert ".venv/bin/python course/install.py learner" in make(folder, "-n", "lab").stdout


def test_another_lesson_is_named_by_its_number(folder: Path) -> None:
    installed(folder)
    assert make(folder, "-n", "lab", "LESSON=02").stdout == ".venv/bin/course lab 02\n"


def test_a_lesson_opens_on_another_hub(folder: Path) -> None:
    installed(folder)
    words = make(folder, "-n", "lab", "LESSON=03", "HUB=live").stdout
    assert words == ".venv/bin/course lab 03 --hub live\n"
