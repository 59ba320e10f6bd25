"""The reference readings of the logs."""

import numpy as np
import pandas as pd

from course.simulate import findings


def test_the_worst_step_is_where_developers_lose_most() -> None:
    steps = ("query", "click", "model_view", "inference_call", "inference_ok")
    rows = []
    for segment, reached in (("developer", (5, 5, 3)), ("researcher", (5, 5, 5))):
        for user, depth in enumerate(reached):
            for place, event in enumerate(steps[:depth]):
                rows.append((f"{segment}{user}", segment, pd.Timestamp(place, unit="s", tz="UTC"), event, f"{place}"))
    events = pd.DataFrame(rows, columns=["user_id", "segment", "ts", "event", "event_id"])
    assert findings.worst_step(events) == "inference_call"


def test_the_words_of_failing_queries_are_found() -> None:
    rows: list[tuple[object, ...]] = [(f"u{n}", n, "query", "chat 8gb" if n % 2 else "chat") for n in range(60)]
    rows += [(f"u{n}", n + 0.5, "click", None) for n in range(0, 60, 2)]
    events = pd.DataFrame(rows, columns=["user_id", "ts", "event", "query_text"]).assign(event_id="e")
    assert findings.failing_terms(events, top=1) == {"8gb"}


def test_a_cliff_is_found_at_the_edge_before_the_jump() -> None:
    lengths = np.repeat([100, 200, 400, 800], 40)
    latency = np.repeat([50.0, 60, 80, 400], 40)
    log = pd.DataFrame(
        {
            "seq_in": lengths,
            "latency_ms": latency,
            "runtime": "tensorrt",
            "status": 200,
            "cold_start": False,
            "batch": 1,
        }
    )
    assert findings.cliff(log) == 512
    assert np.isnan(findings.cliff(log.assign(latency_ms=50.0)))


def test_retention_compares_a_year_apart() -> None:
    months = [f"2025-{month:02d}" for month in range(1, 13)] + ["2026-01"]
    rows = [("a", month, 10 if month < "2026" else 12, 20.0, 0.0) for month in months]
    assert findings.retention(pd.DataFrame(rows, columns=["org_id", "month", "seats", "price_usd", "discount"])) == 1.2
