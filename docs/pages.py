"""What the lessons' web pages have beyond the notebooks: names for the cells, links to open them, and no barriers."""

import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import front
from docutils import nodes
from sphinx.application import Sphinx

from course.grading.release.address import repository
from course.grading.release.readme import binder
from course.learner.bundle import GLOSSARY
from course.lesson.project import Lesson, Project

FRONT = '<!doctype html>\n<html lang="en"><title>{0}</title><meta http-equiv="refresh" content="0; url={1}">\n'
FRONT += '<h1>{0}</h1><p><a href="{1}">{0}</a></p></html>\n'

ABOUT = "A course in notebooks: measure the Hugging Face Hub with its own client, checked as you write."

# The theme leaves these out. Each: what it writes, what a keyboard or a screen reader needs.
MENDED = {
    "<pre>": '<pre tabindex="0">',  # scrolls sideways on a phone, so a keyboard has to get there
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer': '<aside aria-label="This page" class="toc-drawer',
    '<div id="search-results">': '<h1>Search</h1>\n<div id="search-results">',
}


def setup(app: Sphinx) -> dict[str, bool]:
    """Name the cells once a notebook is read; mend the pages once all are written."""
    app.connect("source-read", led)
    app.connect("doctree-read", named, priority=400)  # before Sphinx collects the pictures of a page
    app.connect("build-finished", finished)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def led(_app: Sphinx, page: str, source: list[str]) -> None:
    """Lead a lesson's link to the glossary beside it to the one page of the site."""
    if page.startswith("release/"):
        source[0] = source[0].replace(f"]({GLOSSARY}", f"](../../docs/{GLOSSARY}")


def named(app: Sphinx, doctree: nodes.document) -> None:
    """Put a name on each cell that is the learner's to write or is graded, and links under the lesson's title."""
    for cell in list(doctree.findall(nodes.container)):
        marks = cell.get("cell_metadata", {}).get("nbgrader", {})
        name = kind(marks)
        if cell.get("nb_element") == "cell_code" and name:
            cell.insert(0, nodes.paragraph(name, name, classes=["cell-name"], ids=[marks["grade_id"]]))
    title = next(iter(doctree.findall(nodes.title)), None)
    lesson = lessons(app).get(app.env.docname)
    if lesson and title:
        root = Path(app.confdir).parent
        title.parent.insert(1, [*front.head(root, lesson.key), links(root, lesson), *front.figure(root, lesson.key)])


def kind(marks: dict[str, Any]) -> str:
    """What a cell is to a learner, from nbgrader's marks; "" for one that only has to be run."""
    if not marks.get("grade"):
        return "Your answer" if marks.get("solution") else ""
    if marks["solution"]:
        return f"Your memo · {marks['points']} points"
    name = "Graded on unseen data" if str(marks["grade_id"]).startswith("graded_") else "Check"
    return f"{name} · {marks['points']} points"


def lessons(app: Sphinx) -> dict[str, Lesson]:
    """The released lessons by the name of their page."""
    root = Path(app.confdir).parent
    found = [lesson for lesson in Project(root).lessons if lesson.release.is_file()]
    return {lesson.release.relative_to(root).with_suffix("").as_posix(): lesson for lesson in found}


def links(root: Path, lesson: Lesson) -> nodes.paragraph:
    """Where the lesson can be opened."""
    address = repository(Project(root))
    places = {"Open on Binder": binder(address, lesson)} if address else {}
    places["Download the notebook"] = lesson.release.name
    line = nodes.paragraph(classes=["lesson-links"])
    for text, target in places.items():
        line += [nodes.reference(text, text, refuri=target, internal=False), nodes.Text(" ")]
    return line


def finished(app: Sphinx, error: Exception | None) -> None:
    """Mend every page, lay the notebooks beside their pages, and lead from the folder to the first page."""
    if error or app.builder.format != "html":
        return
    site, root = Path(app.outdir), Path(app.confdir).parent
    announce(site, root, front.address_of_pages(root))
    for name, lesson in lessons(app).items():
        shutil.copyfile(lesson.release, (site / name).with_suffix(".ipynb"))
    first = FRONT.format(app.config.project, f"{app.config.root_doc}.html")
    (site / "index.html").write_text(first, encoding="utf-8")


def announce(site: Path, root: Path, base: str) -> None:
    """Mend every page, and say in it what other sites show beside a link; with an address, list all pages."""
    questions = {one.release.stem: front.facts(root).get(key, {}) for key, one in front.released(root).items()}
    pages = [path for path in site.rglob("*.html") if path != site / "index.html"]
    for path in pages:
        html = mended(path.read_text(encoding="utf-8"))
        found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
        about = questions.get(path.stem, {}).get("question", ABOUT)
        page = path.relative_to(site).as_posix()
        path.write_text(front.announced(html, unescape(found[1] if found else ""), about, base, page), encoding="utf-8")
    if base:
        names = [path.relative_to(site).as_posix() for path in pages]
        (site / "sitemap.xml").write_text(front.sitemap(names, base), encoding="utf-8")
        (site / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n", encoding="utf-8")


def mended(html: str) -> str:
    """The page with what MENDED lists; a page that has it already stays as it is."""
    for written, needed in MENDED.items():
        html = html.replace(needed, written).replace(written, needed)
    return html
