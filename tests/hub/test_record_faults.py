"""A Hub is recorded whole, whatever goes wrong on the way."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from course.hub.fetch import Fetcher
from course.hub.limits import Limiter
from course.hub.record import record
from tests.hub.served import fetcher, made, plan, same, serving


class Faulty:
    """An application that fails in every way a Hub can, two times in five."""

    def __init__(self, application: Any) -> None:
        self.application, self.draw, self.seen = application, random.Random(3), set[str]()

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        """Answer, or fail."""
        fault = self.draw.choice(["none"] * 9 + ["429", "500", "502", "503", "silence", "cut", "hang up", "page"])
        self.seen.add(fault)
        if fault == "none":
            await self.application(scope, receive, send)
        elif fault == "silence":
            await asyncio.sleep(0.7)
        elif fault == "cut":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"999")]})
            await send({"type": "http.response.body", "body": b'[{"id":', "more_body": True})
        elif fault == "page":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
            await send({"type": "http.response.body", "body": b"<html>Please sign in to the network</html>"})
        elif fault.isdigit():
            headers = [(b"ratelimit", b'"api";r=0;t=7')] if fault == "429" else []
            await send({"type": "http.response.start", "status": int(fault), "headers": headers})
            await send({"type": "http.response.body", "body": b"{}"})


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_faults_are_waited_out(whole: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    waited: list[float] = []
    faulty: list[Faulty] = []

    def wrap(application: Any) -> Any:
        faulty.append(Faulty(application))
        return faulty[0]

    with serving(whole, wrap) as endpoint:
        record(plan(endpoint), tmp_path / "out.sqlite", fetch=fetcher(waited))
    assert faulty[0].seen == {"none", "429", "500", "502", "503", "silence", "cut", "hang up", "page"}
    assert same(whole, tmp_path / "out.sqlite")
    assert 8.0 in waited


def test_limits_are_kept(whole: Path, tmp_path: Path) -> None:
    now, waited = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds

    limiter = Limiter((20, 30, 10), clock=lambda: now[0])
    with serving(whole, limiter=limiter) as endpoint:
        made.append(Fetcher(sleep=sleep))
        record(plan(endpoint), tmp_path / "out.sqlite", fetch=made[-1])
    assert same(whole, tmp_path / "out.sqlite")
    assert max(waited) == 301.0
