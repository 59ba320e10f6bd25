"""A class made up of the foreseen answers of a lesson: a third right, a third wrong, a third broken."""

import ast
import importlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from course.grading.engine.pool import Handed
from course.lesson.plan import Part, plan
from course.lesson.project import Lesson


def answers(exercise: Any, module: Any) -> tuple[list[str], list[str], list[str]]:
    """Right, wrong and broken answer cells for an exercise, from the module that defines it."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    common = [ast.unparse(node) for node in tree.body if _shared(node)]
    named = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}

    def cell(function: Any) -> str:
        node = named[function.__name__]
        renamed = ast.FunctionDef(**{**dict(ast.iter_fields(node)), "name": exercise.name, "decorator_list": []})
        return "\n\n".join([*common, ast.unparse(ast.fix_missing_locations(ast.copy_location(renamed, node)))])

    broken = f"def {exercise.name}(*args, **kwargs):\n    return {{}}['not there']"
    return [cell(one) for one in exercise.rights], [cell(one.function) for one in exercise.wrongs], [broken]


def _shared(node: ast.stmt) -> bool:
    """What the answers in a module have in common: imports, constants, helpers."""
    if isinstance(node, ast.ImportFrom):
        return not (node.module or "").startswith(("course.exercise", "course.grading", "course.lesson", "exercises"))
    if isinstance(node, ast.FunctionDef):
        return not node.decorator_list
    is_exercise = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "exercise"
    return isinstance(node, ast.Import | ast.Assign | ast.ClassDef | ast.AnnAssign) and not is_exercise


def hand_in(lesson: Lesson, course: Path, students: int) -> list[Handed]:
    """The submissions of a class, written below `course`/submitted."""
    package = lesson.key.partition("-")[2]
    released = json.loads(lesson.release.read_text(encoding="utf-8"))
    cells = {}
    for name in [cell.name for cell in plan(lesson).cells if cell.part is Part.ANSWER]:
        with suppress(ModuleNotFoundError):
            module = importlib.import_module(f"exercises.{package}.{name}")
            cells[name] = answers(module.exercise, module)
    made = []
    for number in range(students):
        folder = course / "submitted" / f"student-{number:03}" / lesson.key
        folder.mkdir(parents=True)
        path = folder / lesson.release.name
        path.write_text(json.dumps(_written(released, cells, number)), encoding="utf-8")
        made.append(Handed(folder.parent.name, path))
    return made


def _written(released: dict[str, Any], cells: Mapping[str, tuple[list[str], ...]], number: int) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(released))
    for cell in made["cells"]:
        if cell["id"] in cells:
            choice = cells[cell["id"]][number % 3]
            cell["source"] = choice[number // 3 % len(choice)]
    return made
