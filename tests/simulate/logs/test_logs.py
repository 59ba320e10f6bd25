"""Every log: labelled, in UTC, keyed to the snapshot."""

import pandas as pd
import pytest

from course.hub.snapshot import Snapshot
from course.simulate import kept_back
from course.simulate.hub import Hub

SIZES = {
    "queries": 240,
    "search_events": 30_000,
    "deploy_outcomes": 6000,
    "hardware": 34,
    "ab_users": 18_000,
    "ab_sessions": 40_000,
    "ab_uploads": 18_000,
    "upload_attempts": 7000,
    "card_ratings": 250,
    "card_edit_panel": 7300,
    "zerogpu_requests": 22_000,
    "inference_log": 80_000,
    "endpoints": 420,
    "backlog": 14,
    "contrib_events": 12_000,
    "api_requests": 140_000,
    "org_seats": 4000,
    "org_usage": 3000,
    "scenarios": 6,
    "telemetry": 200,
    "failure_reports": 1600,
    "engine_support": 75,
    "provider_events": 600,
    "downloads": 55_000,
}
KEYED = {
    "qrels": "model_id",
    "downloads": "model_id",
    "deploy_outcomes": "model_id",
    "card_ratings": "repo_id",
    "card_edit_panel": "repo_id",
    "provider_events": "model_id",
    "inference_log": "model_id",
    "contrib_events": "repo_id",
}


def test_every_row_says_that_it_is_simulated(tables: dict[str, pd.DataFrame]) -> None:
    assert all(frame["simulated"].all() and len(frame) for frame in tables.values())


@pytest.mark.parametrize("name", sorted(SIZES))
def test_logs_have_their_size(tables: dict[str, pd.DataFrame], name: str) -> None:
    assert len(tables[name]) >= SIZES[name]


@pytest.mark.parametrize("name", sorted(KEYED))
def test_ids_exist_in_the_snapshot(tables: dict[str, pd.DataFrame], hub: Hub, name: str) -> None:
    public = {repo for repo, private in zip(hub.ids, hub.world.private.tolist(), strict=True) if not private}
    assert set(tables[name][KEYED[name]]) <= public


def test_times_are_utc_and_before_the_snapshot(tables: dict[str, pd.DataFrame]) -> None:
    for name, frame in tables.items():
        for column in frame.columns[[isinstance(dtype, pd.DatetimeTZDtype) for dtype in frame.dtypes]]:
            assert str(frame[column].dt.tz) == "UTC", name
            assert frame[column].max() <= pd.Timestamp("2026-06-15T06:00Z"), (name, column)


def test_logs_survive_the_snapshot(tables: dict[str, pd.DataFrame], snapshot: Snapshot) -> None:
    for name in ("search_events", "org_usage", "capstone_models", "upload_readmes"):
        pd.testing.assert_frame_equal(snapshot.log(name), tables[name])


def test_half_of_the_labels_are_kept_back(tables: dict[str, pd.DataFrame], hub: Hub) -> None:
    told, kept = tables["failure_reports"], kept_back.table(hub, "report_labels")
    assert told["label"].isna().sum() == len(kept) == 800
    assert set(kept["report_id"]) == set(told.loc[told["label"].isna(), "report_id"])
    assert not set(tables["qrels"]["query_id"]) & set(kept_back.table(hub, "qrels")["query_id"])
