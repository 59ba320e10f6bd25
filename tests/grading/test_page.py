"""The feedback page can be read by eye, by ear and without colour, and nothing in it is executed."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from course.exercise.state import State
from course.grading.book.result import Answer, Memo, Result
from course.grading.pages import page
from course.lesson.project import CourseError

ANSWERS = tuple(
    Answer(f"question_{number}", state, 0, 8, f"<b>{state}</b>", "Graded on zero.", "print('</code><script>')")
    for number, state in enumerate(State)
)
RESULT = Result("01-census", (4, 5, 6), ANSWERS, (Memo("memo_census", 12, True),), ("`a` stands in 2 cells.",))


class Outline(HTMLParser):
    """The tags of a page, in order, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.targets += [value[1:] for name, value in attrs if name == "href" and value]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def outline() -> Outline:
    return Outline(page.render(RESULT))


def test_it_has_landmarks_one_heading_of_the_first_rank_and_a_language(outline: Outline) -> None:
    assert [outline.tags.count(tag) for tag in ("header", "main", "footer", "h1", "caption", "title")] == [1] * 6
    assert '<html lang="en">' in page.render(RESULT)


def test_every_link_has_its_target_and_every_id_is_its_own(outline: Outline) -> None:
    assert set(outline.targets) <= set(outline.ids)
    assert len(set(outline.ids)) == len(outline.ids)


def test_each_state_is_said_in_words(outline: Outline) -> None:
    for number, state in enumerate(State):
        assert f"question_{number}: {state}" in outline.text


def test_a_learners_text_is_shown_and_not_run(outline: Outline) -> None:
    assert "script" not in outline.tags
    assert "b" not in outline.tags
    assert "print('</code><script>')" in outline.text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("your turn, `<b>` is code.", "Your turn, <code>&lt;b&gt;</code> is code."),
        ("surface_census(four) returned 3.", "surface_census(four) returned 3."),
        ("`double` has no cell.", "<code>double</code> has no cell."),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_unless_it_begins_with_code(text: str, shown: str) -> None:
    assert page.prose(text) == shown


def test_a_sentence_does_not_repeat_the_name_above_it() -> None:
    answer = Answer("question", State.WRONG, 0, 8, "question: on two users, `n` is not right.", "", "")
    shown = Outline(page.render(Result("01-census", (), (answer,), (), ()))).text
    assert "On two users, n is not right." in shown
    assert "uestion: on" not in shown


def test_memos_repairs_and_seeds_are_named(outline: Outline) -> None:
    assert "written, for a person to read" in outline.text
    assert "a stands in 2 cells." in outline.text
    assert "--seed 4,5,6" in outline.text


def test_the_page_asks_nothing_of_the_network() -> None:
    text = page.render(RESULT)
    assert "http" not in text
    assert "src=" not in text


def test_a_place_that_can_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    assert page.place(tmp_path / "page.html") == tmp_path / "page.html"
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "old.html").write_text("old", encoding="utf-8")
    page.place(tmp_path / "old.html")
    assert (tmp_path / "old.html").read_text(encoding="utf-8") == "old"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CourseError, match=r"file/page\.html \(not a directory\); choose a file with --out"):
        page.place(tmp_path / "file" / "page.html")


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([State.RIGHT, State.WRONG], "1 of 2 exercises are right: 8 of 16 points."),
        (
            [State.RIGHT, State.NOT_JUDGED],
            "1 of 1 judged exercises are right: 8 of 8 points. 1 more was not judged",
        ),
        ([State.NOT_JUDGED, State.NOT_JUDGED], "Nothing was judged, so there are no points yet."),
    ],
)
def test_what_was_not_judged_is_no_zero(states: list[State], said: str) -> None:
    answers = (Answer(f"q{n}", state, 8 * (state is State.RIGHT), 8) for n, state in enumerate(states))
    result = Result("01-census", (), tuple(answers))
    assert page.summary(result).startswith(said)
    shown = page.render(result)
    assert "0 of" not in page.summary(result)
    assert shown.count("no points yet, of 8") == states.count(State.NOT_JUDGED)
