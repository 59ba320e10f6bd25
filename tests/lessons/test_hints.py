"""Three hints an exercise: short, in the notebook's order, runnable, and never a line of the answer."""

import ast
import re
import warnings
from functools import cache

import pytest
import yaml

from tests.lessons.material import LESSONS, SOURCES, Cell, marks, source, words

FENCED = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
SOLVED = re.compile(r"### BEGIN SOLUTION\n(.*?)\s*### END SOLUTION", re.S)
LONGEST = (40, 60, 130)


@cache
def hints(lesson: str) -> dict[str, list[str]]:
    """The texts of a lesson by exercise, in the order of the file."""
    return dict(yaml.safe_load((SOURCES[LESSONS.index(lesson)].parent / "hints.yaml").read_text()))


HINTED = [lesson for lesson, path in zip(LESSONS, SOURCES, strict=True) if (path.parent / "hints.yaml").exists()]
each_lesson = pytest.mark.parametrize("lesson", HINTED)
each_exercise = pytest.mark.parametrize(("lesson", "exercise"), [(one, name) for one in HINTED for name in hints(one)])


def long(text: str) -> int:
    """The words of a text, code included, by whichever count is larger."""
    return max(words(text), len(text.replace("```python", "").replace("```", "").split()))


def block(text: str) -> str:
    """The code of the third hint."""
    (code,) = FENCED.findall(text)
    return str(code)


def plain(line: str) -> str:
    """A line of code without white space and without its comment."""
    return "".join(re.sub(r"(^|\s)#.*", "", line).split())


def answers(lesson: str) -> list[Cell]:
    """The cells that hold an answer; a memo is none."""
    return [cell for cell in source(lesson) if marks(cell).get("solution") and not marks(cell)["grade"]]


def answers_to(lesson: str, exercise: str) -> str:
    """The answer to an exercise as code, and the helpers that stand between it and the exercise before."""
    names = [cell.id for cell in source(lesson)]
    before = [names.index(f"graded_{one}") for one in [*hints(lesson)][: [*hints(lesson)].index(exercise)]]
    span = names[max(before, default=0) : names.index(exercise) + 1]
    return "\n".join(cell.source for cell in answers(lesson) if cell.id in span)


def solution_lines(lesson: str) -> set[str]:
    """Every line of every solution of a lesson."""
    solved = "\n".join(part for cell in answers(lesson) for part in SOLVED.findall(cell.source))
    return {plain(line) for line in solved.splitlines()} - {""}


def given_names(code: str) -> set[str]:
    """What a piece of code names itself: functions, their arguments, variables."""
    nodes = list(ast.walk(ast.parse(code)))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return stored | {node.arg for node in nodes if isinstance(node, ast.arg)} | defined(nodes)


def defined(nodes: list[ast.AST]) -> set[str]:
    """The names of functions."""
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


@each_lesson
def test_every_exercise_has_three_hints_in_the_order_of_the_notebook(lesson: str) -> None:
    graded = [cell.id.removeprefix("graded_") for cell in source(lesson) if cell.id.startswith("graded_")]
    assert list(hints(lesson)) == graded
    assert {len(texts) for texts in hints(lesson).values()} == {3}


@each_exercise
def test_hints_are_short_and_only_the_third_holds_code(lesson: str, exercise: str) -> None:
    texts = hints(lesson)[exercise]
    assert all(long(text) <= most for text, most in zip(texts, LONGEST, strict=True)), [long(text) for text in texts]
    assert [len(FENCED.findall(text)) for text in texts] == [0, 0, 1]
    assert len(block(texts[2]).splitlines()) <= 14
    assert "!" not in re.sub(r"`[^`]*`", "", FENCED.sub("", "\n".join(texts)))


@each_exercise
def test_the_code_of_a_hint_runs_and_prints(lesson: str, exercise: str, capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(block(hints(lesson)[exercise][2]), {})
    assert capsys.readouterr().out.strip()


@each_exercise
def test_no_hint_holds_a_line_of_a_solution(lesson: str, exercise: str) -> None:
    texts = "\n".join(hints(lesson)[exercise])
    lines = [line for code in FENCED.findall(texts) for line in code.splitlines()]
    spans = re.findall(r"`([^`\n]+)`", FENCED.sub("", texts))
    assert not {plain(line) for line in [*lines, *spans]} & solution_lines(lesson)


@each_exercise
def test_the_code_of_a_hint_shares_no_name_with_the_answers(lesson: str, exercise: str) -> None:
    answer = answers_to(lesson, exercise)
    assert not given_names(block(hints(lesson)[exercise][2])) & given_names(answer)
