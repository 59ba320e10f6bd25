"""Polite requests to a Hub: limits are honoured, faults are waited out, and what stays wrong is one sentence."""

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx2
from huggingface_hub.utils._http import parse_ratelimit_headers

from course.hub.snapshot import SnapshotError
from course.hub.writer import git_oid

TRIES = 8
LONGEST_WAIT = 60.0
TIMEOUT = 30.0
ABSENT = (401, 403, 404)
_HASH = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


class HubUnreachable(SnapshotError):
    """A Hub that did not answer in the end."""


@dataclass(frozen=True)
class Page:
    """What a Hub answered: its body, None where it has or gives none, where the next page is, and who answered."""

    body: bytes | None
    next: str | None = None
    snapshot: str | None = None


class Fetcher:
    """Fetches from one Hub; `sleep` is how it waits."""

    def __init__(
        self, timeout: float = TIMEOUT, sleep: Callable[[float], None] = time.sleep, tries: int = TRIES
    ) -> None:
        self.client = httpx2.Client(timeout=timeout, follow_redirects=True)
        self.sleep, self.tries = sleep, tries

    def close(self) -> None:
        """Close its connections."""
        self.client.close()

    def __call__(self, url: str) -> Page:
        """The page at `url`; waits and asks again where that can help."""
        told = ""
        for attempt in range(self.tries):
            try:
                response = self.client.get(url)
            except httpx2.HTTPError as error:
                told, wait = str(error) or type(error).__name__, backoff(attempt)
            else:
                if response.status_code in ABSENT or (response.status_code == 200 and sound(response)):
                    return self._page(response)
                told, wait = f"status {response.status_code}", waiting(response, attempt)
                if response.status_code not in (200, 408, 429) and response.status_code < 500:
                    break
            if attempt < self.tries - 1:
                self.sleep(wait)
        raise HubUnreachable(f"{url[:200]} could not be read ({told}); run the same command again to go on.")

    def _page(self, response: httpx2.Response) -> Page:
        following = response.links.get("next", {}).get("url")
        body = response.content if response.status_code == 200 else None
        return Page(body, following, response.headers.get("x-snapshot"))


def sound(response: httpx2.Response) -> bool:
    """Whether a body is what it should be: a file of the hash that names it, or JSON; a Hub names every file."""
    if "/resolve" not in response.url.path:
        try:
            return response.json() is not None
        except ValueError:
            return False
    name = response.headers.get("etag", "").removeprefix("W/").strip('"')
    if not _HASH.fullmatch(name):
        return bool(name)
    return name == (git_oid(response.content) if len(name) == 40 else hashlib.sha256(response.content).hexdigest())


def backoff(attempt: int) -> float:
    """Seconds to wait after a failed attempt: 1, 2, 4, ... up to a minute."""
    return min(2.0**attempt, LONGEST_WAIT)


def waiting(response: httpx2.Response, attempt: int) -> float:
    """Seconds to wait before asking again: what the Hub says, or else longer each time."""
    limit = parse_ratelimit_headers(response.headers)
    if response.status_code == 429 and limit is not None and limit.remaining == 0:
        return limit.reset_in_seconds + 1.0
    given = response.headers.get("retry-after", "").strip()
    return float(given) + 1.0 if given.isdigit() else backoff(attempt)
