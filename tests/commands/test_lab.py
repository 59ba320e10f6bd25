"""What `course lab` starts; the browser tests start it."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.commands import lab
from course.jupyter import INSTRUCTOR, LEARNER, SHARE
from course.lesson.project import CourseError, Project


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something listens on."""
    with socket.socket() as server:
        server.bind((lab.LOOPBACK, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_free_port_is_used_as_it_is(taken: int) -> None:
    assert lab.free_port(lab.free_port(taken)) == lab.free_port(taken)


def test_the_next_free_port_follows_a_taken_one(taken: int) -> None:
    assert taken < lab.free_port(taken) < taken + 50


def test_without_any_free_port_one_sentence_names_a_remedy() -> None:
    with pytest.raises(CourseError, match="No free port from 70000 on; name another one: course lab --port 9000"):
        lab.free_port(70000)


def test_jupyterlab_opens_the_notebook_on_this_machine_only(tmp_path: Path) -> None:
    words = lab.command(tmp_path, "01-census/census.ipynb", 8900, browser=False)
    assert "--LabApp.default_url=/lab/tree/01-census/census.ipynb" in words
    assert "--ServerApp.port=8900" in words
    assert "--ServerApp.open_browser=False" in words
    assert "--KernelManager.transport_encryption=auto" in words
    assert not [word for word in words if "ServerApp.ip" in word or "token" in word]


def test_our_settings_come_before_the_users_and_never_into_their_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/users/own")
    found = lab.environment(Project(tmp_path), instructor=False)
    assert found["JUPYTER_CONFIG_PATH"].split(":") == [str(LEARNER), "/users/own"]
    assert found["JUPYTER_PATH"].split(":")[0] == str(SHARE)
    assert found["PYTHONPATH"].split(":")[0] == str(tmp_path)


def test_learners_lose_the_instructors_panels_and_keep_validate() -> None:
    off = json.loads((LEARNER / "labconfig/page_config.json").read_text(encoding="utf-8"))["disabledExtensions"]
    assert "@jupyter/nbgrader:formgrader" in off
    assert "@jupyter/nbgrader:validate-assignment" not in off
    kept = json.loads((INSTRUCTOR / "labconfig/page_config.json").read_text(encoding="utf-8"))["disabledExtensions"]
    assert list(kept) == ["@jupyterlab/apputils-extension:announcements"]
