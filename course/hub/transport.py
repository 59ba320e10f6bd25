"""The in-process shell: requests for a snapshot's host are answered here, all others go where they went before."""

from collections.abc import Callable
from typing import Any

import httpx2
from huggingface_hub import set_async_client_factory, set_client_factory
from huggingface_hub.errors import OfflineModeIsEnabled
from huggingface_hub.utils import _http

from course.hub.messages import Request, Response, request_from

SUFFIX = ".snapshot.invalid"
HEADER = "x-snapshot-host"
METER = "x-meter"
HARNESSES = "/api/agent-harnesses"
Send = Callable[[httpx2.Request], httpx2.Response]

# Who answers for a host; who stands between the network and the requests that carry its name; requests sent, by host.
answerers: dict[str, Callable[[Request], Response]] = {}
meters: dict[str, Callable[[httpx2.Request, Send], httpx2.Response]] = {}
sent: dict[str, int] = {}
reached: set[str] = set()


class NoNetwork(OfflineModeIsEnabled):
    """The live Hub cannot be reached; shown as this one sentence, and not retried by the client."""

    def __init__(self, host: str) -> None:
        super().__init__(f'{host} cannot be reached; connect("practice") gives a Hub that needs no network.')

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class _Sentence(Exception):
    """An error that a notebook shows as its one sentence."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class LostNetwork(_Sentence, httpx2.ConnectError):
    """A host that was reached before refuses connections, or its name is not known any more."""


class SlowNetwork(_Sentence, httpx2.ConnectTimeout):
    """A host that was reached before takes no connection in time."""


_LOST: dict[type[Exception], type[Exception]] = {
    httpx2.ConnectError: LostNetwork,
    httpx2.ConnectTimeout: SlowNetwork,
}


def is_local(request: httpx2.Request) -> bool:
    """Whether the request is answered in this process."""
    host = request.url.host
    return host.endswith(SUFFIX) or HEADER in request.headers or request.url.path == HARNESSES


def respond(request: httpx2.Request, body: bytes) -> httpx2.Response:
    """The answer to a local request, in the client's own type."""
    host = request.url.host
    if not host.endswith(SUFFIX):
        host = request.headers.get(HEADER, "")
    if host in answerers:
        url = f"{request.url.scheme}://{request.url.netloc.decode()}{request.url.raw_path.decode()}"
        answered = answerers[host](request_from(request.method, url, request.headers, body))
    elif host:
        raise httpx2.UnsupportedProtocol(f"No snapshot is connected as {host}; call connect() in this process.")
    else:
        answered = Response(404)
    return httpx2.Response(answered.status, headers=dict(answered.headers), content=answered.body)


class Router(httpx2.BaseTransport):
    """Answers for snapshots, and hands every other request to the client that was in use before."""

    def __init__(self, factory: Callable[[], httpx2.Client]) -> None:
        self.factory = factory
        self.network: httpx2.Client | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer to one request."""
        if is_local(request):
            return respond(request, request.read())
        if METER not in request.headers:
            return self.send(request)
        name = request.headers.pop(METER)  # the Hub has no use for it, but where it redirects to is to be metered too
        try:
            return meters[name](request, self.send) if name in meters else self.send(request)
        finally:
            request.headers[METER] = name

    def send(self, request: httpx2.Request) -> httpx2.Response:
        """The network's answer to one request."""
        host = request.url.host
        sent[host] = sent.get(host, 0) + 1
        self.network = self.network or self.factory()
        try:
            response = self.network.send(request, stream=True, follow_redirects=False)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            if host in reached:  # the client tries again what may be back soon
                raise _LOST[type(error)](f"{host} cannot be reached any more ({error}).") from error
            raise NoNetwork(host) from error
        reached.add(host)
        return response

    def close(self) -> None:
        """Close the client that was in use before."""
        if self.network is not None:
            self.network.close()


class AsyncRouter(httpx2.AsyncBaseTransport):
    """The same for the asynchronous client."""

    def __init__(self, factory: Callable[[], httpx2.AsyncClient]) -> None:
        self.factory = factory
        self.network: httpx2.AsyncClient | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer to one request."""
        if is_local(request):
            return respond(request, await request.aread())
        sent[request.url.host] = sent.get(request.url.host, 0) + 1
        self.network = self.network or self.factory()
        return await self.network.send(request, stream=True, follow_redirects=False)

    async def aclose(self) -> None:
        """Close the client that was in use before."""
        if self.network is not None:
            await self.network.aclose()


class Routed:
    """A client factory that puts a router before the clients another factory makes."""

    def __init__(self, before: Callable[[], Any], client: type[Any], router: type[Any], plain: bool) -> None:
        self.before, self.client, self.router, self.plain = before, client, router, plain

    def __call__(self) -> Any:
        """A client that answers for snapshots itself; it keeps the settings of the one it stands before."""
        settings: dict[str, Any] = {"timeout": None, "follow_redirects": True}
        router = self.router(self.before)
        if not self.plain:
            router.network = network = self.before()
            settings = {name: getattr(network, name) for name in ("timeout", "follow_redirects", "headers", "cookies")}
        return self.client(transport=router, trust_env=False, **settings)


def install() -> None:
    """Let the client of this process answer for snapshots; a factory that was set before keeps the network."""
    sync, asynchronous = _http._GLOBAL_CLIENT_FACTORY, _http._GLOBAL_ASYNC_CLIENT_FACTORY
    if not isinstance(sync, Routed):
        set_client_factory(Routed(sync, httpx2.Client, Router, sync is _http.default_client_factory))
    if not isinstance(asynchronous, Routed):
        plain = asynchronous is _http.default_async_client_factory
        set_async_client_factory(Routed(asynchronous, httpx2.AsyncClient, AsyncRouter, plain))
