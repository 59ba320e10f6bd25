"""A bar of requests: a native progress bar with the same in words, or lines of text."""

import sys
from types import ModuleType

import pytest

from course.widgets.request_bar import RequestBar


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a kernel ran."""
    monkeypatch.setitem(sys.modules, "ipykernel.kernelapp", ModuleType("ipykernel.kernelapp"))


def test_lines_of_text_where_there_is_no_page(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "ipykernel.kernelapp", raising=False)
    bar = RequestBar("hub.example", 20)
    bar.show(1, "waiting for the answer")
    bar.show(2, "waiting for the answer")
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["hub.example: asking.", "hub.example: waiting for the answer."]


@pytest.mark.usefixtures("kernel")
def test_a_bar_with_words() -> None:
    bar = RequestBar("hub.example", 20)
    bar.show(1, "too many requests, waiting up to 10 seconds")
    assert '<progress max="20" value="1" aria-label="requests made"' in bar.widget.value
    assert '<p role="status">' in bar.widget.value
    assert "hub.example: 1 of at most 20 requests; too many requests, waiting up to 10 seconds." in bar.widget.value


@pytest.mark.usefixtures("kernel")
def test_without_widgets_it_is_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    RequestBar("hub.example", 20)
    assert "hub.example: asking." in capsys.readouterr().out
