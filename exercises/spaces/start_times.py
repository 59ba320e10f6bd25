"""When does each request start in a queue with priorities?"""

from bisect import insort
from collections.abc import Iterator, Sequence

import numpy as np

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "10-spaces",
    "start_times",
    looks_at="arrivals at the moment when a GPU is free, equal priorities and arrivals, idle times, late "
    "arrivals with a "
    "high priority, up to six GPUs, one request, none, and 20,000 of them",
)

Job = tuple[float, int, str, int]


def _random(seed: int, n: int, gap: int, tiers: int = 3) -> list[Job]:
    """A trace of `n` requests with many equal arrivals, whose ids follow neither time nor priority."""
    rng = np.random.default_rng(seed)
    arrivals = np.sort(rng.integers(0, gap * n, n) // 100 * 100)
    lengths = rng.integers(1, 60, n) * 100
    names = rng.permutation(n)
    ranks = rng.integers(1, tiers + 1, n)
    made = zip(ranks.tolist(), arrivals.tolist(), names.tolist(), lengths.tolist(), strict=True)
    return [(rank, at, f"q{name:05}", length) for rank, at, name, length in made]


@exercise.cases
def cases() -> Iterator[Case]:
    """One limit a case, then random traces."""
    three = [(2, 0, "r1", 60_000), (2, 5_000, "r2", 60_000), (1, 10_000, "r3", 30_000)]
    yield case("three requests", three, 1)
    yield case("three requests and two GPUs", three, 2)
    yield case("more GPUs than requests", three, 6)
    yield case("a request that arrives when the GPU is free", [*three[:2], (1, 60_000, "r3", 30_000)], 1)
    yield case("a request that arrives just after the GPU is free", [*three[:2], (1, 60_001, "r3", 30_000)], 1)
    tie = [(2, 0, "r1", 9_000), (2, 100, "z", 500), (2, 100, "a", 700), (2, 100, "m", 900)]
    yield case("equal priorities and arrivals", tie, 1)
    yield case("equal priorities, ids against arrivals", [(1, 0, "x", 900), (3, 10, "z", 50), (3, 20, "a", 50)], 1)
    yield case(
        "numbers below zero and with decimals",
        [(5, 0, "x", 900), (0.5, 10, "y", 50), (-1, 20, "z", 50), (0, 30, "w", 1)],
        1,
    )
    idle = [(1, 0, "a", 1_000), (2, 50_000, "b", 4_000), (1, 51_000, "c", 1_000), (1, 52_000, "d", 1_000)]
    yield case("an idle time, then three requests", idle, 1)
    yield case("an idle time, two GPUs", [*idle, (3, 52_500, "e", 100)], 2)
    yield case("the first request comes late", [(2, 7_000, "a", 500), (1, 7_100, "b", 500)], 1)
    long = [(1, 0, "a", 90_000), (1, 0, "b", 10_000), (1, 1, "c", 10_000), (1, 2, "d", 10_000), (1, 3, "e", 10_000)]
    yield case("one long request and four short ones", long, 2)
    late = [(3, 0, "a", 1_000), (3, 0, "b", 1_000), (3, 0, "c", 1_000), (1, 2_500, "d", 1_000)]
    yield case("a high priority that arrives late", late, 1)
    yield case("both GPUs idle, two requests at once", [(2, 500, "b", 900), (1, 500, "a", 900), (1, 900, "c", 10)], 2)
    yield case("one request", [(1, 400, "only", 20)], 3)
    yield case("no requests", [], 2)
    for seed, gpus, gap in ((1, 1, 4_000), (2, 2, 1_500), (3, 3, 900), (4, 6, 700)):
        yield case("a random trace", _random(seed, 60, gap), gpus)
    yield case("20,000 requests", _random(5, 20_000, 700, 4), 4)


def pushed(item: str) -> str:
    """The code that puts a request into the line as `item`."""
    return f"            rank, at, who, long = coming.popleft()\n            heapq.heappush(waiting, ({item}))\n"


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
LINE = "            heapq.heappush(waiting, coming.popleft())\n"
TAKE = "_, _, name, length = heapq.heappop(waiting)"
NEXT = "        if not waiting:\n            now = max(now, coming[0][1])\n"
slip("first_come", "Let everybody in who has arrived, then start the one with the lowest priority number.",
     LINE, pushed("0, at, who, long"))
slip("larger_number_first", "Let everybody in who has arrived, then start the one with the lowest priority number.",
     LINE, pushed("-rank, at, who, long"))
slip("shortest_first", "The length decides nothing: priority, then arrival, then `request_id`.",
     LINE, pushed("long, at, who, long"))
slip("ids_before_arrivals", "Of equal priorities, the earlier arrival starts first; the id comes last.",
     LINE, pushed("rank, who, who, long"))
slip("ties_by_row", "Equal priority and arrival: the smaller `request_id` starts first.",
     LINE, pushed("rank, at, len(coming) * -1, (who, long)"),
     TAKE, "_, _, _, (name, length) = heapq.heappop(waiting)")
slip("last_come_first", "Of equal priorities, the earliest arrival starts first; yours takes the latest.",
     LINE, pushed("rank, -at, who, long"))
slip("strictly_before", "Who arrives at the very moment a GPU frees is waiting too.",
     "while coming and coming[0][1] <= now:", "while coming and (coming[0][1] < now or not waiting):")
slip("sees_the_future", "A request cannot start before it has arrived, nor keep a place for itself.",
     "while coming and coming[0][1] <= now:", "while coming:", NEXT, "",
     "starts[name] = now", "starts[name] = now = max(now, next(at for _, at, who, _ in jobs if who == name))")
slip("before_arrival", "A request cannot start before it has arrived: let the clock move on to the next arrival.",
     NEXT, "        if not waiting:\n            heapq.heappush(waiting, coming.popleft())\n")
slip("clock_goes_back", "The clock never goes back: a GPU that was idle starts at the arrival, not at its last end.",
     "now = max(now, gpus[0])", "now = gpus[0]")
slip("one_for_each_arrival", "Let everybody in who has arrived, then start the one with the lowest priority number.",
     "while coming and coming[0][1] <= now:", "if coming and coming[0][1] <= now:")
slip("one_gpu", "Use all GPUs: as many requests run at once as `n_gpus` says.", "[0] * n_gpus", "[0]")
slip("one_too_many", "There are `n_gpus` GPUs; yours has one more.", "[0] * n_gpus", "[0] * (n_gpus + 1)")
slip("round_robin", "Any free GPU takes the next request; none has its turn.",
     "now = max(now, gpus[0])", "turn = len(starts) % n_gpus\n        now = max(now, gpus[turn])",
     "heapq.heapreplace(gpus, now + length)", "gpus[turn] = now + length")
slip("gpu_busy_from_before", "A GPU that was idle is busy from the start of the request, not from its own last end.",
     "heapq.heapreplace(gpus, now + length)", "heapq.heapreplace(gpus, gpus[0] + length)")
slip("ends_for_starts", "A start is when the request gets its GPU; yours is when it gives it back.",
     "starts[name] = now", "starts[name] = now + length")
slip("waits_for_starts", "Return the moments of the starts; the waits are computed in the next step.",
     TAKE, "_, at, name, length = heapq.heappop(waiting)", "starts[name] = now", "starts[name] = now - at")
slip("starts_at_arrival", "A request starts when a GPU is free, not when it arrives.",
     TAKE, "_, at, name, length = heapq.heappop(waiting)", "starts[name] = now", "starts[name] = at")
# fmt: on


@exercise.wrong("A job that runs is never interrupted, also if one with a lower number arrives.")
def interrupted(jobs: Sequence[Job], n_gpus: int) -> dict[str, int]:
    starts: dict[str, int] = {}
    left = {name: length for _, _, name, length in jobs}
    moments = sorted({at for _, at, _, _ in jobs})
    open_jobs: list[Job] = []
    now = moments[0] if moments else 0
    coming = list(jobs)
    while coming or open_jobs:
        now = max(now, coming[0][1]) if not open_jobs else now
        while coming and coming[0][1] <= now:
            insort(open_jobs, coming.pop(0))
        running = open_jobs[:n_gpus]
        for _, _, name, _ in running:
            starts.setdefault(name, now)
        step = min(left[name] for _, _, name, _ in running)
        if coming:
            step = min(step, coming[0][1] - now)
        for _, _, name, _ in running:
            left[name] -= step
        now += step
        open_jobs = [job for job in open_jobs if left[job[2]] > 0]
    return starts


@exercise.right
def event_by_event(jobs: Sequence[Job], n_gpus: int) -> dict[str, int]:
    import heapq

    ends: list[int] = []
    lines: list[Job] = []
    starts: dict[str, int] = {}
    free, place = n_gpus, 0
    while place < len(jobs) or ends:
        now = min(([ends[0]] if ends else []) + ([jobs[place][1]] if place < len(jobs) else []))
        while ends and ends[0] <= now:
            heapq.heappop(ends)
            free += 1
        while place < len(jobs) and jobs[place][1] <= now:
            heapq.heappush(lines, jobs[place])
            place += 1
        while free and lines:
            job = heapq.heappop(lines)
            starts[job[2]] = now
            heapq.heappush(ends, now + job[3])
            free -= 1
    return starts


@exercise.right
def with_a_line_for_each_priority(jobs: Sequence[Job], n_gpus: int) -> dict[str, int]:
    from collections import deque

    lines: dict[float, deque[Job]] = {rank: deque() for rank in sorted({job[0] for job in jobs})}
    rest = deque(sorted(jobs, key=lambda job: (job[1], job[2])))
    until = [0] * n_gpus
    found: dict[str, int] = {}
    now = 0
    for _ in range(len(jobs)):
        gpu = until.index(min(until))
        now = max(now, until[gpu])
        if not any(lines.values()):
            now = max(now, rest[0][1])
        while rest and rest[0][1] <= now:
            lines[rest[0][0]].append(rest.popleft())
        job = next(line for line in lines.values() if line).popleft()
        found[job[2]] = now
        until[gpu] = now + job[3]
    return found
