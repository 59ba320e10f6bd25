"""A server that is broken or means harm: one sentence, nothing lost, and no end of the machine's patience."""

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from course import cli
from course.hub import record as module
from course.hub.answers import SHAPES, Unfit, answer
from course.hub.fetch import Bounds, Fetcher, HubUnreachable, waiting
from course.hub.record import EXTRAS, Plan, record
from course.hub.snapshot import Snapshot
from tests.hub.served import serving

HUB = "http://hub.example"
Handle = Callable[[httpx2.Request], httpx2.Response]
REPO = {"id": "lab/x", "sha": "a" * 40, "siblings": [{"rfilename": "README.md"}]}


@contextmanager
def hostile(handle: Handle, **settings: Any) -> Iterator[Fetcher]:
    """A fetcher whose network is this function; it notes in `waited` how long it would have waited."""
    waited: list[float] = []
    fetch = Fetcher(sleep=waited.append, **settings)
    fetch.client.close()
    fetch.client = httpx2.Client(transport=httpx2.MockTransport(handle), follow_redirects=False)
    yield fetch
    fetch.close()
    assert sum(waited) < 4_000


def told(handle: Handle, out: Path, extras: tuple[str, ...] = (), models: int = 3, **settings: Any) -> str:
    """The sentence with which a recording stops; what there was of it is kept."""
    with hostile(handle, **settings) as fetch, pytest.raises(HubUnreachable) as caught:
        record(Plan(HUB, models=models, extras=extras), out, fetch=fetch)
    sentence = str(caught.value)
    assert out.with_name(f"{out.name}.recording").exists()
    assert not out.exists()
    assert len(sentence) < 600
    assert sentence.isprintable()
    assert "run the same command again" in sentence or "--allow-host" in sentence
    return sentence


