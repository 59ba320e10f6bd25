"""Lesson 10: the queue against other simulators and closed forms, the quota by hand, and what was planted."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
import simpy

from course import frames, live, log
from course.beside import Beside
from course.exercise import hubs
from course.hub.places import located
from course.lesson.reference import solution
from exercises.spaces import tables
from tests.hub.faults import failing
from tests.lessons.material import exercises, source

LESSON = "10-spaces"
Job = tuple[float, int, str, int]
each_slot = pytest.mark.parametrize("slot", hubs.SLOTS)
each_seed = pytest.mark.parametrize("seed", range(12))


def solved(name: str, *args: Any) -> Any:
    """What the solution `name` gives."""
    return solution(LESSON, name)(*args)


def trace(seed: int, n: int = 150) -> tuple[list[Job], int]:
    """A random trace with many equal arrivals, and a number of GPUs that it keeps busy."""
    rng = np.random.default_rng(seed)
    gpus = int(rng.integers(1, 6))
    arrivals = np.sort(rng.integers(0, 40 * n, n)) * 10
    lengths = rng.integers(1, 80 * gpus, n) * 10
    names = rng.permutation(n)
    rows = zip(rng.integers(1, 4, n).tolist(), arrivals.tolist(), names.tolist(), lengths.tolist(), strict=True)
    return [(rank, at, f"q{name:04}", length) for rank, at, name, length in rows], gpus


def apart(jobs: list[Job]) -> list[Job]:
    """The same trace with arrivals and ends that never meet: a thousandfold, and each arrival by its place later."""
    return [(rank, 1000 * at + place, name, 1000 * length) for place, (rank, at, name, length) in enumerate(jobs)]


def by_simpy(jobs: list[Job], n_gpus: int) -> dict[str, int]:
    """The starts that simpy's resource with priorities gives."""
    world, starts = simpy.Environment(), {}
    gpus = simpy.PriorityResource(world, capacity=n_gpus)

    def ask(job: Job) -> Any:
        rank, arrival, name, length = job
        yield world.timeout(arrival)
        with gpus.request(priority=(rank, arrival, name)) as mine:
            yield mine
            starts[name] = world.now
            yield world.timeout(length)

    for job in jobs:
        world.process(ask(job))
    world.run()
    return starts


def by_steps(jobs: list[Job], n_gpus: int) -> dict[str, int]:
    """The starts by looking at every moment at which anything can happen, without a heap."""
    starts: dict[str, int] = {}
    ends: list[int] = []
    moments = sorted({at for _, at, _, _ in jobs})
    while len(starts) < len(jobs):
        now = moments.pop(0)
        ends = [end for end in ends if end > now]
        line = sorted(job for job in jobs if job[1] <= now and job[2] not in starts)
        for job in line[: n_gpus - len(ends)]:
            starts[job[2]] = now
            ends.append(now + job[3])
            moments = sorted({*moments, now + job[3]})
    return starts


@each_seed
def test_the_queue_is_that_of_a_simulator_without_a_heap(seed: int) -> None:
    jobs, gpus = trace(seed)
    assert solved("start_times", jobs, gpus) == by_steps(jobs, gpus)


@each_seed
def test_the_queue_is_that_of_simpy(seed: int) -> None:
    jobs, gpus = trace(seed, 400)
    assert solved("start_times", apart(jobs), gpus) == by_simpy(apart(jobs), gpus)


def test_the_traces_have_what_a_queue_can_get_wrong() -> None:
    jobs, gpus = trace(1)
    starts = by_steps(jobs, gpus)
    ends = {starts[name] + length for _, _, name, length in jobs}
    assert len({at for _, at, _, _ in jobs}) < len(jobs)
    assert ends & {at for _, at, _, _ in jobs}
    assert sum(starts[name] > at for _, at, name, _ in jobs) > 50


