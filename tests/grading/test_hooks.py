"""Hidden tests leave a feedback page, and nothing else does."""

import nbformat
import pytest

from course.grading.by_nbgrader.hooks import HideTests

V4 = nbformat.v4
HIDDEN = "# Graded on zero.\n### BEGIN HIDDEN TESTS\nassert double(0) == 0\n### END HIDDEN TESTS\n"


@pytest.mark.parametrize(
    ("source", "left"),
    [
        (HIDDEN, "# Graded on zero.\n"),
        (HIDDEN + "x = 1\n" + HIDDEN, "# Graded on zero.\nx = 1\n# Graded on zero.\n"),
        ("### BEGIN HIDDEN TESTS\nassert never_closed", ""),
        ("print('END HIDDEN TESTS')", "print('END HIDDEN TESTS')"),
    ],
)
def test_the_region_is_taken_out(source: str, left: str) -> None:
    cell, _ = HideTests().preprocess_cell(V4.new_code_cell(source), {}, 0)
    assert cell.source == left


def test_a_traceback_keeps_its_last_line_alone() -> None:
    error = V4.new_output("error", ename="AssertionError", evalue="no", traceback=["----> assert double(0) == 0"])
    cell, _ = HideTests().preprocess_cell(V4.new_code_cell(HIDDEN, outputs=[error]), {}, 0)
    assert cell.outputs[0].traceback == ["AssertionError: no"]


def test_a_learners_own_traceback_stays() -> None:
    error = V4.new_output("error", ename="KeyError", evalue="'x'", traceback=["----> 1 d['x']"])
    cell, _ = HideTests().preprocess_cell(V4.new_code_cell("d['x']", outputs=[error]), {}, 0)
    assert cell.outputs[0].traceback == ["----> 1 d['x']"]
