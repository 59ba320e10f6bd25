"""What the guides ask for: a hundred rows, each with a place in the released lessons or the reason why it has none."""

from pathlib import Path

from traceability import memos, rows, table

from course.scorecard.outline import outline

ROOT = Path(__file__).resolve().parents[1]
ROWS = rows(ROOT)
ALL = outline(ROOT)


def test_a_hundred_rows_each_with_a_place_or_a_reason() -> None:
    assert len(ROWS) == 100
    assert not [row["says"] for row in ROWS if not row.keys() & {"asked", "memo", "also", "not_measured"}]
    both = [row["says"] for row in ROWS if "not_measured" in row and row.keys() & {"asked", "memo", "also"}]
    assert not both


def test_every_question_and_memo_that_is_named_exists() -> None:
    named = {(key, number) for row in ROWS for key, numbers in row.get("asked", {}).items() for number in numbers}
    assert not [one for one in named if not ALL.exercises(*one)]
    written = {one.lesson for one in ALL.memos}
    assert not [row["says"] for row in ROWS if not set(memos(row, ALL)) <= written]


def test_quotations_are_short_and_have_a_source() -> None:
    quotes = [quote for row in ROWS for quote in row["says"].split("; ")]
    assert not [quote for quote in quotes if len(quote.split()) > 8]
    assert {row["source"] for row in ROWS} <= {"interview guide", "career guide"}


def test_the_page_leads_to_the_cells_of_the_exercises() -> None:
    page = table(ROOT)
    assert '<a href="../release/01-census/census.html#audit_claims"><code>audit_claims</code></a>' in page
    assert page.count("<tr>") == 101
    assert page.count("not measured") == 2
