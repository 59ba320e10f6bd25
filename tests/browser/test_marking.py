"""`course mark` in a real browser: a memo read and marked with the keyboard alone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from course.lesson.project import Lesson
from tests.browser.lab import PATIENCE, TOKEN, served
from tests.courses import ROOT
from tests.grading import readers


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """A lesson with two memos that wait."""
    made = readers.make_lesson(tmp_path_factory.mktemp("marking") / "course")
    (made.root / "course").symlink_to(ROOT / "course")
    readers.hand_in(made, gradebook(made.root), ("ada", "bo"))
    return made


def gradebook(root: Path) -> URL:
    return make_url(f"sqlite:///{root / 'gradebook.db'}")


def points(root: Path) -> list[tuple[float | None, str | None]]:
    """The points and comments of people, as nbgrader's tables have them."""
    engine = create_engine(f"sqlite:///{root / 'gradebook.db'}")
    query = "select manual_score, manual_comment from grade join base_cell graded on graded.id = grade.cell_id "
    query += "join base_cell written on (written.name, written.notebook_id) = (graded.name, graded.notebook_id) "
    query += "join comment on (comment.cell_id, comment.notebook_id) = (written.id, grade.notebook_id) "
    query += "where graded.name = 'memo_doubling'"
    with engine.connect() as connection:
        found = [(row[0], row[1]) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def test_a_memo_is_marked_by_keyboard(page: Page, lesson: Lesson) -> None:
    with served(lesson.root, "--reader", "rea", lesson=lesson.key, word="mark") as address:
        page.goto(f"{address}/lab/tree/marking/01-double.ipynb?token={TOKEN}&reset")
        expect(page.locator("#jp-main-statusbar")).to_contain_text("Idle", timeout=PATIENCE)
        page.locator(".jp-Notebook .jp-InputPrompt").first.click()
        page.keyboard.press("Shift+Enter")
        status = page.get_by_role("status").filter(has_text="left to read")
        expect(status).to_contain_text("2 of 2 left to read. Row 1 of 2: size.", timeout=PATIENCE)
        page.get_by_label("Keys").focus()
        page.keyboard.press("3")
        expect(status).to_contain_text("Row 2 of 2: tension.", timeout=PATIENCE)
        page.keyboard.press("Tab")
        page.keyboard.type("Both sides.")
        page.keyboard.press("Enter")
        expect(status).to_contain_text("Remark on tension kept.", timeout=PATIENCE)
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("2")
        expect(status).to_contain_text("5 of 6 points", timeout=PATIENCE)
        page.keyboard.press("n")
        expect(status).to_contain_text("1 of 2 left to read", timeout=PATIENCE)
        expect(page.get_by_text("Used before on this row")).to_have_count(0)
        page.screenshot(path=str(lesson.root / "marking.png"), full_page=True)
    assert sorted(points(lesson.root), key=str) == [(5.0, "3/3 size\n2/3 tension: Both sides."), (None, None)]
