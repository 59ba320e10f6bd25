"""`course progress`, `save` and `restore`: at a glance, and as one file."""

import json
from pathlib import Path

import pytest

from course import cli
from course.commands.start import working_copy
from course.learner.place import Place
from course.learner.session import Session
from course.learner.store import Store
from course.lesson.project import Lesson

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def worked(released: Lesson, monkeypatch: pytest.MonkeyPatch) -> Lesson:
    """A lesson whose learner passed its exercise at the second try, with a hint."""
    monkeypatch.chdir(released.root)
    place = Place(released.key, working_copy(released))
    session = Session(place, Store(place.kept))
    session.hinted("double", 1)
    for passed in (False, True):
        session.attempted("double", passed=passed)
    return released


def said(capsys: Capture, *words: str) -> str:
    assert cli.main(list(words)) == 0
    return capsys.readouterr().out


def test_all_lessons_and_one(worked: Lesson, capsys: Capture) -> None:
    assert said(capsys, "progress") == "01-double: 1 of 1 exercises passed.\n"
    assert said(capsys, "progress", "1").splitlines()[1:] == ["  ✓ Double: passed, 2 tries, 1 hint"]


def test_as_json(worked: Lesson, capsys: Capture) -> None:
    found = json.loads(said(capsys, "progress", "--json"))
    assert found == {"lessons": {"01-double": {"double": {"state": "passed", "tries": 2, "hints": 1, "graded": ""}}}}


def test_a_changed_check_is_told_once_the_copy_has_it(worked: Lesson, capsys: Capture) -> None:
    for path in (worked.release, worked.working_copy):
        text = path.read_text(encoding="utf-8").replace("expect(double, [4], 8,", "expect(double, [4], 8.0,")
        path.write_text(text, encoding="utf-8")
    assert "✓" not in said(capsys, "progress", "1")
    assert "Double: passed before it changed, 2 tries, 1 hint" in said(capsys, "progress", "1")


def test_export_and_import_lose_nothing(worked: Lesson, tmp_path: Path, capsys: Capture) -> None:
    kept, out = worked.root / "my-lessons/progress.json", tmp_path / "mine.json"
    said(capsys, "progress", "--export", str(out))
    assert json.loads(out.read_text(encoding="utf-8")) == json.loads(kept.read_text(encoding="utf-8"))
    kept.unlink()
    assert said(capsys, "progress", "--import", str(out)) == "01-double: 1 of 1 exercises passed.\n"


@pytest.mark.parametrize("content", ["", "[]", '{"schema": 1}', '{"schema": 2, "lessons": {}}'])
def test_an_import_of_something_else_is_refused(worked: Lesson, tmp_path: Path, content: str, capsys: Capture) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    assert cli.main(["progress", "--import", str(tmp_path / "x.json")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert "1 of 1" in said(capsys, "progress")


def test_a_damaged_file_is_told(worked: Lesson, capsys: Capture) -> None:
    (worked.root / "my-lessons/progress.json").write_text("{", encoding="utf-8")
    assert "progress.json was damaged; it is kept as progress-damaged-" in said(capsys, "progress")


def test_saved_wiped_and_restored(worked: Lesson, tmp_path: Path, capsys: Capture) -> None:
    home = worked.root / "my-lessons"
    before = {path.name: path.read_bytes() for path in home.rglob("*") if path.is_file() and path.suffix != ".lock"}
    out = tmp_path / "work.zip"
    assert said(capsys, "save", str(out)) == f"{out} holds 1 notebook and the progress.\n"
    for path in [path for path in home.rglob("*") if path.is_file()]:
        path.unlink()
    assert said(capsys, "restore", str(out)) == "Restored: 1 notebook and the progress.\n"
    after = {path.name: path.read_bytes() for path in home.rglob("*") if path.is_file() and path.suffix != ".lock"}
    assert after == before


def test_with_nothing_to_save_it_says_so(released: Lesson, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(released.root)
    assert cli.main(["save"]) == 1
    assert "There is no work in" in capsys.readouterr().out


def test_a_damaged_copy_counts_as_the_release(worked: Lesson, capsys: Capture) -> None:
    worked.working_copy.write_text("{", encoding="utf-8")
    assert said(capsys, "progress") == "01-double: 1 of 1 exercises passed.\n"
