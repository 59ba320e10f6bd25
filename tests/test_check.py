"""What a learner reads from a check: one sentence, the slip by name, no traceback."""

import logging
import signal
import sys
import warnings
from typing import Any

import pytest
from huggingface_hub import HfApi

from course.check import Failure, Outcome, expect, observe
from course.compare import short
from course.hub.connect import connect
from course.hub.hand_made import hub_of


def said(*args: Any, **options: Any) -> str:
    with pytest.raises(Failure) as failure:
        expect(*args, **options)
    assert failure.value._render_traceback_() == [str(failure.value)]
    return str(failure.value)


def half(values: list[float]) -> float:
    return sum(values) / 2


def test_a_right_answer_passes_and_says_what_was_tried(capsys: pytest.CaptureFixture[str]) -> None:
    expect(half, [[1, 3]], 2)
    assert capsys.readouterr().out == "half([1, 3]) passes.\n"


def models_of(api: HfApi, limit: int) -> int:
    return len(list(api.list_models(limit=limit)))


def test_a_hub_made_by_hand_is_shown_by_what_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    expect(models_of, [hub_of([{"id": "a/x"}, {"id": "b/y"}]), 5], 2)
    assert capsys.readouterr().out == "models_of(a Hub of 2 models, 5) passes.\n"
    assert said(models_of, [hub_of([{"id": "a/x"}], [{"id": "b/y"}]), 5], 2) == (
        "models_of(a Hub of 1 model, 1 dataset, 5) returned 1; expected 2."
    )
    assert short(hub_of()) == "a Hub of no repos"


def test_a_hub_that_has_a_name_is_shown_by_it() -> None:
    assert short(connect("nano")) == "the Hub 'nano'"


def test_a_wrong_answer_shows_the_call_the_value_and_the_expected_value() -> None:
    assert said(half, [[1, 3]], 4) == "half([1, 3]) returned 2.0; expected 4."


def test_an_answer_that_is_not_started_is_asked_for() -> None:
    def stub(x: int) -> int:
        raise NotImplementedError("your turn")

    assert said(stub, [1], 1) == "stub(1): your turn, this answer is not written yet."


def test_an_exception_of_the_answer_is_one_sentence_with_its_line() -> None:
    def broken(x: dict[str, int]) -> int:
        return x["likes"]

    assert said(broken, [{}], 1) == "broken({}) raised KeyError: 'likes', at `return x[\"likes\"]`."


def test_none_asks_for_a_return() -> None:
    text = said(lambda x: None, [1], 1, "one")
    assert text == "<lambda>(one) returned None. Hint: does the function end in `return`?"


def test_an_exception_can_be_what_is_wanted() -> None:
    def strict(x: int) -> int:
        raise ValueError(x)

    expect(strict, [1], ValueError)
    assert said(half, [[2]], ValueError) == "half([2]) returned 1.0; expected ValueError to be raised."
    assert "expected KeyError" in said(strict, [1], KeyError)


def test_arguments_are_copies_and_changing_them_is_said() -> None:
    given = [[3, 1, 2]]

    def sorts(values: list[int]) -> int:
        values.sort()
        return 6

    assert "changed its argument 1" in said(sorts, given, 6)
    assert given == [[3, 1, 2]]


def test_warnings_logs_and_stderr_are_no_wrong_answers(capfd: pytest.CaptureFixture[str]) -> None:
    def noisy(x: int) -> int:
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        print("progress", file=sys.stderr)
        logging.getLogger("huggingface_hub").warning("skipped")
        return x

    expect(noisy, [1], 1)
    assert capfd.readouterr().err == ""
    assert logging.root.manager.disable == 0


def test_quitting_is_an_exception_like_any_other() -> None:
    assert "raised SystemExit" in said(lambda x: sys.exit(), [1], 1)


class Hub:
    """Stands for a client that counts what it asks."""

    requests_made = 0

    def ask(self) -> int:
        self.requests_made += 1
        return 1

    def __deepcopy__(self, memo: object) -> "Hub":
        return self


def test_requests_are_counted_and_bounded() -> None:
    def greedy(hub: Hub) -> int:
        return sum(hub.ask() for _ in range(3))

    assert observe(greedy, [Hub()]) == Outcome(3, requests=3)
    expect(greedy, [Hub()], 3, budget=3)
    text = said(greedy, [Hub()], 3, "a Hub", budget=1)
    assert text == "greedy(a Hub) is right, but it asked the Hub 3 times; 1 would do."


def test_a_call_without_end_is_stopped() -> None:
    def endless(x: int) -> int:
        while True:
            x += 1

    text = said(endless, [1], 1, seconds=0.05)
    assert text.startswith("endless(1) raised TimeoutError: it did not end within 0.05 seconds, at `")


def test_a_deadline_leaves_no_timer_behind() -> None:
    before = signal.getsignal(signal.SIGALRM)
    expect(abs, [-1], 1)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_a_right_value_that_changed_its_argument_is_told_so() -> None:
    def empties(values: list[int]) -> int:
        values.clear()
        return 6

    text = said(empties, [[3]], 6, "three")
    assert text == "empties(three) is right, but it changed its argument 1: work on a copy."
