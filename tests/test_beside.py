"""Values from several places in one table, in words and for every reader."""

import math

import pytest

from course.beside import Beside, Row, distance, shown
from course.published import Figure

HERE = Row("live", "2026-11-22", {"value": 0.5}, "live")
THERE = Row("published: all <models>", "July 2025", {"value": 0.639}, "the figure of July 2025")
FIGURE = Figure("models", 0.639, "%", "all", "July 2025", "a & b", "https://example.org/?a=1&b=2", "Different ones.")
BOTH = Beside("Share without a licence", [HERE, THERE], ["It answered.", "Why."], [FIGURE], "%")


def test_the_table_holds_numbers() -> None:
    assert BOTH.table.to_dict("list") == {
        "where": ["live", "published: all <models>"], "as of": ["2026-11-22", "July 2025"], "value": [0.5, 0.639],
    }  # fmt: skip


def test_as_text() -> None:
    assert str(BOTH).splitlines() == [
        "It answered.",
        "Share without a licence",
        "where                    as of       value",
        "live                     2026-11-22  50 %",
        "published: all <models>  July 2025   63.9 %",
        "Why.",
        "July 2025: models. Different ones. Source: a & b, https://example.org/?a=1&b=2",
    ]


def test_as_a_page() -> None:
    html = BOTH._repr_mimebundle_()["text/html"]
    assert html.startswith('<p role="status">It answered.</p><table')
    assert "<caption>Share without a licence</caption>" in html
    assert (
        '<th scope="row" style="text-align: left">published: all &lt;models&gt;</th><td>July 2025</td><td>63.9 %</td>'
        in html
    )
    assert '<a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener">a &amp; b</a>' in html


def test_values_by_name_share_columns() -> None:
    two = Beside("", [Row("a", "", {"x": 1.0}), Row("b", "", {"y": 2.0, "x": math.nan})], [])
    assert two.names == ["x", "y"]
    assert [line.split() for line in str(two).splitlines()[-2:]] == [["a", "1", "–"], ["b", "–", "2"]]


def test_without_rows_there_is_no_table() -> None:
    assert str(Beside("About", [], ["Nothing."])) == "Nothing."
    assert "<table" not in Beside("About", [], ["Nothing."])._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(0.639, "%", "63.9 %"), (0.0000675, "%", "0.00675 %"), (1.0, "%", "100 %"), (1234.0, "", "1,234"),
     (2.5, "days", "2.5 days"), (None, "%", "–"), (math.nan, "", "–")],
)  # fmt: skip
def test_a_value_in_words(value: float | None, unit: str, words: str) -> None:
    assert shown(value, unit) == words


def test_how_far_apart() -> None:
    assert distance(HERE, THERE, "%") == "Live is 13.9 points below the figure of July 2025."
    assert distance(THERE, HERE, "%") == "The figure of July 2025 is 13.9 points above live."
    assert distance(HERE, HERE, "%") == "Live is equal to live."
    assert distance(HERE, Row("", "", {"other": 1.0}), "%") == ""


def test_of_several_values_the_furthest_is_told() -> None:
    one, two = Row("", "", {"x": 1.0, "y": 2.0, "z": math.nan}, "live"), Row("", "", {"x": 4.0, "y": 1.0}, "practice")
    assert distance(one, two, "days") == "Furthest apart is x: live is 3 days below practice."
