"""Every lesson has the shape and the size that the lessons before it have."""

import ast
import re

import pytest

from course.exercise.exercise import Exercise
from tests.lessons.material import (
    LESSONS,
    SOURCES,
    Cell,
    code_lines,
    exercises,
    marks,
    sentences,
    source,
    statements,
    words,
)

KINDS = ("", "check_", "graded_")
# Points that are earned by machine, and those of each text that a person reads; the capstone has more of both.
POINTS = {"14-capstone": (160, [40, 20])}
USUAL = (48, [12])
each_lesson = pytest.mark.parametrize("lesson", LESSONS)
each_exercise = pytest.mark.parametrize("exercise", exercises(), ids=lambda one: f"{one.lesson}-{one.name}")


def is_answer(cell: Cell) -> bool:
    """Whether a learner answers in it; a memo is none."""
    return bool(marks(cell).get("solution") and not marks(cell)["grade"])


def is_written(cell: Cell) -> bool:
    """Whether a learner writes in it, an answer or a memo."""
    return bool(marks(cell).get("solution"))


def index(exercise: Exercise) -> int:
    """The place of an exercise's answer cell in its notebook."""
    return [cell.id for cell in source(exercise.lesson)].index(exercise.name)


@each_lesson
def test_size_of_a_notebook(lesson: str) -> None:
    prose = [words(cell.source) for cell in source(lesson) if cell.cell_type == "markdown"]
    assert 60 <= len(source(lesson)) <= 150
    assert 2_000 <= sum(prose) <= 6_000


@each_lesson
def test_size_of_cells(lesson: str) -> None:
    code = {cell.id: code_lines(cell) for cell in source(lesson) if cell.cell_type == "code" and not is_written(cell)}
    prose = {cell.id: words(cell.source) for cell in source(lesson) if cell.cell_type == "markdown"}
    solved = {cell.id: statements(cell.source) for cell in source(lesson) if is_answer(cell)}
    assert not {name: lines for name, lines in code.items() if lines > 12}
    assert not {name: count for name, count in prose.items() if count > 180}
    assert not {name: count for name, count in solved.items() if count > 12}


@each_lesson
def test_code_is_laid_out_to_be_read(lesson: str) -> None:
    code = {cell.id: cell.source for cell in source(lesson) if cell.cell_type == "code"}
    assert not [(name, line) for name, text in code.items() for line in text.splitlines() if len(line) > 88]
    assert not [name for name, text in code.items() if re.search(r"\blambda\b", text)]


@each_lesson
def test_sentences_are_read_once(lesson: str) -> None:
    prose = [cell for cell in source(lesson) if cell.cell_type == "markdown"]
    long = [(cell.id, one) for cell in prose for one in sentences(cell.source) if words(one) > 35]
    assert not long


@each_lesson
def test_every_column_of_a_table_has_a_name(lesson: str) -> None:
    heads = re.compile(r"^\|(.*)\|\n\|[-:| ]+\|$", re.MULTILINE)
    found = [(cell.id, head) for cell in source(lesson) for head in heads.findall(cell.source)]
    assert not [(name, head) for name, head in found if not all(one.strip() for one in head.split("|"))]


@each_lesson
def test_questions_are_short(lesson: str) -> None:
    asked = [cell.source for cell in source(lesson) if cell.source.startswith("**Question ")]
    assert len(asked) == sum(one.lesson == lesson for one in exercises())
    assert not [question for question in asked if words(question) > 160]
    assert all(re.match(r"\*\*Question \d+(, step \d+)?\*\* \(\d+ points?\)", question) for question in asked)
    assert all("It takes" in question and "returns" in question for question in asked)


@each_lesson
def test_sections_ask_say_how_long_and_end_with_what_they_tell(lesson: str) -> None:
    text = "\n\n".join(cell.source for cell in source(lesson) if cell.cell_type == "markdown")
    _, *sections = re.split(r"^## (?=\d)", text, flags=re.MULTILINE)
    assert sections
    for section in sections:
        heading, minutes = section.split("\n\n")[:2]
        assert heading.removesuffix(" (extension)").endswith("?"), heading
        assert re.match(r"\*About \d+ minutes", minutes), heading
        assert "**What this tells us.**" in section, heading


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
    assert (sum(points.values()) - sum(memos), memos) == POINTS.get(lesson, USUAL)


@each_lesson
def test_every_graded_cell_has_its_exercise(lesson: str) -> None:
    graded = {cell.id.removeprefix("graded_") for cell in source(lesson) if cell.id.startswith("graded_")}
    assert graded == {one.name for one in exercises() if one.lesson == lesson}


@each_exercise
def test_answer_check_and_graded_cell_stand_in_order(exercise: Exercise) -> None:
    names = [cell.id for cell in source(exercise.lesson)]
    places = [names.index(kind + exercise.name) for kind in KINDS]
    assert places == [places[0], places[0] + 1, places[0] + 2], "answer, check, graded cell"


@each_exercise
def test_marks_of_an_exercise(exercise: Exercise) -> None:
    answer, check, graded = (
        next(cell for cell in source(exercise.lesson) if cell.id == kind + exercise.name) for kind in KINDS
    )
    assert marks(answer)["solution"]
    assert not marks(answer)["grade"]
    assert all(marks(one)["locked"] and marks(one)["grade"] and not marks(one)["solution"] for one in (check, graded))
    asked = next(cell for cell in source(exercise.lesson)[: index(exercise)][::-1] if "**Question " in cell.source)
    points = re.search(r"\((\d+) points?\)", asked.source)
    assert points
    assert marks(check)["points"] + marks(graded)["points"] == int(points.group(1))


@each_exercise
def test_the_graded_cell_says_what_it_looks_at(exercise: Exercise) -> None:
    graded = next(cell for cell in source(exercise.lesson) if cell.id == f"graded_{exercise.name}")
    comment, hidden = graded.source.split("\n### BEGIN HIDDEN TESTS\n")
    assert " ".join(comment.replace("\n#", "").split()) == f"# Graded on {exercise.looks_at}."
    module = SOURCES[LESSONS.index(exercise.lesson)].stem
    first = f"from exercises.{module}.{exercise.name} import exercise"
    assert hidden == f"{first}\nexercise.grade({exercise.name})\n### END HIDDEN TESTS"
