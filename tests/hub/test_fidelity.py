"""What a Hub answered, put into a snapshot and asked for again, is answered alike.

The payloads are written by hand in the shapes that the Hub uses: key for key, type for type.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from course.hub.record import Plan, record
from course.hub.schema import KINDS, Kind
from course.hub.snapshot import Snapshot, SnapshotWriter
from tests.hub.conftest import Hub

ANSWERS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "payloads/answers.json").read_text("utf-8"))
LIVE = "https://huggingface.co"


def asked(path: str) -> tuple[Kind | None, str, str]:
    """Kind of repo, its id, and what about it, of an API path."""
    parts = path.split("?")[0].removeprefix("/api/").split("/")
    kind = next((kind for kind in KINDS if kind == parts[0]), None)
    return kind, "/".join(parts[1:3]), parts[3] if len(parts) > 3 else ""


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """A Hub that holds every payload."""
    path = tmp_path_factory.mktemp("answers") / "answers.sqlite"
    with SnapshotWriter(path, name="answers", as_of="2026-06-15T00:00:00Z", simulated=True) as writer:
        seen: set[object] = set()
        for answer in ANSWERS:
            _store(writer, answer, seen)
    return Hub(Snapshot.open(path))


def _store(writer: SnapshotWriter, answer: dict[str, Any], seen: set[object]) -> None:
    kind, repo_id, about = asked(answer["path"])
    if kind is None:
        writer.add_document("answers", answer["path"], {"json": answer["json"]})
    elif answer["status"] == 307:
        writer.add_redirect(kind, repo_id, answer["location"].split("?")[0].removeprefix(f"/api/{kind}/"))
    elif about == "runtime":
        writer.add_document("runtime", repo_id, answer["json"])
    if kind is not None and answer["status"] == 200 and (kind, repo_id) not in seen:
        writer.add_repo(kind, {"id": repo_id} if about == "runtime" else answer["json"])
        seen.add((kind, repo_id))


@pytest.mark.parametrize("answer", ANSWERS, ids=[answer["about"] for answer in ANSWERS])
def test_status_headers_and_every_field_are_the_same(replayed: Hub, answer: dict[str, Any]) -> None:
    response = replayed("GET", answer["path"])
    assert response.status == answer["status"]
    assert response.headers.get("Location") == answer.get("location")
    if "json" in answer:
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
        assert json.loads(response.body) == answer["json"]
    else:
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert response.body.decode() == answer["text"]


def shape(value: Any) -> Any:
    """The types of a JSON value: of an object by key, of a list of its first entry."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else type(value).__name__


@pytest.fixture(scope="module")
def live() -> Iterator[httpx2.Client]:
    """The real Hub."""
    with httpx2.Client(base_url=LIVE, timeout=20, follow_redirects=False) as client:
        try:
            client.get("/api/models?limit=1")
        except httpx2.HTTPError as error:
            pytest.skip(f"{LIVE} cannot be reached from here: {error}")
        yield client


@pytest.fixture(scope="module")
def recorded(live: httpx2.Client, tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """Ten of its models, recorded now."""
    path = tmp_path_factory.mktemp("live") / "live.sqlite"
    record(Plan(LIVE, models=10, extras=("cards",)), path)
    return Hub(Snapshot.open(path))


@pytest.mark.live
@pytest.mark.parametrize("options", ["", "&full=true", "&cardData=true&config=true", "&expand=downloads&expand=tags"])
def test_live_listings_have_the_replays_shape(live: httpx2.Client, recorded: Hub, options: str) -> None:
    path = f"/api/models?sort=downloads&limit=3{options}"
    there, here = live.get(path), recorded("GET", path)
    assert there.status_code == here.status
    for one, other in zip(there.json(), json.loads(here.body), strict=True):
        assert one["id"] == other["id"]
        assert set(one) == set(other)
        assert {key for key in one if shape(one[key]) != shape(other[key])} <= {"cardData", "config"}
    assert ("next" in there.links) == ("Link" in here.headers)


@pytest.mark.live
@pytest.mark.parametrize("path", ["/api/models/no-such-owner/no-such-model", "/api/models?sort=colour", "/api/nothing"])
def test_live_errors_have_the_replays_status(live: httpx2.Client, recorded: Hub, path: str) -> None:
    assert live.get(path).status_code == recorded("GET", path).status


@pytest.mark.live
def test_a_live_model_has_the_replays_keys(live: httpx2.Client, recorded: Hub) -> None:
    name = next(recorded.snapshot.ids("models"))
    there, here = live.get(f"/api/models/{name}").json(), json.loads(recorded("GET", f"/api/models/{name}").body)
    assert set(here) - {"gguf"} <= set(there)
