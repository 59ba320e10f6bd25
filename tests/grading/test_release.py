"""release/ is what nbgrader makes of source/, and a difference is named."""

import json

import pytest

from course.grading.release import release
from course.lesson.project import CourseError, Lesson, Project


def findings(lesson: Lesson) -> list[str]:
    return [found.sentence for found in release.check(Project(lesson.root), lesson)]


def test_a_lesson_never_released_is_found(lesson: Lesson) -> None:
    assert "release/01-double/double.ipynb is not what source/ gives; run: course release 01-double" in findings(lesson)


def test_written_release_is_in_step_and_stays_so(released: Lesson) -> None:
    assert findings(released) == []
    assert release.write(Project(released.root), released) == []


def test_release_holds_stub_and_neither_solution_nor_hidden_test(released: Lesson) -> None:
    text = released.release.read_text(encoding="utf-8")
    assert 'raise NotImplementedError(\\"your turn\\")' in text
    assert "2 * number" not in text
    assert "abab" not in text


def test_cell_ids_are_grade_ids_and_no_output_is_kept(released: Lesson) -> None:
    cells = json.loads(released.release.read_text(encoding="utf-8"))["cells"]
    assert [cell["id"] for cell in cells if "nbgrader" in cell["metadata"]] == [
        "setup", "double", "check_double", "graded_double", "memo_doubling",
    ]  # fmt: skip
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells if "outputs" in cell)


def test_an_edited_release_is_found(released: Lesson) -> None:
    released.release.write_text(released.release.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert findings(released) == [
        "release/01-double/double.ipynb is not what source/ gives; run: course release 01-double"
    ]


def test_a_file_that_source_lacks_is_found_and_removed(released: Lesson) -> None:
    (released.release.parent / "old.csv").write_text("1", encoding="utf-8")
    assert "release/01-double/old.csv" in findings(released)[0]
    assert release.write(Project(released.root), released) == [released.release.parent / "old.csv"]


def test_a_source_saved_by_an_editor_is_found(released: Lesson) -> None:
    saved = json.loads(released.source.read_text(encoding="utf-8"))
    saved["cells"][3]["execution_count"] = 7
    released.source.write_text(json.dumps(saved), encoding="utf-8")
    assert findings(released) == [
        "source/01-double/double.ipynb is not in the project's form; run: course release 01-double"
    ]


def test_a_solution_in_an_unmarked_cell_is_refused(lesson: Lesson) -> None:
    saved = json.loads(lesson.source.read_text(encoding="utf-8"))
    del saved["cells"][2]["metadata"]["nbgrader"]
    lesson.source.write_text(json.dumps(saved), encoding="utf-8")
    with pytest.raises(CourseError, match="solution cells"):
        release.write(Project(lesson.root), lesson)
    assert not lesson.release.exists()


@pytest.mark.parametrize(
    "slip", ["### BEGIN HIDDEN TEST\nassert double(0) == 0", "from exercises.double import exercise"]
)
def test_hidden_tests_that_nbgrader_would_leave_in_are_refused(lesson: Lesson, slip: str) -> None:
    saved = json.loads(lesson.source.read_text(encoding="utf-8"))
    saved["cells"][5]["source"] = slip
    lesson.source.write_text(json.dumps(saved), encoding="utf-8")
    with pytest.raises(CourseError, match="cell graded_double would be released with"):
        release.write(Project(lesson.root), lesson)


def test_a_source_that_is_no_notebook_is_named(lesson: Lesson) -> None:
    lesson.source.write_text("{", encoding="utf-8")
    with pytest.raises(CourseError, match="double"):
        release.check(Project(lesson.root), lesson)


def test_the_glossary_lies_beside_the_lesson_and_leads_to_no_other_page(lesson: Lesson) -> None:
    page = lesson.root / "docs" / "glossary.md"
    page.parent.mkdir()
    page.write_text("# Glossary\n\nSee [how it\nwas made](practice-hub.md) and [the client](https://example.org).\n")
    release.write(Project(lesson.root), lesson)
    beside = lesson.release.parent / "glossary.md"
    assert beside.read_text() == "# Glossary\n\nSee how it\nwas made and [the client](https://example.org).\n"
    page.write_text("# Glossary\n")
    assert [one.path for one in release.check(Project(lesson.root), lesson)] == [beside]
