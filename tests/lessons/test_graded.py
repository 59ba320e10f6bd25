"""What the protected grader says of the solved lessons: all points, whatever way arguments have to travel."""

import pytest

from course.exercise.state import State
from course.grading import selfstudy
from course.grading.engine.walls import level
from course.lesson.project import Project
from tests.lessons.material import LESSONS, ROOT

SEEDS = (101, 102, 103)
pytestmark = pytest.mark.skipif(not level().forks, reason="the protected grader needs Linux")


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_solutions_earn_all_points_behind_the_walls(lesson: str) -> None:
    found = Project(ROOT).lesson(lesson)
    result = selfstudy.grade_notebook(found.source, found, SEEDS)
    assert not [(one.name, one.sentence) for one in result.answers if one.state is not State.RIGHT]
    assert result.points == result.out_of > 0
