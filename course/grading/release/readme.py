"""The README's table of lessons: a lesson that is released is linked, and opens on Binder if there is an address."""

import json
import re
import tomllib
from urllib.parse import quote, urlsplit

from course.lesson.project import Lesson, Project

TABLE = re.compile(r"(<!-- lessons\b.*?-->\n)(.*?)(<!-- end of lessons -->)", re.DOTALL)
BADGE = re.compile(r"(<!-- badge\b.*?-->\n)(.*?)(<!-- end of badge -->)", re.DOTALL)
ROW = re.compile(r"^\| (\d+) \| (?:\[(.+?)\]\(\S+?\)|(.+?)) \| .*?\|$", re.MULTILINE)
BINDER = "https://mybinder.org"


def linked(text: str, project: Project) -> str:
    """The README `text` with its badge and the links of its table as they should be."""
    lessons = {int(lesson.key.partition("-")[0]): lesson for lesson in project.lessons if lesson.release.is_file()}
    address = repository(project)

    def row(found: re.Match[str]) -> str:
        number, title = int(found[1]), found[2] or found[3]
        lesson = lessons.get(number)
        if lesson is None:
            return f"| {number} | {title} | |"
        online = f"[open]({binder(address, lesson)}) " if address else ""
        return f"| {number} | [{_title(lesson) or title}]({quote(_path(lesson))}) | {online}|"

    shown = badge(address, lessons[min(lessons)]) if address and lessons else ""
    text = BADGE.sub(lambda region: region[1] + shown + region[3], text)
    return TABLE.sub(lambda table: table[1] + ROW.sub(row, table[2]) + table[3], text)


def repository(project: Project) -> str:
    """The public address that pyproject.toml names, or ""."""
    path = project.root / "pyproject.toml"
    known = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return str(known.get("project", {}).get("urls", {}).get("Repository", ""))


def badge(address: str, lesson: Lesson) -> str:
    """The line that opens the course at `lesson` on Binder."""
    return f"[![Open the course on Binder]({BINDER}/badge_logo.svg)]({binder(address, lesson)})\n"


def binder(address: str, lesson: Lesson) -> str:
    """Where Binder opens the released notebook in JupyterLab, for a repository on GitHub, GitLab or anywhere else."""
    page = quote(f"lab/tree/{quote(_path(lesson))}", safe="")
    return f"{BINDER}/v2/{_provider(address)}/HEAD?urlpath={page}"


def _provider(address: str) -> str:
    where = urlsplit(address)
    name = where.path.strip("/").removesuffix(".git")
    if where.hostname == "github.com":
        return f"gh/{name}"
    return f"gl/{quote(name, safe='')}" if where.hostname == "gitlab.com" else f"git/{quote(address, safe='')}"


def _title(lesson: Lesson) -> str:
    """The title of a lesson, as its notebook says it in the first heading; "" if it says none with a number."""
    cells = json.loads(lesson.release.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    found = re.search(r"^# \d+ · (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


def _path(lesson: Lesson) -> str:
    return lesson.release.relative_to(lesson.root).as_posix()
