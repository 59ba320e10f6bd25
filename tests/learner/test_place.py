"""Where progress is kept: one file for a checkout, beside a notebook that stands alone, never an instructor's."""

import json
from pathlib import Path

import pytest

from course.learner.place import MARK, Place, checks, digest, notebook_in
from tests.learner.conftest import CHECKS, lesson_at


def test_checks_are_named_by_their_text(place: Place) -> None:
    assert place.checks == {name: digest(text) for name, text in CHECKS.items()}
    assert digest(" a\n") == digest("a") != digest("b")


@pytest.mark.parametrize("folder", ["my-lessons/01-sums", "release/01-sums", "elsewhere/deep/01-sums"])
def test_one_file_for_a_checkout(tmp_path: Path, folder: str) -> None:
    (tmp_path / MARK).touch()
    place = lesson_at(tmp_path / folder)
    assert place.kept == tmp_path / "my-lessons" / "progress.json"
    assert place.learners


@pytest.mark.parametrize("folder", ["source", "submitted/ada", "autograded/ada", "feedback/ada"])
def test_what_an_instructor_runs_is_nobodys_progress(tmp_path: Path, folder: str) -> None:
    (tmp_path / MARK).touch()
    assert not lesson_at(tmp_path / folder / "01-sums").learners


def test_a_notebook_that_stands_alone_keeps_it_beside(tmp_path: Path) -> None:
    assert lesson_at(tmp_path / "a").kept == tmp_path / "a" / "progress.json"


@pytest.mark.parametrize("marked", [True, False])
def test_lessons_without_the_course_share_one(tmp_path: Path, marked: bool) -> None:
    parent = tmp_path / ("somewhere" if marked else "my-lessons")
    place = lesson_at(parent / "01-sums")
    if marked:
        (parent / "progress.json").touch()
    assert place.kept == parent / "progress.json"


def test_the_notebook_is_the_one_named_if_it_has_checks_or_the_only_one_that_has(place: Place) -> None:
    folder = place.folder
    (folder / "scratch.ipynb").write_text(json.dumps({"cells": []}), encoding="utf-8")
    (folder / "broken.ipynb").write_text("{", encoding="utf-8")
    for name in ("", "gone.ipynb", "scratch.ipynb", "broken.ipynb"):
        assert notebook_in(folder, name) == place.notebook
    lesson_at(folder / "second")
    (folder / "second" / "sums.ipynb").rename(folder / "other.ipynb")
    assert notebook_in(folder) is None
    assert notebook_in(folder, "other.ipynb") == folder / "other.ipynb"


def test_strange_cells_hold_no_check() -> None:
    cells = [{"id": "check_a", "metadata": {"nbgrader": None}, "source": ["1\n", "2"]}, {}, {"metadata": {}}]
    assert checks({"cells": cells}) == {"a": digest("1\n2")}
    assert checks({}) == {}
