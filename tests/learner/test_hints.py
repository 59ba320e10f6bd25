"""Hints open in order, are noted once, and never raise."""

import json
from pathlib import Path

import pytest

from course.learner import hints
from course.learner.hints import hint, next_hint
from course.learner.place import Place
from course.learner.session import Session


def said(session: Session, *asked: object) -> list[str]:
    """What each hint begins with, for an exercise and a level or for an exercise alone."""
    found = [next_hint(session, *(one if isinstance(one, tuple) else (one,))).text for one in asked]
    return [text.replace("*", "").partition("\n")[0] for text in found]


def test_levels_open_in_order_and_stay_open(session: Session) -> None:
    assert said(session, "double", "double", ("double", 1), "half_of") == [
        "Double, hint 1 of 3. Look at the sign for times.", "Double, hint 2 of 3. Begin with a return.",
        "Double, hint 1 of 3. Look at the sign for times.", "Half of, hint 1 of 3. one",
    ]  # fmt: skip
    assert {name: one.hints for name, one in session.standings.items()} == {"double": 2, "half_of": 1}


def test_the_third_asked_for_first_is_the_first_and_says_why(session: Session) -> None:
    text = next_hint(session, "half_of", 3).text
    assert text == '**Half of, hint 1 of 3.** one\n\n*Hints open in order; the next one: `hint("half_of", 2)`*'


def test_after_the_last_comes_the_last(session: Session) -> None:
    assert said(session, *["half_of"] * 4)[2:] == ["Half of, hint 3 of 3. three"] * 2
    assert next_hint(session, "half_of").text.endswith("*That is the last one.*")


def test_without_a_name_it_is_for_the_check_that_was_run_last_or_the_first_not_passed(session: Session) -> None:
    assert said(session, "")[0].startswith("Double, hint 1")
    session.attempted("double", passed=True)
    assert said(session, "")[0].startswith("Half of, hint 1")
    session.last = "double"
    assert said(session, "")[0].startswith("Double, hint 2")


def test_after_a_check_that_passed_it_is_for_the_next_exercise_not_passed(session: Session) -> None:
    session.last, session.solved = "half_of", True
    session.attempted("half_of", passed=True)
    assert said(session, "")[0].startswith("Double, hint 1")
    session.attempted("double", passed=True)
    assert said(session, "")[0].startswith("Half of, hint 1")


def test_a_helper_has_the_hints_of_the_exercise_that_needs_it(session: Session) -> None:
    assert said(session, "twice", "check_half_of") == [
        "Double, hint 1 of 3. Look at the sign for times.", "Half of, hint 1 of 3. one",
    ]  # fmt: skip


def test_where_nothing_is_kept_a_level_opens_as_asked(place: Place) -> None:
    assert said(Session(place), ("half_of", 2)) == ["Half of, hint 2 of 3. two"]
    (place.folder / hints.COST).write_text('{"points": 0.5}', encoding="utf-8")
    assert said(Session(place), ("half_of", 2)) == ["Half of, hint 1 of 3. one"]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [(("dubble",), "There is no hint for 'dubble'; there are hints for double, half_of."),
     (("double", 0), "There is no level 0; the levels are 1 to 3."),
     (("double", 4), "There is no level 4; the levels are 1 to 3.")],
)  # fmt: skip
def test_a_slip_is_answered_and_not_noted(session: Session, asked: tuple[object, ...], answer: str) -> None:
    assert said(session, asked) == [answer]
    assert session.standings["double"].hints == 0


def test_without_progress_they_open_all_the_same(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def half_of() -> None: ...

    monkeypatch.chdir(place.folder)
    assert repr(hint(half_of)).startswith("**Half of, hint 1 of 3.** one")
    for level in (1, 2):
        assert hint("double")._repr_markdown_().startswith(f"**Double, hint {level} of 3.**")
    assert not place.kept.exists()


@pytest.mark.parametrize("content", [None, "{", "- a", "double: text", "\x00"])
def test_a_lesson_without_readable_hints_says_so(session: Session, content: str | None) -> None:
    path = session.place.folder / hints.NAME
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert said(session, "double") == ["No hints lie beside this notebook; run: course start 01-sums"]


def test_a_folder_without_a_lesson_has_no_hints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert hint().text == "There is no lesson in this folder that has hints."


def test_what_was_opened_is_written_down_only_where_it_costs(session: Session) -> None:
    said(session, "double", "double")
    assert not (session.place.folder / hints.USED).exists()
    (session.place.folder / hints.COST).write_text('{"points": 0.5}', encoding="utf-8")
    said(session, "half_of")
    written = json.loads((session.place.folder / hints.USED).read_text(encoding="utf-8"))
    assert written == {"about": hints.ABOUT, "lesson": "01-sums", "hints": {"double": 2, "half_of": 1}}


@pytest.mark.parametrize("content", ["", "[]", '{"points": "free"}', '{"points": -1}', '{"points": null}'])
def test_an_unreadable_cost_is_no_cost(place: Place, content: str) -> None:
    (place.folder / hints.COST).write_text(content, encoding="utf-8")
    assert hints.cost(place.folder) == 0
