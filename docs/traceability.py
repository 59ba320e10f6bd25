"""The table of docs/traceability.md, made from docs/traceability.yaml and the released lessons."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import yaml
from sphinx.application import Sphinx

from course.lesson.project import Lesson, Project
from course.scorecard.outline import Outline, outline

PAGE, MARK = "docs/traceability", "<!-- traceability -->"
HEAD = "<thead><tr><th scope='col'>What is asked for</th><th scope='col'>Where it is practised</th></tr></thead>"
Row = dict[str, Any]


def setup(app: Sphinx) -> dict[str, bool]:
    """Put the table where the page marks its place."""
    app.connect("source-read", listed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def listed(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replace the mark by the table."""
    if docname == PAGE:
        source[0] = source[0].replace(MARK, table(Path(app.confdir).parent))


def rows(root: Path) -> list[Row]:
    """The rows as the data file holds them."""
    found: list[Row] = yaml.safe_load((root / "docs/traceability.yaml").read_text(encoding="utf-8"))
    return found


def table(root: Path) -> str:
    """The rows as a table of HTML; exercises are linked to their cells."""
    asked = outline(root)
    lessons = {one.key: one for one in Project(root).lessons if one.release.is_file()}
    body = "\n".join(_row(one, asked, lessons) for one in rows(root))
    return f'<div class="table-wrapper">\n<table class="docutils">\n{HEAD}\n<tbody>\n{body}\n</tbody>\n</table>\n</div>'


def _row(row: Row, asked: Outline, lessons: dict[str, Lesson]) -> str:
    return f"<tr>{_quoted(row)}<td>{'; '.join(_covered(row, asked, lessons))}</td></tr>"


def _quoted(row: Row) -> str:
    quotes = ", ".join(f"“{escape(one)}”" for one in row["says"].split("; "))
    return f"<th scope='row'>{quotes} ({row['source']})</th>"


def _covered(row: Row, asked: Outline, lessons: dict[str, Lesson]) -> Iterator[str]:
    """Each place that covers the row."""
    for key, numbers in row.get("asked", {}).items():
        for number in numbers:
            names = [one.name for one in asked.exercises(key, number)]
            links = ", ".join(f'<a href="{_address(lessons[key], name)}"><code>{name}</code></a>' for name in names)
            yield f"{key}, question {number}: {links}"
    every = row.get("memo") == "all"
    yield from ["the memo of every lesson"] if every else [f"the memo of {key}" for key in memos(row, asked)]
    if row.get("also"):
        yield escape(row["also"])
    if row.get("not_measured"):
        yield f"not measured. {escape(row['not_measured'])}"


def memos(row: Row, asked: Outline) -> list[str]:
    """The lessons whose memo covers the row."""
    every = sorted({one.lesson for one in asked.memos})
    return every if row.get("memo") == "all" else list(row.get("memo", []))


def _address(lesson: Lesson, name: str) -> str:
    page = lesson.release.relative_to(lesson.root).with_suffix(".html").as_posix()
    return f"../{page}#{name}"
