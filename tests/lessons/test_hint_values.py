"""A hint tells no value that only the hidden tests know."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.learner.hints import read
from tests.lessons.material import LESSONS, ROOT, SOURCES, released

TELLING = 3  # digits or letters; shorter values are everybody's


def literals(code: str) -> Iterator[str]:
    """The numbers and the short texts that a piece of Python spells out, without their quotes."""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.NUMBER or (token.type == tokenize.STRING and " " not in token.string):
            yield token.string.strip("\"'frb")


def hidden(lesson: str) -> set[str]:
    """The values in the exercises of a lesson that its released notebook does not show."""
    folder = ROOT / "exercises" / SOURCES[LESSONS.index(lesson)].stem
    shown = "\n".join(cell.source for cell in released(lesson))
    found = {value for path in folder.glob("*.py") for value in literals(path.read_text(encoding="utf-8"))}
    return {
        value
        for value in found
        if sum(map(str.isalnum, value)) >= TELLING and value not in shown and not value.isalpha()
    }


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_hint_holds_a_hidden_value(lesson: str) -> None:
    texts = "\n".join(text for levels in read(ROOT / "release" / lesson).values() for text in levels)
    words = set(re.findall(r"[\w./:-]+", texts))
    assert texts
    assert len(hidden(lesson)) > 20, "the exercises spell out values, or this test looks at nothing"
    assert not words & hidden(lesson)


def test_a_value_is_found_where_it_is_told() -> None:
    assert {"2026-05-01", "4200", "0.5625"} <= set(literals('cases = ["2026-05-01", 4200, {"x": 0.5625}]'))
    assert Path(ROOT / "exercises").is_dir()
