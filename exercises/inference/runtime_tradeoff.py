"""Which runtime, on which GPU, at which price?"""

from collections.abc import Hashable, Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index, repeated_index, shuffled
from exercises.inference.traffic import answers, requests, table, unseen

exercise = Exercise(
    "11-inference",
    "runtime_tradeoff",
    looks_at="machines with several GPUs, several prices, types that are not in the list, prices that are missing, "
    "batches, cold starts, failures, missing latencies, answers without a token, equal rows, an empty log, and logs "
    "you have not seen",
    ordered=True,
)

NAN = float("nan")
COLUMNS = ["runtime", "gpu", "p95_ms", "tokens_per_s", "usd_per_1m_tokens", "pareto"]


def prices(*rows: tuple[str, int, float | None]) -> pd.DataFrame:
    """A price list: the type, the number of its GPUs, and its price an hour, None if nobody knows it."""
    found = pd.DataFrame(rows, columns=["instance_type", "num_accelerators", "price_per_hour"])
    found["price_per_hour"] = found["price_per_hour"].astype(float)
    return found.assign(vendor="northcloud", simulated=True)


LIST = prices(("north-t4", 1, 0.5), ("north-l4", 1, 0.8), ("north-a100", 1, 2.5), ("north-cpu", 1, 0.03))


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    few = requests(
        answers([1200], batch=4, seq_out=600),
        answers([400, 500], seq_out=300),
        answers([90, 120], runtime="onnx", gpu="north-a100", seq_out=20),
        answers([300], runtime="onnx", gpu="north-l4", seq_out=90),
        answers([800], runtime="onnx", gpu="north-t4", seq_out=10),
    )
    yield from also(case("two engines", few, LIST), gapped_index, repeated_index, shuffled)
    yield case("one row", requests(answers([100])), LIST)
    shared = requests(answers([800] * 2, batch=8, seq_out=100), answers([200], seq_out=40))
    yield case("batches", shared, LIST)
    uneven = requests(answers([100], seq_out=400), answers([4000], seq_out=20))
    yield case("quick and slow requests", uneven, LIST)
    failed = requests(answers([100, 120]), answers([3, 9000], status=503, seq_out=500), answers([7], status=204))
    yield case("failures", failed, LIST)
    nothing = requests(answers([100, 120]), answers([5], runtime="vllm", status=500))
    yield case("an engine that always fails", nothing, LIST)
    untimed = requests(answers([100, None, 140], seq_out=70), answers([None], runtime="onnx"))
    yield case("missing latencies", untimed, LIST)
    nameless = requests(answers([100, 120]), answers([300], model_id=None))
    yield case("a model that is not known", nameless, LIST)
    cold = requests(answers([100, 120]), answers([9000], cold_start=True), answers([80, 90], runtime="onnx"))
    yield case("cold starts", cold, LIST)
    quad = prices(("north-t4", 4, 0.1), ("north-t4", 1, 0.5), ("north-l4", 4, 3.2), ("north-l4", 1, None))
    two = requests(answers([100, 120]), answers([70], gpu="north-l4"))
    yield case("machines with several GPUs", two, quad)
    yield case("a machine with several GPUs alone", two, prices(("north-t4", 1, 0.5), ("north-l4", 4, 3.2)))
    several = prices(
        ("north-t4", 1, 0.6),
        ("north-t4", 1, None),
        ("north-t4", 1, 0.5),
        ("north-t4", 1, 0.85),
        ("north-l4", 1, None),
        ("north-l4", 1, 0.8),
    )
    yield case("several prices", two, several)
    yield case("a type that is not in the list", two, LIST[LIST["instance_type"] != "north-l4"])
    slow = requests(answers([100, 120]), answers([700], gpu="north-l4"))
    yield case("a price that is missing", slow, prices(("north-t4", 1, 0.5), ("north-l4", 1, None)))
    yield case("no price known", two, prices(("other", 1, 0.5)))
    silent = requests(answers([10, 20], seq_out=0), answers([100, 120], gpu="north-l4"))
    yield case("answers without a token", silent, LIST)
    same = requests(answers([100]), answers([100], runtime="onnx"), answers([100, 100], runtime="vllm", seq_out=20))
    yield case("equal rows", same, LIST)
    level = requests(
        answers([100], seq_out=40), answers([100], runtime="onnx", seq_out=50), answers([50], runtime="vllm")
    )
    yield case("rows equal in one number", level, LIST)
    wide = requests(answers([20.0 * place for place in range(1, 21)]), answers([90], runtime="onnx", seq_in=4000))
    yield case("a tail", wide, LIST)
    yield case("no requests", few.iloc[:0], LIST)
    for slot in SLOTS:
        yield case("an unseen log", unseen(slot), table(slot, "hardware"))
        part = unseen(slot)
        yield case("a part of an unseen log", part[part["seq_in"] <= 400], table(slot, "hardware"))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
