"""nbgrader's tables, as far as grading writes them, and the one table that is ours.

Written out here because importing nbgrader takes seconds; the tests compare it with nbgrader's own definition.
"""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    Interval,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

REVISION = "e43177bfe90b"  # the newest of nbgrader 0.9.6's migrations
THEIRS, OURS = MetaData(), MetaData()


def _table(name: str, *columns: Column) -> Table:  # type: ignore[type-arg]
    return Table(name, THEIRS, *columns)


assignment = _table("assignment", Column("id", String(32)), Column("name", String(128)), Column("duedate", DateTime))
notebook = _table(
    "notebook", Column("id", String(32)), Column("name", String(128)), Column("assignment_id", String(32))
)
base_cell = _table(
    "base_cell",
    Column("id", String(32)),
    Column("name", String(128)),
    Column("notebook_id", String(32)),
    Column("type", String(50)),
)
grade_cell = _table("grade_cells", Column("id", String(32)), Column("max_score", Float))
student = _table(
    "student",
    Column("id", String(128)),
    Column("first_name", String(128)),
    Column("last_name", String(128)),
    Column("email", String(128)),
)
submitted_assignment = _table(
    "submitted_assignment",
    Column("id", String(32)),
    Column("assignment_id", String(32)),
    Column("student_id", String(128)),
    Column("timestamp", DateTime),
    Column("extension", Interval),
)
submitted_notebook = _table(
    "submitted_notebook",
    Column("id", String(32)),
    Column("assignment_id", String(32)),
    Column("notebook_id", String(32)),
    Column("flagged", Boolean),
    Column("late_submission_penalty", Float),
)
grade = _table(
    "grade",
    Column("id", String(32)),
    Column("notebook_id", String(32)),
    Column("cell_id", String(32)),
    Column("auto_score", Float),
    Column("manual_score", Float),
    Column("extra_credit", Float),
    Column("needs_manual_grade", Boolean),
)
comment = _table(
    "comment",
    Column("id", String(32)),
    Column("notebook_id", String(32)),
    Column("cell_id", String(32)),
    Column("auto_comment", Text),
    Column("manual_comment", Text),
)
alembic_version = _table("alembic_version", Column("version_num", String(32)))

course_record = Table(
    "course_record",
    OURS,
    Column("student_id", String(128), nullable=False),
    Column("assignment", String(128), nullable=False),
    Column("content", String(64), nullable=False),
    Column("version", String(64), nullable=False),
    Column("record", Text, nullable=False),
    PrimaryKeyConstraint("student_id", "assignment"),
)

course_reading = Table(
    "course_reading",
    OURS,
    Column("student_id", String(128), nullable=False),
    Column("assignment", String(128), nullable=False),
    Column("cell", String(128), nullable=False),
    Column("place", String(16), nullable=False),
    Column("reader", String(128), nullable=False),
    Column("text", String(64), nullable=False),
    Column("done", Boolean, nullable=False),
    Column("reading", Text, nullable=False),
    PrimaryKeyConstraint("student_id", "assignment", "cell", "place"),
)
