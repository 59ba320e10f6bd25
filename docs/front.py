"""The front door of the web pages: what the start page and the head of each lesson say, and what other sites show."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape as xml

import yaml
from docutils import nodes
from sphinx.application import Sphinx

from course.grading.release.address import repository
from course.grading.release.readme import title_of
from course.lesson.project import Lesson, Project

MARK = "<!-- lessons -->"
PATHS = "<!-- paths -->"
START, PREPARING = "docs/index", "docs/interviews"
PICTURES = "docs/_static/lessons"
CARD = "_static/card.png"
CAPSTONE, SURPRISE = "14-capstone", "06-experiment"
WAYS = {
    "A weekend": ("01-census", "04-failure", "06-experiment", "13-enterprise"),
    "A week": (
        *("01-census", "03-search", "04-failure", "06-experiment", "07-cards", "12-community", "13-enterprise"),
        CAPSTONE,
    ),
}
Facts = dict[str, Any]


def setup(app: Sphinx) -> dict[str, bool]:
    """Put the list of lessons and the paths where the pages mark their places."""
    app.connect("source-read", listed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def listed(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replace the marks of a page."""
    root = Path(app.confdir).parent
    if docname == START:
        known, told = facts(root), picture(root, SURPRISE)
        spent = hours(total(known, list(known), more=True))
        for mark, text in {"HOURS": spent, "ALT": told["alt"], "CAPTION": told["caption"]}.items():
            source[0] = source[0].replace(f"{{{{{mark}}}}}", text)
        source[0] = source[0].replace(MARK, table(root))
    elif docname == PREPARING:
        source[0] = source[0].replace(PATHS, paths(root))


def facts(root: Path) -> dict[str, Facts]:
    """What docs/lessons.yaml says of each lesson."""
    found: dict[str, Facts] = yaml.safe_load((root / "docs/lessons.yaml").read_text(encoding="utf-8"))
    return found


def hours(minutes: Sequence[int]) -> str:
    """A span for somebody fluent and somebody who knows pandas a little, in hours: `12 to 17`, or `4`."""
    least, most = (max(1, round(one / 60)) for one in sorted(minutes))
    return str(least) if least == most else f"{least} to {most}"


def total(known: dict[str, Facts], lessons: Sequence[str], *, more: bool = False) -> list[int]:
    """Minutes of several lessons, for somebody who knows pandas a little and for somebody fluent."""
    both = [[known[one]["minutes"][who] + more * known[one]["more"][who] for one in lessons] for who in (0, 1)]
    return [sum(one) for one in both]


def table(root: Path) -> str:
    """The lessons with their questions, a row each."""
    known, lessons = facts(root), released(root)
    rows = (f"| [{_title(key, one)}]({_page(one)}) | {known[key]['question']} |" for key, one in lessons.items())
    return "\n".join(["| Lesson | What it answers |", "|---|---|", *rows])


def paths(root: Path) -> str:
    """The three paths with their hours."""
    known, lessons = facts(root), released(root)
    whole = hours(total(known, list(known), more=True))
    rows = [_path(name, way, lessons, hours(total(known, way))) for name, way in WAYS.items()]
    rows.append(f"| The whole | all thirteen lessons with their extensions, and the capstone | {whole} |")
    return "\n".join(["| Path | Lessons | Hours |", "|---|---|---|", *rows])


def _path(name: str, way: Sequence[str], lessons: dict[str, Lesson], spent: str) -> str:
    links = ", ".join(f"[{_number(key)}]({_page(lessons[key])})" for key in way if key in lessons)
    return f"| {name} | {links} | {spent} |"


def _number(key: str) -> str:
    return "capstone" if key == CAPSTONE else str(int(key.split("-")[0]))


def _title(key: str, lesson: Lesson) -> str:
    return title_of(lesson) if key == CAPSTONE else f"{_number(key)} · {title_of(lesson)}"


def _page(lesson: Lesson) -> str:
    return f"../{lesson.release.relative_to(lesson.root).as_posix()}"


def released(root: Path) -> dict[str, Lesson]:
    """The released lessons by their keys."""
    return {one.key: one for one in Project(root).lessons if one.release.is_file()}


def head(root: Path, key: str) -> Iterator[nodes.Node]:
    """What stands under a lesson's title: its question and its minutes."""
    known = facts(root).get(key)
    if known is None:
        return
    least, most = sorted(known["minutes"])
    text = f"{known['question']} "
    line = nodes.paragraph("", "", nodes.strong(text, text), classes=["lesson-question"])
    line += nodes.Text(f"{least} minutes." if least == most else f"{least} to {most} minutes.")
    yield line


def figure(root: Path, key: str) -> Iterator[nodes.Node]:
    """The picture of a lesson's main plot, if there is one."""
    told = picture(root, key)
    if told:
        image = nodes.image(uri=f"/{PICTURES}/{key}.png", alt=told["alt"], width="100%")
        text = nodes.caption(told["caption"], told["caption"])
        yield nodes.figure("", image, text, classes=["lesson-picture"], ids=["main-plot"])


def picture(root: Path, key: str) -> dict[str, str]:
    """The text and the caption of a lesson's picture; nothing where there is none."""
    path = root / PICTURES / f"{key}.json"
    found: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def address_of_pages(root: Path) -> str:
    """Where a hosted build of this repository puts its pages, or "" where that is not known."""
    where = urlsplit(repository(Project(root)))
    names = where.path.strip("/").split("/")
    hosts = {"github.com": "github.io", "gitlab.com": "gitlab.io"}
    if where.hostname not in hosts or len(names) < 2:
        return ""
    own = f"{names[0].lower()}.{hosts[where.hostname]}"
    return f"https://{own}/" if names[1].lower() == own else f"https://{own}/{'/'.join(names[1:])}/"


def announced(html: str, title: str, about: str, base: str, page: str) -> str:
    """The page with what other sites show beside a link to it."""
    told = {"og:type": "website", "og:site_name": "Measure the Hub", "og:title": title, "og:description": about}
    if base:
        told |= {"og:url": base + page, "og:image": base + CARD, "og:image:alt": "A plot of the course"}
    tags = "".join(f'<meta property="{name}" content="{escape(text)}">\n' for name, text in told.items())
    more = f'<meta name="description" content="{escape(about)}">\n'
    return html if "og:title" in html else html.replace("</head>", f"{more}{tags}</head>", 1)


def sitemap(pages: Sequence[str], base: str) -> str:
    """Every page with its address, as search engines read it."""
    lines = "".join(f"<url><loc>{xml(base + page)}</loc></url>\n" for page in sorted(pages))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    )
