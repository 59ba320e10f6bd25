"""The README's table of lessons: a lesson that is released is linked, and opens on Binder if there is an address."""

import json
import re
from urllib.parse import quote, unquote, urlsplit

from course.lesson.project import Lesson, Project

TABLE = re.compile(r"(<!-- lessons\b.*?-->\n)(.*?)(<!-- end of lessons -->)", re.DOTALL)
BADGE = re.compile(r"(<!-- badge\b.*?-->\n)(.*?)(<!-- end of badge -->)", re.DOTALL)
ROW = re.compile(r"^\| (\d+) \| (?:\[(.+?)\]\(\S+?\)|(.+?)) \|.*$", re.MULTILINE)
HEADS = {True: "| | Lesson | Online |\n|---|---|---|\n", False: "| | Lesson |\n|---|---|\n"}  # with links, without
UNKNOWN = (
    "\nThere are no Binder links here, because the public address of this repository is not known: "
    "`course publish binder --repository URL` adds them.\n"
)
BINDER = "https://mybinder.org"
SHOWN = re.compile(rf"{re.escape(BINDER)}/v2/(gh|gl|git)/([^)\s]+?)/HEAD\?")


def linked(text: str, project: Project, address: str) -> str:
    """The README `text` with the badge and the links of its table as they should be; no Binder links without address."""
    lessons = {int(lesson.key.partition("-")[0]): lesson for lesson in project.lessons if lesson.release.is_file()}

    def row(found: re.Match[str]) -> str:
        number, title = int(found[1]), found[2] or found[3]
        lesson = lessons.get(number)
        online = f" [open]({binder(address, lesson)}) |" if address and lesson else " |" if address else ""
        shown = f"[{title_of(lesson) or title}]({quote(_path(lesson))})" if lesson else title
        return f"| {number} | {shown} |{online}"

    def table(found: re.Match[str]) -> str:
        rows = [row(one) for one in ROW.finditer(found[2])]
        shown = [HEADS[bool(address)], *(f"{one}\n" for one in rows), "" if address else UNKNOWN]
        return "".join([found[1], *shown, found[3]])

    shown = badge(address, lessons[min(lessons)]) if address and lessons else ""
    text = BADGE.sub(lambda region: region[1] + shown + region[3], text)
    return TABLE.sub(table, text)


def shown_address(text: str) -> str:
    """The address of the repository that a README's Binder links open, or ""."""
    found = SHOWN.search(text)
    if found is None:
        return ""
    path = unquote(found[2])
    return path if found[1] == "git" else f"https://{'github' if found[1] == 'gh' else 'gitlab'}.com/{path}"


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


def title_of(lesson: Lesson) -> str:
    """The title of a lesson, as its notebook says it in the first heading; "" if it says none with a number."""
    cells = json.loads(lesson.release.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    found = re.search(r"^# \d+ · (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


def _path(lesson: Lesson) -> str:
    return lesson.release.relative_to(lesson.root).as_posix()
