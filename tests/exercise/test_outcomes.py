"""What took long to find out is found by the next process that asks; what went quickly leaves no file."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from course.check import Outcome
from course.exercise import outcomes
from course.exercise.outcomes import shared


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(outcomes, "folder", tmp_path / "outcomes")
    return tmp_path / "outcomes"


def slowly(value: object) -> Callable[[], Outcome]:
    def make() -> Outcome:
        end = time.process_time() + 2 * outcomes.LONG
        while time.process_time() < end:
            pass
        return Outcome(value)

    return make


def never() -> Outcome:
    raise AssertionError("asked again")


def test_a_slow_outcome_is_made_once() -> None:
    assert shared("a", slowly([1, 2])) == Outcome([1, 2])
    assert shared("a", never) == Outcome([1, 2])


def test_a_quick_outcome_leaves_no_file(folder: Path) -> None:
    assert shared("a", lambda: Outcome(1)) == Outcome(1)
    assert not folder.exists()


def test_what_has_no_form_as_a_file_is_made_again() -> None:
    assert shared("a", slowly(lambda: 1)).raised is None
    with pytest.raises(AssertionError, match="asked again"):
        shared("a", never)


def test_a_torn_file_is_made_again(folder: Path) -> None:
    shared("a", slowly(1))
    next(folder.iterdir()).write_bytes(b"\x80")
    assert shared("a", slowly(2)) == Outcome(2)


def test_without_a_folder_nothing_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "folder", None)
    assert shared("a", slowly(1)) != shared("a", slowly(2))
