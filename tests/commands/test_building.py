"""One line while a Hub is built, and none where nothing is."""

import pytest

from course.commands import _building
from course.commands._building import _Line


def test_where_nobody_watches_one_line_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    line = _Line("the practice Hub")
    for share in (0.1, 0.5, 1.0):
        line.show(share)
    line.close()
    assert capsys.readouterr().err == "Building the practice Hub.\n"


def test_on_a_terminal_the_line_is_rewritten(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr(_building, "PATIENCE", 0.0)
    line = _Line("the practice Hub")
    for share in (0.5, 1.0):
        line.show(share)
    line.close()
    assert capsys.readouterr().err == "\rBuilding the practice Hub:  50%\rBuilding the practice Hub: 100%\n"


def test_nothing_built_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert _building.built("nano").suffix == ".sqlite"
    _building.built("nano")
    assert capsys.readouterr().err == ""
