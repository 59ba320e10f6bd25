"""How slow is the tail at each input length?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.inference.lengths import by_hand, on_logs, stairs
from exercises.inference.traffic import answers, requests, unseen

exercise = Exercise(
    "11-inference",
    "p95_by_length",
    looks_at="lengths on both sides of an edge, very short ones, failures, cold starts, batches, other engines, "
    "missing latencies, thin buckets, an engine that is not there, an empty log, and logs you have not seen",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    yield from by_hand()
    powers = {2**power: float(power) for power in range(4, 16)}
    yield case("lengths that are powers of two", requests(stairs(powers)), "tgi", 3)
    nameless = requests([*answers([50.0, 70]), *answers([90.0, 95], model_id=None)])
    yield case("a model that is not known", nameless, "tgi", 3)
    yield from on_logs()
    yield case("a log with few long inputs", unseen(SLOTS[0]).head(900), "vllm", 40)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
ALL = "own & succeeded & single & warm"
EDGE = "A bucket is named by its upper edge, and the edge itself belongs to it."
UNTIMED = "A request without a known latency is left out, also from the count that `min_n` is about."
slip("batches_mixed", "Larger batches take longer: keep the requests with a batch of 1.",
     ALL, "own & succeeded & warm")
slip("means", "You took the mean of each bucket; take the 95 % quantile.",
     "groups.quantile(0.95)", "groups.mean()")
slip("medians", "You took the middle of each bucket; take the 95 % quantile.",
     "groups.quantile(0.95)", "groups.median()")
slip("cold_starts_kept", "Cold starts are in your p95; leave them out here.",
     ALL, "own & succeeded & single")
slip("failures_kept", "Failed requests are in your p95; take the successes only.",
     ALL, "own & single & warm")
slip("below_500_succeeded", "Only status 200 is a success: a refusal such as 404 is none.",
     'requests["status"].eq(200)', 'requests["status"].lt(500)')
slip("below_400_succeeded", "Only status 200 is a success: no other number is.",
     'requests["status"].eq(200)', 'requests["status"].lt(400)')
slip("all_engines", "Look at the one engine that `runtime` names.",
     ALL, "succeeded & single & warm")
slip("lower_edges", EDGE, "np.ceil(", "np.floor(")
slip("edges_moved_up", EDGE, 'np.ceil(np.log2(rows["seq_in"]))', '1 + np.floor(np.log2(rows["seq_in"]))')
slip("short_buckets", "All lengths up to 128 belong to the bucket 128.",
     ".clip(lower=128)", "")
slip("thin_buckets_kept", "Buckets with fewer than `min_n` requests are left out.",
     "[groups.size() >= min_n]", "")
slip("more_than_min_n", "A bucket with exactly `min_n` requests is kept.",
     ">= min_n", "> min_n")
slip("always_thirty", "`min_n` is an argument: 30 is only its default.",
     ">= min_n", ">= 30")
slip("untimed_counted", UNTIMED, '.dropna(subset="latency_ms")', "")
slip("untimed_is_zero", "A missing latency is left out; it is not 0 ms.",
     '.dropna(subset="latency_ms")', '.fillna({"latency_ms": 0})')
slip("tokens_written_added", "The input length is `seq_in` alone, without the tokens that are written.",
     'np.log2(rows["seq_in"])', 'np.log2(rows["seq_in"] + rows["seq_out"])')
slip("every_length_a_bucket", "Sort the lengths into buckets first: each is twice as long as the one before.",
     "(2**powers).clip(lower=128).astype(int)", 'rows["seq_in"]')
slip("largest_values", "You took the largest value of each bucket; take the 95 % quantile.",
     "groups.quantile(0.95)", "groups.max()")
# fmt: on


@exercise.right
def with_intervals(requests: pd.DataFrame, runtime: str, min_n: int = 30) -> pd.Series:
    rows = requests.query("status == 200 and batch == 1 and runtime == @runtime")
    rows = rows[rows["latency_ms"].notna() & rows["cold_start"].eq(False)]
    edges = [128 * 2**power for power in range(24)]
    places = np.searchsorted(edges, rows["seq_in"])
    found = {}
    for place in np.unique(places):
        own = rows.loc[places == place, "latency_ms"]
        if len(own) >= min_n:
            found[edges[place]] = float(np.quantile(own, 0.95))
    return pd.Series(found, dtype=float)


@exercise.right
def with_plain_python(requests: pd.DataFrame, runtime: str, min_n: int = 30) -> pd.Series:
    held: dict[int, list[float]] = {}
    columns = ["runtime", "status", "batch", "cold_start", "seq_in", "latency_ms"]
    for name, status, batch, cold, length, ms in requests[columns].itertuples(index=False):
        if name == runtime and status == 200 and batch == 1 and not cold and ms == ms:
            edge = max(128, 1 << (int(length) - 1).bit_length())
            held.setdefault(edge, []).append(ms)
    kept = {edge: np.percentile(held[edge], 95) for edge in sorted(held) if len(held[edge]) >= min_n}
    return pd.Series(list(kept.values()), index=list(kept), dtype=float)
