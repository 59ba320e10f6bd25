"""Every lesson has the shape and the size that the lessons before it have."""

import ast
import re
from statistics import median

import pytest

from course.exercise.exercise import Exercise
from tests.lessons.material import LESSONS, SOURCES, code_lines, exercises, marks, released, source, words

KINDS = ("", "check_", "graded_")
each_lesson = pytest.mark.parametrize("lesson", LESSONS)
each_exercise = pytest.mark.parametrize("exercise", exercises(), ids=lambda one: f"{one.lesson}-{one.name}")


@each_lesson
def test_size_of_a_notebook(lesson: str) -> None:
    assert 40 <= len(source(lesson)) <= 10 * sum(one.lesson == lesson for one in exercises())
    assert SOURCES[LESSONS.index(lesson)].stat().st_size <= 60 * 1024


@each_lesson
def test_size_of_cells(lesson: str) -> None:
    code = {cell.id: code_lines(cell) for cell in source(lesson) if cell.cell_type == "code"}
    prose = {cell.id: words(cell.source) for cell in source(lesson) if cell.cell_type == "markdown"}
    assert not {name: lines for name, lines in code.items() if lines > 15}
    assert not {name: count for name, count in prose.items() if count > 100}


@each_lesson
def test_what_a_learner_reads(lesson: str) -> None:
    code = [code_lines(cell) for cell in released(lesson) if cell.cell_type == "code" and cell.id != "setup"]
    prose = [words(cell.source) for cell in released(lesson) if cell.cell_type == "markdown"]
    assert median(code) <= 4
    assert 35 <= median(prose) <= 60
    assert 8 <= sum(prose) / sum(code) <= 20


@each_lesson
def test_questions_are_short(lesson: str) -> None:
    text = "\n\n".join(cell.source for cell in source(lesson) if cell.cell_type == "markdown")
    asked = [paragraph for paragraph in text.split("\n\n") if paragraph.startswith("**Question ")]
    assert len(asked) == sum(one.lesson == lesson for one in exercises())
    assert not [question for question in asked if words(question) > 50]
    assert all(re.search(r"\(\d+ points\)", question) for question in asked)


@each_lesson
def test_headings_of_sections_ask(lesson: str) -> None:
    text = "\n".join(cell.source for cell in source(lesson) if cell.cell_type == "markdown")
    headings = re.findall(r"^##+ (.*)$", text, re.M)
    assert headings
    assert not [heading for heading in headings if not heading.removesuffix(" (extension)").endswith("?")]


@each_lesson
def test_cells_have_readable_ids_of_their_own(lesson: str) -> None:
    names = [cell.id for cell in source(lesson)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name) for name in names)
    assert not [cell.id for cell in source(lesson) if marks(cell).get("grade_id", cell.id) != cell.id]


@each_lesson
def test_no_outputs_and_two_statements_of_set_up(lesson: str) -> None:
    code = [cell for cell in source(lesson) if cell.cell_type == "code"]
    assert not [cell.id for cell in code if cell.outputs or cell.execution_count]
    assert code[0].id == "setup"
    assert marks(code[0])["locked"]
    brought, shown = ast.parse(code[0].source).body
    assert ast.unparse(brought).startswith("from course import ")
    assert ast.unparse(shown) == f"progress('{lesson}')"
    assert code[0].source.count("\n") <= 2


@each_lesson
def test_data_is_labelled(lesson: str) -> None:
    prose = [cell.source for cell in source(lesson) if cell.cell_type == "markdown"]
    assert any("**HUB · practice" in text and "simulated" in text for text in prose)
    assert any("**HUB · live" in text and "never graded" in text for text in prose)


@each_lesson
def test_points_add_up(lesson: str) -> None:
    points = {cell.id: marks(cell)["points"] for cell in source(lesson) if marks(cell).get("grade")}
    memos = [value for name, value in points.items() if name.startswith("memo_")]
    assert sum(points.values()) - sum(memos) == 48
    assert memos == [12]


@each_lesson
def test_every_graded_cell_has_its_exercise(lesson: str) -> None:
    graded = {cell.id.removeprefix("graded_") for cell in source(lesson) if cell.id.startswith("graded_")}
    assert graded == {one.name for one in exercises() if one.lesson == lesson}


@each_exercise
def test_answer_check_and_graded_cell_stand_in_order(exercise: Exercise) -> None:
    names = [cell.id for cell in source(exercise.lesson)]
    places = [names.index(kind + exercise.name) for kind in KINDS]
    assert places == [places[0], places[0] + 2, places[0] + 3], "answer, its value, check, graded cell"
    assert f"{exercise.name}_tells" in names[places[2] :], "what this tells us"


@each_exercise
def test_marks_of_an_exercise(exercise: Exercise) -> None:
    answer, check, graded = (
        next(cell for cell in source(exercise.lesson) if cell.id == kind + exercise.name) for kind in KINDS
    )
    assert marks(answer)["solution"]
    assert not marks(answer)["grade"]
    assert all(marks(one)["locked"] and marks(one)["grade"] and not marks(one)["solution"] for one in (check, graded))
    assert marks(check)["points"] == 2


@each_exercise
def test_the_graded_cell_says_what_it_looks_at(exercise: Exercise) -> None:
    graded = next(cell for cell in source(exercise.lesson) if cell.id == f"graded_{exercise.name}")
    comment, hidden = graded.source.split("\n### BEGIN HIDDEN TESTS\n")
    assert " ".join(comment.replace("\n#", "").split()) == f"# Graded on {exercise.looks_at}."
    module = SOURCES[LESSONS.index(exercise.lesson)].stem
    first = f"from exercises.{module}.{exercise.name} import exercise"
    assert hidden == f"{first}\nexercise.grade({exercise.name})\n### END HIDDEN TESTS"
