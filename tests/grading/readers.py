"""A class whose memos wait for a reader: a lesson with a rubric, a gradebook, and autograded notebooks."""

import json
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from course.exercise.state import State
from course.grading.book.gradebook import Gradebook
from course.grading.book.record import Record
from course.grading.book.result import Answer, Memo, Result
from course.grading.engine.graded import GradedCell, GradedNotebook
from course.grading.engine.outputs import as_memo
from course.grading.pages import autograded
from course.grading.release import release
from course.lesson.plan import Part, Plan, plan
from course.lesson.project import Lesson, Project
from tests.courses import ROOT, cell, lesson_cells, notebook

RUBRIC = """**Memo** (6 points, read by a person).

| row | 3 points | 1 point |
|---|---|---|
| size | says how large, as a | b | a word |
| tension | both sides | one side |
""".replace("as a | b", "with its window")
MEMO = """memo = ""
### BEGIN SOLUTION
memo = f"Ship: {twice:.1f} of 8."
### END SOLUTION"""
CHECKS = {"double": ["check_double", "graded_double"]}
SOURCE = 'memo = f"""Ship.\nIt is {twice:.1f} of 8, and 9.5 by hand."""'
RAN = "Ship.\nIt is 4.0 of 8, and 9.5 by hand."
STUDENTS = ("ada", "bo", "cy")


def make_lesson(root: Path) -> Lesson:
    """Lesson 01-double with a memo of two rows, released."""
    made = Lesson(root, "01-double", "double")
    made.source.parent.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    cells = lesson_cells()[:-1]
    cells[3]["source"] = "twice = double(2)\ntwice"
    cells.append(cell(RUBRIC, "markdown") | {"id": "memo_task"})
    cells.append(cell(MEMO, grade_id="memo_doubling", grade=True, solution=True, points=6))
    made.source.write_text(json.dumps(notebook(cells)), encoding="utf-8")
    release.write(Project(root), made)
    return made


def hand_in(
    lesson: Lesson, url: URL, students: tuple[str, ...] = STUDENTS, source: str = SOURCE, ran: str = RAN
) -> None:
    """Grade a memo of each student, as `course grade` writes it."""
    planned = plan(lesson)
    with Gradebook(Project(lesson.root), planned, url) as book:
        for student in students:
            kept = _record(student, source)
            before = autograded.earlier(lesson, student).get("memo_doubling")
            autograded.place(lesson, student, _autograded(planned, kept, source, ran))
            book.write(kept, None, rewritten={"memo_doubling": before} if before not in (None, source) else {})


def _record(student: str, source: str) -> Record:
    answer = Answer("double", State.RIGHT, 3, 3)
    found = Result("01-double", (), (answer,), (Memo("memo_doubling", 6, True),))
    scores = {"check_double": 1.0, "graded_double": 2.0, "memo_doubling": None}
    return Record(student, f"{student} {source}", "v", "now", found, scores, CHECKS)


def _autograded(planned: Plan, kept: Record, source: str, ran: str) -> str:
    cells = [GradedCell(one.name, one.part, one.released, tuple(_outputs(one.name))) for one in planned.cells]
    said = as_memo([{"output_type": "stream", "name": "stdout", "text": f"{ran}\n"}]) if ran else []
    cells[-1] = GradedCell("memo_doubling", Part.MEMO, source, tuple(said))
    released: dict[str, Any] = json.loads(planned.lesson.release.read_text(encoding="utf-8"))
    return autograded.text(kept, GradedNotebook(kept.result, tuple(cells)), released)


def _outputs(name: str) -> list[dict[str, Any]]:
    shown = {"output_type": "execute_result", "data": {"text/plain": "9.50"}, "metadata": {}, "execution_count": None}
    return [shown] if name == "plain" else []
