"""A bar of the requests that a Hub was asked, with the same in words."""

from __future__ import annotations

import sys
from html import escape
from typing import Any


class RequestBar:
    """A bar that fills up to `most` requests to `host`; lines of text where there are no widgets."""

    def __init__(self, host: str, most: int) -> None:
        self.host, self.most = host, most
        self.widget = _widget()
        self.last = ""
        self.show(0, "asking")

    def show(self, made: int, doing: str) -> None:
        """Show `made` requests, and in words what is `doing`."""
        if self.widget is not None:
            self.widget.value = self._html(made, doing)
        elif doing != self.last:
            print(f"{self.host}: {doing}.")
        self.last = doing

    def _html(self, made: int, doing: str) -> str:
        bar = f'<progress max="{self.most}" value="{made}" aria-label="requests made" style="width: 20em"></progress>'
        counted = f"{made} of at most {self.most} requests"
        return f'<p role="status">{bar} {escape(self.host)}: {counted}; {escape(doing)}.</p>'


def _widget() -> Any:
    """A place on the page that can be rewritten, already shown; None where no notebook page listens."""
    if "ipykernel.kernelapp" not in sys.modules:
        return None
    try:
        import ipywidgets
    except ModuleNotFoundError:
        return None
    from IPython.display import display

    place = ipywidgets.HTML()
    display(place)
    return place
