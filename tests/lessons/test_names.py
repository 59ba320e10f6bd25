"""A check stands on its own: the grader gives it the learner's functions, and nothing else that a learner wrote."""

import ast

import pytest

from tests.lessons.material import LESSONS, Cell, marks, source


def bound(code: str) -> set[str]:
    """The names that the statements of a cell define."""
    found = set()
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        else:
            found |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    return found


def used(code: str) -> set[str]:
    """The names that a cell reads."""
    return {one.id for one in ast.walk(ast.parse(code)) if isinstance(one, ast.Name)} - bound(code)


def is_answer(cell: Cell) -> bool:
    """Whether the learner's answer stands in it."""
    return bool(marks(cell).get("solution") and not marks(cell)["grade"])


@pytest.mark.parametrize("lesson", LESSONS)
def test_checks_use_only_functions_of_the_learner(lesson: str) -> None:
    answers = [cell for cell in source(lesson) if is_answer(cell)]
    written = set().union(*(bound(cell.source) for cell in answers)) - {cell.id for cell in answers}
    checks = {cell.id: cell.source for cell in source(lesson) if cell.id.startswith("check_")}
    assert not {name: sorted(used(code) & written) for name, code in checks.items() if used(code) & written}
