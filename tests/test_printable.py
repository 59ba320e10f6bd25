"""What comes from a submission is printed as text, and nothing else."""

import io
import sys
from argparse import ArgumentParser

import pytest

from course import cli
from course.printable import escaped, one_line, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("name\rother", "name\\rother"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\u200bb\ud800", "a\\u200bb\\ud800"),
        ("\x9b31m", "\\x9b31m"),
        ("Zoë, 王小明: “7 ≤ 8”\n\tok", "Zoë, 王小明: “7 ≤ 8”\n\tok"),
    ],
)
def test_what_a_terminal_would_act_on_is_shown(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_name_begins_no_line_of_its_own() -> None:
    assert one_line("bo\neve: 6 of 6\r") == "bo\\neve: 6 of 6\\r"


def test_every_command_prints_what_can_be_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(args: object) -> int:
        print("bo\x1b[2J", file=sys.stderr)
        print("\rbo\u202e")
        raise FileNotFoundError(2, "No such file", "\x1b]0;title\x07")

    def parser() -> ArgumentParser:
        made = ArgumentParser()
        made.set_defaults(run=told)
        return made

    monkeypatch.setattr(cli, "parser", parser)
    assert cli.main([]) == 2
    shown = capsys.readouterr()
    assert shown.out == "\\rbo\\u202e\n"
    assert shown.err == "bo\\x1b[2J\ncourse: \\x1b]0;title\\x07: No such file.\n"


def test_a_line_of_progress_is_written_over_the_one_before() -> None:
    output, errors = io.StringIO(), io.StringIO()
    with escaped(output, errors):
        print("\r3 of \x1b[2J4\x1b[K", end="", file=sys.stderr)
        print("\r4 of 4", file=sys.stdout)
    assert errors.getvalue() == "\r3 of \\x1b[2J4\x1b[K"
    assert output.getvalue() == "\\r4 of 4\n"
