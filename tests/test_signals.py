"""What a search could show, with the signals that its metadata declare, and gaps kept as gaps."""

import logging

import pandas as pd
import pytest

from course import candidates, connect, frames, hub_of, log
from course.signals import SIGNALS, _Signals

CARD = "---\nlicense: mit\n---\n# Model\n\n## Intended use\n" + "sorts tickets of a help desk into queues " * 4
FULL = {
    "id": "a/fits",
    "downloads": 5,
    "pipeline_tag": "text-generation",
    "tags": ["arxiv:2409.00417"],
    "cardData": {"license": "mit"},
    "safetensors": {"parameters": {"BF16": 1000, "F32": 10}, "total": 1010},
    "config": {"architectures": ["LlamaForCausalLM"]},
    "files": {"README.md": CARD},
}


def row(**info: object) -> pd.Series:
    """The row of the one model of a small Hub."""
    return candidates(hub_of([{"id": "a/x", **info}])).iloc[0]


def test_signals_follow_the_inventory() -> None:
    table = candidates(hub_of([FULL]))
    assert list(table.columns) == [*frames.INVENTORY, *SIGNALS]
    assert {name: str(table[name].dtype) for name in SIGNALS} == SIGNALS


def test_what_is_declared_is_read() -> None:
    found = row(**FULL)
    assert found["weight_bytes"] == 2040
    assert found["arxiv"]
    assert found["license_class"] == "permissive"
    assert 10 < found["card_score"] < 40


def test_what_is_not_declared_is_missing() -> None:
    bare = row()
    assert bare[["weight_bytes", "origin_region", "license_class"]].isna().all()
    assert not bare[["has_verified_eval", "arxiv"]].any()
    assert bare["card_score"] == 0
    assert row(safetensors={"parameters": {"Q7": 8}, "total": 8})["weight_bytes"] is pd.NA


BADGES = [
    ({}, "yes"),
    ({"pipeline_tag": None}, "yes"),
    ({"pipeline_tag": "text-to-image"}, "no"),
    ({"safetensors": None}, "no"),
    ({"config": {}}, "unknown"),
    ({"config": {"architectures": ["BertModel"]}}, "no"),
]


@pytest.mark.parametrize(("change", "badge"), BADGES)
def test_a_badge_is_the_first_rule_that_fires(
    change: dict[str, object], badge: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = hub_of([FULL | change])
    snapshot = api.snapshot  # type: ignore[attr-defined]
    support = log("engine_support", connect("practice"))
    monkeypatch.setattr("course.signals._kept", _Signals)
    monkeypatch.setattr(type(snapshot), "logs", lambda self: ["engine_support"])
    monkeypatch.setattr(type(snapshot), "log", lambda self, name: support)
    assert candidates(api).iloc[0]["badge_vllm"] == badge


def test_a_search_is_one_request_in_the_order_of_downloads(caplog: pytest.LogCaptureFixture) -> None:
    api = connect("practice")
    before = api.requests_made  # type: ignore[attr-defined]
    with caplog.at_level(logging.WARNING):
        table = candidates(api, "base", 30)
    assert api.requests_made == before + 1  # type: ignore[attr-defined]
    assert table["downloads"].is_monotonic_decreasing
    assert table["id"].str.lower().str.contains("base").all()
    assert not caplog.records


def test_private_models_are_left_out() -> None:
    assert candidates(hub_of([FULL | {"private": True}])).empty
