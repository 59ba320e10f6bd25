"""A server answers for its own names alone, and whatever is sent to it is the sender's fault."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from course.hub.routes.cards import DEEPEST, LONGEST, MOST_ALIASES
from course.hub.serve import Application, Server, listen, names_of, server
from tests.hub.conftest import Hub
from tests.hub.served import serving

Names = list[str]


@contextmanager
def running(path: Path, host: str, names: Names = []) -> Iterator[int]:  # noqa: B006
    """The port of a server that was told to listen on `host`, and goes by those names too."""
    where = listen(host, 0)
    application = Application(Server(path, log=lambda line: None), names_of(where, host, names))
    made = server(application)
    thread = threading.Thread(target=made.run, kwargs={"sockets": [where]})
    thread.start()
    try:
        yield int(where.getsockname()[1])
    finally:
        made.should_exit = True
        thread.join()
        where.close()


def asked_as(port: int, host: str) -> int:
    """The status of a request whose `Host` is that."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        line = f"GET /api/models?limit=1 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        connection.sendall(line.encode("latin-1"))
        return int(connection.makefile("rb").readline().split()[1])


OWN = [
    "127.0.0.1",
    "127.0.0.1:{port}",
    "localhost:{port}",
    "LOCALHOST",
    "localhost.",
    "[::1]:{port}",
    "127.0.0.1:9",
    "",
]
FOREIGN = ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.7",
           "127.0.0.1@evil.example", "[", "[::1", "[::2]", "localhost:x", "a b", "127.0.0.1:",
           "127.0.0.1, evil.example", "localhost/../x", "\xe9vil.example", "http://127.0.0.1"]  # fmt: skip


def test_only_its_own_names_reach_it(pond: Path) -> None:
    with running(pond, "127.0.0.1") as port:
        assert {host: asked_as(port, host.format(port=port)) for host in OWN} == dict.fromkeys(OWN, 200)
        statuses = {host: asked_as(port, host.format(port=port)) for host in FOREIGN}
        assert {*statuses.values()} <= {400, 421}, statuses
        assert statuses["evil.example"] == 421


def test_the_refusal_says_what_to_do(pond: Path) -> None:
    with running(pond, "localhost") as port:
        refused = httpx2.get(f"http://127.0.0.1:{port}/api/models", headers={"Host": "evil.example"})
    assert refused.json() == {
        "error": "This server does not answer for 'evil.example'; start it with --name to let it."
    }


def test_a_name_that_was_given_is_its_own(pond: Path) -> None:
    with running(pond, "127.0.0.1", ["Hub.Class.Example"]) as port:
        assert [asked_as(port, host) for host in ("hub.class.example:80", "class.example")] == [200, 421]


def test_a_server_for_a_class_answers_for_addresses_in_numbers(pond: Path) -> None:
    with running(pond, "0.0.0.0") as port:
        own = ["10.0.0.7:8000", "192.168.1.4", "[fe80::1]", "localhost", socket.gethostname()]
        assert [asked_as(port, host) for host in own] == [200] * len(own)
        assert asked_as(port, "evil.example") == 421


def test_a_request_of_the_oldest_kind_names_no_host(pond: Path) -> None:
    with running(pond, "127.0.0.1") as port, socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET /api/models?limit=1 HTTP/1.0\r\n\r\n")
        assert connection.makefile("rb").readline().split()[1] == b"200"


