"""Polite requests to a Hub: limits are honoured, faults are waited out, and what stays wrong is one sentence.

A server that is broken or means harm cannot make them endless: requests, bytes, time and waiting have bounds, and
neither a redirect nor a link to a next page leads to another host.
"""

import hashlib
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx2
from huggingface_hub.utils._http import parse_ratelimit_headers

from course.hub.snapshot import SnapshotError
from course.hub.writer import git_oid

TRIES = 8
HOPS = 5
LONGEST_WAIT = 60.0
TIMEOUT = 30.0
ABSENT = (401, 403, 404)
ENCODINGS = ("", "identity", "gzip")
MEGABYTE = 10**6
AGAIN = "run the same command again to go on"
_HASH = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_SECONDS = re.compile("[0-9]+")


class HubUnreachable(SnapshotError):
    """A Hub that did not answer in the end, or answers what is not to be followed."""


@dataclass(frozen=True)
class Bounds:
    """The most that one run asks for and waits: each can be raised, for no Hub needs as much."""

    requests: int = 1_000_000
    megabytes: int = 4_096
    answer_megabytes: int = 64
    answer_seconds: float = 300.0
    pause_seconds: float = 900.0
    hosts: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Page:
    """What a Hub answered: its body, None where it has or gives none, where the next page is, and who answered."""

    body: bytes | None
    next: str | None = None
    snapshot: str | None = None


class Fetcher:
    """Fetches from one Hub; `sleep` is how it waits, by itself so that `stop` ends the waiting."""

    def __init__(
        self,
        timeout: float = TIMEOUT,
        sleep: Callable[[float], object] | None = None,
        tries: int = TRIES,
        bounds: Bounds = Bounds(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        headers = {"Accept-Encoding": "gzip"}
        self.client = httpx2.Client(timeout=timeout, follow_redirects=False, headers=headers)
        self._stopped, self._counting = threading.Event(), threading.Lock()
        self.sleep, self.tries, self.bounds, self.clock = sleep or self._stopped.wait, tries, bounds, clock
        self.requests = self.bytes = 0

    def close(self) -> None:
        """Close its connections."""
        self.client.close()

    def stop(self) -> None:
        """Let no thread ask or wait any longer."""
        self._stopped.set()

    def __call__(self, url: str) -> Page:
        """The page at `url`; waits and asks again where that can help."""
        told = ""
        for attempt in range(self.tries):
            if self._stopped.is_set():
                raise HubUnreachable(f"{_shown(url)} was not asked for; {AGAIN}.")
            try:
                response = self._answer(url)
            except httpx2.HTTPError as error:
                told, wait = str(error) or type(error).__name__, backoff(attempt)
            else:
                if response.status_code in ABSENT or (response.status_code == 200 and sound(response)):
                    return self._page(url, response)
                told, wait = f"status {response.status_code}", waiting(response, attempt)
                if response.status_code not in (200, 408, 429) and response.status_code < 500:
                    break
            if attempt < self.tries - 1:
                self._pause(url, wait)
        raise HubUnreachable(f"{_shown(url)} could not be read ({told[:200]}); {AGAIN}.")

    def _pause(self, url: str, wait: float) -> None:
        if wait > self.bounds.pause_seconds:
            host = urlsplit(url).netloc
            raise HubUnreachable(f"{host} asks for a pause of {wait:,.0f} seconds; {AGAIN} after it.")
        self.sleep(wait)

    def _answer(self, url: str) -> httpx2.Response:
        """The answer with all of its body, after redirects within the host."""
        target = url
        for _ in range(HOPS):
            self._count_request()
            with self.client.stream("GET", target) as response:
                if not response.has_redirect_location:
                    return self._whole(url, response)
                target = self._within(url, target, response.headers["location"], "redirects")
        raise HubUnreachable(f"{_shown(url)} is redirected more than {HOPS} times; {AGAIN}.")

    def _within(self, url: str, base: str, given: str, how: str) -> str:
        """The address that an answer leads to, where it is of the same host, or of one that was allowed."""
        try:
            target = urljoin(base, given)
            there = urlsplit(target)
            allowed = there.scheme == "https" and there.hostname in self.bounds.hosts
            if allowed or _origin(target) == _origin(url):
                return target
        except ValueError:  # an address that is none
            there = urlsplit("")
        place = f"{there.scheme}://{there.netloc}" if there.netloc else given
        raise HubUnreachable(
            f"{_shown(url)} {how} to {_shown(place)}, another host; it is followed only with --allow-host."
        )

    def _whole(self, url: str, response: httpx2.Response) -> httpx2.Response:
        encoding = response.headers.get("content-encoding", "").strip().lower()
        if encoding not in ENCODINGS:
            raise HubUnreachable(f"{_shown(url)} came packed as {encoding[:20]!r}, which was not asked for; {AGAIN}.")
        chunks, size, ends = [], 0, self.clock() + self.bounds.answer_seconds
        most = self.bounds.answer_megabytes
        for chunk in response.iter_bytes():
            chunks.append(chunk)
            size += len(chunk)
            self._count_bytes(len(chunk))
            if size > most * MEGABYTE:
                raise HubUnreachable(f"{_shown(url)} has more than {most} MB, more than any page of a Hub; {AGAIN}.")
            if self.clock() > ends:
                seconds = self.bounds.answer_seconds
                raise HubUnreachable(f"{_shown(url)} was not read within {seconds:.0f} seconds; {AGAIN}.")
        headers = [(name, value) for name, value in response.headers.raw if name.lower() not in _ABOUT_BODY]
        request = httpx2.Request("GET", url)
        return httpx2.Response(response.status_code, headers=headers, content=b"".join(chunks), request=request)

    def _count_request(self) -> None:
        with self._counting:
            self.requests += 1
            if self.requests > self.bounds.requests:
                told = f"{self.bounds.requests:,} requests were made"
                raise HubUnreachable(f"{told}; {AGAIN}, with --most-requests if so many are right.")

    def _count_bytes(self, size: int) -> None:
        with self._counting:
            self.bytes += size
            if self.bytes > self.bounds.megabytes * MEGABYTE:
                told = f"{self.bounds.megabytes:,} MB were read"
                raise HubUnreachable(f"{told}; {AGAIN}, with --most-megabytes if so many are right.")

    def _page(self, url: str, response: httpx2.Response) -> Page:
        given = response.links.get("next", {}).get("url")
        following = self._within(url, url, given, "leads on") if given else None
        body = response.content if response.status_code == 200 else None
        return Page(body, following, response.headers.get("x-snapshot"))


_ABOUT_BODY = (b"content-encoding", b"content-length", b"transfer-encoding")


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _shown(url: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in url[:200])


def sound(response: httpx2.Response) -> bool:
    """Whether a body is what it should be: a file of the hash that names it, or JSON; a Hub names every file."""
    if "/resolve" not in response.url.path:
        try:
            return response.json() is not None
        except (ValueError, RecursionError):
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
    try:
        limit = parse_ratelimit_headers(response.headers)
    except ValueError:  # a number of thousands of digits
        limit = None
    if response.status_code == 429 and limit is not None and limit.remaining == 0:
        return min(float(limit.reset_in_seconds), 1e9) + 1.0
    given = response.headers.get("retry-after", "").strip()
    return min(float(given), 1e9) + 1.0 if _SECONDS.fullmatch(given) else backoff(attempt)
