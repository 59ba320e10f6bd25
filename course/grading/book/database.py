"""The database of a gradebook: opened where it is nbgrader's and of the version that this course writes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from course.grading.book import schema
from course.lesson.project import CourseError, Project

SETTING = "COURSE_GRADEBOOK"
PATIENCE = 30.0  # seconds to wait while formgrader writes


def address(project: Project, given: str | None) -> URL:
    """The gradebook's URL: as given, as set in the environment, or nbgrader's own default."""
    text = given or os.environ.get(SETTING) or f"sqlite:///{project.root / 'gradebook.db'}"
    try:
        return make_url(text)
    except ArgumentError:
        raise CourseError("--db is not a database URL; such as sqlite:///gradebook.db.") from None


def connected(url: URL) -> Engine:
    """The database at `url`, tried out; CourseError says in one sentence why it cannot be used."""
    sqlite = url.get_backend_name() == "sqlite"
    try:
        engine = create_engine(url, connect_args={"timeout": PATIENCE} if sqlite else {})
        if sqlite:
            event.listen(engine, "connect", _no_transaction_of_its_own)
            event.listen(engine, "begin", _begin)
        with engine.connect():
            return engine
    except (NoSuchModuleError, ImportError) as error:
        raise CourseError(f"{shown(url)} needs a driver: {error}; install the course with its extra `scale`.") from None
    except DatabaseError as error:
        raise CourseError(f"{shown(url)} cannot be opened: {reason(error)}.") from None


def present(url: URL, command: str = "course grade") -> None:
    """CourseError if no gradebook lies at `url` yet; `command` makes one."""
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise CourseError(f"There is no gradebook at {shown(url)}; `{command}` makes one.")


@contextmanager
def reading(project: Project, given: str | None) -> Iterator[Engine]:
    """The gradebook, to read in; CourseError if there is none yet, or nothing in it."""
    url = address(project, given)
    present(url)
    engine = connected(url)
    try:
        if is_new(engine):
            raise CourseError(f"{shown(url)} is empty; grade a lesson first.")
        yield engine
    finally:
        engine.dispose()


def is_new(engine: Engine) -> bool:
    """Whether nothing is in it yet; CourseError if it is no gradebook, or one of another nbgrader."""
    try:
        tables = set(inspect(engine).get_table_names())
    except DatabaseError as error:
        raise CourseError(f"{shown(engine.url)} is no gradebook: {reason(error)}.") from None
    if not tables:
        return True
    missing = {table.name for table in schema.THEIRS.sorted_tables} - tables
    found = _revision(engine) if "alembic_version" in tables else "none"
    if found != schema.REVISION:
        raise CourseError(
            f"{shown(engine.url)} is of another nbgrader (version {found}, not {schema.REVISION}); "
            "run: nbgrader db upgrade"
        )
    if missing:
        raise CourseError(f"{shown(engine.url)} is no gradebook: it has no table {sorted(missing)[0]!r}.")
    return False


def shown(url: URL) -> str:
    """The URL as it may be printed: a file by its path, and never a password."""
    return str(Path(url.database)) if url.get_backend_name() == "sqlite" and url.database else url.render_as_string()


def _revision(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.execute(select(schema.alembic_version.c.version_num)).scalar())


def reason(error: DatabaseError) -> str:
    """What the database said, in its first line."""
    lines = str(error.orig).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__


def _no_transaction_of_its_own(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]


def _begin(connection: object) -> None:
    """Take the write lock at once: a reader that becomes a writer is refused without any patience."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
