"""The panel says in words how a lesson stands, follows it, and opens hints."""

from html import unescape
from typing import Any

import pytest
from ipywidgets import HTML, Button, Output, VBox, Widget

from course.learner import panel, record
from course.learner.hints import COST
from course.learner.panel import Panel
from course.learner.session import Session


def found(box: VBox, kind: Any, description: str = "") -> Widget:
    """The control of that kind and description."""
    inner = [one for child in box.children for one in [child, *getattr(child, "children", [])]]
    return next(one for one in inner if isinstance(one, kind) and description in getattr(one, "description", ""))


def chosen(box: VBox) -> str:
    """The exercise that the next hint is for, in words."""
    inner = [one for child in box.children for one in getattr(child, "children", [])]
    (text,) = [str(one.value) for one in inner if isinstance(one, HTML) and "Hint for" in str(one.value)]
    return text.partition("Hint for ")[2].partition("<")[0]


def report(box: VBox) -> str:
    return unescape(str(box.children[0].value))


def test_the_report_follows_the_learner(session: Session) -> None:
    box = panel.controls(session)
    assert "01-sums: 0 of 2 exercises passed." in report(box)
    session.attempted("double", passed=False)
    session.hinted("double", 1)
    assert "Double: not passed yet, 1 try, 1 hint</li>" in report(box)
    session.attempted("double", passed=True)
    assert "01-sums: 1 of 2 exercises passed." in report(box)
    assert "Double: passed, 2 tries, 1 hint</li>" in report(box)


def test_signs_are_for_the_eye_alone_and_words_say_the_same(session: Session) -> None:
    html = report(panel.controls(session))
    assert html.count('aria-hidden="true"') == html.count("not started") == 2
    assert 'role="status"' in html
    assert len(set(panel.SIGNS.values())) == 4


def test_the_button_opens_the_next_hint_of_the_chosen_exercise(session: Session) -> None:
    box = panel.controls(session)
    button = found(box, Button, "Next hint")
    assert chosen(box) == "Double (1 of 2)"
    for _ in range(3):
        found(box, Button, "Exercise after").click()
    found(box, Button, "Exercise before").click()
    found(box, Button, "Exercise before").click()
    assert chosen(box) == "Half of (2 of 2)"
    for level, text in enumerate(("one", "two"), 1):
        button.click()
        shown = found(box, Output).outputs[0]["data"]
        assert shown["text/markdown"].startswith(f"**Half of, hint {level} of 3.** {text}")
        assert chosen(box) == "Half of (2 of 2)"
    assert session.standings["half_of"].hints == 2


def test_the_choice_follows_the_check_that_was_run_last(session: Session) -> None:
    box = panel.controls(session)
    session.last = "half_of"
    session.attempted("half_of", passed=False)
    assert chosen(box) == "Half of (2 of 2)"
    session.solved = True
    session.attempted("half_of", passed=True)
    assert chosen(box) == "Double (1 of 2)"


def test_a_cost_is_said_before_a_hint_is_opened(session: Session) -> None:
    (session.place.folder / COST).write_text('{"points": 0.5}', encoding="utf-8")
    html = [str(one.value) for one in panel.controls(session).children if isinstance(one, HTML)]
    assert any("Each hint that you open costs 0.5 points." in text for text in html)


def test_without_hints_there_is_no_button_for_them(session: Session) -> None:
    (session.place.folder / "hints.yaml").unlink()
    with pytest.raises(StopIteration):
        found(panel.controls(session), Button, "Next hint")


def test_where_widgets_are_missing_the_text_is_shown(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ipywidgets", None)
    session.trouble = "Progress is not kept."
    assert list(Panel(session)._repr_mimebundle_()) == ["text/plain"]
    assert repr(Panel(session)).splitlines() == [
        "01-sums: 0 of 2 exercises passed.", "– Double: not started", "– Half of: not started", "Progress is not kept.",
    ]  # fmt: skip


def test_what_passed_and_graded_mean_is_said_once_something_was_graded(session: Session) -> None:
    assert "hidden tests" not in repr(Panel(session))
    one = record.exercise(session.data, session.place.lesson, "double")
    record.graded(one, "right", 3, 3, "2026-07-01")
    assert "Graded: by the hidden tests of `course check`." in repr(Panel(session))
    assert "Graded: by the hidden tests" in report(panel.controls(session))
