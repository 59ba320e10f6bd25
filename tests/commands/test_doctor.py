"""`course doctor` says what is missing, and how to get it."""

from pathlib import Path

import pytest

from course import cli
from course.commands import doctor


def test_this_machine_has_what_the_course_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor"]) == 0
    assert all(line.startswith("ok ") for line in capsys.readouterr().out.splitlines())


def test_a_missing_package_is_a_finding(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(doctor, "NEEDED", ("no-such-package-here",))
    assert cli.main(["doctor"]) == 1
    assert "MISSING no-such-package-here; install it with" in capsys.readouterr().out


def test_a_home_that_cannot_be_written_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "file" / "home"))
    assert cli.main(["doctor"]) == 1
    assert "name another one in COURSE_HOME" in capsys.readouterr().out
