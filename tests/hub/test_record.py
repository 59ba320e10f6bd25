"""A Hub is recorded whole, even when the recording is killed at any moment."""

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from course import cli
from course.hub.fetch import Fetcher, HubUnreachable
from course.hub.record import EXTRAS, Plan, record
from course.hub.snapshot import Snapshot, SnapshotError
from tests.hub.served import MODELS, fetcher, plan, same, serving

KILLS = 50


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
