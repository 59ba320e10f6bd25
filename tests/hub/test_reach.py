"""Whether a Hub can be reached is known soon, through a proxy as well."""

import socket
from collections.abc import Iterator

import pytest

from course.hub.reach import door, reachable


@pytest.fixture
def address() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield "127.0.0.1:{1}".format(*listening.getsockname())


@pytest.fixture(autouse=True)
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_who_listens_is_reached(address: str) -> None:
    assert reachable(f"http://{address}")


def test_who_does_not_is_not(address: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert not reachable(f"http://127.0.0.1:{port}")
    assert not reachable("http://..")


def test_who_keeps_silent_is_not_waited_for() -> None:
    assert not reachable("http://192.0.2.1", patience=0.05)  # an address that nobody has (RFC 5737)


def test_a_proxy_is_the_door(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", address)
    assert reachable("https://hub.invalid")
    monkeypatch.setenv("no_proxy", "hub.invalid")
    assert door("https://hub.invalid") == ("hub.invalid", 443)


def test_doors() -> None:
    assert door("https://hub.example") == ("hub.example", 443)
    assert door("http://hub.example") == ("hub.example", 80)
    assert door("http://127.0.0.1:8000") == ("127.0.0.1", 8000)