def mean_waits(seed: int, load: float, gpus: int, ranks: int = 1, n: int = 40_000) -> pd.DataFrame:
    """Mean wait by priority, in mean lengths, of exponential arrivals and lengths, with its error from 20 batches."""
    rng = np.random.default_rng(seed)
    mean = 100_000
    arrivals = np.cumsum(rng.exponential(mean / (load * gpus), n)).round().astype(int)
    lengths = rng.exponential(mean, n).round().astype(int)
    rank = rng.integers(1, ranks + 1, n)
    names = [f"q{place:05}" for place in range(n)]
    jobs = [*zip(rank.tolist(), arrivals.tolist(), names, lengths.tolist(), strict=True)]
    starts = solved("start_times", jobs, gpus)
    wait = (np.array([starts[name] for name in names]) - arrivals) / mean
    batches = pd.DataFrame({"rank": rank, "batch": np.arange(n) * 20 // n, "wait": wait})
    each = batches.groupby(["rank", "batch"])["wait"].mean().unstack()
    return pd.DataFrame({"mean": each.mean(axis=1), "error": each.std(axis=1) / math.sqrt(20)})


def erlang_c(load: float, gpus: int) -> float:
    """The mean wait of M/M/c in mean lengths."""
    offered = load * gpus
    busy = offered**gpus / math.factorial(gpus) / (1 - load)
    waits = busy / (sum(offered**k / math.factorial(k) for k in range(gpus)) + busy)
    return waits / (gpus * (1 - load))


@pytest.mark.parametrize(("load", "gpus"), [(0.5, 1), (0.7, 1), (0.7, 2), (0.8, 4)])
def test_the_mean_wait_is_that_of_the_closed_form(load: float, gpus: int) -> None:
    found = mean_waits(7, load, gpus).loc[1]
    assert abs(found["mean"] - erlang_c(load, gpus)) < 4 * found["error"]
    assert found["error"] < 0.15 * found["mean"]


def test_one_gpu_gives_the_textbook_wait() -> None:
    assert erlang_c(0.5, 1) == pytest.approx(0.5 / (1 - 0.5))


def test_the_waits_of_priorities_are_those_of_the_closed_form() -> None:
    load, found = 0.8, mean_waits(8, 0.8, 1, ranks=2)
    wanted = [load / (1 - load / 2), load / ((1 - load / 2) * (1 - load))]
    assert (abs(found["mean"] - wanted) < 4 * found["error"]).all()


@each_slot
def test_the_week_is_served_as_by_hand(slot: str) -> None:
    week, most = tables.of_some_users(slot, 60), tables.quotas(slot)
    found = solved("served", week, most)
    for (_, tier, _), own in week.groupby(["user_id", "tier", week["ts"].dt.strftime("%Y-%m-%d")]):
        day = own.sort_values(["ts", "request_id"])
        used = 0.0
        for label, seconds in day["gpu_s"].items():
            assert bool(found[label]) == (used + seconds <= most[str(tier)] + 1e-9)
            used += seconds * found[label]


@each_slot
def test_the_course_makes_the_same_table_of_spaces(slot: str) -> None:
    api = hubs.hub(slot)
    listed = list(api.list_spaces(expand=["private", "runtime"]))
    public = [one for one in listed if one.private is not True]
    states = [solved("space_state", one.runtime) for one in public]
    table = frames.spaces(api)
    assert table["id"].tolist() == [one.id for one in public]
    assert table["state"].tolist() == states
    assert len(public) < len(listed)
    assert {"broken", "idle", "running"} <= set(states)


@each_slot
def test_a_queue_with_priorities_spares_those_who_pay(slot: str) -> None:
    week = tables.of_a_busy_time(slot, 3000)
    found = solved("queue_waits", week, 3, {"pro": 1, "free": 2, "anonymous": 3}).set_index("tier")["p95_wait_s"]
    alike = solved("queue_waits", week, 3, {}).set_index("tier")["p95_wait_s"]
    assert found["pro"] < found["free"] < found["anonymous"]
    assert found["pro"] < alike["pro"]
    assert found["anonymous"] > alike["anonymous"]


@each_slot
def test_tables_written_by_hand_have_the_columns_and_dtypes_of_real_ones(slot: str) -> None:
    made = tables.requests(("fay", "free", "09:00", 5)), tables.events(("m1", "2026-01-01"))
    for table, name in zip(made, ("zerogpu_requests", "provider_events"), strict=True):
        assert table.dtypes.astype(str).to_dict() == tables.log(slot, name).dtypes.astype(str).to_dict()


def test_what_the_lesson_says_of_the_log_holds() -> None:
    week = log("zerogpu_requests")
    assert week["user_id"].notna().all()
    assert week["user_id"].str.startswith("session-").any()
    assert set(week.loc[week["user_id"].str.startswith("session-"), "tier"]) == {"anonymous"}
    assert week.groupby("user_id")["tier"].nunique().max() == 1


def test_the_live_cell_asks_for_one_listing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LIVE", "1")
    shown: list[Beside] = []
    names = {"space_health": solution(LESSON, "space_health"), "live": lambda *a, **k: shown.append(live(*a, **k))}
    (cell,) = (one for one in source(LESSON) if one.id == "live_health")
    with failing(located("practice")) as hub:
        exec(cell.source, names)
    assert len(hub.asked) == 1
    here, there = shown[0].rows
    assert here.values == there.values
    assert 0 < here.values["value"] < 1


def test_the_exercises_of_the_lesson_are_all_there() -> None:
    assert len([one for one in exercises() if one.lesson == LESSON]) == 10
