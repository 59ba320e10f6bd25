"""The command line: help, exit codes, one sentence for an error."""

import errno
import os
import subprocess
import sys
from argparse import ArgumentParser

import pytest

from course import cli, commands

COMMANDS = [name for name, _ in commands.found()]


def test_every_command_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    shown = capsys.readouterr().out
    assert {"check", "doctor", "lab", "release", "simulate", "start"} <= set(COMMANDS)
    assert [name for name in COMMANDS if f"\n    {name}" not in shown] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_ends_with_one_example_that_parses(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main([name, "--help"])
    example = capsys.readouterr().out.split("example:\n")[1].strip()
    assert example.startswith(f"course {name}")
    assert cli.parser().parse_args(example.split()[1:]).run


def test_wrong_use_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["no-such-command"])
    assert "no-such-command" in capsys.readouterr().err


def test_an_unknown_lesson_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["release", "99-nothing"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("course: There is no lesson '99-nothing'; the lessons are: ")
    assert error.count("\n") == 1


def test_a_file_that_cannot_be_written_is_one_sentence() -> None:
    sentence = "/x/y: Read-only file system; `course doctor` says what to do."
    assert cli.said(OSError(errno.EROFS, "Read-only file system", "/x/y")) == sentence
    assert cli.said(OSError(errno.ENOENT, "No such file or directory", "/x/y")) == "/x/y: No such file or directory."


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(argv: object) -> ArgumentParser:
        raise ZeroDivisionError

    monkeypatch.setattr("course.commands.doctor.findings", broken)
    assert cli.said(ZeroDivisionError()) is None
    with pytest.raises(TypeError):
        cli.main(["doctor"])


def test_the_module_form_is_the_same_command() -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "course", "start", "nope"], capture_output=True, text=True, check=False
    )
    assert asked.returncode == 2
    assert asked.stderr.startswith("course: There is no lesson 'nope'")


def test_the_command_starts_without_the_heavy_packages() -> None:
    heavy = "{'pandas', 'nbgrader', 'IPython'}"
    code = f"import sys, course.cli; course.cli.parser(); print(sorted({heavy} & set(sys.modules)))"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert asked.stdout == "[]\n"


def test_no_command_builds_a_grammar_that_nothing_asks_for() -> None:
    code = "import sys, course.cli; course.cli.main(['check']); import nbformat; print(sys.modules['rfc3987_syntax'])"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert asked.stdout.splitlines()[-1] == "None"


def test_a_narrow_encoding_ends_no_command() -> None:
    code = (
        "from course import cli; cli._print_in_any_encoding(); print('x ≤ 1'); import sys; print('≤', file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                          env=os.environ | {"PYTHONIOENCODING": "cp1252"})  # fmt: skip
    assert (done.stdout, done.stderr) == ("x \\u2264 1\n", "\\u2264\n")
