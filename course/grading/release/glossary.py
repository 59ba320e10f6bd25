"""The glossary beside each lesson, so that a link in a notebook opens it wherever the folder was taken."""

import re

from course.learner.bundle import GLOSSARY
from course.lesson.project import Project

LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")


def released(project: Project) -> dict[str, bytes]:
    """The file that a lesson is released with, by name; links to other pages are plain text there. Empty without one."""
    page = project.root / "docs" / GLOSSARY
    if not page.is_file():
        return {}
    return {GLOSSARY: LINK.sub(r"\1", page.read_text(encoding="utf-8")).encode()}
