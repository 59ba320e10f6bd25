"""A bar of requests: a native progress bar with the same in words, or lines of text."""

import sys
from types import ModuleType
from typing import Any

import pytest
from IPython import display

from course.widgets.request_bar import RequestBar


def test_lines_where_there_is_no_page(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "ipykernel.kernelapp", raising=False)
    bar = RequestBar("hub.example", 20)
    bar.show(1, "waiting for the answer")
    bar.show(2, "waiting for the answer")
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["hub.example: asking.", "hub.example: waiting for the answer."]


class Handle:
    """What IPython gives for an output that is rewritten."""

    def __init__(self) -> None:
        self.shown: list[dict[str, str]] = []

    def update(self, bundle: dict[str, str], raw: bool) -> None:
        """Show another bundle in its place."""
        assert raw
        self.shown.append(bundle)


def test_a_bar_with_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ipykernel.kernelapp", ModuleType("ipykernel.kernelapp"))
    handle, first = Handle(), list[Any]()

    def shown(bundle: dict[str, str], **more: object) -> Handle:
        first.append((bundle, more))
        return handle

    monkeypatch.setattr(display, "display", shown)
    bar = RequestBar("hub.example", 20)
    bar.show(1, "too many requests, waiting up to 10 seconds")
    assert first[0][1] == {"raw": True, "display_id": True}
    [bundle] = handle.shown
    assert bundle["text/plain"] == "hub.example: 1 of at most 20 requests; too many requests, waiting up to 10 seconds."
    assert '<progress max="20" value="1" aria-label="requests made"' in bundle["text/html"]
    assert bundle["text/html"].startswith('<p role="status">')