DEEP = b"[" * 10**6
OBJECTS = b'{"a":' * 10**5
SURROGATE = b'"\\ud800"'
BODIES: list[tuple[str, bytes]] = [
    *((path, body) for path in ("validate-yaml", "repos/create") for body in (DEEP, OBJECTS)),
    *((f"models/lab-a/otter/{what}", DEEP) for what in ("paths-info/main", "preupload/main", "commit/main")),
    ("models/lab-a/otter/paths-info/main", b'{"paths": [' + SURROGATE + b"]}"),
    ("models/lab-a/otter/preupload/main", b'{"files": [{"path": ' + SURROGATE + b', "size": 1}]}'),
    *(
        ("models/lab-a/otter/preupload/main", b'{"files": [{"path": "a", "size": ' + size + b"}]}")
        for size in (b'"x"', b"1e999", b"NaN", b'"\xc2\xb2"', b"[]", b"{}", b"1.5", b"9" * 5000)
    ),
    ("models/lab-a/otter/commit/main", b'{"key": "header", "value": ' + DEEP),
    ("models/lab-a/otter/commit/main", b"7\n[]\n"),
    ("models/lab-a/otter/commit/main?create_pr=1", b'{"key": "file", "value": {"path": ' + SURROGATE + b"}}"),
    ("repos/create", b'{"type": "space", "sdk": "static", "name": ' + SURROGATE + b"}"),
    ("repos/create", b'{"type": "space", "sdk": {}, "name": []}'),
    ("repos/create", b'{"type": "space", "sdk": "static", "organization": "' + b"9" * 5000 + b'/", "name": "x"}'),
]


@pytest.mark.parametrize(("path", "body"), BODIES, ids=[f"{path} {body[:40]!r}" for path, body in BODIES])
def test_a_body_that_is_wrong_is_a_4xx(path: str, body: bytes, hub: Hub) -> None:
    log: list[str] = []
    asked = Server(hub.snapshot.path, log=log.append)
    response = asked(Hub.request("POST", f"/api/{path}", body, **{"content-type": "application/json"}))
    assert 400 <= response.status < 500, log
    assert json.loads(response.body)["error"]


def front(text: str) -> bytes:
    return json.dumps({"content": f"---\n{text}\n---\n# x", "repoType": "model"}).encode()


NESTED = zip("abcdefgh", "bcdefghi", strict=True)  # each list holds the one before nine times
LAUGHS = "\n".join([f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]" for last, name in NESTED])
NODES = 10**4
CARDS = [
    "a: " + "[" * NODES,
    "a: " + "[" * (DEEPEST + 5) + "]" * (DEEPEST + 5),
    "a: " + "{a: " * NODES,
    "- " * NODES + "a",
    "date: 2026-99-99",
    "tags: !!python/object/apply:os.system [x]",
    "a: !!int x",
    "? [a]\n: b",
    f"a: &a [1]\n{LAUGHS}\nlicense: *i\nlanguage: *i",
    "a: &a [1]\nb: [" + ", ".join(["*a"] * (MOST_ALIASES + 2)) + "]",
    "x" * (LONGEST + 1),
    "license: &a [*a]",
]


@pytest.mark.parametrize("text", CARDS, ids=[text[:30].replace("\n", " ") for text in CARDS])
def test_front_matter_that_is_wrong_is_an_error_of_the_card(text: str, hub: Hub) -> None:
    log: list[str] = []
    response = Server(hub.snapshot.path, log=log.append)(Hub.request("POST", "/api/validate-yaml", front(text)))
    assert response.status in (200, 400), log
    assert len(response.body) < 10_000
    if response.status == 400:
        assert json.loads(response.body)["errors"]


def test_a_million_empty_lines_are_looked_at_once(hub: Hub) -> None:
    response = hub("POST", "/api/validate-yaml", json.dumps({"content": "---\n" + "\n---" * 10**6 + "x"}).encode())
    assert response.status == 200


ODD = ["GET http://evil.example/api/models HTTP/1.1", "GET //evil.example/api HTTP/1.1", "GET ?x=%ff%00 HTTP/1.1",
       "GET /api/models?search=%ED%A0%80&%5B=%5D HTTP/1.1", "GET /%ff%fe/..%2f..%2fetc/resolve/main/x HTTP/1.1",
       "POST /api/validate-yaml HTTP/1.1", "OPTIONS * HTTP/1.1", "BREW /api/models HTTP/1.1"]  # fmt: skip


@pytest.mark.parametrize("line", ODD)
def test_an_odd_request_line_is_answered(line: str, pond: Path) -> None:
    with serving(pond) as endpoint:
        port = int(endpoint.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(f"{line}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode("latin-1"))
            status = int(connection.makefile("rb").readline().split()[1])
    assert 200 <= status < 500
