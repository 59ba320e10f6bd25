"""A log is read by its name, from the Hub that is asked, and from no other."""

from pathlib import Path

import pandas as pd
import pytest
from huggingface_hub import HfApi

from course.hub.connect import connect
from course.hub.snapshot import SnapshotError
from course.hub.writer import SnapshotWriter
from course.logs import log

ROWS = pd.DataFrame({"event_id": ["e1", "e2"], "simulated": True})


@pytest.fixture
def api(tmp_path: Path) -> HfApi:
    path = tmp_path / "tiny.sqlite"
    with SnapshotWriter(path, name="tiny", as_of="2026-06-15T00:00:00Z", simulated=True) as writer:
        writer.add_log("search_events", ROWS)
    return connect(str(path))


def test_a_log_comes_back_as_it_was_written(api: HfApi) -> None:
    pd.testing.assert_frame_equal(log("search_events", api), ROWS, check_dtype=False)


def test_a_name_that_is_not_there_is_told_with_those_that_are(api: HfApi) -> None:
    with pytest.raises(SnapshotError, match=r"shows no log 'searches'; it has: search_events\.$"):
        log("searches", api)


def test_a_snapshot_itself_says_in_one_sentence_that_it_has_no_such_log(api: HfApi) -> None:
    with pytest.raises(SnapshotError, match=r"tiny has no log 'hidden_qrels'; it has: search_events\.$"):
        api.snapshot.log("hidden_qrels")  # type: ignore[attr-defined]


def test_the_live_hub_shows_none() -> None:
    with pytest.raises(SnapshotError, match="the live Hub shows no logs"):
        log("search_events", connect("live"))


def test_practice_is_asked_unless_another_hub_is_named(monkeypatch: pytest.MonkeyPatch, api: HfApi) -> None:
    monkeypatch.setattr("course.logs.connect", {"practice": api}.__getitem__)
    assert len(log("search_events")) == 2
