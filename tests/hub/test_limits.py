"""Rate limits: counted by window, bucket and caller, told in the Hub's own headers."""

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils._http import parse_ratelimit_headers

from course.hub.connect import limit
from course.hub.limits import PLANS, Limiter, bucket
from course.hub.messages import Request, Response
from tests.hub.conftest import Hub

API, FILE, PAGE = (Hub.request("GET", path) for path in ("/api/models", "/a/b/resolve/main/x", "/papers/1.md"))


def fine(_: Request) -> Response:
    """An answer."""
    return Response(200, {"Content-Type": "text/plain"})


def test_each_path_has_its_bucket() -> None:
    assert [bucket(request) for request in (API, FILE, PAGE)] == ["api", "resolvers", "pages"]


def test_the_client_reads_the_headers() -> None:
    limiter = Limiter((500, 3000, 100), clock=lambda: 307.5)
    told = parse_ratelimit_headers(limiter.answer(API, fine).headers)
    assert told
    assert (told.resource_type, told.remaining, told.reset_in_seconds, told.limit, told.window_seconds) == (
        *("api", 499, 293),
        *(500, 300),
    )


def test_the_last_request_is_answered_and_the_next_refused() -> None:
    limiter = Limiter((2, 9, 9), clock=lambda: 0)
    answers = [limiter.answer(API, fine) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["RateLimit"] == '"api";r=0;t=300'
    assert answers[-1].headers["Retry-After"] == "300"
    assert limiter.answer(FILE, fine).status == 200
    assert limiter.answer(API, fine, "another").status == 200


def test_a_new_window_begins_afresh() -> None:
    now = [299.0]
    limiter = Limiter((1, 1, 1), clock=lambda: now[0])
    assert [limiter.answer(API, fine).status for _ in range(2)] == [200, 429]
    now[0] = 300.0
    assert limiter.answer(API, fine).status == 200


def test_a_snapshot_is_limited_only_when_told(api: HfApi) -> None:
    limit(api, Limiter((1, 1, 1)))
    api.model_info("lab-a/otter")
    with pytest.raises(HfHubHTTPError, match=r"(?s)rate limit.*\(0/1 requests remaining in current 300s window\)"):
        api.model_info("lab-a/otter")
    limit(api, None)
    api.model_info("lab-a/otter")


def test_plans_have_names() -> None:
    assert all(Limiter.of_plan(plan).quotas["api"] == quotas[0] for plan, quotas in PLANS.items())
    with pytest.raises(ValueError, match="no plan 'gold'"):
        Limiter.of_plan("gold")
