"""nbgrader's own pipeline, run in this process on a folder laid out as a course."""

import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader
from traitlets.log import get_logger

from course.lesson.project import MARK, CourseError, Project
from course.settings import setting


def generate(project: Project, course: Path, lesson: str, *, database: bool, url: str = "") -> None:
    """Make `course`/release/`lesson` from `course`/source/`lesson`, and the gradebook's view of it where asked for.

    The gradebook is the one at `url`, or else a file in `course`.
    """
    config = Config()
    if url:
        config.CourseDirectory.db_url = url
    config.SaveCells.enabled = database
    config.GenerateAssignment.no_database = not database
    _run(GenerateAssignment, project, course, lesson, config)


def autograde(project: Project, course: Path, lesson: str) -> None:
    """Make `course`/autograded/ from `course`/submitted/ for every student found there; the slots are built already."""
    _run(Autograde, project, course, lesson, Config())


def _run(converter: type[Any], project: Project, course: Path, lesson: str, extra: Config) -> None:
    config = PyFileConfigLoader(MARK, path=str(project.root)).load_config()
    config.merge(extra)
    config.Autograde.pop("pre_convert_hook", None)  # builds the slots, for nbgrader's own command
    config.GenerateAssignment.pop("post_convert_hook", None)  # writes release/ here, for nbgrader's own command
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.assignment_id = lesson
    # nbgrader starts `alembic` by name; it lies beside this Python, which need not be on the PATH
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    with setting("PATH", tools), _log() as messages, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own, from SQLAlchemy and traitlets: nobody here can mend them
        try:
            converter(coursedir=CourseDirectory(config=config), config=config).start()
        except NbGraderException as error:
            raise CourseError(f"nbgrader could not process {lesson}: {_reason(messages) or error}") from error


class _Messages(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


@contextmanager
def _log() -> Iterator[list[str]]:
    """What nbgrader logs as an error meanwhile; none of it, nor its warnings, reaches the terminal."""
    logger, kept = get_logger(), _Messages()
    handlers, propagate, logger.handlers, logger.propagate = logger.handlers, logger.propagate, [kept], False
    try:
        yield kept.texts
    finally:
        logger.handlers, logger.propagate = handlers, propagate


def _reason(messages: list[str]) -> str:
    """The last line of the traceback that nbgrader logged, which names the cause."""
    traces = [text for text in messages if text.startswith("Traceback")]
    return traces[-1].strip().splitlines()[-1] if traces else ""
