"""Lesson 11's solved functions find the planted cliff in the graded logs, and none where none was planted."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from course.exercise import hubs
from course.hub.connect import connect, snapshot_of
from course.lesson.reference import solution
from course.simulate.plan import PLANS

PLACES = ["s0", *hubs.SLOTS]
each_place = pytest.mark.parametrize("place", PLACES)


@cache
def log(place: str) -> pd.DataFrame:
    """The inference log of a graded Hub, or of the practice Hub as `s0`."""
    snapshot = snapshot_of(connect("practice") if place == "s0" else hubs.hub(place))
    assert snapshot is not None
    return snapshot.log("inference_log")


def solved(name: str, *args: object) -> Any:
    """What the solved notebook's function `name` returns."""
    return solution("11-inference", name)(*args)


@each_place
def test_the_cliff_is_where_it_was_planted_and_none_where_none_was(place: str) -> None:
    found = solved("shape_cliff", log(place), "tensorrt")
    assert found == PLANS[place].cliff
    assert found is None or type(found) is int


def test_one_of_four_snapshots_has_no_cliff() -> None:
    assert [PLANS[place].cliff for place in PLACES].count(None) == 1


@each_place
def test_no_other_engine_has_a_cliff(place: str) -> None:
    assert {solved("shape_cliff", log(place), name) for name in ("onnx", "vllm", "tgi")} == {None}


@each_place
def test_the_tail_at_each_length_is_what_a_loop_finds(place: str) -> None:
    rows = log(place)
    kept: dict[int, list[float]] = {}
    columns = ["runtime", "status", "batch", "cold_start", "seq_in", "latency_ms"]
    for runtime, status, batch, cold, length, latency in rows[columns].itertuples(index=False):
        if (runtime, status, batch) == ("tensorrt", 200, 1) and not cold and not pd.isna(latency):
            edge = 128
            while edge < length:
                edge *= 2
            kept.setdefault(edge, []).append(latency)
    wanted = {edge: np.percentile(own, 95) for edge, own in sorted(kept.items()) if len(own) >= 30}
    found = solved("p95_by_length", rows, "tensorrt")
    assert found.index.tolist() == list(wanted)
    assert found.tolist() == pytest.approx(list(wanted.values()))
