"""Cases on the tail at each length, which both steps of the cliff are tried on."""

from collections.abc import Iterator

import pandas as pd

from course.exercise.exercise import Case, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, emptied, gapped_index, shuffled
from exercises.inference.traffic import Row, answers, requests, unseen

JUMP = {128: 50.0, 256: 60.0, 512: 80.0, 1024: 400.0}


def stairs(steps: dict[int, float], n: int = 3, **same: object) -> list[Row]:
    """For each length, `n` requests of that length which all took so many milliseconds."""
    return [row for length, ms in steps.items() for row in answers([ms] * n, seq_in=length, **same)]


def steep(runtime: str = "tgi") -> list[Row]:
    """Requests that jump between 128 and 256, where those of others do not."""
    return stairs({100: 50.0, 200: 900.0}, runtime=runtime)


FLAT = stairs({100: 50.0, 200: 60.0, 400: 70.0})


def disturbed() -> Iterator[tuple[str, pd.DataFrame]]:
    """Logs in which nothing jumps but what does not count, and the words for each."""
    slow = stairs({200: 900.0}, n=6)
    yield "a jump in failures alone", requests(FLAT, [row | {"status": 504} for row in slow])
    yield "a jump in refusals alone", requests(FLAT, [row | {"status": 404} for row in slow])
    yield "a jump in statuses that are not 200", requests(FLAT, [row | {"status": 206} for row in slow])
    yield "a jump in cold starts alone", requests(FLAT, [row | {"cold_start": True} for row in slow])
    yield "a jump in batches of 4 alone", requests(FLAT, [row | {"batch": 4} for row in slow])
    yield "a jump in another engine alone", requests(FLAT, [row | {"runtime": "onnx"} for row in slow])
    fast = stairs({200: 1.0}, n=6)
    falls: list[Row] = [{"status": 500}, {"cold_start": True}, {"batch": 2}, {"runtime": "vllm"}]
    for other, words in zip(falls, ["quick failures", "quick starts", "quick batches", "another engine"], strict=True):
        yield f"a jump, and {words} beside it", requests(steep(), [row | other for row in fast * 8])


def by_hand(*rest: object) -> Iterator[Case]:
    """Cases for both steps; `rest` are the arguments between the engine and `min_n`."""
    whole = requests(stairs(JUMP), stairs(JUMP, runtime="onnx"))
    yield from also(case("four buckets", whole, "tgi", *rest, 3), gapped_index, shuffled, emptied)
    for words, table in disturbed():
        yield case(words, table, "tgi", *rest, 3)
    edges = {128: 10.0, 129: 100.0, 256: 100.0, 257: 120.0, 2048: 130.0, 2049: 900.0}
    yield case("lengths on both sides of an edge", requests(stairs(edges)), "tgi", *rest, 3)
    short = requests(stairs({1: 10.0, 2: 20.0, 64: 500.0, 100: 600.0, 128: 700.0, 200: 800.0}))
    yield case("very short inputs", short, "tgi", *rest, 3)
    thin = requests(stairs({100: 50.0, 400: 300.0}), stairs({200: 60.0}, n=2))
    yield case("a thin bucket between two", thin, "tgi", *rest, 3)
    yield case("one request fewer than needed", thin, "tgi", *rest, 4)
    yield case("buckets of one request", requests(stairs({100: 5.0, 200: 50.0}, n=1)), "tgi", *rest, 1)
    usual = requests(stairs({100: 50.0, 200: 400.0}, n=30), stairs({900: 9000.0}, n=29))
    yield case("the usual number of requests", usual, "tgi", *rest)
    tail = [100.0] * 17 + [700.0, 800.0, 900.0]
    steady = answers([100.0 + place for place in range(20)], seq_in=100)
    yield case("a tail that jumps", requests(steady, answers(tail, seq_in=200)), "tgi", *rest, 20)
    long_mean = [400.0] * 20
    uneven = [10.0] * 18 + [380.0, 390.0]
    yield case("a mean that jumps alone", requests(answers(uneven), answers(long_mean, seq_in=200)), "tgi", *rest, 20)
    spread = [
        row | {"latency_ms": 10.0 + place} for place, row in enumerate(stairs({100: 1.0, 300: 1.0, 700: 1.0}, n=9))
    ]
    yield case("values that differ", requests(spread), "tgi", *rest, 5)
    untimed = requests(stairs({100: 50.0, 200: 400.0}), answers([None], seq_in=400), answers([90, 95], seq_in=400))
    yield case("missing latencies", untimed, "tgi", *rest, 3)
    yield case("missing latencies in a bucket that is kept", untimed, "tgi", *rest, 2)
    yield case("an engine that is not there", whole, "other", *rest, 3)
    yield case("one bucket", requests(stairs({100: 50.0})), "tgi", *rest, 3)
    written = requests(stairs({100: 50.0, 200: 60.0, 900: 80.0}, seq_out=2000))
    yield case("long answers", written, "tgi", *rest, 3)


def on_logs() -> Iterator[Case]:
    """The engines of the graded logs."""
    for slot in SLOTS:
        for runtime in ("tensorrt", "onnx", "vllm"):
            yield case(f"{runtime} in an unseen log", unseen(slot), runtime)
