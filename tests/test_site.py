"""The web pages: everything is in them, every link leads somewhere, nothing is fetched, no answer is told."""

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from course.lesson.project import Project
from tests import pages

ROOT = pages.ROOT
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
LONG = 20  # characters; shorter lines of an answer are said everywhere


class Page(HTMLParser):
    """What a page links to, what it loads, the places in it that can be linked to, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what the tag names."""
        told = dict(attrs)
        self.ids.add(told.get("id") or "")
        if tag == "a" and told.get("href"):
            self.links.append(str(told["href"]))
        elif tag in ("script", "img", "link", "iframe", "source"):
            self.loaded.append(told.get("src") or told.get("href") or "")

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data


@cache
def read(path: Path) -> Page:
    """The page at `path`."""
    return Page(path)


@pytest.fixture(scope="module")
def site() -> Path:
    """The pages as `make site` writes them."""
    return pages.built()


def broken(site: Path) -> Iterator[str]:
    """Each link within the site that leads nowhere."""
    for path in pages.pages(site):
        for link in filter(None, read(path).links + read(path).loaded):
            where = urlsplit(link)
            target = (path.parent / unquote(where.path)).resolve() if where.path else path
            if where.scheme or where.netloc:
                continue
            if not target.is_file() or (where.fragment and unquote(where.fragment) not in read(target).ids):
                yield f"{path.relative_to(site)}: {link}"


def test_every_lesson_and_every_document_has_a_page(site: Path) -> None:
    released = [lesson.release for lesson in Project(ROOT).lessons if lesson.release.is_file()]
    for source in [*released, *(ROOT / "docs").glob("*.md")]:
        page = site / source.relative_to(ROOT).with_suffix(".html")
        assert "<h1>" in page.read_text(encoding="utf-8")


def test_the_contents_lead_to_every_page(site: Path) -> None:
    linked = {(site / "docs" / link).resolve() for link in read(site / "docs/index.html").links}
    assert set(pages.pages(site)) - linked <= {site / "index.html", site / "docs/index.html", site / "search.html"}


def test_links_within_the_site_lead_somewhere(site: Path) -> None:
    assert sum(len(read(path).links) for path in pages.pages(site)) > 100
    assert list(broken(site)) == []


def test_a_page_loads_nothing_from_another_machine(site: Path) -> None:
    loaded = [name for path in pages.pages(site) for name in read(path).loaded]
    assert len(loaded) > 100
    assert [name for name in loaded if urlsplit(name).scheme or urlsplit(name).netloc] == []
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"@import|url\([\"']?(?:https?:)?//", styles) == []


def solution_lines() -> set[str]:
    """The lines of all answers that a learner is not shown anyway."""
    said = "".join(lesson.release.read_text(encoding="utf-8") for lesson in Project(ROOT).lessons)
    cells = [cell for path in ROOT.glob("source/*/*.ipynb") for cell in json.loads(path.read_text("utf-8"))["cells"]]
    found = {
        line.strip()
        for cell in cells
        for part in SOLUTION.findall("".join(cell["source"]))
        for line in part.split("\n")
    }
    return {line for line in found if len(line) >= LONG and json.dumps(line.strip("\"':,"))[1:-1] not in said}


def test_no_answer_is_told(site: Path) -> None:
    lines = solution_lines()
    assert len(lines) > 100
    told = {
        path: read(path).text if path.suffix == ".html" else path.read_text("utf-8", "replace") for path in files(site)
    }
    for path, text in told.items():
        assert [line for line in lines if line in text] == [], path
        assert not re.search(r"BEGIN (?:SOLUTION|HIDDEN)|(?:from|import) exercises\b", text), path


def files(site: Path) -> list[Path]:
    """Every file that would be published."""
    return [path for path in site.rglob("*") if path.is_file() and ".doctrees" not in path.parts]


def test_a_notebook_can_be_had_beside_its_page(site: Path) -> None:
    for lesson in Project(ROOT).lessons:
        page = site / lesson.release.relative_to(ROOT).with_suffix(".html")
        assert lesson.release.name in read(page).links
        assert page.with_suffix(".ipynb").read_bytes() == lesson.release.read_bytes()


def test_cells_say_what_they_are(site: Path) -> None:
    text = read(site / "release/01-census/census.html").text
    for name in ("Your answer", "Check · 2 points", "Graded on unseen data · 6 points", "Your memo · 12 points"):
        assert name in text
