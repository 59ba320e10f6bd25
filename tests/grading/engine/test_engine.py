"""A submission through the whole engine: states, sentences, outputs, deaths."""

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from course.exercise.state import State
from course.grading.engine import walls
from course.grading.engine.engine import Engine
from course.grading.engine.graded import GradedNotebook
from course.grading.engine.learner import Learner
from course.grading.engine.limits import Limits
from course.grading.engine.rebuild import Placed
from course.lesson.plan import Part
from course.lesson.submission import Handed, Submission
from tests.grading.engine.conftest import RIGHT, make_forms, states, submission

FULL = {"triple": ("right", 5.0), "count": ("right", 2.0), "twice": ("right", 3.0)}


def sentence(graded: GradedNotebook, name: str) -> str:
    return next(answer.sentence for answer in graded.result.answers if answer.name == name)


def output(graded: GradedNotebook, name: str) -> str:
    return str(next(cell.outputs for cell in graded.cells if cell.name == name))


def test_right_answers_earn_all_points_and_the_memo_waits_for_a_reader(forms: Engine) -> None:
    graded = forms.grade(submission(forms, memo="memo = 'mine'"))
    assert states(graded) == FULL
    assert [(memo.name, memo.out_of, memo.written) for memo in graded.result.memos] == [("memo", 5.0, True)]
    assert (graded.result.repairs, graded.fault) == ((), "")


def test_an_untouched_notebook_is_not_attempted(forms: Engine) -> None:
    untouched = {cell.name: cell.released for cell in forms.plan.cells if cell.part is Part.ANSWER}
    graded = forms.grade(submission(forms, **untouched))
    assert {state for state, _ in states(graded).values()} == {"not attempted"}


@pytest.mark.parametrize(
    ("code", "state", "points", "words"),
    [
        ("def triple(number):\n    return number", "wrong", 0, "triple(two) returned 2; expected 6"),
        ("def triple(number):\n    return 6 if number == 2 else 21", "partly right", 2, "part of the points"),
        ("def triple(number):\n    return number.x", "broken", 0, "at `return number.x`"),
        ("def triple(number)\n    return 3", "broken", 0, "SyntaxError"),
        ("triple = 7", "broken", 0, "not callable"),
        ("other = 1", "broken", 0, "name 'triple' is not defined"),
        (
            "def triple(number):\n    if number == 2: return 6\n    raise KeyError(number)",
            "broken",
            1,
            "your code raised KeyError.",
        ),
        ("def triple(number):\n    while number != 2: pass\n    return 6", "broken", 1, "did not finish in 2 s"),
        ("def triple(number):\n    while True: number += 1", "broken", 0, "did not finish in 2 s"),
    ],
)
def test_each_state_has_its_sentence(forms: Engine, code: str, state: str, points: float, words: str) -> None:
    graded = forms.grade(submission(forms, triple=code, twice="def twice(step, value):\n    return 0"))
    assert states(graded)["triple"] == (state, points)
    assert words in sentence(graded, "triple")
    assert states(graded)["count"] == FULL["count"]


def test_a_hidden_sentence_names_no_value(forms: Engine) -> None:
    code = "def triple(number):\n    return 6 if number == 2 else {str(number): 1}"
    graded = forms.grade(submission(forms, triple=code, twice="def twice(step, value):\n    return value"))
    assert "486113" not in str(graded)
    assert sentence(graded, "triple") == "it earns part of the points." or "486113" not in sentence(graded, "triple")


@pytest.mark.parametrize(
    "line",
    ["!pip install nothing", "%pip install nothing", "%system ls", "listed = !ls\nassert listed", "!!ls", "%sx ls"],
)
def test_a_command_at_the_head_of_an_answer_does_not_cost_it(forms: Engine, line: str) -> None:
    graded = forms.grade(submission(forms, triple=f"{line}\n{RIGHT['triple']}"))
    assert states(graded) == FULL


def test_a_script_in_a_cell_of_its_own_is_a_command_too(forms: Engine) -> None:
    graded = forms.grade(submission(forms, "%%bash\necho written"))
    assert states(graded) == FULL
    own = next(cell for cell in graded.cells if not cell.name)
    assert "is not run while a notebook is graded" in str(own.outputs)


def test_a_file_that_a_cell_writes_can_be_imported_by_a_later_one(forms: Engine) -> None:
    first = "%%writefile helpers_of_mine.py\ndef three(number):\n    return 3 * number"
    answer = "import helpers_of_mine\ndef triple(number):\n    return helpers_of_mine.three(number)"
    cells = submission(forms, triple=answer).cells
    graded = forms.grade(Submission((Handed("", "mine", "code", first), *cells)))
    assert states(graded) == FULL


def test_an_asserted_message_is_shown_when_it_is_the_instructors_own(forms: Engine) -> None:
    code = "def twice(step, value):\n    return 7 if value == 5 else 9"
    assert sentence(forms.grade(submission(forms, twice=code)), "twice") == "look at two"


