"""Family 6: notebooks that are not what they should be. The answers in them are right unless said otherwise."""

import json
from typing import Any

from course.exercise.state import State
from tests.grading.hostile.cases import Hostile, Notebook
from tests.grading.hostile.trial import DOUBLE, FULL, TOTAL

FAMILY = "the notebook file"
Cell = dict[str, Any]
STUB = 'def double(number):\n    raise NotImplementedError("your turn")'


def _dumped(notebook: Notebook) -> bytes:
    return json.dumps(notebook).encode()


def _named(notebook: Notebook) -> dict[str, Cell]:
    return {cell["id"]: cell for cell in notebook["cells"]}


def _marks(cell: Cell) -> dict[str, Any]:
    found: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return found


def points_raised(notebook: Notebook) -> bytes:
    for cell in notebook["cells"]:
        if _marks(cell).get("grade"):
            cell["metadata"]["nbgrader"]["points"] = 1000
    return _dumped(notebook)


def tests_emptied(notebook: Notebook) -> bytes:
    for cell in notebook["cells"]:
        if _marks(cell).get("locked"):
            cell["source"] = "100"
    return _dumped(notebook)


def tests_removed(notebook: Notebook) -> bytes:
    notebook["cells"] = [cell for cell in notebook["cells"] if not _marks(cell).get("locked")]
    return _dumped(notebook)


def tests_skipped(notebook: Notebook) -> bytes:
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell"]
    return _dumped(notebook)


def reordered(notebook: Notebook) -> bytes:
    notebook["cells"].reverse()
    return _dumped(notebook)


def retyped(notebook: Notebook) -> bytes:
    for name in ("double", "check_double", "graded_double"):
        cell = _named(notebook)[name]
        cell["cell_type"] = "markdown"
        cell.pop("outputs"), cell.pop("execution_count")
    return _dumped(notebook)


def duplicated(notebook: Notebook) -> bytes:
    cells = notebook["cells"]
    at = [cell["id"] for cell in cells].index("double")
    cells.insert(at, cells[at] | {"source": "def double(number):\n    return 0"})
    cells.append(_named(notebook)["graded_double"])
    return _dumped(notebook)


def stripped(notebook: Notebook) -> bytes:
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        cell.pop("id")
    notebook["nbformat_minor"] = 4
    return _dumped(notebook)


def marks_swapped(notebook: Notebook) -> bytes:
    """Every mark replaced by nonsense of the wrong type; the ids are still there."""
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"nbgrader": [None, 7, "x", [], {"grade_id": ["double"]}][number % 5]}
    return _dumped(notebook)


def foreign_kernel(notebook: Notebook) -> bytes:
    notebook["metadata"] = {"kernelspec": {"name": "evil", "language": "bash", "display_name": "x"}}
    return _dumped(notebook)


def of_a_hundred_megabytes(notebook: Notebook) -> bytes:
    flood = {"output_type": "stream", "name": "stdout", "text": "x" * (100 << 20)}
    _named(notebook)["double"]["outputs"] = [flood]
    return _dumped(notebook)


def of_many_cells(notebook: Notebook) -> bytes:
    notebook["cells"] += [{"cell_type": "markdown", "metadata": {}, "source": "x"}] * 50_000
    return _dumped(notebook)


def of_format_three(notebook: Notebook) -> bytes:
    cells = [{**cell, "input": cell.pop("source")} for cell in notebook["cells"]]
    return _dumped({"worksheets": [{"cells": cells}], "nbformat": 3, "nbformat_minor": 0, "metadata": {}})


def with_strange_values(notebook: Notebook) -> bytes:
    notebook["cells"] += [None, 7, [], {}, {"cell_type": 3, "source": {"a": 1}}, {"source": [1, None]}]
    notebook["cells"].append({"cell_type": "code", "source": "x = '\ud800\0'", "metadata": None, "id": ["x"]})
    return _dumped(notebook)


def nested_deeply(notebook: Notebook) -> bytes:
    return b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"


def cut_short(notebook: Notebook) -> bytes:
    return _dumped(notebook)[:-100]


def of_another_encoding(notebook: Notebook) -> bytes:
    return json.dumps(notebook, ensure_ascii=False).encode("utf-16") + b"\xff\xfe\xff"


def empty(notebook: Notebook) -> bytes:
    return b"\n"


def no_notebook(notebook: Notebook) -> bytes:
    return b'["a", "list"]'


CASES = (
    Hostile(FAMILY, "points raised to 1000", FULL, file=points_raised),
    Hostile(FAMILY, "wrong, with the tests replaced by 100", 0, "double = None", "total = 1", file=tests_emptied),
    Hostile(FAMILY, "wrong, with every cell tagged to be skipped", 3, "double = 8", file=tests_skipped),
    Hostile(FAMILY, "tests and set-up removed", FULL, file=tests_removed),
    Hostile(FAMILY, "cells in reverse order", FULL, file=reordered),
    Hostile(FAMILY, "answer and tests turned into prose", FULL, file=retyped),
    Hostile(FAMILY, "an answer and a test twice", FULL, file=duplicated),
    Hostile(FAMILY, "all marks and ids gone", FULL, file=stripped),
    Hostile(FAMILY, "marks of the wrong type", FULL, file=marks_swapped),
    Hostile(FAMILY, "a kernel that does not exist", FULL, file=foreign_kernel),
    Hostile(FAMILY, "a hundred megabytes of output", FULL, file=of_a_hundred_megabytes),
    Hostile(FAMILY, "fifty thousand cells", FULL, file=of_many_cells),
    Hostile(FAMILY, "notebook format 3", FULL, file=of_format_three),
    Hostile(FAMILY, "cells of every JSON type", FULL, file=with_strange_values),
    Hostile(FAMILY, "a cell that does not parse", 3, "def double(number:\n    return 2", TOTAL),
    Hostile(FAMILY, "the answer in a cell of its own", FULL, STUB, extra=(DOUBLE,)),
    Hostile(FAMILY, "nested two hundred thousand deep", 0, file=nested_deeply, state=State.NOT_JUDGED),
    Hostile(FAMILY, "cut short", 0, file=cut_short, state=State.NOT_JUDGED),
    Hostile(FAMILY, "not UTF-8", 0, file=of_another_encoding, state=State.NOT_JUDGED),
    Hostile(FAMILY, "empty", 0, file=empty, state=State.NOT_JUDGED),
    Hostile(FAMILY, "JSON, but no notebook", 0, file=no_notebook, state=State.NOT_JUDGED),
)  # fmt: skip
