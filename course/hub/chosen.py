"""The Hub that a lesson measures: practice, or the one that COURSE_HUB names, of which a live one is asked in part."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi

from course.hub import connect as hubs
from course.hub import transport
from course.hub.schema import SnapshotError
from course.settings import HUB

SETTING, MOST = HUB, "COURSE_HUB_LIMIT"
PRACTICE, LIVE = "practice", "live"
DEFAULT_MOST = 1000
ORDERS = {
    "downloads": "most downloaded",
    "likes": "most liked",
    "created_at": "newest",
    "createdAt": "newest",
    "last_modified": "last changed",
    "lastModified": "last changed",
    "trending_score": "most trending",
    "trendingScore": "most trending",
}


def connect(name: str | Path = PRACTICE) -> HfApi:
    """The Hub as an HfApi: "practice", "nano" or a grading slot, built at first use; "live"; or a snapshot's file.

    The file may lie in a dataset repo of the Hub: hf://datasets/OWNER/REPO/hub.sqlite is downloaded once. Where the
    variable COURSE_HUB names another Hub, that one is opened in the place of practice, and a line says so.
    """
    chosen = os.environ.get(SETTING, "").strip()
    if str(name) != PRACTICE or chosen in ("", PRACTICE):
        return hubs.connect(name)
    try:
        api = _bounded() if chosen == LIVE else hubs.connect(chosen)
    except SnapshotError as error:
        raise SnapshotError(f"{SETTING}={chosen}: {error}") from None
    _say(f"{SETTING}={chosen}: this Hub stands in the place of practice. Checks, grading and logs stay where they are.")
    return api


class LiveInPart(hubs.LiveApi):
    """The live Hub; a listing that names no limit ends after the first repos, and a line says so."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def list_models(self, *, sort: Any = None, limit: int | None = None, **more: Any) -> Iterable[Any]:
        """The client's own, the most downloaded first where no order is named."""
        return self._in_part(super().list_models, "models", sort or "downloads", limit, more)

    def list_datasets(self, *, sort: Any = None, limit: int | None = None, **more: Any) -> Iterable[Any]:
        """The client's own, the most downloaded first where no order is named."""
        return self._in_part(super().list_datasets, "datasets", sort or "downloads", limit, more)

    def list_spaces(self, *, sort: Any = None, limit: int | None = None, **more: Any) -> Iterable[Any]:
        """The client's own, the most liked first where no order is named."""
        return self._in_part(super().list_spaces, "Spaces", sort or "likes", limit, more)

    def _in_part(
        self, listing: Callable[..., Iterable[Any]], kind: str, sort: Any, limit: int | None, more: dict[str, Any]
    ) -> Iterable[Any]:
        if limit is None:
            limit = self.most
            _say(f"Of the live Hub, only the {limit:,} {ORDERS.get(str(sort), 'first')} {kind} that fit are listed.")
        return listing(sort=sort, limit=limit, **more)


def _bounded() -> LiveInPart:
    transport.install()
    text = os.environ.get(MOST, "").strip() or str(DEFAULT_MOST)
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        raise SnapshotError(f"{MOST}={text!r} is no number of repos; write one such as {DEFAULT_MOST}.")
    return LiveInPart(int(text))


_said: set[str] = set()


def _say(line: str) -> None:
    """Print a line, once a process."""
    if line not in _said:
        _said.add(line)
        print(line)
