"""Which step is worth fixing for a segment?"""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.lesson.reference import solution
from exercises.failure.visits import LESSON, MANY, unseen_sessions

exercise = Exercise(
    "04-failure",
    "opportunity_size",
    looks_at="a segment that is already the best, rates that are missing, ties, other steps, "
    "and the funnels of three logs you have not seen",
    ordered=True,
)

COLUMNS = ["step", "entering", "step_rate", "best_rate", "extra_successes"]
NAN = float("nan")


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded funnels."""
    two = _funnel(developer=[1000, 600, 300, 240], researcher=[500, 350, 140, 126])
    yield case("two segments", two, "developer")
    yield case("the other segment", two, "researcher")
    yield case("three segments", _funnel(a=[800, 200, 150, 30], b=[400, 160, 60, 45], c=[100, 20, 18, 9]), "a")
    yield case("the segment that is best everywhere", _funnel(a=[100, 90, 80, 70], b=[100, 50, 30, 10]), "a")
    tied = _funnel(a=[400, 200, 100, 50], b=[80, 60, 45, 30])
    yield case("steps of equal size", tied, "a")
    yield case("a step nobody took, later rates missing", _funnel(a=[50, 10, 0, 0], b=[60, 30, 20, 10]), "a")
    yield case("missing rates elsewhere", _funnel(a=[50, 30, 20, 8], b=[40, 30, 0, 0], c=[9, 0, 0, 0]), "a")
    yield case("nobody took the step", _funnel(a=[50, 30, 0, 0], b=[40, 10, 0, 0]), "b")
    unknown = tied["step_rate"].where(tied["segment"].ne("a") | tied["step"].ne("click"))
    yield case("a rate that is missing, later ones known", tied.assign(step_rate=unknown), "a")
    yield case("a table with gaps in its index", two[two["segment"] != "researcher"][::-1][::-1], "developer")
    yield case("two steps", _funnel(a=[50, 10], b=[40, 20]), "a")
    for slot in SLOTS:
        yield case("the funnel of an unseen log", solution(LESSON, "funnel")(unseen_sessions(slot, MANY)), "developer")


def _funnel(**counts: Sequence[int]) -> pd.DataFrame:
    """The funnel of segments with these sessions at each step, and of all."""
    together = [sum(column) for column in zip(*counts.values(), strict=True)]
    rows = []
    for segment, n in [*counts.items(), ("all", together)]:
        for place, reached in enumerate(n):
            before = n[place - 1] if place else n[0]
            rates = (reached / before if before else NAN, reached / n[0] if n[0] else NAN)
            rows.append([segment, ("query", "click", "model_view", "inference_call")[place], reached, *rates])
    return pd.DataFrame(rows, columns=["segment", "step", "sessions", "step_rate", "cum_rate"])


def _table(
    funnel: pd.DataFrame,
    segment: str,
    others: Sequence[str] | None = None,
    later: bool = True,
    key: str = "",
    missing: float = NAN,
) -> pd.DataFrame:
    """The right table, but for the segments compared with, later steps, what sorts it, and gaps that are `missing`."""
    own = funnel[funnel["segment"] == segment]
    rates, sessions = own["step_rate"].tolist(), own["sessions"].tolist()
    rivals = funnel[funnel["segment"].isin(others) if others is not None else funnel["segment"] != "all"]
    rows = []
    for place, step in enumerate(own["step"]):
        best = rivals.loc[rivals["step"] == step, "step_rate"].max()
        gap = best - rates[place]
        after = math.prod(rates[place + 1 :]) if later else 1.0
        size = sessions[place - 1] * (max(0.0, gap) if gap == gap else missing) * after
        rows.append([step, sessions[place - 1], rates[place], best, size])
    table = pd.DataFrame(rows[1:], columns=COLUMNS)
    return table.sort_values(key or "extra_successes", ascending=bool(key), kind="stable", ignore_index=True)


@exercise.wrong("Extra clicks are not extra successes: multiply by what happens after.")
def later_steps_ignored(funnel: pd.DataFrame, segment: str) -> pd.DataFrame:
    return _table(funnel, segment, later=False)


@exercise.wrong("The average is not a target anyone reached.")
def average_as_target(funnel: pd.DataFrame, segment: str) -> pd.DataFrame:
    return _table(funnel, segment, others=["all"])


@exercise.wrong("The leakiest step is not always the costliest one.")
def leakiest_first(funnel: pd.DataFrame, segment: str) -> pd.DataFrame:
    return _table(funnel, segment, key="step_rate")


@exercise.wrong("The segment itself may be the best: keep it among those you compare.")
def others_alone(funnel: pd.DataFrame, segment: str) -> pd.DataFrame:
    return _table(funnel, segment, others=sorted({*funnel["segment"]} - {segment, "all"}))


@exercise.wrong("Successes come after the later steps at the segment's own rates, not at the best ones.")
def later_steps_at_their_best(funnel: pd.DataFrame, segment: str) -> pd.DataFrame:
    table = _table(funnel, segment, later=False)
    best = table.set_index("step")["best_rate"]
    order = funnel.loc[funnel["segment"] == segment, "step"].tolist()
    after = [math.prod(best[step] for step in order[order.index(one) + 1 :]) for one in table["step"]]
    table["extra_successes"] *= after
    table["place"] = [order.index(step) for step in table["step"]]
    ranked = table.sort_values(["extra_successes", "place"], ascending=[False, True], ignore_index=True)
    return ranked[COLUMNS]


@exercise.wrong("`entering` are the sessions that reached the step before, not this one.")
def sessions_of_the_step_itself(funnel: pd.DataFrame, segment: str) -> pd.DataFrame:
    table = _table(funnel, segment)
    own = funnel[funnel["segment"] == segment].set_index("step")["sessions"]
    table["extra_successes"] *= table["step"].map(own) / table["entering"].replace(0, np.nan)
    order = table["step"].map({step: place for place, step in enumerate(own.index)})
    table = table.assign(entering=table["step"].map(own), place=order)
    return table.sort_values(["extra_successes", "place"], ascending=[False, True], ignore_index=True)[COLUMNS]


@exercise.wrong("A missing rate is not a rate of 1: without it the size of the step is not known.")
def missing_rates_skipped(funnel: pd.DataFrame, segment: str) -> pd.DataFrame:
    own = funnel["segment"] == segment
    filled = funnel.assign(step_rate=funnel["step_rate"].where(funnel["step_rate"].notna() | ~own, 1.0))
    table = _table(filled, segment, others=sorted({*funnel["segment"]} - {"all"}))
    return table.assign(step_rate=table["step"].map(funnel[own].set_index("step")["step_rate"]))


@exercise.wrong("A gap to a missing rate is missing, not 0 (`max(0, NaN)` is 0), and so is the size of the step.")
def missing_gaps_are_zero(funnel: pd.DataFrame, segment: str) -> pd.DataFrame:
    return _table(funnel, segment, missing=0.0)


@exercise.wrong("Steps whose size is missing come last.")
def missing_sizes_first(funnel: pd.DataFrame, segment: str) -> pd.DataFrame:
    table = _table(funnel, segment)
    unknown = table["extra_successes"].isna()
    return pd.concat([table[unknown], table[~unknown]], ignore_index=True)


@exercise.wrong("The first step has nothing before it: leave it out.")
def first_step_kept(funnel: pd.DataFrame, segment: str) -> pd.DataFrame:
    first = funnel.loc[funnel["segment"] == segment].iloc[0]
    row = pd.DataFrame([[first["step"], NAN, first["step_rate"], 1.0, NAN]], columns=COLUMNS)
    return pd.concat([_table(funnel, segment), row], ignore_index=True)


@exercise.right
def with_plain_python(funnel: pd.DataFrame, segment: str) -> pd.DataFrame:
    return _table(funnel, segment)


@exercise.right
def with_a_wide_table(funnel: pd.DataFrame, segment: str) -> pd.DataFrame:
    order = funnel.loc[funnel["segment"] == segment, "step"].tolist()
    rates = funnel.pivot(index="step", columns="segment", values="step_rate").loc[order]
    own, best = rates[segment], rates.drop(columns="all").max(axis=1)
    entering = funnel[funnel["segment"] == segment].set_index("step")["sessions"].shift()
    after = own[::-1].cumprod(skipna=False)[::-1].shift(-1, fill_value=1.0)
    table = pd.DataFrame({"entering": entering, "step_rate": own, "best_rate": best})
    table["extra_successes"] = entering * np.maximum(best - own, 0) * after
    return table.iloc[1:].sort_values("extra_successes", ascending=False, kind="stable").reset_index(names="step")


@exercise.right
def from_cumulated_rates(funnel: pd.DataFrame, segment: str) -> pd.DataFrame:
    own = funnel[funnel["segment"] == segment].reset_index(drop=True)
    best = funnel[funnel["segment"] != "all"].groupby("step", sort=False)["step_rate"].max()
    table = pd.DataFrame({"step": own["step"], "entering": own["sessions"].shift(), "step_rate": own["step_rate"]})
    table["best_rate"] = table["step"].map(best)
    product = [float(np.prod(own["step_rate"].to_numpy()[place + 1 :])) for place in range(len(own))]
    table["extra_successes"] = table["entering"] * (table["best_rate"] - table["step_rate"]).clip(lower=0) * product
    return table.drop(index=0).sort_values("extra_successes", ascending=False, kind="stable").reset_index(drop=True)
