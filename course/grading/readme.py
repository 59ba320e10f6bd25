"""The README's table of lessons: a lesson that is released is linked, and opens on Binder if there is an address."""

import re
import tomllib
from urllib.parse import quote, urlsplit

from course.grading.project import Lesson, Project

TABLE = re.compile(r"(<!-- lessons\b.*?-->\n)(.*?)(<!-- end of lessons -->)", re.DOTALL)
ROW = re.compile(r"^\| (\d+) \| (?:\[(.+?)\]\(\S+?\)|(.+?)) \| .*?\|$", re.MULTILINE)


def linked(text: str, project: Project) -> str:
    """The README `text` with the links of its table as they should be."""
    lessons = {int(lesson.key.partition("-")[0]): lesson for lesson in project.lessons if lesson.release.is_file()}
    address = repository(project)

    def row(found: re.Match[str]) -> str:
        number, title = int(found[1]), found[2] or found[3]
        lesson = lessons.get(number)
        if lesson is None:
            return f"| {number} | {title} | |"
        online = f"[open]({binder(address, lesson)}) " if address else ""
        return f"| {number} | [{title}]({_path(lesson)}) | {online}|"

    return TABLE.sub(lambda table: table[1] + ROW.sub(row, table[2]) + table[3], text)


def repository(project: Project) -> str:
    """The public address that pyproject.toml names, or ""."""
    path = project.root / "pyproject.toml"
    known = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return str(known.get("project", {}).get("urls", {}).get("Repository", ""))


def binder(address: str, lesson: Lesson) -> str:
    """Where Binder opens the lesson in JupyterLab, for a repository on GitHub."""
    owner_and_name = urlsplit(address).path.strip("/").removesuffix(".git")
    return f"https://mybinder.org/v2/gh/{owner_and_name}/HEAD?urlpath={quote(f'lab/tree/{_path(lesson)}', safe='')}"


def _path(lesson: Lesson) -> str:
    return lesson.release.relative_to(lesson.root).as_posix()
