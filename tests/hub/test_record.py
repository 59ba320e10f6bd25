"""A Hub is recorded whole: through faults, and through being killed at any moment."""

import asyncio
import os
import random
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from course import cli
from course.hub.difference import difference
from course.hub.fetch import Fetcher, HubUnreachable
from course.hub.limits import Limiter
from course.hub.record import EXTRAS, Plan, record
from course.hub.serve import Application, Server, listen, server
from course.hub.snapshot import RepoFile, Snapshot, SnapshotError, SnapshotWriter

KILLS = 50
MODELS = 30


def write_hub(path: Path) -> Path:
    """A Hub that a recording can hold whole: listings tell all of it, and every file can be read."""
    with SnapshotWriter(path, name="whole", as_of="2026-06-15T00:00:00Z", simulated=True) as writer:
        for number in range(MODELS):
            card = RepoFile("README.md", f"---\nlicense: mit\n---\n# {number} é\n".encode())
            weights = RepoFile("model.safetensors", None, 1000 + number, f"{number:064x}")
            info = {"id": f"lab/m{number:02}", "sha": f"{number:040x}", "downloads": number % 9, "likes": number}
            tags = {"tags": ["en", f"t{number % 3}"], "cardData": {"license": "mit"}, "private": False, "gated": False}
            providers = {"quick": {"status": "live", "providerId": "x", "task": "conversational"}}
            more = {"inferenceProviderMapping": providers} if number % 2 else {}
            writer.add_repo("models", {**info, **tags, **more}, [card, RepoFile("config.json", b"{}"), weights])
        writer.add_repo("datasets", {"id": "lab/d", "sha": "d" * 40, "likes": 1}, [RepoFile("README.md", b"# d\n")])
    return path


Wrap = Callable[[Any], Any]


@contextmanager
def serving(path: Path, wrap: Wrap = lambda application: application, limiter: Limiter | None = None) -> Iterator[str]:
    """The address at which a snapshot is served from a thread of this process."""
    where = listen("127.0.0.1", 0)
    running = server(wrap(Application(Server(path, limiter, log=lambda line: None))))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [where]})
    thread.start()
    try:
        yield "http://{}:{}".format(*where.getsockname())
    finally:
        running.should_exit = True
        thread.join()
        where.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Hub to be recorded."""
    return write_hub(tmp_path_factory.mktemp("whole") / "whole.sqlite")


def plan(endpoint: str) -> Plan:
    """Everything there is to record."""
    return Plan(endpoint, models=1000, datasets=10, extras=("cards", "configs", "trees"))


def fetcher(waited: list[float] | None = None) -> Fetcher:
    """A fetcher that does not wait, but notes how long it would."""
    made.append(Fetcher(timeout=0.5, sleep=(waited if waited is not None else []).append, tries=30))
    return made[-1]


made: list[Fetcher] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Every fetcher is closed in the end."""
    yield
    while made:
        made.pop().close()


def same(one: Path, other: Path) -> bool:
    """Whether two snapshots say the same."""
    return list(difference(Snapshot.open(one), Snapshot.open(other))) == []


