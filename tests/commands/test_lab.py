"""What `course lab` starts; the browser tests start it."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from course.commands import lab
from course.commands._contents import bare
from course.jupyter import INSTRUCTOR, LEARNER, SHARE
from course.lesson.project import CourseError, Project
from tests.courses import ROOT


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


def test_two_roots_of_one_home_share_no_workspace(tmp_path: Path) -> None:
    def place(root: Path) -> str:
        words = lab.command(root, "a.ipynb", 8900, browser=False)
        return next(word for word in words if word.startswith("--LabApp.workspaces_dir="))

    assert place(tmp_path / "lessons") == place(tmp_path / "lessons") != place(tmp_path / "project")


def test_a_lesson_that_an_instructor_ran_is_saved_as_source_holds_it() -> None:
    kept = next((ROOT / "source").glob("01-*/*.ipynb")).read_text(encoding="utf-8")
    ran = json.loads(kept)
    ran["metadata"]["language_info"] |= {"version": "3.13.0", "file_extension": ".py"}
    for number, cell in enumerate(cell for cell in ran["cells"] if cell["cell_type"] == "code"):
        cell |= {"execution_count": number + 1, "outputs": [{"output_type": "stream", "name": "stdout", "text": "7"}]}
        cell["metadata"]["trusted"] = True
    model = {"type": "notebook", "content": nbformat.from_dict(ran)}
    bare(model, "source/01-census/census.ipynb")
    assert nbformat.writes(model["content"], version=nbformat.NO_CONVERT) + "\n" == kept


def test_a_notebook_elsewhere_keeps_its_outputs() -> None:
    model = {"type": "notebook", "content": {"cells": "as they are"}}
    bare(model, "notes/trial.ipynb")
    assert model["content"] == {"cells": "as they are"}


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
