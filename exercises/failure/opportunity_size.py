"""Which step is worth fixing for a segment?"""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index
from course.lesson.reference import solution
from exercises.failure.visits import LESSON, MANY, unseen_sessions

exercise = Exercise(
    "04-failure",
    "opportunity_size",
    looks_at="a segment that is already the best, rates that are missing, many steps of equal size, other steps, "
    "and the funnels of three logs you have not seen",
    ordered=True,
)

COLUMNS = ["step", "entering", "step_rate", "best_rate", "extra_successes"]
NAN = float("nan")
USUAL = ["query", "click", "model_view", "inference_call"]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded funnels."""
    two = _funnel(developer=[1000, 600, 300, 240], researcher=[500, 350, 140, 126])
    yield from also(case("two segments", two, "developer"), gapped_index)
    yield case("the other segment", two, "researcher")
    yield case("three segments", _funnel(a=[800, 200, 150, 30], b=[400, 160, 60, 45], c=[100, 20, 18, 9]), "a")
    yield case("the segment that is best everywhere", _funnel(a=[100, 90, 80, 70], b=[100, 50, 30, 10]), "a")
    best_once = _funnel(a=[100, 80, 20, 10], b=[100, 60, 30, 12])
    yield case("the segment that is best at one step", best_once, "a")
    yield case("a segment alone", _funnel(a=[100, 80, 20, 10]), "a")
    tied = _funnel(a=[400, 200, 100, 50], b=[80, 60, 45, 30])
    yield case("steps of equal size", tied, "a")
    yield case("a step nobody took, later rates missing", _funnel(a=[50, 10, 0, 0], b=[60, 30, 20, 10]), "a")
    yield case("missing rates elsewhere", _funnel(a=[50, 30, 20, 8], b=[40, 30, 0, 0], c=[9, 0, 0, 0]), "a")
    yield case("nobody took the step", _funnel(a=[50, 30, 0, 0], b=[40, 10, 0, 0]), "b")
    unknown = tied["step_rate"].where(tied["segment"].ne("a") | tied["step"].ne("click"))
    yield case("a rate that is missing, later ones known", tied.assign(step_rate=unknown), "a")
    yield case("a table with gaps in its index", two[two["segment"] != "researcher"][::-1][::-1], "developer")
    yield case("two steps", _funnel(a=[50, 10], b=[40, 20]), "a")
    other = two.replace({"step": {"click": "card_read", "model_view": "file_list"}})
    yield case("steps with other names", other, "developer")
    yield case("many steps of equal size", _many_ties(), "a")
    for slot in SLOTS:
        yield case("the funnel of an unseen log", solution(LESSON, "funnel")(unseen_sessions(slot, MANY)), "developer")


def _many_ties() -> pd.DataFrame:
    """24 steps, of which each third is equally bad in `a`; halves and quarters, so that no size is rounded."""
    bad = [(step + 1) // 3 for step in range(24)]
    names = [f"step {step}" for step in range(24)]
    return _funnel(names, a=[512 // 2**n for n in bad], b=[4**8 * 3**n // 4**n for n in bad])


def _funnel(names: Sequence[str] = USUAL, /, **counts: Sequence[int]) -> pd.DataFrame:
    """The funnel of segments with these sessions at each step, and of all."""
    together = [sum(column) for column in zip(*counts.values(), strict=True)]
    rows = []
    for segment, n in [*counts.items(), ("all", together)]:
        for place, reached in enumerate(n):
            before = n[place - 1] if place else n[0]
            rates = (reached / before if before else NAN, reached / n[0] if n[0] else NAN)
            rows.append([segment, names[place], reached, *rates])
    return pd.DataFrame(rows, columns=["segment", "step", "sessions", "step_rate", "cum_rate"])


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
MISSING = "A missing rate is not a rate of 1: without it the size of the step is not known."
slip("later_steps_ignored", "Extra clicks are not extra successes: multiply by what happens after.",
     " * gap * later", " * gap")
slip("average_as_target", "The average is not a target anyone reached.",
     'funnel["segment"] != "all"', 'funnel["segment"] == "all"')
slip("mean_as_target", "The best rate is the highest of the segments' rates, not their mean.",
     'funnel[funnel["segment"] != "all"].groupby("step")["step_rate"].max()',
     'funnel.groupby("step")["step_rate"].mean()')
slip("leakiest_first", "The leakiest step is not always the costliest one.",
     '"extra_successes", ascending=False', '"step_rate", ascending=True')
slip("in_the_order_of_the_funnel", "Sort by `extra_successes`, the largest first.",
     '.sort_values(\n        "extra_successes", ascending=False, kind="stable", ignore_index=True\n    )',
     ".reset_index(drop=True)")
slip("others_alone", "The segment itself may be the best: keep it among those you compare.",
     'funnel["segment"] != "all"', '~funnel["segment"].isin(["all", segment])')
slip("later_steps_at_their_best",
     "Successes come after the later steps at the segment's own rates, not at the best ones.",
     "rates[place + 1 :]", 'own["best_rate"][place + 1 :]')
slip("own_rate_twice", "The step itself works at the best rate now: multiply by the rates of the later steps alone.",
     "rates[place + 1 :]", "rates[place:]")
slip("sessions_of_the_step_itself", "`entering` are the sessions that reached the step before, not this one.",
     'own["sessions"].shift()', 'own["sessions"]')
slip("sessions_of_the_first_step", "`entering` are the sessions at the step before, not those at the first.",
     'own["sessions"].shift()', 'own["sessions"].iloc[0]')
slip("missing_rates_skipped", MISSING, 'rates = own["step_rate"]', 'rates = own["step_rate"].fillna(1.0)')
slip("missing_rates_filled_at_first", MISSING,
     "best = funnel[", 'funnel = funnel.fillna({"step_rate": 1.0})\n    best = funnel[')
slip("missing_own_rates_are_the_best", MISSING,
     'rates = own["step_rate"]',
     'rates = own["step_rate"].fillna(1.0)\n    best[own.loc[own["step_rate"].isna(), "step"]] = 1.0')
slip("missing_later_rates_skipped", MISSING, "skipna=False", "skipna=True")
slip("missing_gaps_are_zero",
     "A gap to a missing rate is missing, not 0 (`max(0, NaN)` is 0), and so is the size of the step.",
     'gap = own["best_rate"] - rates', 'gap = (own["best_rate"] - rates).fillna(0)')
slip("missing_sizes_first", "Steps whose size is missing come last.",
     'kind="stable"', 'kind="stable", na_position="first"')
slip("missing_sizes_are_zero", "A size that is not known is missing, not 0.",
     "* gap * later", '* gap * later\n    own["extra_successes"] = own["extra_successes"].fillna(0)')
slip("ties_in_any_order", "Steps of equal size keep the order of the funnel: sort with `kind=\"stable\"`.",
     'ascending=False, kind="stable"', "ascending=False")
slip("first_step_kept", "The first step has nothing before it: leave it out.",
     "own.loc[1:, columns]", "own[columns]")
slip("usual_steps_alone", "A funnel can have any steps: keep all of the segment's rows.",
     'own = funnel[funnel["segment"] == segment]',
     'own = funnel[(funnel["segment"] == segment) & funnel["step"].isin(STEPS)]')
slip("gap_of_one", "The gain is the gap to the best rate, not to a rate of 1.",
     'gap = own["best_rate"] - rates', "gap = 1 - rates")
# fmt: on


@exercise.right
def with_plain_python(funnel: pd.DataFrame, segment: str) -> pd.DataFrame:
    own = funnel[funnel["segment"] == segment]
    rates, sessions = own["step_rate"].tolist(), own["sessions"].tolist()
    rivals = funnel[funnel["segment"] != "all"]
    rows = []
    for place, step in enumerate(own["step"]):
        best = rivals.loc[rivals["step"] == step, "step_rate"].max()
        size = sessions[place - 1] * (best - rates[place]) * math.prod(rates[place + 1 :])
        rows.append([step, sessions[place - 1], rates[place], best, size])
    rows = sorted(rows[1:], key=lambda row: math.inf if math.isnan(row[-1]) else -row[-1])
    return pd.DataFrame(rows, columns=COLUMNS)


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
