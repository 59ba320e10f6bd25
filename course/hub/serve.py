"""The server shell: a snapshot for other processes, other languages, and a class without network."""

import asyncio
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from course.hub.limits import Limiter
from course.hub.messages import HubError, Request, Response, error_response, request_from
from course.hub.replay import answer
from course.hub.scratch import Scratch
from course.hub.snapshot import Snapshot, SnapshotError

LARGEST_BODY = 32 * 2**20
LONGEST_LINE = 2 * 2**20
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Log = Callable[[str], None]


def to_stderr(line: str) -> None:
    """Write one line of the log."""
    print(line, file=sys.stderr, flush=True)


class Server:
    """Answers from one snapshot file; when the file is replaced it opens the new one, and says so in the log."""

    def __init__(self, path: Path, limiter: Limiter | None = None, log: Log = to_stderr) -> None:
        self.path, self.limiter, self.log = path, limiter, log
        self.snapshot, self.scratch = Snapshot.open(path), Scratch()
        self._opening = threading.Lock()

    def __call__(self, request: Request, caller: str = "") -> Response:
        """The Hub's answer to one request, whatever the request; one line in the log."""
        started = time.perf_counter()
        try:
            response = self.limiter.answer(request, self._answer, caller) if self.limiter else self._answer(request)
        except Exception as error:  # the caller gets the Hub's kind of answer, the log the fault
            self.log(f"{type(error).__name__}: {error}")
            response = error_response(HubError(500, "Internal Error - We're working hard to fix this."), plain=False)
        meta = self.snapshot.meta
        about = {"X-Snapshot": f"simulated={str(meta.simulated).lower()}; as_of={meta.as_of}"}
        response = Response(response.status, {**response.headers, **about}, response.body)
        took = (time.perf_counter() - started) * 1e3
        self.log(f"{response.status} {request.method} {request.path[:200]} {took:.1f} ms")
        return response

    def _answer(self, request: Request) -> Response:
        try:
            return answer(request, self._current(), self.scratch)
        except SnapshotError as error:
            self.log(str(error))
            return error_response(HubError(503, "The snapshot is being replaced; try again soon."), plain=False)

    def _current(self) -> Snapshot:
        with self._opening:
            if not self.snapshot.is_file(self.path):
                self.snapshot = Snapshot.open(self.path)
                self.log(f"{self.path} was replaced and opened again: {self.snapshot.meta.digest[:12]}")
            return self.snapshot


class Application:
    """The ASGI face of a function from a request and its caller to a response."""

    def __init__(self, respond: Callable[[Request, str], Response]) -> None:
        self.respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, in a thread."""
        if scope["type"] != "http":
            raise RuntimeError(f"Only HTTP is answered, not {scope['type']}.")
        body = await _body(receive)
        caller = (scope.get("client") or ("",))[0]
        if body is None:
            response = error_response(HubError(413, f"The body is over {LARGEST_BODY} bytes."), plain=False)
        else:
            response = await asyncio.to_thread(self.respond, _request(scope, body), caller)
        await send({"type": "http.response.start", "status": response.status, "headers": _headers(scope, response)})
        await send({"type": "http.response.body", "body": response.body})


def _request(scope: Scope, body: bytes) -> Request:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    host = headers.get("host") or ":".join(map(str, scope["server"]))
    return request_from(scope["method"], f"{scope['scheme']}://{host}{path}?{query}", headers, body)


def _headers(scope: Scope, response: Response) -> list[tuple[bytes, bytes]]:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if scope["method"] != "HEAD":
        headers["content-length"] = str(len(response.body))
    return [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()]


async def _body(receive: Receive) -> bytes | None:
    chunks, size = [], 0
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > LARGEST_BODY:
            return None
        if not message.get("more_body", False):
            return b"".join(chunks)


def listen(host: str, port: int) -> socket.socket:
    """A socket on `host` and `port`; port 0 takes any free one."""
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise SnapshotError(f"{host}:{port} cannot be used ({error.strerror}); choose another with --port.") from None


def serve(application: Any, where: socket.socket) -> None:
    """Answer on a socket until interrupted."""
    server(application).run(sockets=[where])


def server(application: Any) -> Any:
    """The uvicorn server of an ASGI application: no log of its own but for faults, no header that names it."""
    try:
        import uvicorn  # only here: a notebook needs no server
    except ModuleNotFoundError:
        raise SnapshotError('Serving needs uvicorn: pip install "measure-the-hub[serve]".') from None
    config = uvicorn.Config(
        application,
        http="h11",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
        h11_max_incomplete_event_size=LONGEST_LINE,
    )
    return uvicorn.Server(config)
