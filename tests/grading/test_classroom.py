"""A class with everything that can be handed in: each gets what is fair, in one clear line, and the class goes on."""

import json
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from course.lesson.project import Lesson
from tests.courses import cell
from tests.grading import classes
from tests.grading.classes import BROKEN, RIGHT, WRONG, feedback, grade, hand_in, notebook, records, rows, scores
from tests.grading.test_nbgrader import nbgrader

FULL, NONE = {"check_double": 1.0, "graded_double": 2.0}, {"check_double": 0.0, "graded_double": 0.0}
EMPTY = {"check_double": None, "graded_double": None, "memo_doubling": None}


def other_lesson(lesson: Lesson) -> str:
    """The notebook of a second lesson, which is added to the course."""
    other = Lesson(lesson.root, "02-half", "half")
    cells = [cell("def half(): ...", grade_id="half", solution=True)]
    cells.append(cell("assert half()", grade_id="check_half", grade=True, locked=True, points=1))
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    for path in (other.source, other.release):
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return text


def with_helper(lesson: Lesson) -> str:
    """An answer that leans on a cell that the learner added in front of it."""
    learner = json.loads(notebook(lesson, "def double(number):\n    return times(2, number)"))
    helper: dict[str, object] = {
        "cell_type": "code",
        "metadata": {},
        "id": "mine",
        "outputs": [],
        "execution_count": None,
    }
    at = [one["id"] for one in learner["cells"]].index("double")
    learner["cells"].insert(at, {**helper, "source": "def times(a, b):\n    return a * b"})
    return json.dumps(learner)


def fill(lesson: Lesson) -> None:
    """Everything that a class may hand in."""
    right = notebook(lesson, RIGHT)
    for student, text in {
        "ada": right,
        "bo": notebook(lesson, WRONG, memo=None),
        "cy": notebook(lesson, BROKEN),
        "Zoë O'Neil; DROP TABLE": right,
        "--json": right,
        '=HYPERLINK("https:x")': right,
        "helped": with_helper(lesson),
        "empty": "",
        "torn": right[:-9],
        "lost": other_lesson(lesson),
        "blank ": right,
    }.items():
        hand_in(lesson, student, text)
    hand_in(lesson, "renamed", right, "my answers.ipynb")
    for name in ("a.ipynb", "b.ipynb"):
        hand_in(lesson, "three", notebook(lesson, WRONG), name)
    hand_in(lesson, "three", right)
    hand_in(lesson, "none", "nothing", "readme.txt")
    (lesson.root / "submitted" / "link").mkdir()
    (lesson.root / "submitted" / "link" / lesson.key).symlink_to(lesson.root / "submitted" / "ada" / lesson.key)
    (hand_in(lesson, "ada", right) / "submission_secret.txt").write_text("s3cret", encoding="utf-8")


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """The class, not graded yet."""
    made = classes.make_class(tmp_path_factory.mktemp("class") / "course")
    fill(made)
    return made


@pytest.fixture(scope="module")
def said(lesson: Lesson) -> list[str]:
    """What grading the class printed."""
    return grade(lesson, code=1).splitlines()


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("ada", FULL | {"memo_doubling": None}),
        ("bo", NONE | {"memo_doubling": 0.0}),
        ("cy", NONE | {"memo_doubling": None}),
        ("helped", FULL | {"memo_doubling": None}),
        ("renamed", FULL | {"memo_doubling": None}),
        ("three", FULL | {"memo_doubling": None}),
        ("Zoë O'Neil; DROP TABLE", FULL | {"memo_doubling": None}),
        ("--json", FULL | {"memo_doubling": None}),
        ('=HYPERLINK("https:x")', FULL | {"memo_doubling": None}),
        *[(student, EMPTY) for student in ("empty", "torn", "lost", "none", "link")],
    ],
)
def test_each_gets_what_is_fair(lesson: Lesson, said: list[str], student: str, expected: dict[str, float]) -> None:
    assert scores(lesson)[student] == expected


@pytest.mark.parametrize(
    "line",
    [
        "01-double: 14 graded now, 0 graded before.",
        "renamed: The notebook was handed in as my answers.ipynb; it is graded as double.ipynb.",
        "three: 3 notebooks were handed in; double.ipynb is graded.",
        "empty: not judged, which is no zero: double.ipynb is empty.",
        "torn: not judged, which is no zero: double.ipynb is not JSON, so it is no notebook.",
        "lost: not judged, which is no zero: double.ipynb is the notebook of 02-half, not of 01-double.",
        "none: not judged, which is no zero: no notebook was handed in.",
        "link: not judged, which is no zero: the folder is a link; ask for the notebook itself.",
        "blank : nothing was written: the name of the folder holds characters that no id can hold; "
        "rename it to the student's id.",
    ],
)
def test_each_oddity_is_one_line(said: list[str], line: str) -> None:
    assert line in said


