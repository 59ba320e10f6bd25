"""Published figures say of what, when and where; a share is a share."""

import re
from collections.abc import Mapping

import pytest

from course.published import Figure, UnknownFigure, figure, figures


def numbers(one: Figure) -> list[float]:
    """The numbers of a figure."""
    return list(one.value.values()) if isinstance(one.value, Mapping) else [one.value]


@pytest.mark.parametrize("key", figures())
def test_a_figure_says_where_it_is_from(key: str) -> None:
    one = figure(key)
    assert re.fullmatch(r"([A-Z][a-z]+ )?20[12]\d", one.as_of)
    assert one.url.startswith("https://")
    assert all(len(text) > 10 for text in (one.what, one.of, one.source, one.why))
    assert re.search(r"\d", one.of) or "all" in one.of
    assert one.why.endswith(".")


@pytest.mark.parametrize("key", figures())
def test_a_share_lies_between_none_and_all(key: str) -> None:
    if figure(key).unit == "%":
        assert all(0 < number < 1 for number in numbers(figure(key)))


def test_shares_of_a_whole_add_up() -> None:
    assert sum(numbers(figure("relations"))) == pytest.approx(1)


def test_what_was_divided_can_be_divided_again() -> None:
    for key in ("callable_most", "callable_least"):
        part, whole = (float(number.replace(",", "")) for number in re.findall(r"[\d,]+\d", figure(key).of))
        assert figure(key).value == pytest.approx(part / whole, rel=0.005)


def test_an_unknown_key_is_told_what_there_is() -> None:
    with pytest.raises(UnknownFigure, match=r"no published figure 'licence'; there are no_licence, "):
        figure("licence")