def gives(value: Any, **headers: str) -> Handle:
    """A server with one answer."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return lambda request: httpx2.Response(200, content=body, headers=headers)


def about(extra: Any) -> Handle:
    """A server that lists one repo, and has one answer about it."""

    def handle(request: httpx2.Request) -> httpx2.Response:
        listing = request.url.path == "/api/models"
        return httpx2.Response(200, json=[REPO]) if listing else gives(extra)(request)

    return handle


def test_links_without_end(tmp_path: Path) -> None:
    asked: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(200, json=[REPO], headers={"Link": f'<{HUB}/api/models?n={len(asked)}>; rel="next"'})

    assert "list nothing new" in told(handle, tmp_path / "out.sqlite")
    assert len(asked) == module.EMPTY + 2


@pytest.mark.parametrize("extra", ["trees", "commits"])
def test_pages_about_one_repo_without_end(extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PER_REPO", 50)
    asked: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        if request.url.path == "/api/models":
            return httpx2.Response(200, json=[REPO])
        return httpx2.Response(200, json=[], headers={"Link": f'</api/models/lab/x/{len(asked)}>; rel="next"'})

    assert "more than 50 requests about one repo" in told(handle, tmp_path / "out.sqlite", (extra,))
    assert len(asked) == 51


def test_threads_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PER_REPO", 50)
    thread = {"title": "x", "status": "open", "createdAt": "2026-01-01T00:00:00.000Z", "isPullRequest": False}

    def handle(request: httpx2.Request) -> httpx2.Response:
        page = int(parse_qs(request.url.query.decode()).get("p", ["0"])[0])
        shown = [{"num": page * 2 + n, **thread} for n in (1, 2)]
        if request.url.path == "/api/models":
            return httpx2.Response(200, json=[REPO])
        if request.url.path.endswith("/discussions"):
            return httpx2.Response(200, json={"discussions": shown, "count": 10**12, "start": page * 2})
        return httpx2.Response(200, json={**shown[0], "events": []})

    assert "more than 50 requests" in told(handle, tmp_path / "out.sqlite", ("discussions",))


def test_new_repos_without_end_stop_at_what_was_wanted(tmp_path: Path) -> None:
    asked: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append("")
        headers = {"Link": f'</api/models?n={len(asked)}>; rel="next"'}
        return httpx2.Response(200, json=[{"id": f"lab/{len(asked)}"}], headers=headers)

    with hostile(handle) as fetch:
        assert record(Plan(HUB, models=4), tmp_path / "out.sqlite", fetch=fetch).counts["models"] == 4
    assert len(asked) == 4


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"Retry-After": "99999999"}, "asks for a pause of 100,000,000 seconds"),
        ({"Retry-After": "9" * 5000}, "asks for a pause of 1,000,000,001 seconds"),
        ({"RateLimit": '"api";r=0;t=86400'}, "asks for a pause of 86,401 seconds"),
        ({"Retry-After": "²"}, "status 429"),
        ({"Retry-After": "٣"}, "status 429"),
        ({"Retry-After": "-5"}, "status 429"),
        ({"RateLimit": f'"api";r=0;t={"9" * 5000}'}, "status 429"),
    ],
)
def test_a_pause_that_nobody_waits_for(headers: dict[str, str], words: str, tmp_path: Path) -> None:
    shown = [(name.encode(), value.encode()) for name, value in headers.items()]
    refusing: Handle = lambda request: httpx2.Response(429, headers=shown)  # noqa: E731
    assert words in told(refusing, tmp_path / "out.sqlite")


def test_what_may_be_waited_for_is_waited_for() -> None:
    assert waiting(httpx2.Response(429, headers={"RateLimit": '"api";r=0;t=300'}), 0) == 301 < Bounds().pause_seconds


def stream(chunk: bytes, count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield chunk


def test_a_body_of_400_megabytes(tmp_path: Path) -> None:
    given: list[int] = []

    def body() -> Iterator[bytes]:
        for part in stream(b" " * 10**6, 400):
            given.append(1)
            yield part

    assert "more than 64 MB" in told(lambda request: httpx2.Response(200, content=body()), tmp_path / "out.sqlite")
    assert len(given) == 65


def test_a_bomb_of_compression(tmp_path: Path) -> None:
    bomb = gzip.compress(b" " * 70 * 10**6)
    handle = gives(bomb, **{"Content-Encoding": "gzip"})
    assert "more than 64 MB" in told(handle, tmp_path / "out.sqlite")
    assert "packed as 'br'" in told(gives(b"x", **{"Content-Encoding": "br"}), tmp_path / "other.sqlite")


def test_a_body_that_trickles(tmp_path: Path) -> None:
    now = [0.0]

    def tick() -> float:
        now[0] += 20
        return now[0]

    handle: Handle = lambda request: httpx2.Response(200, content=stream(b" ", 10**9))  # noqa: E731
    assert "not read within 300 seconds" in told(handle, tmp_path / "out.sqlite", clock=tick)


def test_all_requests_and_bytes_of_a_run_are_bounded(tmp_path: Path) -> None:
    many = [{"id": f"lab/{n}"} for n in range(9)]

    def handle(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=many if request.url.path == "/api/models" else [])

    few = Bounds(requests=4)
    assert "4 requests were made" in told(handle, tmp_path / "out.sqlite", ("trees",), 9, bounds=few)
    with hostile(handle) as fetch:  # and the same command goes on
        meta = record(Plan(HUB, models=9, extras=("trees",)), tmp_path / "out.sqlite", fetch=fetch)
    assert meta.counts["models"] == 9
    bulky = gives(b"[" + b" " * 2 * 10**6 + b"]")
    assert "1 MB were read" in told(bulky, tmp_path / "other.sqlite", bounds=Bounds(megabytes=1))


@pytest.mark.parametrize(
    "where",
    ["http://127.0.0.1:22/", "http://hub.example:8080/api", "https://hub.example/api", "//evil.example/x", "http://["],
)
@pytest.mark.parametrize("how", ["Location", "Link"])
def test_nothing_leads_to_another_host_or_port(where: str, how: str, tmp_path: Path) -> None:
    asked: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append(f"{request.url.scheme}://{request.url.netloc.decode()}")
        headers = {"Link": f'<{where}>; rel="next"'} if how == "Link" else {"Location": where}
        return httpx2.Response(200 if how == "Link" else 302, json=[], headers=headers)

    sentence = told_of_redirect(handle, tmp_path / "out.sqlite")
    assert "--allow-host" in sentence or "could not be read" in sentence
    assert {*asked} == {HUB}


def told_of_redirect(handle: Handle, out: Path) -> str:
    with hostile(handle) as fetch, pytest.raises(HubUnreachable) as caught:
        record(Plan(HUB, models=3), out, fetch=fetch)
    return str(caught.value)


def test_redirects_within_the_host_are_followed_and_not_for_ever(tmp_path: Path) -> None:
    def once(request: httpx2.Request) -> httpx2.Response:
        moved = request.url.path == "/api/models"
        return httpx2.Response(307, headers={"Location": "/moved"}) if moved else httpx2.Response(200, json=[REPO])

    with hostile(once) as fetch:
        assert record(Plan(HUB, models=1), tmp_path / "out.sqlite", fetch=fetch).counts["models"] == 1
    loop: Handle = lambda request: httpx2.Response(307, headers={"Location": "/again"})  # noqa: E731
    assert "redirected more than 5 times" in told(loop, tmp_path / "loop.sqlite")


def test_an_allowed_host_is_followed(tmp_path: Path) -> None:
    def handle(request: httpx2.Request) -> httpx2.Response:
        if request.url.host == "files.example":
            return httpx2.Response(200, content=b"# x", headers={"ETag": '"0123"'})
        if request.url.path == "/api/models":
            return httpx2.Response(200, json=[REPO])
        return httpx2.Response(302, headers={"Location": "https://files.example/resolve/x"})

    assert "files.example" in told(handle, tmp_path / "out.sqlite", ("cards",))
    with hostile(handle, bounds=Bounds(hosts=frozenset({"files.example"}))) as fetch:
        record(Plan(HUB, models=3, extras=("cards",)), tmp_path / "out.sqlite", fetch=fetch)
    snapshot = Snapshot.open(tmp_path / "out.sqlite")
    (file,) = snapshot.files(1)
    assert snapshot.content(file) == b"# x"


DEEP = "[" * 90 + "]" * 90
LISTINGS = [
    (b'"text"', "not a list"),
    (b"{}", "not a list"),
    (b"[1]", "not an object"),
    (b"[[]]", "not an object"),
    (b'[{"id": 7}]', "id is 7"),
    (b'[{"name": "x"}]', "id is None"),
    (b'[{"id": "../../etc"}]', "id is '../../etc'"),
    (b'[{"id": "lab/.."}]', "id is 'lab/..'"),
    (b'[{"id": "a/b/c"}]', "id is"),
    (b'[{"id": "a/b?x=1#y"}]', "id is"),
    (b'[{"id": "a/b\\u0000"}]', "id is"),
    (b'[{"id": "a/\\ud800"}]', "id is"),
    (b'[{"id": "a/x", "sha": "../main"}]', "sha is '../main'"),
    (b'[{"id": "a/x", "sha": {}}]', "sha is dict"),
    (b'[{"id": "a/x", "_id": []}]', "_id is list"),
    (b'[{"id": "a/x", "tags": 3}]', "tags is 3, not a list"),
    (b'[{"id": "a/x", "tags": [null]}]', "an entry of"),
    (b'[{"id": "a/x", "siblings": "many"}]', "not a list"),
    (b'[{"id": "a/x", "siblings": [{"rfilename": "../x"}]}]', "rfilename is '../x'"),
    (b'[{"id": "a/x", "siblings": [{"rfilename": "/etc/passwd"}]}]', "rfilename"),
    (b'[{"id": "a/x", "siblings": [{"rfilename": "a\\\\..\\\\b"}]}]', "rfilename"),
    (b'[{"id": "a/x", "inferenceProviderMapping": "none"}]', "inferenceProviderMapping is"),
    (b'[{"id": "a/x", "inferenceProviderMapping": {"p": 3}}]', "inferenceProviderMapping is"),
    (f'[{{"id": "a/x", "config": {DEEP}}}]'.encode(), "nested more than 64 deep"),
]


@pytest.mark.parametrize(("body", "words"), LISTINGS, ids=[body[:40].decode() for body, _ in LISTINGS])
def test_a_listing_of_other_types(body: bytes, words: str, tmp_path: Path) -> None:
    assert words in told(gives(body), tmp_path / "out.sqlite")


@pytest.mark.parametrize("body", [b"[" * 10**6, b'{"a":' * 10**5, b"nothing", b"\xff\xfe[]", b"null"])
def test_what_is_no_json_at_all(body: bytes, tmp_path: Path) -> None:
    assert "could not be read" in told(gives(body), tmp_path / "out.sqlite")


@pytest.mark.parametrize("what", ["trees", "refs", "commits", "discussions"])
@pytest.mark.parametrize("value", [7, "x", {}, [7], [{"path": 3}], {"discussions": 3}, {"branches": [{"name": 1}]}])
def test_pages_of_other_types(what: str, value: Any, tmp_path: Path) -> None:
    assert "gave what no Hub gives" in told(about(value), tmp_path / "out.sqlite", (what,))


TREE = {"type": "file", "path": "a", "oid": "a" * 40, "size": 1}


@pytest.mark.parametrize(
    "change",
    [{"path": "../a"}, {"size": -1}, {"size": 2**63}, {"size": "1"}, {"oid": "x"}, {"lfs": {"oid": "y"}}, {"lfs": 3}],
)
def test_entries_of_a_tree(change: dict[str, Any]) -> None:
    answer("trees", json.dumps([TREE]).encode())
    with pytest.raises(Unfit):
        answer("trees", json.dumps([{**TREE, **change}]).encode())


@pytest.mark.parametrize("num", ["1/../../x", -1, 2**70, None, 1.5, True])
def test_a_thread_with_a_number_that_is_none(num: Any) -> None:
    thread = {"title": "x", "status": "open", "createdAt": "2026", "isPullRequest": False, "num": num}
    with pytest.raises(Unfit):
        answer("discussions", json.dumps({"discussions": [thread], "count": 1, "start": 0}).encode())


def test_odd_but_harmless_answers_are_kept(tmp_path: Path) -> None:
    odd = [
        {"id": "lab/a", "downloads": 10**400, "likes": "many", "createdAt": 7, "safetensors": {"total": -(10**40)}},
        {"id": "lab/b", "siblings": [{"rfilename": "x"}, {"rfilename": "x"}], "cardData": {"a": float("nan")}},
        {"id": "lab/c", "tags": ["\ud800", "é"], "description": "\udfff" * 10**5, "gated": []},
    ]
    body = json.dumps(odd).encode()
    with hostile(gives(body, **{"X-Snapshot": "simulated=true; as_of=yesterday<b>"})) as fetch:
        meta = record(Plan(HUB, models=3), tmp_path / "out.sqlite", fetch=fetch)
    assert (meta.counts["models"], meta.simulated) == (3, True)
    assert meta.as_of.startswith("20")
    Snapshot.open(tmp_path / "out.sqlite").verify()


def test_every_page_that_a_recording_asks_for_has_a_shape() -> None:
    assert {*SHAPES} == {"list", "discussion", *module.ABOUT}


def test_an_honest_hub_passes_every_check(pond: Path, tmp_path: Path) -> None:
    with serving(pond) as endpoint:
        meta = record(Plan(endpoint, models=9, datasets=9, spaces=9, extras=EXTRAS), tmp_path / "out.sqlite")
    assert meta.counts == Snapshot.open(pond).meta.counts


@pytest.mark.parametrize("endpoint", ["huggingface.co", "ftp://hub.example", "http://", "http://hub:99999", "http://["])
def test_an_address_that_is_none(endpoint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["snapshot", "record", "--endpoint", endpoint, "--out", str(tmp_path / "out.sqlite")]
    assert cli.main(command) == 2
    assert "is no address of a Hub" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_command_takes_bounds(pond: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "out.sqlite")
    with serving(pond) as endpoint:
        command = ["snapshot", "record", "--endpoint", endpoint, "--models", "9", "--with", "trees", "--out", out]
        assert cli.main([*command, "--most-requests", "2"]) == 2
        assert "2 requests were made" in capsys.readouterr().err
        assert cli.main([*command, "--most-requests", "100", "--allow-host", "Files.Example"]) == 0
    assert urlsplit(endpoint).hostname == "127.0.0.1"


def test_a_stop_ends_the_waiting_of_the_other_threads(tmp_path: Path) -> None:
    def handle(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/api/models":
            return httpx2.Response(200, json=[{"id": f"lab/{n}"} for n in range(8)])
        first = request.url.path.startswith("/api/models/lab/0/")
        return gives({})(request) if first else httpx2.Response(503, headers={"Retry-After": "800"})

    fetch = Fetcher()  # that really waits
    fetch.client.close()
    fetch.client = httpx2.Client(transport=httpx2.MockTransport(handle), follow_redirects=False)
    with pytest.raises(HubUnreachable, match="gave what no Hub gives"):
        record(Plan(HUB, models=8, extras=("trees",)), tmp_path / "out.sqlite", fetch=fetch)
    fetch.close()
