"""The in-process shell: snapshots without a socket, everything else where it went before."""

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from huggingface_hub import HfApi, get_async_session, get_session, set_async_client_factory, set_client_factory
from huggingface_hub.utils import _http

from course.hub import transport
from course.hub.connect import connect, requests_made
from course.hub.messages import Request, Response


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """The client's own factories before and after."""
    for _ in ("before", "after"):
        set_client_factory(_http.default_client_factory)
        set_async_client_factory(_http.default_async_client_factory)
        transport.reached.clear()
        if _ == "before":
            transport.install()
            yield


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which every name and every connection fails."""

    def fail(*_: Any, **__: Any) -> None:
        raise OSError("there is no network")

    for name in ("getaddrinfo", "create_connection"):
        monkeypatch.setattr(socket, name, fail)
    monkeypatch.setattr(socket.socket, "connect", fail)


def elsewhere(seen: list[str]) -> Any:
    """A factory that somebody set before: every request ends here and is noted."""

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(f"{request.url.host} {request.headers.get('x-mine')}")
        return httpx2.Response(200, json={"id": "a/b"}, request=request)

    return lambda: httpx2.Client(transport=httpx2.MockTransport(handle), headers={"x-mine": "1"}, timeout=5)


@pytest.mark.usefixtures("no_network")
def test_a_snapshot_opens_no_socket(api: HfApi) -> None:
    assert len(list(api.list_models())) == 4
    assert api.hf_hub_download("lab-a/otter", "README.md")


@pytest.mark.usefixtures("no_network")
def test_the_live_hub_without_network_is_one_sentence_at_once() -> None:
    with pytest.raises(ConnectionError, match="cannot be reached") as caught:
        list(connect("live").list_models(limit=1))
    assert isinstance(caught.value, transport.NoNetwork)
    assert caught.value._render_traceback_() == [str(caught.value)]
    with pytest.raises(transport.NoNetwork):
        connect("live").hf_hub_download("a/b", "README.md")


def test_a_factory_set_before_keeps_the_network(api: HfApi) -> None:
    seen: list[str] = []
    set_client_factory(elsewhere(seen))
    transport.install()
    live = connect("live")
    before = requests_made(live)
    assert live.model_info("a/b").id == "a/b"
    assert api.model_info("lab-a/otter").id == "lab-a/otter"
    assert seen == [f"{httpx2.URL(live.endpoint).host} 1"]
    assert requests_made(live) == before + 1
    assert get_session().timeout == httpx2.Timeout(5)


def test_a_network_that_was_there_may_be_retried(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Any] = [httpx2.Response(200, json={"id": "a/b"}), httpx2.ConnectError("gone")]

    def handle(request: httpx2.Request) -> httpx2.Response:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(answer.status_code, content=answer.content, request=request)

    set_client_factory(lambda: httpx2.Client(transport=httpx2.MockTransport(handle)))
    live = connect("live")
    assert live.model_info("a/b").id == "a/b"
    with pytest.raises(httpx2.ConnectError):
        live.model_info("a/b")


def test_installing_twice_changes_nothing() -> None:
    before = _http._GLOBAL_CLIENT_FACTORY
    transport.install()
    assert _http._GLOBAL_CLIENT_FACTORY is before


def test_an_unknown_snapshot_is_not_looked_for_in_the_network() -> None:
    with pytest.raises(httpx2.UnsupportedProtocol, match="No snapshot is connected as gone"):
        get_session().get("https://gone.snapshot.invalid/api/models")


def test_the_asynchronous_client_is_answered_too(api: HfApi) -> None:
    async def ask() -> httpx2.Response:
        async with get_async_session() as client:
            return await client.get(f"{api.endpoint}/api/models/lab-a/otter")

    assert asyncio.run(ask()).json()["id"] == "lab-a/otter"


def test_no_token_reaches_a_snapshot(api: HfApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    seen: list[Request] = []
    host = httpx2.URL(api.endpoint).host
    known = transport.answerers[host]

    def note(asked: Request) -> Response:
        seen.append(asked)
        return known(asked)

    monkeypatch.setitem(transport.answerers, host, note)
    api.model_info("lab-a/otter")
    assert [asked.authorized for asked in seen] == [False]


def test_offline_mode_does_not_stop_a_snapshot(api: HfApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert api.model_info("lab-a/otter").id == "lab-a/otter"
    assert api.hf_hub_download("lab-a/otter", "config.json")
