"""COURSE_HUB puts another Hub in the place of practice, and a live one is asked for a part of what it has."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import constants

import course
from course import logs
from course.cli import main
from course.exercise import hubs as exercise_hubs
from course.hub import chosen
from course.hub import connect as hubs
from course.hub.connect import snapshot_of
from course.hub.snapshot import SnapshotError
from exercises.capstone import evidence
from tests.hub.served import serving, write_hub

Capture = pytest.CaptureFixture[str]
RELEASED = Path(__file__).resolve().parents[2] / "release/01-census/census.ipynb"


@pytest.fixture(autouse=True)
def unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was said before."""
    monkeypatch.setattr(chosen, "_said", set())
    monkeypatch.delenv(chosen.SETTING, raising=False)
    monkeypatch.delenv(chosen.MOST, raising=False)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Hub of 30 models in a file."""
    return write_hub(tmp_path_factory.mktemp("chosen") / "whole.sqlite")


@pytest.fixture
def live(recorded: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same over loopback, in the place of the live one, which COURSE_HUB names."""
    with serving(recorded) as address:
        monkeypatch.setattr(constants, "ENDPOINT", address)
        monkeypatch.setenv(chosen.SETTING, "live")
        yield


def test_notebooks_get_the_hub_that_is_chosen_and_a_line_once(
    recorded: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv(chosen.SETTING, str(recorded))
    assert course.connect is chosen.connect
    for api in (course.connect(), course.connect("practice")):
        held = snapshot_of(api)
        assert held is not None
        assert held.path == recorded
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert f"COURSE_HUB={recorded}: this Hub stands in the place of practice." in said


def test_other_names_and_the_course_itself_stay_where_they_are(
    recorded: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv(chosen.SETTING, str(recorded))
    held = snapshot_of(course.connect("nano"))
    assert held is not None
    assert held.meta.name == "nano"
    assert {one.connect for one in (exercise_hubs, evidence, logs)} == {hubs.connect}
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("live")
def test_of_the_live_hub_a_part_is_listed_and_said(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv(chosen.MOST, "7")
    api = course.connect()
    capsys.readouterr()
    downloads = [model.downloads or 0 for model in api.list_models()]
    assert (len(downloads), downloads) == (7, sorted(downloads, reverse=True))
    assert capsys.readouterr().out == "Of the live Hub, only the 7 most downloaded models that fit are listed.\n"
    assert len(list(api.list_models(sort="created_at"))) == 7
    assert "only the 7 newest models" in capsys.readouterr().out
    assert len(list(api.list_models(limit=9))) == 9
    assert len(list(api.list_datasets())) == 1
    assert list(api.list_spaces()) == []
    assert api.model_info("lab/m01").id == "lab/m01"


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5"])
@pytest.mark.usefixtures("live")
def test_a_limit_that_is_no_number_is_one_sentence(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chosen.MOST, text)
    with pytest.raises(SnapshotError, match="is no number of repos; write one such as 1000"):
        course.connect()


def test_a_hub_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv(chosen.SETTING, "some-hub")
    with pytest.raises(SnapshotError, match="COURSE_HUB=some-hub: There is no Hub called 'some-hub'; use live"):
        course.connect()
    assert main(["lab", "01", "--hub", "some-hub", "--no-browser"]) == 2
    assert "There is no Hub called 'some-hub'" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["check", str(RELEASED)], ["grade", "01-census"]], ids=["check", "grade"])
def test_grading_forgets_it_before_anything_is_graded(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chosen.SETTING, "live")
    for name in ("course.grading.selfstudy", "course.grading.book.database"):
        monkeypatch.setitem(sys.modules, name, None)
        # A module that another test imported is also an attribute of its package.
        monkeypatch.delattr(name, raising=False)
    with pytest.raises(ImportError):
        main(words)
    assert chosen.SETTING not in os.environ
