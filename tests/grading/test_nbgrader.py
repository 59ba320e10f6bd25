"""nbgrader's own commands, typed the way an instructor and a student type them, on a course of its own."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course.lesson.project import Lesson
from course.settings import HUB
from tests import forked
from tests.courses import make_lesson

WRONG = "def double(number):\n    return number ** 2"
CHOSEN = "__import__('os').environ.get('COURSE_HUB')"  # the Hub in the place of practice, which grading does not see
RIGHT = f"def double(number):\n    return {CHOSEN} or number * 2"


def nbgrader(where: Path, *words: str, fresh: bool = False) -> str:
    """What the command prints; it must succeed, called by its path with nothing activated.

    `fresh` starts it as a person does; otherwise a process that has imported nbgrader already is forked.
    """
    tools = Path(sys.executable).parent
    path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if Path(part) != tools)
    env = {**os.environ, "PATH": os.pathsep.join([str(tools), path]), "JUPYTER_DATA_DIR": str(where / ".jupyter")}
    env |= {HUB: "live"}
    done = started(words, where, env) if fresh else forked.nbgrader(words, where, env)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def started(words: tuple[str, ...], where: Path, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """The command, started by its path."""
    command = [str(Path(sys.executable).parent / "nbgrader"), *words]
    return subprocess.run(command, cwd=where, env=env, capture_output=True, text=True, check=False)


def hand_in(lesson: Lesson, student: str, code: str) -> Path:
    """The student fetches the lesson in a folder of their own, answers, submits."""
    own = lesson.root.parent / student
    own.mkdir()
    exchange = (f"--Exchange.root={lesson.root / 'exchange'}", "--course=measure-the-hub")
    nbgrader(own, "fetch_assignment", lesson.key, *exchange)
    path = own / lesson.key / lesson.release.name
    learner = json.loads(path.read_text(encoding="utf-8"))
    for cell in learner["cells"]:
        cell["source"] = {"double": code, "memo_doubling": "print('Ship.')"}.get(cell["id"], cell["source"])
    path.write_text(json.dumps(learner), encoding="utf-8")
    nbgrader(own, "submit", lesson.key, f"--student={student}", *exchange)
    return own


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """A lesson that ada (right) and bo (wrong) have handed in, and that was graded and given back."""
    lesson = make_lesson(tmp_path_factory.mktemp("class") / "course")
    nbgrader(lesson.root, "generate_assignment", lesson.key, fresh=True)
    nbgrader(lesson.root, "release_assignment", lesson.key)
    for student, code in {"ada": RIGHT, "bo": WRONG}.items():
        hand_in(lesson, student, code)
    for step in ("collect", "autograde", "generate_feedback", "release_feedback"):
        nbgrader(lesson.root, step, lesson.key, fresh=step == "autograde")
    nbgrader(lesson.root, "export")
    return lesson


def test_the_generated_release_is_in_the_projects_own_form(course: Lesson) -> None:
    text = course.release.read_text(encoding="utf-8")
    assert text.endswith("\n}\n")
    assert '"outputs": []' in text
    assert '"widgets"' not in text


def test_scores_reach_the_export(course: Lesson) -> None:
    with (course.root / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert rows == {"ada": 3, "bo": 0}


def test_feedback_has_the_sentence_and_not_the_hidden_test(course: Lesson) -> None:
    pages = [
        (course.root / "feedback" / who / course.key / "double.html").read_text(encoding="utf-8")
        for who in ("ada", "bo")
    ]
    assert "returned 16; expected 8" in pages[1]
    assert all("Graded on zero and on text." in page for page in pages)
    assert not any("abab" in page or "HIDDEN TESTS" in page for page in pages)


def test_feedback_comes_back_to_the_student(course: Lesson) -> None:
    own = course.root.parent / "bo"
    nbgrader(
        own, "fetch_feedback", course.key, f"--Exchange.root={course.root / 'exchange'}", "--course=measure-the-hub"
    )
    assert list(own.glob(f"{course.key}/feedback/*/double.html"))


def test_no_notice_of_the_kernel_costs_points(course: Lesson) -> None:
    graded = json.loads((course.root / "autograded/ada" / course.key / "double.ipynb").read_text(encoding="utf-8"))
    outputs = [output for cell in graded["cells"] for output in cell.get("outputs", [])]
    assert [output for output in outputs if output.get("name") == "stderr"] == []


def test_a_tag_does_not_keep_a_test_from_being_run(course: Lesson) -> None:
    path = course.root / "submitted/bo" / course.key / "double.ipynb"
    learner = json.loads(path.read_text(encoding="utf-8"))
    for cell in learner["cells"]:
        cell["metadata"]["tags"] = ["skip-execution"]
    path.chmod(0o644)
    path.write_text(json.dumps(learner), encoding="utf-8")
    nbgrader(course.root, "autograde", course.key, "--student=bo", "--force")
    graded = json.loads((course.root / "autograded/bo" / course.key / "double.ipynb").read_text(encoding="utf-8"))
    assert any(output["output_type"] == "error" for cell in graded["cells"] for output in cell.get("outputs", []))


def test_validate_says_what_is_wrong_and_what_is_right(course: Lesson) -> None:
    ada, bo = (course.root.parent / who / course.key / "double.ipynb" for who in ("ada", "bo"))
    assert "Success! Your notebook passes all the tests." in nbgrader(course.root, "validate", str(ada))
    assert "double(four) returned 16; expected 8" in nbgrader(course.root, "validate", str(bo))
