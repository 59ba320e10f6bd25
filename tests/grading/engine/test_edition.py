"""Grades tell which code judged them."""

import shutil
from pathlib import Path

import pytest

from course.grading.engine import edition as module
from course.grading.engine.edition import JUDGES, NUMBER, PACKAGE, edition


@pytest.mark.parametrize("judge", JUDGES)
def test_another_judge_is_another_edition(judge: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = edition()
    assert before.startswith(f"{NUMBER}-")
    changed = shutil.copytree(PACKAGE, tmp_path / "course", ignore=shutil.ignore_patterns("data", "__pycache__"))
    (changed / judge).write_bytes((PACKAGE / judge).read_bytes() + b"\nREL = 1\n")
    monkeypatch.setattr(module, "PACKAGE", changed)
    edition.cache_clear()
    assert edition() != before
    monkeypatch.undo()
    edition.cache_clear()
    assert edition() == before