def test_requests_beyond_the_budget_are_noticed(forms: Engine) -> None:
    code = "def count(api):\n    list(api.list_models())\n    return len(list(api.list_models()))"
    graded = forms.grade(submission(forms, count=code))
    assert "more often" in sentence(graded, "count")


def test_a_function_of_the_check_can_be_called_by_the_student(forms: Engine) -> None:
    tries = "try:\n        step('x', 'y')\n    except TypeError:\n        pass"
    code = f"def twice(step, value):\n    {tries}\n    return step(step(value))"
    assert states(forms.grade(submission(forms, twice=code))) == FULL


def test_outputs_are_those_of_a_notebook(forms: Engine) -> None:
    graded = forms.grade(submission(forms, "print('mine'); 1 / 0"))
    assert "'text/plain': '15'" in output(graded, "show_again")
    assert "triple(two) passes." in output(graded, "check_triple")
    assert "mine" in output(graded, "")
    assert "ZeroDivisionError" in output(graded, "")


def test_without_outputs_the_same_is_judged(forms: Engine) -> None:
    graded = forms.grade(submission(forms), outputs=False)
    assert states(graded) == FULL
    assert output(graded, "show_again") == "()"


def test_a_hidden_check_is_kept_as_it_was_released(forms: Engine) -> None:
    graded = forms.grade(submission(forms))
    hidden = [cell for cell in graded.cells if cell.part is Part.HIDDEN]
    assert hidden
    assert not [cell for cell in hidden if "HIDDEN TESTS" in cell.source or cell.outputs]


def test_a_cell_that_never_ends_is_waited_for_once(forms: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    run = Learner.run

    def noted(learner: Learner, cell: Placed) -> Any:
        ran.append(cell.source)
        return run(learner, cell)

    monkeypatch.setattr(Learner, "run", noted)
    endless = "while True: pass"
    graded = forms.grade(submission(forms, triple=endless))
    assert ran.count(endless) == 1 < ran.count(RIGHT["count"])
    assert "this cell was stopped: it did not finish in 3 s." in output(graded, "triple")
    assert states(graded) == FULL | {"triple": ("broken", 0.0), "twice": ("wrong", 0.0)}
    assert sentence(graded, "triple") == "the cell itself was stopped: it did not finish in 3 s."


def test_a_notebook_shows_so_much_and_says_what_it_leaves_out(forms: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "limits", replace(forms.limits, shown=400_000))
    graded = forms.grade(submission(forms, *["print('x' * 90_000)"] * 9))
    shown = [str(cell.outputs) for cell in graded.cells if not cell.name]
    assert sum(map(len, shown)) <= forms.limits.shown
    assert "xxx" in shown[0]
    assert "the notebook shows too much" in shown[-1]
    assert states(graded) == FULL


def test_where_no_file_system_bounds_it_a_folder_that_fills_ends_the_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = walls.level()
    if not here.forks:
        pytest.skip(str(here))
    monkeypatch.setattr(walls, "level", lambda: replace(here, view=False))
    filling = """
import pathlib
for part in range(10_000):
    pathlib.Path(f"part-{part}").write_bytes(bytes(1 << 14))
"""
    with Engine(make_forms(tmp_path / "course"), (11, 12, 13), Limits(call=2, cell=30, scratch=4 << 20)) as engine:
        graded = engine.grade(submission(engine, filling))
        assert "this cell was stopped: it wrote more than 4 MiB." in str(graded.cells[-1].outputs)
        assert states(graded) == FULL
        assert states(engine.grade(submission(engine))) == FULL


def test_after_three_deaths_the_rest_is_broken(forms: Engine) -> None:
    dying = "import os; os._exit(1)"
    graded = forms.grade(submission(forms, triple=dying, count=dying, twice=dying, memo=dying))
    assert {state for state, _ in states(graded).values()} == {"broken"}


def test_cells_are_run_again_after_a_death_but_not_the_deadly_one(forms: Engine) -> None:
    graded = forms.grade(submission(forms, "kept = 5", "import os; os._exit(1)", "print(kept, triple(1))"))
    assert "5 3" in str(graded.cells[-1].outputs)
    assert states(graded) == FULL


def test_a_check_that_the_solution_does_not_pass_is_not_judged(forms: Engine) -> None:
    graded = forms.grade(submission(forms))
    found = next(cell.found for cell in graded.cells if cell.name == "graded_count")
    assert found is not None
    assert replace(found, state=State.NOT_JUDGED).state == "not judged"


def test_warm_processes_that_somebody_kills_are_replaced(forms: Engine) -> None:
    for warm in forms._now.warm.values():
        os.kill(warm._child.pid, signal.SIGKILL)
        warm._child.wait()
    assert states(forms.grade(submission(forms))) == FULL
