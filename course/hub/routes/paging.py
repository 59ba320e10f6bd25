"""Pages: how long one is, where the next begins, and the `Link` header that leads there."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from course.hub.messages import Request, Response, bad_request, json_response
from course.hub.schema import LARGEST

LONGEST = 1000


def page_length(request: Request, default: int = LONGEST, longest: int = LONGEST) -> int:
    """How many entries the asked page holds at most; a 400 for a limit that is no positive number."""
    given = request.one("limit")
    if given is None:
        return default
    if not (given.isascii() and given.isdigit() and int(given[:9]) > 0):
        raise bad_request(f'"limit" must be a positive number, not {given[:40]!r}.')
    return min(int(given[:9]), longest)


def start(request: Request, seal: str) -> int:
    """The position after which the asked page begins; a 400 for a cursor that was not made for this listing."""
    cursor = request.one("cursor")
    if cursor is None:
        return 0
    try:
        found, position = base64.urlsafe_b64decode(cursor.encode()).decode().rsplit(":", 1)
        if found != seal or not position.isdigit() or int(position[:20]) > LARGEST:
            raise ValueError(cursor)
        return int(position)
    except (ValueError, binascii.Error):
        raise bad_request(f'"cursor" is not one that this listing gave: {cursor[:40]!r}.') from None


def link(request: Request, seal: str, position: int) -> dict[str, str]:
    """The header that leads to the page after `position`, absolute, as the client follows it word for word."""
    cursor = base64.urlsafe_b64encode(f"{seal}:{position}".encode()).decode()
    query = [(key, value) for key, value in request.query if key != "cursor"] + [("cursor", cursor)]
    told = urlencode(query, errors="replace")
    return {"Link": f'<{request.origin}{request.path}?{told}>; rel="next"'}


def page_of(request: Request, entries: Sequence[Any], seal: str, default: int = LONGEST) -> Response:
    """One page of a list that is at hand as a whole."""
    first, length = start(request, seal), page_length(request, default)
    more = link(request, seal, first + length) if first + length < len(entries) else {}
    return json_response(entries[first : first + length], headers=more)
