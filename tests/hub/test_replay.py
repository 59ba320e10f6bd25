"""Whatever is asked, the answer is one that the Hub could give."""

import json
import random
import string

import pytest

from course.hub.messages import Request, Response
from course.hub.replay import ENDPOINTS, REPO_ENDPOINTS, answer, writes_to
from course.hub.schema import EXPANDABLE
from course.hub.scratch import Scratch
from course.hub.snapshot import Snapshot
from tests.hub.conftest import DOCUMENTS, HOST, MODELS, Hub

REQUESTS = 10_000
STATUSES = {200, 206, 307, 400, 401, 403, 404, 405, 409, 412, 413, 414, 416, 429}
METHODS = ["GET"] * 12 + ["HEAD", "HEAD", "POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"]
WORDS = [
    *"api models datasets spaces resolve main refs v1 .. . README.md onnx create search una 1 3 -1 write".split(),
    *"lab-a otter lab-a%2Fotter LAB-A toad % %zz %00 %ff é refs%2Fpr%2F1 2601.00001 lab-a/old-otter".split(),
    *("", "a b", "c" * 40),
    *(name for _, name in (*ENDPOINTS, *REPO_ENDPOINTS)),
    *(info["id"] for info in MODELS),
    *(key for _, key in DOCUMENTS),
]
PARAMETERS = [
    *("sort", "filter", "search", "limit", "cursor", "expand", "full", "author", "gated", "num_parameters", "p", "q"),
    *("recursive", "create_pr", "blobs", "direction", "inference_provider", "type", "status", "date", "week", "apps"),
]
VALUES = [
    *("", "0", "1", "-1", "true", "false", "1e9", "9" * 30, "likes", "createdAt", "en", "min:1B,max:2B", "min:", "²"),
    *("null", "é", "%", "' OR 1=1 --", '"', "\\", "*", "AND", "NEAR(", "a" * 300, "\x00", "\ud800", "2026-W01"),
    *EXPANDABLE["models"],
]


def any_text(draw: random.Random) -> str:
    """A few characters of any kind."""
    return "".join(draw.choice(string.printable + "éß漢\x00") for _ in range(draw.randrange(9)))


def any_request(draw: random.Random) -> Request:
    """A request put together from words that mean something here, and some that mean nothing anywhere."""
    parts = [draw.choice(WORDS) if draw.random() < 0.9 else any_text(draw) for _ in range(draw.randrange(1, 7))]
    start = draw.choice(["/api/models", "/api/datasets", "/api/spaces", "/api", ""])
    names = [draw.choice(PARAMETERS) if draw.random() < 0.9 else any_text(draw) for _ in range(draw.randrange(4))]
    query = tuple((name, draw.choice(VALUES) if draw.random() < 0.9 else any_text(draw)) for name in names)
    body = draw.choice([b"", b"{}", b"[]", b"{", b"null", b"\xff", b"paths=a&expand=true", b'{"files": [{"path": 1}]}'])
    headers = {"range": draw.choice(["", "bytes=0-3", "bytes=9-1", "bytes=-", "x"]), "authorization": any_text(draw)}
    return Request(draw.choice(METHODS), HOST, "/".join([start, *parts]) or "/", query, headers, body)


def is_the_hubs(request: Request, response: Response) -> bool:
    """Whether the Hub could have answered this."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    assert response.status in STATUSES
    assert all(name.isascii() and value.isascii() and value.isprintable() for name, value in headers.items())
    if request.method == "HEAD":
        return response.body == b""
    if "json" in headers["content-type"]:
        found = json.loads(response.body)
        return response.status < 400 or (isinstance(found["error"], str) or "errors" in found)
    return response.status < 400 or headers["x-error-message"] != ""


def test_ten_thousand_random_requests(snapshot: Snapshot) -> None:
    draw, scratch, seen = random.Random(20260615), Scratch(), set()
    for _ in range(REQUESTS):
        request = any_request(draw)
        response = answer(request, snapshot, scratch)
        assert is_the_hubs(request, response), (request, response)
        seen.add(response.status)
    assert seen >= {200, 307, 400, 401, 403, 404, 405}


def test_an_answer_depends_on_nothing_but_the_question(snapshot: Snapshot) -> None:
    draw = random.Random(1)
    asked = [request for request in (any_request(draw) for _ in range(500)) if not writes_to(request)]
    assert [answer(request, snapshot) for request in asked] == [answer(request, snapshot) for request in asked]


PATHS = ["/api/models", "/api/models/lab-a/otter", "/api/collections", "/lab-a/otter/resolve/main/README.md"]


@pytest.mark.parametrize("path", PATHS)
def test_other_methods_are_refused(hub: Hub, path: str) -> None:
    assert {hub(method, path).status for method in ("PUT", "PATCH", "DELETE")} <= {404, 405}
    assert hub("HEAD", path).body == b""


@pytest.mark.parametrize(
    "path", ["/", "/api", "/api/", "/nothing", "/a/b/c/d", "/datasets", "/api/v1/x", "/lab-a/resolve"]
)
def test_a_place_that_is_none(hub: Hub, path: str) -> None:
    assert hub("GET", path).status in (401, 404)


def test_errors_about_files_are_plain_text(hub: Hub) -> None:
    response = hub("GET", "/lab-a/otter/resolve/main/none")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert response.body == b"Entry not found"


def test_agent_harnesses_are_an_object(hub: Hub) -> None:
    assert json.loads(hub("GET", "/api/agent-harnesses").body) == {"standardEnvVars": [], "harnesses": {}}


@pytest.mark.parametrize(
    ("method", "path", "writes"),
    [
        ("GET", "/api/models", False),
        ("POST", "/api/models/a/b/paths-info/main", False),
        ("POST", "/api/validate-yaml", False),
        ("POST", "/api/models/a/b/preupload/main", False),
        ("POST", "/api/models/a/b/commit/main", True),
        ("POST", "/api/repos/create", True),
        ("DELETE", "/api/repos/delete", True),
    ],
)
def test_what_counts_as_a_write(method: str, path: str, writes: bool) -> None:
    assert writes_to(Hub.request(method, path)) is writes
