"""Opened hints cost points only where the instructor says so: never below zero, told to the student, in the export."""

import csv
import json
from pathlib import Path

import pytest

from course.grading.release import hint_cost, release
from course.learner import copies
from course.learner.hints import COST, USED
from course.lesson.project import CourseError, Lesson, Project
from tests.grading import classes
from tests.grading.classes import BROKEN, RIGHT, feedback, grade, hand_in, notebook, scores
from tests.grading.test_nbgrader import nbgrader

OPENED = {"ada": 2, "bo": 3, "cy": 0}


def opened(folder: Path, levels: object) -> None:
    """Write what a learner's own kernel writes."""
    (folder / USED).write_text(json.dumps({"lesson": "01-double", "hints": {"double": levels}}), encoding="utf-8")


def costing(lesson: Lesson, points: str) -> None:
    """Set the cost in the configuration and release again."""
    config = lesson.root / "nbgrader_config.py"
    kept = [line for line in config.read_text(encoding="utf-8").splitlines() if "Hints" not in line]
    config.write_text("\n".join([*kept, f"c.Hints.cost = {points}\n"]), encoding="utf-8")
    release.write(Project(lesson.root), lesson)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """Two hints and a right answer, three and a broken one, none; each hint costs 1.25 of 3 points."""
    made = classes.make_class(tmp_path_factory.mktemp("hints") / "course")
    costing(made, "1.25")
    for (student, levels), code in zip(OPENED.items(), (RIGHT, BROKEN, RIGHT), strict=True):
        opened(hand_in(made, student, notebook(made, code)), levels)
    grade(made)
    return made


def test_points_are_taken_from_the_graded_cell_first_and_never_below_zero(graded: Lesson) -> None:
    found = {student: (one["check_double"], one["graded_double"]) for student, one in scores(graded).items()}
    assert found == {"ada": (0.5, 0.0), "bo": (0.0, 0.0), "cy": (1.0, 2.0)}


def test_feedback_and_export_say_it(graded: Lesson) -> None:
    assert "2 hints cost 2.5 of 3 points." in feedback(graded, "ada")
    assert "hint" not in feedback(graded, "cy")
    nbgrader(graded.root, "export", "--to", "out.csv")
    with (graded.root / "out-exercises.csv").open(encoding="utf-8", newline="") as file:
        told = {
            row["student_id"]: (row["score"], row["sentence"])
            for row in csv.DictReader(file)
            if row["state"] == "right"
        }
    assert told == {"ada": ("0.5", "2 hints cost 2.5 of 3 points."), "cy": ("3.0", "")}


def test_another_cost_is_a_regrade_with_its_reason(graded: Lesson) -> None:
    assert "3 were graded by another version" in grade(graded, "--hint-cost", "0.5", code=1)
    said = grade(graded, "--hint-cost", "0.5", "--regrade", code=1)
    assert "ada: 0.5 -> 2 of 3 points; the cost of hints changed" in said
    assert "bo:" not in said


def test_more_hints_in_the_same_notebook_are_graded_anew(graded: Lesson) -> None:
    opened(graded.root / "submitted/cy/01-double", 1)
    assert "01-double: 1 graded now, 2 graded before." in grade(graded)
    assert scores(graded)["cy"]["graded_double"] == 0.75
    opened(graded.root / "submitted/cy/01-double", 0)
    grade(graded)


def test_without_a_cost_nothing_is_read_and_nothing_is_told(tmp_path: Path) -> None:
    made = classes.make_class(tmp_path / "course")
    opened(hand_in(made, "ada", notebook(made, RIGHT)), 3)
    assert not (made.release.parent / COST).exists()
    grade(made)
    assert scores(made)["ada"]["graded_double"] == 2.0
    assert "hint" not in feedback(made, "ada")


def test_the_release_tells_learners_and_is_held_in_step(released: Lesson) -> None:
    copies.start(released)
    costing(released, "0.5")
    assert json.loads((released.release.parent / COST).read_text(encoding="utf-8"))["points"] == 0.5
    assert release.check(Project(released.root), released) == []
    copies.start(released)
    mine = released.working_copy.parent / COST
    assert mine.is_file()
    costing(released, "0")
    assert not (released.release.parent / COST).exists()
    copies.start(released)
    assert not mine.exists()


def test_nbgraders_own_command_tells_them_too(graded: Lesson) -> None:
    (graded.release.parent / COST).unlink()
    nbgrader(graded.root, "generate_assignment", graded.key, "--force")
    assert release.check(Project(graded.root), graded) == []


@pytest.mark.parametrize("points", ["-1", "'free'", "1e9"])
def test_a_cost_that_makes_no_sense_is_one_sentence(released: Lesson, points: str) -> None:
    with pytest.raises(CourseError, match=r"c\.Hints\.cost is .*; it should be points for each hint, such as 0\.5\."):
        costing(released, points)


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"hints": 3}', '{"hints": {"double": "x"}}', '{"hints": {"double": -2}}', "[" * 99_000,
     '{"hints": {"double": 1e999}}', '{"hints": {"double": null}}', f'{{"hints": {{}}, "x": "{"y" * 200_000}"}}'],
)  # fmt: skip
def test_a_strange_file_is_no_hint(tmp_path: Path, content: str) -> None:
    (tmp_path / USED).write_text(content, encoding="utf-8")
    assert hint_cost.used(tmp_path) == {}


def test_a_link_is_not_followed_and_a_flood_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    opened(tmp_path / "there", 10**6)
    assert hint_cost.used(tmp_path / "there") == {"double": 9}
    (tmp_path / USED).symlink_to(tmp_path / "there" / USED)
    assert hint_cost.used(tmp_path) == {}