SECONDS, SINGLE = 'gpu_s=rows["latency_ms"] / 1000 / rows["batch"]', 'hardware[hardware["num_accelerators"] == 1]'
SPEED = 'groups["seq_out"].sum() / groups["gpu_s"].sum()'
BEATS = "if is_as_small and (other_ms < ms or other_usd < usd):"
LOWEST = "Of several known prices, take the lowest."
slip("batch_ignored", "Requests in a batch share the machine: divide their seconds by the batch.",
     SECONDS, 'gpu_s=rows["latency_ms"] / 1000')
slip("batch_divides_tokens", "The batch shares the seconds; the tokens are the request's own.",
     SECONDS, 'gpu_s=rows["latency_ms"] / 1000, seq_out=rows["seq_out"] / rows["batch"]')
slip("batch_multiplies", "A request in a batch of 4 is charged a quarter of its time, not four times of it.",
     SECONDS, 'gpu_s=rows["latency_ms"] / 1000 * rows["batch"]')
slip("mean_of_speeds", "Add tokens and seconds first, then divide once.",
     SPEED, '(rows["seq_out"] / rows["gpu_s"]).groupby([rows["runtime"], rows["gpu"]]).mean()')
slip("merged_with_all_prices", "This GPU has several prices; each runtime and GPU is one row all the same.",
     "table = table.reset_index()",
     'table = table.reset_index().merge(hardware[["instance_type"]], "left", left_on="gpu", right_on="instance_type")'
     '.drop(columns="instance_type")')
slip("machines_of_any_size", "You took the price of a machine with several GPUs.",
     SINGLE, "hardware")
slip("highest_price", LOWEST, '["price_per_hour"].min()', '["price_per_hour"].max()')
slip("first_price", LOWEST, '["price_per_hour"].min()', '["price_per_hour"].first()')
slip("price_of_the_first_row", LOWEST, 'single.groupby("instance_type")["price_per_hour"].min()',
     'single.drop_duplicates("instance_type").set_index("instance_type")["price_per_hour"]')
slip("mean_price", LOWEST, '["price_per_hour"].min()', '["price_per_hour"].mean()')
slip("endless_cost", "Without tokens there is nothing to divide by: the cost is NaN.",
     ".replace(0, np.nan)", "")
slip("failures_kept", "Failed requests are in your sums; take the successes only.",
     'requests[requests["status"] == 200]', "requests")
slip("untimed_tokens", "A success without a latency is left out of everything, of the tokens too.",
     '.dropna(subset="latency_ms")', "")
slip("untimed_is_zero", "A missing latency is not 0 ms: leave the request out.",
     '.dropna(subset="latency_ms")', '.fillna({"latency_ms": 0})')
slip("cold_starts_removed", "Cold starts stay in: the machine costs money while it starts.",
     "    rows = rows.assign(", '    rows = rows[~rows["cold_start"]]\n    rows = rows.assign(')
slip("mean_for_the_tail", "`p95_ms` is the 95 % quantile; you took the mean.",
     'groups["latency_ms"].quantile(0.95)', 'groups["latency_ms"].mean()')
slip("milliseconds", "`latency_ms` is in milliseconds: divide by 1,000 for seconds.",
     ' / 1000 / rows["batch"]', ' / rows["batch"]')
slip("price_of_a_second", "The price is for an hour and the speed for a second: an hour has 3,600 seconds.",
     " / 3600 / speed", " / speed")
slip("tokens_read_too", "Only the tokens that are written, `seq_out`, are counted.",
     'groups["seq_out"].sum()', '(groups["seq_out"].sum() + groups["seq_in"].sum())')
slip("price_of_one_token", "The cost is for a million tokens.",
     "speed * 1e6", "speed")
slip("equal_pairs_beat", "Equal in both numbers beats nobody: both rows can be on the front.",
     "for other_ms, other_usd in points:", "for place, (other_ms, other_usd) in enumerate(points):",
     BEATS, "if is_as_small and place != len(marks):")
