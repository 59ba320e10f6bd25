"""Grades tell which code judged them."""

from pathlib import Path

import pytest

from course import compare
from course.grading.engine.edition import NUMBER, edition


def test_another_comparison_is_another_edition(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = edition()
    assert before.startswith(f"{NUMBER}-")
    changed = tmp_path / "compare.py"
    changed.write_bytes(Path(str(compare.__file__)).read_bytes() + b"\nREL = 1\n")
    monkeypatch.setattr(compare, "__file__", str(changed))
    edition.cache_clear()
    assert edition() != before
    monkeypatch.undo()
    edition.cache_clear()
    assert edition() == before
