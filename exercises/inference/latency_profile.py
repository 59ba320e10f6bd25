"""What do the slow requests look like?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, emptied, gapped_index, repeated_index, shuffled
from exercises.inference.traffic import answers, requests, unseen

exercise = Exercise(
    "11-inference",
    "latency_profile",
    looks_at="quick and slow failures, groups that always fail, 99 and 100 successes, missing latencies, other "
    "statuses, cold starts, several columns, an empty log, and logs you have not seen",
    ordered=True,
)

NAN = float("nan")


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    two = requests(
        answers([100, 110, 120, 130, 1000]),
        answers([2], status=503),
        answers([40, 70, 75], runtime="onnx"),
        answers([9000], runtime="onnx", status=504),
    )
    yield from also(case("two engines", two, ["runtime"]), gapped_index, repeated_index, shuffled)
    yield case("one request", requests(answers([70])), ["gpu"])
    fails = requests(answers([3, 4], runtime="vllm", status=500), answers([50, 60, 80, 95]))
    yield case("an engine that always fails", fails, ["runtime"])
    yield case("failures alone", fails[fails["status"] == 500], ["runtime"])
    slow = requests(answers([50, 60]), answers([60_000, 60_001], status=504))
    yield case("slow failures", slow, ["runtime"])
    for n in (99, 100, 101):
        yield case(f"{n} successes", requests(answers([float(3 * place) for place in range(n)])), ["runtime"])
    few = answers([float(place) for place in range(99)])
    yield case("100 successes, one not timed", requests(few, answers([None])), ["runtime"])
    yield case("99 successes and failures", requests(few, answers([5, 6, 7], status=500)), ["runtime"])
    yield case("missing latencies", requests(answers([100, None, 140, None, 90])), ["runtime"])
    yield case("nothing was timed", requests(answers([None, None])), ["runtime"])
    odd = requests(answers([100, 120, 140]), answers([5], status=204), answers([7], status=301))
    yield case("statuses between 200 and 400", odd, ["runtime"])
    cold = requests(answers([60, 70, 65, 80]), answers([9000, 7000], cold_start=True))
    yield case("cold starts", cold, ["runtime"])
    yield case("by cold start", cold, ["cold_start"])
    pairs = requests(
        answers([100, 120], gpu="b", runtime="vllm"),
        answers([10, 30, 80], gpu="a", runtime="vllm"),
        answers([200], gpu="a", runtime="onnx"),
        answers([5], gpu="b", runtime="onnx", status=500),
        answers([250, 260], gpu="b", runtime="onnx"),
    )
    yield from also(case("two columns", pairs, ["runtime", "gpu"]), gapped_index, shuffled)
    yield case("two columns, the other one first", pairs, ["gpu", "runtime"])
    yield case("by batch", requests(answers([10, 20], batch=8), answers([5, 6, 9], batch=2)), ["batch"])
    yield emptied(case("two columns", pairs, ["runtime", "gpu"]))
    yield emptied(case("two engines", two, ["runtime"]))
    for slot in SLOTS:
        yield case("an unseen log", unseen(slot), ["runtime"])
        yield case("an unseen log, by two columns", unseen(slot), ["runtime", "cold_start"])


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
RANK = "A quantile between two values lies between them: pandas' usual `quantile` does that."
slip("failures_in_the_quantiles", "Failed requests are in your quantiles; take the successes only.",
     ".where(~failed)", "")
slip("mean_for_the_middle", "`p50_ms` is the value in the middle; you took the mean, which one slow request moves.",
     "groups.quantile(0.5)", "groups.mean()")
slip("cold_starts_removed", "Users feel cold starts: keep them in.",
     "failed = requests[", 'requests = requests[~requests["cold_start"]]\n    failed = requests[')
slip("failures_per_success", "Errors are a share of all requests, failed ones included.",
     "failed.groupby(keys).mean()", "failed.groupby(keys).sum() / (~failed).groupby(keys).sum()")
slip("p99_by_all_requests", "Count the successes of known latency for `p99_ms`: other requests do not help it.",
     "groups.count() >= 100", "groups.size() >= 100")
slip("errors_from_400", "Here every status other than 200 is an error.",
     '!= 200', ">= 400")
slip("lower_values", RANK,
     "groups.quantile(0.5)", 'groups.quantile(0.5, interpolation="lower")',
     "groups.quantile(0.95)", 'groups.quantile(0.95, interpolation="lower")',
     "groups.quantile(0.99)", 'groups.quantile(0.99, interpolation="lower")')
slip("higher_values", RANK,
     "groups.quantile(0.5)", 'groups.quantile(0.5, interpolation="higher")',
     "groups.quantile(0.95)", 'groups.quantile(0.95, interpolation="higher")',
     "groups.quantile(0.99)", 'groups.quantile(0.99, interpolation="higher")')
slip("failing_groups_lost", "A group where all failed has no quantiles, but it has an error rate: keep its row.",
     "return table.reset_index()", "return table[table[\"error_rate\"] < 1].reset_index()")
slip("untimed_is_zero", "A missing latency is left out of the quantiles; it is not 0 ms.",
     '["latency_ms"].where', '["latency_ms"].fillna(0).where')
slip("p99_of_a_few", "With fewer than 100 successes `p99_ms` is hardly more than the largest value: make it NaN.",
     ".where(groups.count() >= 100)", "")
slip("p99_of_more_than_100", "100 successes are enough for `p99_ms`.",
     ">= 100", "> 100")
slip("percent", "`error_rate` lies between 0 and 1; you return percent.",
     "failed.groupby(keys).mean()", "100 * failed.groupby(keys).mean()")
slip("n_of_timed_successes", "`n` counts all requests, failed and untimed ones too.",
     "groups.size()", "groups.count()")
slip("groups_as_they_come", "Sort the rows by the columns in `by`.",
     "latency.groupby(keys)", "latency.groupby(keys, sort=False)",
     "failed.groupby(keys)", "failed.groupby(keys, sort=False)")
slip("first_column_alone", "Group by all columns in `by`, not by the first alone.",
     "for name in by]", "for name in by[:1]]")
slip("untimed_is_failed", "A success that nobody timed is no failure; it only stays out of the quantiles.",
     'failed = requests["status"] != 200', 'failed = (requests["status"] != 200) | requests["latency_ms"].isna()')
slip("successes_for_failures", "`error_rate` is the share of failures, not of successes.",
     "failed.groupby(keys).mean()", "1 - failed.groupby(keys).mean()")
# fmt: on


@exercise.right
def group_by_group(requests: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    rows = []
    for key, own in requests.groupby(by):
        good = own[own["status"].eq(200) & own["latency_ms"].notna()]["latency_ms"].to_numpy()
        p50, p95, p99 = np.quantile(good, [0.5, 0.95, 0.99]) if len(good) else (NAN, NAN, NAN)
        rate = 1 - own["status"].eq(200).sum() / len(own)
        rows.append([*key, len(own), rate, p50, p95, p99 if len(good) >= 100 else NAN])
    return pd.DataFrame(rows, columns=[*by, "n", "error_rate", "p50_ms", "p95_ms", "p99_ms"])


@exercise.right
def with_named_aggregates(requests: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    work = requests.assign(bad=requests["status"].ne(200).astype(float))
    work["ms"] = work["latency_ms"].mask(work["bad"] == 1)
    known = work.groupby(by, as_index=False).agg(
        n=("bad", "size"), error_rate=("bad", "mean"), p50_ms=("ms", "median"), known=("ms", "count")
    )
    for name, q in (("p95_ms", 0.95), ("p99_ms", 0.99)):
        known[name] = work.groupby(by)["ms"].quantile(q).to_numpy()
    known.loc[known["known"] < 100, "p99_ms"] = NAN
    return known.drop(columns="known")
