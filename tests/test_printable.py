"""What comes from a submission is printed as text, and nothing else."""

import pytest

from course.printable import printable


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
