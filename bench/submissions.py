"""A class made up of the foreseen answers of a lesson: a third right, a third wrong, a third broken."""

import ast
import importlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from course.exercise.exercise import Exercise, Wrong
from course.grading.engine.pool import Handed
from course.lesson.plan import Part, solved_cells
from course.lesson.project import Lesson
from course.lesson.reference import edited

Cells = dict[str, str]


def answers(exercise: Exercise, module: Any) -> tuple[list[Cells], list[Cells], list[Cells]]:
    """Right, wrong and broken answer cells for an exercise, from the solution and the module that defines it."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    common = [ast.unparse(_undecorated(node)) for node in tree.body if _shared(node)]
    named = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}

    def cell(function: Any) -> Cells:
        node = named[function.__name__]
        text = ast.unparse(_undecorated(node, exercise.name))
        return {exercise.name: "\n\n".join([*common, text])}

    def slipped(wrong: Wrong) -> Cells:
        return dict(edited(exercise.lesson, exercise.name, wrong.edits)) if wrong.edits else cell(wrong.function)

    broken = {exercise.name: f"def {exercise.name}(*args, **kwargs):\n    return {{}}['not there']"}
    return [{}, *map(cell, exercise.rights)], list(map(slipped, exercise.wrongs)), [broken]


def _undecorated(node: ast.stmt, name: str = "") -> ast.stmt:
    """A function without its decorators, under another name if there is one; any other statement as it is."""
    if not isinstance(node, ast.FunctionDef):
        return node
    fields = {**dict(ast.iter_fields(node)), "name": name or node.name, "decorator_list": []}
    return ast.fix_missing_locations(ast.copy_location(ast.FunctionDef(**fields), node))


def _shared(node: ast.stmt) -> bool:
    """What the answers in a module have in common: imports, constants, helpers."""
    if isinstance(node, ast.ImportFrom):
        return not (node.module or "").startswith(("course.exercise", "course.grading", "course.lesson", "exercises"))
    if isinstance(node, ast.FunctionDef):
        return True  # a right answer may be another's helper
    used = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
    return isinstance(node, ast.Import | ast.Assign | ast.ClassDef | ast.AnnAssign) and "exercise" not in used


def hand_in(lesson: Lesson, course: Path, students: int) -> list[Handed]:
    """The submissions of a class, written below `course`/submitted."""
    package = lesson.key.partition("-")[2]
    released = json.loads(lesson.release.read_text(encoding="utf-8"))
    solved = {cell.name: cell.source for cell in solved_cells(lesson.source) if cell.part is Part.ANSWER}
    choices = []
    for name in solved:
        with suppress(ModuleNotFoundError):
            module = importlib.import_module(f"exercises.{package}.{name}")
            choices.append(answers(module.exercise, module))
    made = []
    for number in range(students):
        cells = dict(solved)
        for kinds in choices:
            choice = kinds[number % 3]
            cells |= choice[number // 3 % len(choice)]
        made.append(_written(course / "submitted" / f"student-{number:03}" / lesson.key, lesson, released, cells))
    return made


def _written(folder: Path, lesson: Lesson, released: dict[str, Any], cells: Cells) -> Handed:
    notebook: dict[str, Any] = json.loads(json.dumps(released))
    for cell in notebook["cells"]:
        cell["source"] = cells.get(cell["id"], cell["source"])
    folder.mkdir(parents=True)
    path = folder / lesson.release.name
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return Handed(folder.parent.name, path)
