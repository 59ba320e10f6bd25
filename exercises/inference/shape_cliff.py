"""At which input length does latency jump?"""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, shuffled
from exercises.inference.lengths import JUMP, by_hand, on_logs, stairs
from exercises.inference.traffic import requests

exercise = Exercise(
    "11-inference",
    "shape_cliff",
    looks_at="jumps of exactly the ratio, jumps across a thin bucket, two jumps, one bucket, jumps in failures, cold "
    "starts, batches or another engine alone, means that jump, engines without a cliff, and logs you have not seen",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    yield from by_hand(2.5)
    exact = requests(stairs({100: 100.0, 200: 240.0, 400: 600.0}))
    yield case("a jump of exactly the ratio", exact, "tgi", 2.5, 3)
    twice = requests(stairs({100: 50.0, 200: 60.0, 400: 300.0, 800: 350.0, 1600: 4000.0}))
    yield case("two jumps, the second one larger", twice, "tgi", 2.5, 3)
    down = requests(stairs({100: 50.0, 200: 400.0, 400: 60.0, 800: 500.0}))
    yield case("up, down and up again", down, "tgi", 2.5, 3)
    slow = requests(stairs({100: 50.0, 200: 90.0, 400: 160.0, 800: 300.0}))
    yield case("a slow rise", slow, "tgi", 2.5, 3)
    yield case("a fall alone", requests(stairs({100: 900.0, 200: 50.0})), "tgi", 2.5, 3)
    last = requests(stairs({100: 50.0, 200: 60.0, 400: 70.0, 800: 700.0}))
    yield case("the last bucket is slow", last, "tgi", 2.5, 3)
    far = requests(stairs({100: 50.0, 200: 60.0, 1600: 400.0, 3200: 500.0}), stairs({400: 70.0}, n=2))
    yield case("a jump across two lengths", far, "tgi", 2.5, 3)
    yield case("too few requests for a higher minimum", last, "tgi", 2.5, 4)
    yield case(
        "a difference that is large, a ratio that is not", requests(stairs({100: 900.0, 200: 1500.0})), "tgi", 2.5, 3
    )
    yield case("jumps that are all too small", exact, "tgi", 2.625, 3)
    yield case("two jumps, a ratio that one reaches", twice, "tgi", 6, 3)
    yield from also(case("four buckets, a small ratio", requests(stairs(JUMP)), "tgi", 1.25, 3), shuffled, emptied)
    yield from on_logs()


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
ALL, JUMPS, FIRST = "own & succeeded & single & warm", "longer >= ratio * p95", "int(edges[0])"
slip("slow_bucket", "Report the last length that still works, not the first slow one.",
     JUMPS, "p95 >= ratio * p95.shift()")
slip("batches_mixed", "Larger batches moved your p95; hold the batch at 1.",
     ALL, "own & succeeded & warm")
slip("means", "You compared means; the rule compares 95 % quantiles.",
     "return groups.quantile(0.95)[", "return groups.mean()[")
slip("cold_starts_kept", "Cold starts are in your p95; leave them out here.",
     ALL, "own & succeeded & single")
slip("failures_kept", "Failed requests are in your p95; take the successes only.",
     ALL, "own & single & warm")
slip("all_engines", "Look at the one engine that `runtime` names.",
     ALL, "succeeded & single & warm")
slip("next_power_alone", "A thin bucket is skipped: compare with the next one that is kept.",
     "longer = p95.shift(-1)", "longer = p95.reindex(2 * p95.index).set_axis(p95.index)")
slip("against_the_shortest", "Compare each bucket with the one before it, not with the shortest.",
     JUMPS, "longer >= ratio * p95.iloc[:1].min()")
slip("largest_jump", "Report the first jump that reaches the ratio, not the largest.",
     FIRST, "int((longer / p95).idxmax())")
slip("last_jump", "If there are several jumps, the first from below counts.",
     FIRST, "int(edges[-1])")
slip("more_than_the_ratio", "A rise to exactly `ratio` times is a jump.",
     JUMPS, "longer > ratio * p95")
slip("always_two_and_a_half", "`ratio` is an argument: 2.5 is only its default.",
     JUMPS, "longer >= 2.5 * p95")
slip("thin_buckets_kept", "Buckets with fewer than `min_n` requests are left out.",
     "p95_by_length(requests, runtime, min_n)", "p95_by_length(requests, runtime, 1)")
slip("min_n_not_passed_on", "Pass `min_n` on to `p95_by_length`; without it, 30 is taken.",
     "p95_by_length(requests, runtime, min_n)", "p95_by_length(requests, runtime)")
slip("nothing_to_take", "Where there is no jump, there is no first one: return None then.",
     " if len(edges) else None", "")
slip("zero_for_none", "Where there is no jump, the answer is None, not 0.",
     "else None", "else 0")
slip("lower_edges", "A bucket is named by its upper edge, and the edge itself belongs to it.",
     "np.ceil(", "np.floor(")
# fmt: on


@exercise.right
def bucket_by_bucket(requests: pd.DataFrame, runtime: str, ratio: float = 2.5, min_n: int = 30) -> int | None:
    held: dict[int, list[float]] = {}
    kept = requests[(requests["runtime"] == runtime) & (requests["status"] == 200) & (requests["batch"] == 1)]
    for length, ms, cold in zip(kept["seq_in"], kept["latency_ms"], kept["cold_start"], strict=True):
        if not cold and not math.isnan(ms):
            edge = 128
            while edge < length:
                edge *= 2
            held.setdefault(edge, []).append(ms)
    before: tuple[int, float] | None = None
    for edge in sorted(held):
        if len(held[edge]) < min_n:
            continue
        slow = float(np.quantile(held[edge], 0.95))
        if before is not None and slow >= ratio * before[1]:
            return before[0]
        before = edge, slow
    return None


@exercise.right
def with_a_sorted_table(requests: pd.DataFrame, runtime: str, ratio: float = 2.5, min_n: int = 30) -> int | None:
    calm = requests.query("status == 200 and batch == 1 and not cold_start").dropna(subset=["latency_ms"])
    calm = calm[calm["runtime"] == runtime]
    edge = np.maximum(128, 2 ** np.ceil(np.log2(calm["seq_in"].to_numpy(float))))
    groups = calm.assign(edge=edge).groupby("edge")["latency_ms"]
    table = pd.DataFrame({"size": groups.count(), "p95": groups.quantile(0.95)}).reset_index()
    table = table[table["size"] >= min_n].sort_values("edge", ignore_index=True)
    hits = table[(table["p95"].shift(-1) / table["p95"]).astype(float) >= ratio]
    return None if hits.empty else int(hits["edge"].iloc[0])
