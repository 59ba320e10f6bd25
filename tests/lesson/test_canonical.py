"""One form for every notebook: the same cells give the same bytes."""

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from course.lesson.canonical import canonical
from tests.courses import lesson_cells, notebook

NOTEBOOK = notebook(lesson_cells())


def test_it_is_a_fixed_point() -> None:
    once = canonical(NOTEBOOK)
    assert canonical(json.loads(once)) == once


def test_what_an_editor_adds_is_dropped() -> None:
    saved = copy.deepcopy(NOTEBOOK)
    saved["metadata"] = {"language_info": {"version": "3.12.1"}, "toc": {"base": 1}}
    saved["cells"][1]["metadata"]["collapsed"] = True
    saved["cells"][3]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "4"}]
    saved["cells"][3]["execution_count"] = 9
    assert canonical(saved) == canonical(NOTEBOOK)


def test_source_given_as_a_list_of_lines_is_the_same() -> None:
    saved = copy.deepcopy(NOTEBOOK)
    for cell in saved["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    assert canonical(saved) == canonical(NOTEBOOK)


def test_cells_without_an_id_get_one_that_stays() -> None:
    saved = copy.deepcopy(NOTEBOOK)
    for cell in saved["cells"]:
        del cell["id"]
    ids = [cell["id"] for cell in json.loads(canonical(saved))["cells"]]
    assert len(set(ids)) == len(ids) == 7
    assert canonical(saved) == canonical(copy.deepcopy(saved))


def test_tags_and_marks_are_kept() -> None:
    saved = copy.deepcopy(NOTEBOOK)
    saved["cells"][2]["metadata"]["tags"] = ["live"]
    metadata = json.loads(canonical(saved))["cells"][2]["metadata"]
    assert metadata["tags"] == ["live"]
    assert metadata["nbgrader"]["grade_id"] == "double"


@given(st.lists(st.tuples(st.sampled_from(["code", "markdown", "raw"]), st.text()), max_size=6))
def test_any_text_survives(cells: list[tuple[str, str]]) -> None:
    made: list[dict[str, Any]] = [{"cell_type": kind, "source": text, "metadata": {}} for kind, text in cells]
    back = json.loads(canonical(notebook(made)))["cells"]
    assert [(cell["cell_type"], "".join(cell["source"])) for cell in back] == cells
