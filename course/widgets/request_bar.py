"""A bar of the requests that a Hub was asked, with the same in words."""

from __future__ import annotations

import sys
from html import escape
from typing import Any


class RequestBar:
    """A bar that fills up to `most` requests to `host`; lines of text where there is no notebook.

    It is an output that is rewritten, not a widget: saved with the notebook, it is still there when that is reopened.
    """

    def __init__(self, host: str, most: int) -> None:
        self.host, self.most = host, most
        self.place: Any = None
        self.last = ""
        self.show(0, "asking")

    def show(self, made: int, doing: str) -> None:
        """Show `made` requests, and in words what is `doing`."""
        if "ipykernel.kernelapp" in sys.modules:
            self._rewrite(self._bundle(made, doing))
        elif doing != self.last:
            print(f"{self.host}: {doing}.")
        self.last = doing

    def _rewrite(self, bundle: dict[str, str]) -> None:
        from IPython.display import display

        if self.place is None:
            self.place = display(bundle, raw=True, display_id=True)
        else:
            self.place.update(bundle, raw=True)

    def _bundle(self, made: int, doing: str) -> dict[str, str]:
        words = f"{self.host}: {made} of at most {self.most} requests; {doing}."
        bar = f'<progress max="{self.most}" value="{made}" aria-label="requests made" style="width: 20em"></progress>'
        return {"text/html": f'<p role="status">{bar} {escape(words)}</p>', "text/plain": words}
