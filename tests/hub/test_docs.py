"""The page on the snapshot Hub names what there is, and nothing that is not."""

import re
from pathlib import Path

import pytest

from course.hub import limits, places, record

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/hub.md").read_text("utf-8")
CODE = "".join(path.read_text("utf-8") for path in (ROOT / "course/hub").rglob("*.py"))
COURSE = "".join(path.read_text("utf-8") for path in (ROOT / "course").rglob("*.py"))
COLLECTIONS = sorted(set(re.findall(r'(?:documents?|_account)\((?:call, )?"(\w+)"', CODE)))


def test_there_are_collections() -> None:
    assert len(COLLECTIONS) > 10


@pytest.mark.parametrize("name", [*COLLECTIONS, *places.NAMES, *limits.PLANS, *record.EXTRAS])
def test_the_page_names(name: str) -> None:
    assert re.search(rf"\b{name}\b", PAGE)


@pytest.mark.parametrize("variable", sorted(set(re.findall(r"\bCOURSE_\w+", PAGE))))
def test_the_code_reads(variable: str) -> None:
    assert f'"{variable}"' in COURSE


@pytest.mark.parametrize("command", re.findall(r"^    course (.+)$", PAGE, re.MULTILINE))
def test_the_command_line_takes(command: str) -> None:
    from course import cli

    assert cli.parser().parse_args(command.split()).run