slip("larger_is_better", "Smaller is better in both numbers.",
     "other_ms <= ms and other_usd <= usd", "other_ms >= ms and other_usd >= usd",
     BEATS, "if is_as_small and (other_ms > ms or other_usd > usd):")
slip("smaller_in_both", "Better in one number and equal in the other is enough to beat.",
     BEATS, "if other_ms < ms and other_usd < usd:")
slip("missing_is_on_the_front", "A row without a cost cannot be compared, so it is not on the front.",
     "not (pd.isna(ms) or pd.isna(usd))", "True")
slip("front_of_each_gpu", "Compare each row with all others, not only with those of its own GPU.",
     "return table.assign(pareto=on_front(points))",
     "marks = pd.Series(on_front(points), index=table.index, dtype=object)\n"
     '    for _, own in table.groupby("gpu"):\n'
     '        marks[own.index] = on_front(own[["p95_ms", "usd_per_1m_tokens"]].to_numpy().tolist())\n'
     "    return table.assign(pareto=marks)")
slip("speed_for_cost", "The front is of p95 and cost; yours compares p95 and speed.",
     'table[["p95_ms", "usd_per_1m_tokens"]]', 'table[["p95_ms", "tokens_per_s"]]')
# fmt: on


@exercise.right
def pair_by_pair(requests: pd.DataFrame, hardware: pd.DataFrame) -> pd.DataFrame:
    known: dict[str, float] = {}
    for name, gpus, usd in hardware[["instance_type", "num_accelerators", "price_per_hour"]].itertuples(index=False):
        if gpus == 1 and usd == usd:
            known[name] = min(usd, known.get(name, usd))
    timed = requests[requests["status"].eq(200) & requests["latency_ms"].notna()]
    rows: list[tuple[Hashable, Hashable, float, float, float]] = []
    for (runtime, gpu), own in timed.groupby(["runtime", "gpu"]):
        seconds = float((own["latency_ms"] / own["batch"]).sum()) / 1000
        speed = float(own["seq_out"].sum()) / seconds
        cost = known.get(str(gpu), NAN) / 3600 / speed * 1e6 if speed else NAN
        rows.append((runtime, gpu, float(np.quantile(own["latency_ms"], 0.95)), speed, cost))
    front = [
        cost == cost and not any(m <= ms and c <= cost and (m, c) != (ms, cost) for _, _, m, _, c in rows)
        for _, _, ms, _, cost in rows
    ]
    return pd.DataFrame([[*row, on] for row, on in zip(rows, front, strict=True)], columns=COLUMNS)


@exercise.right
def with_a_merge(requests: pd.DataFrame, hardware: pd.DataFrame) -> pd.DataFrame:
    work = requests.query("status == 200").dropna(subset=["latency_ms"]).copy()
    work["s"] = work["latency_ms"] / work["batch"] / 1000
    by = ["runtime", "gpu"]
    made = work.groupby(by, as_index=False).agg(tokens=("seq_out", "sum"), s=("s", "sum"))
    made["p95_ms"] = work.groupby(by)["latency_ms"].quantile(0.95).to_numpy()
    lowest = hardware[hardware["num_accelerators"].eq(1)].dropna(subset=["price_per_hour"])
    lowest = lowest.sort_values("price_per_hour").drop_duplicates("instance_type")
    lowest = lowest.rename(columns={"instance_type": "gpu"})[["gpu", "price_per_hour"]]
    made = made.merge(lowest, on="gpu", how="left")
    made["tokens_per_s"] = made["tokens"] / made["s"]
    made["usd_per_1m_tokens"] = (
        made["price_per_hour"] * made["s"] / 3.6e3 * 1e6 / made["tokens"].where(made["tokens"] > 0)
    )
    ms, usd = made["p95_ms"].to_numpy(float), made["usd_per_1m_tokens"].to_numpy(float)
    close = np.isclose(usd[:, None], usd[None, :], rtol=1e-12, atol=0)
    less = (usd[:, None] < usd[None, :]) & ~close
    beats = (ms[:, None] <= ms[None, :]) & (less | close) & ((ms[:, None] < ms[None, :]) | less)
    made["pareto"] = ~beats.any(axis=0) & ~np.isnan(usd)
    return made[COLUMNS]
