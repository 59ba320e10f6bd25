"""A class that has handed in, and the command that grades it, typed as an instructor types it."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from course.grading.release import release
from course.lesson.project import Lesson, Project
from tests.courses import make_lesson

RIGHT = "def double(number):\n    return number * 2"
WRONG = "def double(number):\n    return number ** 2"
BROKEN = "def double(number):\n    return [][number]"
MEMO = "print('Ship.')"
WHEN = "2026-02-03 12:34:56.000000 UTC"


def make_class(root: Path) -> Lesson:
    """A course with a released lesson and nobody in it."""
    lesson = make_lesson(root)
    release.write(Project(root), lesson)
    return lesson


def notebook(lesson: Lesson, code: str, memo: str | None = MEMO) -> str:
    """The released notebook with an answer and a memo; None leaves the memo unwritten."""
    learner, written = json.loads(lesson.release.read_text(encoding="utf-8")), {"double": code, "memo_doubling": memo}
    for cell in learner["cells"]:
        cell["source"] = written.get(cell["id"]) or cell["source"]
    return json.dumps(learner)


def hand_in(lesson: Lesson, student: str, text: str, name: str = "double.ipynb", when: str = WHEN) -> Path:
    """Put a file where `nbgrader collect` puts it."""
    folder = lesson.root / "submitted" / student / lesson.key
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "timestamp.txt").write_text(when, encoding="utf-8")
    return folder


def hand_in_all(lesson: Lesson, students: Iterable[str]) -> None:
    """Right, wrong and broken answers in turn."""
    for number, student in enumerate(students):
        hand_in(lesson, student, notebook(lesson, (RIGHT, WRONG, BROKEN)[number % 3]))


def command(*words: str) -> list[str]:
    """The command line of `course grade`."""
    return [sys.executable, "-m", "course", "grade", "01-double", "--walls", "any", *words]


def grade(lesson: Lesson, *words: str, code: int = 0, **environment: str) -> str:
    """What `course grade` prints; it must end with `code`, and without a traceback."""
    env = {**os.environ, **environment}
    done = subprocess.run(command(*words), cwd=lesson.root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


SCORES = """
select given.student_id, cell.name, grade.auto_score, grade.needs_manual_grade from grade
join base_cell cell on cell.id = grade.cell_id
join submitted_notebook book on book.id = grade.notebook_id
join submitted_assignment given on given.id = book.assignment_id
"""


def rows(lesson: Lesson, query: str) -> list[tuple[object, ...]]:
    """What the gradebook answers."""
    with sqlite3.connect(lesson.root / "gradebook.db") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def scores(lesson: Lesson) -> dict[str, dict[str, float | None]]:
    """The program's points by student and graded cell."""
    found: dict[str, dict[str, float | None]] = {}
    for student, name, score, _ in rows(lesson, SCORES):
        found.setdefault(str(student), {})[str(name)] = score  # type: ignore[assignment]
    return found


def feedback(lesson: Lesson, student: str) -> str:
    """The feedback page of a student."""
    return (lesson.root / "feedback" / student / lesson.key / "double.html").read_text(encoding="utf-8")


def records(lesson: Lesson) -> dict[str, str]:
    """When each student's submission was graded, as the gradebook has it."""
    found = rows(lesson, "select student_id, record from course_record")
    return {str(student): json.loads(str(text))["graded_at"] for student, text in found}
