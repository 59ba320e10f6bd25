"""Rate limits as the Hub has them: fixed windows of five minutes, a quota for each kind of path."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from course.hub.messages import HubError, Request, Response, error_response

WINDOW = 300
BUCKETS = ("api", "resolvers", "pages")
# Requests a window for each bucket, as the Hub's own page on rate limits gave them from September 2025.
PLANS: dict[str, tuple[int, int, int]] = {
    "anonymous": (500, 3_000, 100),
    "free": (1_000, 5_000, 200),
    "pro": (2_500, 12_000, 400),
    "team": (3_000, 20_000, 400),
    "enterprise": (6_000, 50_000, 600),
    "enterprise-plus": (10_000, 100_000, 1_000),
    "academia": (3_000, 20_000, 400),
}


class PlanError(ValueError):
    """A plan that is none."""


@dataclass(frozen=True)
class Standing:
    """What a caller has left in a bucket: `remaining` is -1 for the request that was one too many."""

    bucket: str
    quota: int
    remaining: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """The two headers that tell the client."""
        return {
            "RateLimit": f'"{self.bucket}";r={max(0, self.remaining)};t={self.seconds}',
            "RateLimit-Policy": f'"fixed window";"{self.bucket}";q={self.quota};w={WINDOW}',
        }


class Limiter:
    """Counts the requests of each caller; `quotas` are for the buckets api, resolvers and pages."""

    def __init__(self, quotas: tuple[int, int, int], clock: Callable[[], float] = time.monotonic) -> None:
        self.quotas, self.clock = dict(zip(BUCKETS, quotas, strict=True)), clock
        self._window = -1
        self._used: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()

    @classmethod
    def of_plan(cls, plan: str) -> "Limiter":
        """The limiter of a plan by its name."""
        if plan not in PLANS:
            raise PlanError(f"There is no plan {plan!r}; use one of {', '.join(PLANS)}.")
        return cls(PLANS[plan])

    def take(self, request: Request, caller: str = "") -> Standing:
        """Count one request and say how its caller stands."""
        name, now = bucket(request), self.clock()
        with self._lock:
            if int(now // WINDOW) != self._window:
                self._window = int(now // WINDOW)
                self._used.clear()
            used = self._used[caller, name] = self._used.get((caller, name), 0) + 1
        return Standing(name, self.quotas[name], self.quotas[name] - used, WINDOW - int(now % WINDOW))

    def answer(self, request: Request, answered: Callable[[Request], Response], caller: str = "") -> Response:
        """The answer with the two headers, or a 429 with them."""
        standing = self.take(request, caller)
        if standing.remaining < 0:
            message = f"We had to rate limit you: {standing.quota} requests in {WINDOW} seconds are your plan's limit."
            headers = {**standing.headers, "Retry-After": str(standing.seconds)}
            return error_response(HubError(429, message, headers=headers), plain=False)
        response = answered(request)
        return Response(response.status, {**standing.headers, **response.headers}, response.body)


def bucket(request: Request) -> str:
    """The bucket that a request counts in."""
    if "/resolve/" in request.path:
        return "resolvers"
    return "api" if request.path.startswith("/api/") else "pages"
