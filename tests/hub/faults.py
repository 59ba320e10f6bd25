"""A Hub on a real socket that fails as it is told to, and then answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants

from tests.hub.served import serving


class Failing:
    """An application that gives one of `faults` after the other, then what it would give anyway."""

    def __init__(self, application: Any, faults: list[str]) -> None:
        self.application, self.faults = application, faults
        self.asked: list[dict[str, str]] = []
        self.between: Callable[[], object] = lambda: None  # what happens after each part of a slow answer

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Any], Any]) -> None:
        """Answer, or fail."""
        self.asked.append({name.decode(): value.decode() for name, value in scope["headers"]})
        fault = self.faults.pop(0) if self.faults else "none"
        if fault == "none":
            await self.application(scope, receive, send)
        elif fault == "slow":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for _ in range(4):
                await send({"type": "http.response.body", "body": b" ", "more_body": True})
                self.between()
        elif fault == "cut":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"999")]})
            await send({"type": "http.response.body", "body": b'[{"id":', "more_body": True})
        elif fault == "page":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
            await send({"type": "http.response.body", "body": b"<html>Please sign in</html>"})
        else:
            status, _, pause = fault.partition(" after ")
            headers = [(b"retry-after", pause.encode())] if pause else []
            await send({"type": "http.response.start", "status": int(status), "headers": headers})
            await send({"type": "http.response.body", "body": b"{}"})


@contextmanager
def failing(path: Path, *faults: str) -> Iterator[Failing]:
    """The snapshot at `path` as the live Hub of this process and of those it starts, behind those faults."""
    made: list[Failing] = []

    def wrap(application: Any) -> Failing:
        made.append(Failing(application, list(faults)))
        return made[0]

    with serving(path, wrap) as address, pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "ENDPOINT", address)
        patch.setenv("HF_ENDPOINT", address)  # for a process that is started meanwhile
        yield made[0]
