"""Only the text of a learner's answers reaches the graded notebook, however their notebook is torn."""

import copy
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from course.grading.selfstudy import by_nbgrader
from course.lesson.project import CourseError, Lesson
from course.lesson.rebuild import answer_ids, read, rebuild

MINE = "def double(number):\n    return 'mine'"


@pytest.fixture
def given(released: Lesson) -> Any:
    return read(released.release)


@pytest.fixture
def solved(given: Any) -> Any:
    made = copy.deepcopy(given)
    answer(made).source = MINE
    return made


def answer(notebook: Any) -> Any:
    return next(cell for cell in notebook.cells if cell.id.startswith("double"))


def graded(solved: Any, given: Any) -> tuple[str, list[str]]:
    made = rebuild(solved, given)
    assert [cell.id for cell in made.notebook.cells] == [cell.id for cell in given.cells]
    return answer(made.notebook).source, made.repairs


def test_an_ordinary_notebook_needs_no_repair(solved: Any, given: Any) -> None:
    assert graded(solved, given) == (MINE, [])


def test_cells_may_be_reversed_and_retyped(solved: Any, given: Any) -> None:
    solved.cells.reverse()
    answer(solved).cell_type = "raw"
    assert graded(solved, given) == (MINE, ["`double` had become a raw cell; it was run as code."])


def test_of_a_copied_cell_the_last_changed_one_counts(solved: Any, given: Any) -> None:
    untouched = copy.deepcopy(answer(given))
    solved.cells.append(untouched)
    assert graded(solved, given) == (MINE, ["`double` stands in 2 cells; what was written in them is run in order."])


def test_a_cell_without_marks_is_found_by_its_id(solved: Any, given: Any) -> None:
    answer(solved).metadata = {}
    assert graded(solved, given) == (MINE, [])


def test_a_pasted_cell_is_found_by_what_it_defines(solved: Any, given: Any) -> None:
    answer(solved).update(nbformat.v4.new_code_cell(MINE, id="pasted"))
    answer_cell = next(cell for cell in solved.cells if cell.id == "pasted")
    answer_cell.metadata = {}
    assert graded(solved, given) == (MINE, ["The answer to `double` was found in another cell, by its content."])


def test_a_deleted_answer_counts_as_not_attempted(solved: Any, given: Any) -> None:
    solved.cells = [cell for cell in solved.cells if cell.id != "double"]
    source, repairs = graded(solved, given)
    assert source == answer(given).source
    assert repairs == ["`double` was missing from the notebook and was put back as it was released."]


def test_points_tests_and_tags_of_the_learner_are_dropped(solved: Any, given: Any) -> None:
    for cell in solved.cells:
        cell.metadata["tags"] = ["skip-execution"]
        if "nbgrader" in cell.metadata and cell.id != "double":
            cell.source, cell.metadata.nbgrader["points"] = "pass", 1000
    made = rebuild(solved, given)
    answer(made.notebook).source = answer(given).source
    memo = next(cell for cell in made.notebook.cells if cell.id == "memo_doubling")
    memo.source = next(cell.source for cell in given.cells if cell.id == "memo_doubling")
    assert made.notebook == given


def test_marks_that_make_no_sense_do_no_harm(solved: Any, given: Any) -> None:
    solved.cells[0].metadata["nbgrader"] = ["grade"]
    assert graded(solved, given)[0] == MINE


def test_cells_that_the_learner_added_stay_where_they_stood(solved: Any, given: Any) -> None:
    at = solved.cells.index(answer(solved))
    solved.cells.insert(at, nbformat.v4.new_code_cell("def helper(): ..."))
    solved.cells.insert(at + 2, nbformat.v4.new_markdown_cell("A note."))
    solved.cells.append(nbformat.v4.new_code_cell("helper()"))
    sources = [cell.source for cell in rebuild(solved, given).notebook.cells]
    assert sources.index("def helper(): ...") + 1 == sources.index(MINE)
    assert sources[-1] == "helper()"
    assert len(sources) == len(given.cells) + 2


def test_a_check_without_its_marks_is_no_cell_of_the_learner(solved: Any, given: Any) -> None:
    for cell in solved.cells:
        cell.metadata = {}
        cell.id = f"x{cell.id}"
    assert [cell.source for cell in rebuild(solved, given).notebook.cells].count(MINE) == 1
    assert len(rebuild(solved, given).notebook.cells) == len(given.cells)


def test_the_answer_cells_tell_the_lesson(given: Any) -> None:
    assert answer_ids(given) == {"double", "memo_doubling"}


def test_an_old_notebook_is_read(released: Lesson, tmp_path: Path) -> None:
    old = json.loads(released.release.read_text(encoding="utf-8"))
    old["nbformat_minor"] = 4
    for cell in old["cells"]:
        del cell["id"]
    (tmp_path / "old.ipynb").write_text(json.dumps(old), encoding="utf-8")
    assert answer_ids(read(tmp_path / "old.ipynb")) == {"double", "memo_doubling"}


@pytest.mark.parametrize("text", ["", "   ", "[]", '{"cells": 3}', "null", "<html>"])
def test_what_is_no_notebook_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "odd.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError) as error:
        read(path)
    assert str(error.value).startswith(str(path))
    assert "\n" not in str(error.value)


def test_nbgrader_too_accepts_an_answer_that_leans_on_a_cell_of_the_learners_own(
    solved: Any, released: Lesson, tmp_path: Path
) -> None:
    answer(solved).source = "def double(number):\n    return times(2, number)"
    helper = nbformat.v4.new_code_cell("def times(a, b):\n    return a * b")
    solved.cells.insert(solved.cells.index(answer(solved)), helper)
    nbformat.write(solved, tmp_path / "mine.ipynb")
    assert by_nbgrader(tmp_path / "mine.ipynb", released, (1, 2, 3)).complete


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_notebook_is_read_in_every_encoding_of_json(released: Lesson, tmp_path: Path, encoding: str) -> None:
    text = released.release.read_text(encoding="utf-8")
    path = tmp_path / "own.ipynb"
    path.write_bytes(text.encode(encoding))
    assert read(path) == read(released.release)
