"""The project is found from anywhere inside it, and its lessons by number, topic or key."""

from pathlib import Path

import pytest

from course.lesson import project as project_module
from course.lesson.project import CourseError, Lesson, Project, find_project


def test_it_is_found_from_a_folder_inside(lesson: Lesson) -> None:
    assert find_project(lesson.source.parent) == Project(lesson.root)


def test_it_is_found_from_the_working_directory(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(lesson.source.parent)
    assert find_project(tmp_path) == Project(lesson.root)


def test_outside_of_any_course_one_sentence_says_where_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(project_module, "__file__", str(tmp_path / "project.py"))
    with pytest.raises(CourseError, match=r"run this in the folder that holds nbgrader_config\.py"):
        find_project(tmp_path)


@pytest.mark.parametrize("key", ["01-double", "01", "1", "double"])
def test_a_lesson_has_several_names(lesson: Lesson, key: str) -> None:
    assert Project(lesson.root).lesson(key) == lesson


def test_an_unknown_lesson_names_those_there_are(lesson: Lesson) -> None:
    with pytest.raises(CourseError, match="There is no lesson '2'; the lessons are: 01-double"):
        Project(lesson.root).lesson("2")
