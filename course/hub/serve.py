"""The server shell: a snapshot for other processes, other languages, and a class without network."""

import asyncio
import re
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from course.hub.limits import Limiter
from course.hub.messages import HubError, Request, Response, error_response
from course.hub.replay import answer
from course.hub.scratch import Scratch
from course.hub.snapshot import Snapshot, SnapshotError

LARGEST_BODY = 32 * 2**20
LONGEST_LINE = 2 * 2**20
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ANY_ADDRESS = "*"  # among names: every address in numbers
_HOST = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+))(?::[0-9]{1,5})?", re.ASCII)
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
    """The ASGI face of a function from a request and its caller to a response.

    It answers only for the names it was given, so that no page of another site can reach it under a name of its own.
    """

    def __init__(self, respond: Callable[[Request, str], Response], names: Iterable[str] = LOOPBACK) -> None:
        self.respond, self.names = respond, frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, in a thread."""
        if scope["type"] != "http":
            raise RuntimeError(f"Only HTTP is answered, not {scope['type']}.")
        response = await self._response(scope, receive)
        await send({"type": "http.response.start", "status": response.status, "headers": _headers(scope, response)})
        await send({"type": "http.response.body", "body": response.body})

    async def _response(self, scope: Scope, receive: Receive) -> Response:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        asked = headers.get("host") or _address(*scope["server"])
        if not self._is_mine(asked):
            told = f"This server does not answer for {asked[:80]!r}; start it with --name to let it."
            return error_response(HubError(421, told), plain=False)
        body = await _body(receive)
        if body is None:
            return error_response(HubError(413, f"The body is over {LARGEST_BODY} bytes."), plain=False)
        path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
        pairs = tuple(parse_qsl(query, keep_blank_values=True))
        request = Request(scope["method"].upper(), f"{scope['scheme']}://{asked}", path or "/", pairs, headers, body)
        return await asyncio.to_thread(self.respond, request, (scope.get("client") or ("",))[0])

    def _is_mine(self, asked: str) -> bool:
        """Whether `Host` names one of the addresses, whatever the port: a tunnel may have another."""
        match = _HOST.fullmatch(asked)
        if match is None:
            return False
        name = (match[1] or match[2]).lower().removesuffix(".")
        return name in self.names or (ANY_ADDRESS in self.names and _is_address(name))


def names_of(where: socket.socket, given: str, more: Iterable[str] = ()) -> set[str]:
    """What a server on `where`, asked for as `given`, is called: this machine's own names where it listens on all."""
    bound = str(where.getsockname()[0])
    names = {given, bound, *more}
    if not given or ip_address(bound.partition("%")[0]).is_unspecified:
        return {*names, *LOOPBACK, socket.gethostname(), socket.getfqdn(), ANY_ADDRESS}
    return names | set(LOOPBACK) if ip_address(bound.partition("%")[0]).is_loopback else names


def _is_address(name: str) -> bool:
    """Whether it is an address in numbers, which no other site can make its own."""
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


def _address(host: str, port: int | None) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


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
