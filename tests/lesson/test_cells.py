"""What a check says of itself is read whole."""

import pytest

from course.lesson.cells import first_comment


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "# Graded on ties, an empty\n# frame, and three Hubs.\nassert True",
            "Graded on ties, an empty frame, and three Hubs.",
        ),
        ("\n# Graded on zero.\n### BEGIN HIDDEN TESTS\n# a secret\n", "Graded on zero."),
        ("# Check: one.\nx = 1\n# no more", "Check: one."),
        ("### BEGIN HIDDEN TESTS\n# a secret", ""),
        ("assert True", ""),
        ("", ""),
    ],
)
def test_the_comment_that_a_cell_begins_with(source: str, said: str) -> None:
    assert first_comment(source) == said
