"""How long a fetcher waits, and what it makes of each answer."""

from hashlib import sha256
from typing import Any

import httpx2
import pytest

from course.hub.fetch import Fetcher, HubUnreachable, backoff, waiting
from course.hub.record import _several
from course.hub.writer import git_oid

URL = "https://hub.example/api/models"
CARD = b"# A card\n"
FILE = "https://hub.example/a/b/resolve/main/README.md"


def fetcher(answers: list[Any], waited: list[float]) -> Fetcher:
    """A fetcher whose network gives these answers one by one."""

    def handle(request: httpx2.Request) -> httpx2.Response:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, headers, content = (*answer, b"[1]")[:3]
        return httpx2.Response(status, headers=headers, content=content, request=request)

    made = Fetcher(sleep=waited.append, tries=4)
    made.client.close()
    made.client = httpx2.Client(transport=httpx2.MockTransport(handle))
    return made


@pytest.mark.parametrize(
    ("headers", "status", "wait"),
    [
        ({"RateLimit": '"api";r=0;t=12'}, 429, 13),
        ({"RateLimit": '"api";r=3;t=12'}, 429, 4),
        ({"Retry-After": "20"}, 503, 21),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 503, 4),
        ({}, 500, 4),
    ],
)
def test_the_wait_is_what_the_hub_says_or_doubles(headers: dict[str, str], status: int, wait: float) -> None:
    assert waiting(httpx2.Response(status, headers=headers), attempt=2) == wait
    assert [backoff(attempt) for attempt in (0, 1, 5, 9)] == [1, 2, 32, 60]


def test_faults_are_waited_out_in_turn() -> None:
    waited: list[float] = []
    faults = [httpx2.ConnectError("gone"), httpx2.ReadTimeout("slow"), (503, {})]
    fetch = fetcher([*faults, (200, {"Link": '</next>; rel="next"', "X-Snapshot": "simulated=true"})], waited)
    page = fetch(URL)
    assert (page.body, page.next, page.snapshot, waited) == (
        b"[1]",
        "https://hub.example/next",
        "simulated=true",
        [1, 2, 4],
    )


@pytest.mark.parametrize(
    ("url", "spoilt", "whole"),
    [
        (URL, (200, {}, b'[{"id": "a/'), (200, {}, b"[]")),
        (URL, (200, {}, b"<html>"), (200, {}, b"[]")),
        (FILE, (200, {"ETag": f'"{git_oid(CARD)}"'}, CARD[:3]), (200, {"ETag": f'W/"{git_oid(CARD)}"'}, CARD)),
        (FILE, (200, {}, b"<html>"), (200, {"ETag": git_oid(CARD)}, CARD)),
        (FILE, (200, {"ETag": sha256(CARD).hexdigest()}, b""), (200, {"ETag": "no hash"}, CARD)),
    ],
)
def test_a_spoilt_body_is_asked_for_again(url: str, spoilt: Any, whole: Any) -> None:
    waited: list[float] = []
    assert fetcher([spoilt, whole], waited)(url).body == whole[2]
    assert waited == [1]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_is_refused_or_missing_is_absent(status: int) -> None:
    assert fetcher([(status, {})], [])(URL).body is None


@pytest.mark.parametrize(("status", "waits"), [(500, [1, 2, 4]), (400, [])])
def test_in_the_end_it_is_one_sentence(status: int, waits: list[float]) -> None:
    waited: list[float] = []
    with pytest.raises(HubUnreachable, match=f"status {status}.*run the same command again"):
        fetcher([(status, {})] * 4, waited)(URL)
    assert waited == waits


@pytest.mark.parametrize("threads", [True, False])
def test_pages_come_in_order_with_threads_and_without(threads: bool) -> None:
    fetch = fetcher([(200, {})] * 5, [])
    with _several(fetch, threads=threads) as pages:
        assert [page.body for page in pages([URL] * 5)] == [b"[1]"] * 5
