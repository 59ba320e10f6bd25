"""A lesson entered into nbgrader's gradebook by nbgrader itself."""

import shutil
import tempfile
from pathlib import Path

from sqlalchemy.engine import URL

from course.files import replacing
from course.grading.by_nbgrader.ordinary import generate
from course.lesson.project import CourseError, Lesson, Project


def register(project: Project, lesson: Lesson, url: URL, *, new: bool) -> None:
    """Enter the cells of `lesson`; a `new` gradebook in a file is there whole or not at all."""
    if not (new and url.get_backend_name() == "sqlite" and url.database):
        _enter(project, lesson, url)
        return
    place = Path(url.database).absolute()
    with replacing(place) as made:
        made.unlink()  # nbgrader makes the file itself
        _enter(project, lesson, url.set(database=str(made)))


def _enter(project: Project, lesson: Lesson, url: URL) -> None:
    with tempfile.TemporaryDirectory(prefix="course-grade-") as temporary:
        course = Path(temporary).resolve()
        ignored = shutil.ignore_patterns(".ipynb_checkpoints")
        shutil.copytree(lesson.source.parent, course / "source" / lesson.key, ignore=ignored)
        try:
            generate(project, course, lesson.key, database=True, url=url.render_as_string(hide_password=False))
        except CourseError as error:
            raise CourseError(_without(str(error), url)) from None


def _without(text: str, url: URL) -> str:
    return text.replace(str(url.password), "***") if url.password else text