def test_a_recording_equals_what_was_served(whole: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with serving(whole) as endpoint:
        meta = record(plan(endpoint), tmp_path / "out.sqlite", lambda *progress: seen.append(progress), fetcher())
    assert same(whole, tmp_path / "out.sqlite")
    assert (meta.simulated, meta.as_of, meta.counts) == (
        *(True, "2026-06-15T00:00:00Z"),
        {"models": MODELS, "datasets": 1, "spaces": 0},
    )
    assert seen[-1][0] == seen[-1][1] == 2 + 3 * MODELS + 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.sqlite"]


def test_a_listing_serves_where_no_file_is_wanted(whole: Path, tmp_path: Path) -> None:
    seen: list[str] = []
    with serving(whole, lambda application: _noting(application, seen)) as endpoint:
        meta = record(
            Plan(endpoint, models=25, sort="likes", filters=("t0",)), tmp_path / "out.sqlite", fetch=fetcher()
        )
    assert (meta.counts["models"], len(seen)) == (10, 1)
    shown = Snapshot.open(tmp_path / "out.sqlite")
    assert shown.info("models", "lab/m27") == {**(Snapshot.open(whole).info("models", "lab/m27") or {})}


def _noting(application: Any, seen: list[str]) -> Any:
    async def note(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["path"])
        await application(scope, receive, send)

    return note


def test_no_more_than_wanted(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.hub.record.PAGE", 7)
    with serving(whole) as endpoint:
        meta = record(Plan(endpoint, models=17), tmp_path / "out.sqlite", fetch=fetcher())
    assert meta.counts["models"] == 17


class Faulty:
    """An application that fails in every way a Hub can, two times in five."""

    def __init__(self, application: Any) -> None:
        self.application, self.draw, self.seen = application, random.Random(3), set[str]()

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        """Answer, or fail."""
        fault = self.draw.choice(["none"] * 9 + ["429", "500", "502", "503", "silence", "cut", "hang up"])
        self.seen.add(fault)
        if fault == "none":
            await self.application(scope, receive, send)
        elif fault == "silence":
            await asyncio.sleep(0.7)
        elif fault == "cut":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"999")]})
            await send({"type": "http.response.body", "body": b'[{"id":', "more_body": True})
        elif fault.isdigit():
            headers = [(b"ratelimit", b'"api";r=0;t=7')] if fault == "429" else []
            await send({"type": "http.response.start", "status": int(fault), "headers": headers})
            await send({"type": "http.response.body", "body": b"{}"})


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_faults_are_waited_out(whole: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    waited: list[float] = []
    faulty: list[Faulty] = []

    def wrap(application: Any) -> Any:
        faulty.append(Faulty(application))
        return faulty[0]

    with serving(whole, wrap) as endpoint:
        record(plan(endpoint), tmp_path / "out.sqlite", fetch=fetcher(waited))
    assert faulty[0].seen == {"none", "429", "500", "502", "503", "silence", "cut", "hang up"}
    assert same(whole, tmp_path / "out.sqlite")
    assert 8.0 in waited


def test_limits_are_kept(whole: Path, tmp_path: Path) -> None:
    now, waited = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds

    limiter = Limiter((20, 30, 10), clock=lambda: now[0])
    with serving(whole, limiter=limiter) as endpoint:
        made.append(Fetcher(sleep=sleep))
        record(plan(endpoint), tmp_path / "out.sqlite", fetch=made[-1])
    assert same(whole, tmp_path / "out.sqlite")
    assert max(waited) == 301.0


def test_a_hub_that_stays_away_is_one_sentence_and_nothing_is_lost(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.sqlite"
    with serving(whole) as endpoint:
        asked: list[str] = []
        whole_fetch = fetcher()

        def tiring(url: str) -> Any:
            asked.append(url)
            if len(asked) > 40:
                raise HubUnreachable(f"{url} could not be read; run the same command again to go on.")
            return whole_fetch(url)

        with pytest.raises(HubUnreachable, match="run the same command again"):
            record(plan(endpoint), out, fetch=tiring)
        first = list(asked)
        record(plan(endpoint), out, fetch=_noting_fetch(asked, whole_fetch))
    assert same(whole, out)
    repeated = [url for url in asked[len(first) :] if url in first[:32]]
    assert repeated == []


def _noting_fetch(asked: list[str], fetch: Fetcher) -> Callable[[str], Any]:
    def note(url: str) -> Any:
        asked.append(url)
        return fetch(url)

    return note


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_killed_fifty_times_a_recording_is_still_whole(whole: Path, tmp_path: Path) -> None:
    draw, killed, finished = random.Random(11), 0, 0
    with serving(whole) as endpoint:
        while killed < KILLS:
            out, patience = tmp_path / f"{finished}.sqlite", 0.1
            while not out.exists() or out.with_name(f"{out.name}.recording").exists():
                killed += _record_and_kill(plan(endpoint), out, draw.uniform(0.005, patience))
                patience *= 1.05
            assert same(whole, out)
            finished += 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{number}.sqlite" for number in range(finished))


def _record_and_kill(what: Plan, out: Path, after: float) -> int:
    child = os.fork()
    if child == 0:
        try:
            record(what, out)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return int(os.WIFSIGNALED(os.waitpid(child, 0)[1]))


def test_other_options_do_not_go_on(whole: Path, tmp_path: Path) -> None:
    def tired(url: str) -> Any:
        raise HubUnreachable("tired")

    out = tmp_path / "out.sqlite"
    with serving(whole) as endpoint:
        with pytest.raises(HubUnreachable):
            record(plan(endpoint), out, fetch=tired)
        with pytest.raises(SnapshotError, match="begun with other options"):
            record(replace(plan(endpoint), models=5), out, fetch=fetcher())


def test_a_snapshot_is_never_overwritten(whole: Path) -> None:
    with pytest.raises(SnapshotError, match="exists already"):
        record(plan("http://127.0.0.1:9"), whole)


def test_what_is_no_hub_is_told(whole: Path, tmp_path: Path) -> None:
    with serving(whole) as endpoint, pytest.raises(SnapshotError, match="address of a Hub"):
        record(Plan(f"{endpoint}/nowhere"), tmp_path / "out.sqlite", fetch=fetcher())
    with serving(whole) as endpoint, pytest.raises(HubUnreachable, match="status 400"):
        record(Plan(endpoint, sort="colour"), tmp_path / "other.sqlite", fetch=fetcher())


def test_everything_a_repo_has_is_recorded(pond: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.sqlite"
    with serving(pond) as endpoint:
        record(Plan(endpoint, models=9, spaces=9, extras=EXTRAS), out, fetch=fetcher())
    recorded, served = Snapshot.open(out), Snapshot.open(pond)
    commits = recorded.document("commits", "models/lab-a/otter")
    assert [commit["title"] for commit in commits] == ["third", "second", "first"]
    discussions = recorded.document("discussions", "models/lab-a/otter")
    assert len(discussions) == len(served.document("discussions", "models/lab-a/otter")) == 62
    assert next(one for one in discussions if one["num"] == 3)["events"][0]["type"] == "commit"
    assert recorded.document("refs", "models/lab-a/otter")["tags"][0]["name"] == "v1"
    gated = recorded.repo("models", "lab-b/eel")
    assert gated
    assert [recorded.content(file) for file in recorded.files(gated.seq)] == [None]


def test_the_command(whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "out.sqlite")
    with serving(whole) as endpoint:
        command = ["snapshot", "record", "--endpoint", endpoint, "--models", "9", "--with", "cards", "--out", out]
        assert cli.main(command) == 0
    assert "9 models, digest" in capsys.readouterr().out
    assert cli.main(["snapshot", "record", "--with", "colours", "--out", out]) == 2
    assert "--with knows no 'colours'" in capsys.readouterr().err