def test_what_was_not_judged_is_flagged_and_waits(lesson: Lesson, said: list[str]) -> None:
    query = "select student_id, flagged from submitted_notebook b join submitted_assignment a on a.id = b.assignment_id"
    flagged = {student for student, flag in rows(lesson, query) if flag}
    assert flagged == {"empty", "torn", "lost", "none", "link"}
    assert all(waits for student, _, score, waits in rows(lesson, classes.SCORES) if score is None)


def test_the_page_tells_the_state_and_the_sentence_and_nothing_hidden(lesson: Lesson, said: list[str]) -> None:
    page = feedback(lesson, "bo")
    assert "returned 16; expected 8" in page
    assert "Graded on zero and on text." in page
    assert not any(secret in page for secret in ("abab", "HIDDEN", "101", "seed"))
    assert "double.ipynb is empty" in feedback(lesson, "empty")


def test_nbgrader_shows_and_gives_back_what_was_graded(lesson: Lesson, said: list[str]) -> None:
    autograded = lesson.root / "autograded" / "ada" / lesson.key
    assert "abab" not in (autograded / "double.ipynb").read_text(encoding="utf-8")
    assert (autograded / "submission_secret.txt").read_text(encoding="utf-8") == "s3cret"
    nbgrader(lesson.root, "generate_feedback", lesson.key, "--student=ada", "--force")
    assert "double" in feedback(lesson, "ada")
    assert "abab" not in feedback(lesson, "ada")


def test_formgrader_knows_all_of_them_as_graded(lesson: Lesson, said: list[str]) -> None:
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    graded = NbGraderAPI(CourseDirectory(root=str(lesson.root), course_id="x")).get_autograded_students(lesson.key)
    assert {"ada", "bo", "cy", "helped", "renamed", "three"} <= graded


def test_a_second_run_grades_nothing(lesson: Lesson, said: list[str]) -> None:
    before, begun = records(lesson), scores(lesson)
    assert "0 graded now, 14 graded before." in grade(lesson, code=1)
    assert (records(lesson), scores(lesson)) == (before, begun)


def test_one_student_can_be_graded_alone_and_as_json(lesson: Lesson, said: list[str]) -> None:
    hand_in(lesson, "bo", notebook(lesson, RIGHT))
    before = records(lesson)
    assert "0 graded now, 1 graded before." in grade(lesson, "--student=--json")
    report = json.loads(grade(lesson, "--student", "bo", "--json").partition("\n1 of 1")[0])
    assert report["graded"] == ["bo"]
    assert scores(lesson)["bo"] == FULL | {"memo_doubling": None}
    assert {who for who, when in records(lesson).items() if when != before[who]} == {"bo"}


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["09-none"], "course: There is no lesson '09-none'; the lessons are: 01-double, 02-half."),
        (["1", "--student", "eve"], "course: There is no submitted/eve/01-double/."),
        (["1", "--db", "grades"], "course: --db is not a database URL; such as sqlite:///gradebook.db."),
    ],
)
def test_wrong_use_is_one_line(lesson: Lesson, words: list[str], line: str) -> None:
    command = [*classes.command()[:4], *words]
    done = subprocess.run(command, cwd=lesson.root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, f"{line}\n")


def kill(lesson: Lesson, sign: str, number: int) -> None:
    """Kill a run as soon as it has made that many more files like `sign`."""
    before = set(lesson.root.glob(sign))
    with subprocess.Popen(
        classes.command(), cwd=lesson.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as run:
        while run.poll() is None and len(set(lesson.root.glob(sign)) - before) < number:
            time.sleep(0.001)
        run.kill()
        assert run.wait() == -signal.SIGKILL


def kept(lesson: Lesson) -> dict[str, str]:
    """When what is on disk was graded: in the gradebook, or in a notebook that had not got there."""
    found = {}
    for path in (lesson.root / "autograded").glob(f"*/{lesson.key}/double.ipynb"):
        found[path.parts[-3]] = json.loads(path.read_text(encoding="utf-8"))["metadata"]["course_record"]["graded_at"]
    return found


def test_a_grader_killed_at_any_moment_loses_nothing_and_grades_nothing_twice(tmp_path: Path) -> None:
    lesson, students = classes.make_class(tmp_path / "course"), [f"s{number:02}" for number in range(24)]
    classes.hand_in_all(lesson, students)
    finished: dict[str, str] = {}
    chance = random.Random(5)
    kill(lesson, "gradebook.db*", 1)
    for _ in range(3):
        kill(lesson, "autograded/*/*", chance.randint(1, 4))
        now = kept(lesson)
        assert now.items() >= finished.items()
        finished = now
    grade(lesson)
    assert records(lesson) == kept(lesson)
    assert records(lesson).items() >= finished.items()
    assert [scores(lesson)[one]["graded_double"] for one in students] == [2, 0, 0] * 8
    assert len(rows(lesson, classes.SCORES)) == 3 * len(students)
    assert len(list(lesson.root.glob("feedback/*/01-double/double.html"))) == len(students)
