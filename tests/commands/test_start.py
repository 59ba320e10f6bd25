"""A working copy is made once and never written over."""

from pathlib import Path

import pytest

from course import cli
from course.commands.start import working_copy
from course.lesson.project import CourseError, Lesson
from tests.courses import Answering

NEWS = "01-double has changed (changed: double). `course start 01-double --update` carries your answers over."


def test_the_first_call_copies_the_release(released: Lesson) -> None:
    path = working_copy(released)
    assert path == released.root / "my-lessons/01-double/double.ipynb"
    assert path.read_bytes() == released.release.read_bytes()


def test_a_second_call_leaves_the_learners_work(released: Lesson) -> None:
    path = working_copy(released)
    path.write_text("mine", encoding="utf-8")
    assert working_copy(released).read_text(encoding="utf-8") == "mine"


def test_a_lesson_that_is_not_released_says_what_to_run(lesson: Lesson) -> None:
    with pytest.raises(CourseError, match="run: course release 01-double"):
        working_copy(lesson)


def test_the_command_prints_where_it_lies(
    released: Lesson, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(released.root)
    assert cli.main(["start", "1"]) == 0
    assert Path(capsys.readouterr().out.strip()) == released.working_copy


def test_what_is_new_is_said_beside_the_path_and_update_carries(
    answering: Answering, released: Lesson, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(released.root)
    answering({"double": "def double(number):\n    return number + number"})
    changed = released.release.read_text(encoding="utf-8").replace("four", "the number four")
    released.release.write_text(changed, encoding="utf-8")
    cli.main(["start", "1"])
    said = capsys.readouterr()
    assert (said.out.strip(), said.err) == (str(released.working_copy), f"{NEWS}\n")
    cli.main(["start", "1", "--update"])
    assert capsys.readouterr().err.startswith("Your answers are in the new 01-double (changed: double); ")
    text = released.working_copy.read_text(encoding="utf-8")
    assert "the number four" in text
    assert "number + number" in text
