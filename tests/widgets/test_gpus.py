"""The desk asks the learner's own queue and quota, whatever state they are in."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from course import widgets
from course.widgets import gpus

QUOTAS = {"free": 60.0, "pro": 300.0}
asked: list[tuple[int, int, dict[str, int]]] = []


@pytest.fixture
def requests() -> pd.DataFrame:
    asked.clear()
    rows = [
        ("a<b", "free", 50, 1),
        ("a<b", "free", 40, 2),
        ("c", "pro", 200, 70),
        ("d", "free", 9, 71),
        ("c", "pro", 5, 72),
    ]
    table = pd.DataFrame(rows, columns=["user_id", "tier", "gpu_s", "hour"]).assign(simulated=True)
    return table.assign(ts=pd.Timestamp("2026-05-04", tz="UTC") + pd.to_timedelta(table.pop("hour"), unit="h"))


def served(requests: pd.DataFrame, quotas: Mapping[str, float]) -> "pd.Series[bool]":
    return requests["gpu_s"] <= requests["tier"].map(quotas)


def waits(requests: pd.DataFrame, n_gpus: int, priority: Mapping[str, int]) -> pd.DataFrame:
    asked.append((len(requests), n_gpus, dict(priority)))
    table = requests.groupby("tier").agg(n=("gpu_s", "size"), p50_wait_s=("gpu_s", "median"))
    return table.assign(p95_wait_s=9000.0 / n_gpus).reset_index()


def unwritten(*_: object) -> Any:
    raise NotImplementedError("your turn")


def broken(*_: object) -> Any:
    raise KeyError("tier")


def parts(desk: Any) -> tuple[Any, ...]:
    """Number of GPUs, quota, the row of the order, report."""
    return tuple(desk.children)


def test_the_last_two_days_are_asked_of_the_learners_functions(requests: pd.DataFrame) -> None:
    *_, report = parts(widgets.gpu_desk(requests, waits, served, QUOTAS))
    assert asked == [(3, 4, {"pro": 1, "free": 2, "anonymous": 3})]
    assert "3 of 3 requests get into the queue" in report.value
    assert "38 min" in report.value
    assert "simulated" in report.value


def test_each_control_asks_again(requests: pd.DataFrame) -> None:
    number, quota, order, report = parts(widgets.gpu_desk(requests, waits, served, QUOTAS))
    number.value = 6
    quota.value = 50
    assert asked[-1][:2] == (2, 6)
    assert "quotas of 30 s, 150 s" in report.value
    assert "50%" in report.value
    order.children[0].value = "everybody alike"
    assert set(asked[-1][2].values()) == {1}
    quota.value = gpus.NONE
    assert "no quota" in report.value
    assert asked[-1][0] == 3


@pytest.mark.parametrize(("one", "other", "name"), [(unwritten, served, "unwritten"), (waits, unwritten, "unwritten")])
def test_a_function_that_is_not_written_is_named(requests: pd.DataFrame, one: Any, other: Any, name: str) -> None:
    *_, report = parts(widgets.gpu_desk(requests, one, other, QUOTAS))
    assert f"{name} is not written yet" in report.value


def test_what_a_function_raises_is_told(requests: pd.DataFrame) -> None:
    *_, report = parts(widgets.gpu_desk(requests, broken, served, QUOTAS))
    assert "broken could not be used" in report.value
    assert "KeyError" in report.value


def test_controls_have_words_and_no_buttons(requests: pd.DataFrame) -> None:
    desk = widgets.gpu_desk(requests, waits, served, QUOTAS)
    gpu, quota, row, _ = parts(desk)
    assert all(part.description for part in (gpu, quota, row.children[0]))
    assert 'scope="col"' in parts(desk)[-1].value


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (119, "119 s"), (120, "2 min"), (9000, "2 h"), (float("nan"), "not known")]
)
def test_a_wait_is_said_in_a_unit_that_can_be_read(seconds: float, said: str) -> None:
    assert gpus.duration(seconds) == said
