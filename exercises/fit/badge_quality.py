"""When the badge speaks, how often is it right?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.fit.repos import attempts, badges, tried

NEAR = 1e-4  # so that 1.96 is as good as the quantile that it rounds

exercise = Exercise(
    "05-fit",
    "badge_quality",
    looks_at="attempts out of memory with every badge, wrong output, models without a badge, no yes, no no, nothing "
    "that ran, only out of memory, ten of ten, several attempts on a model, and attempts on Hubs that you have not "
    "seen",
    rel=NEAR,
    abs=NEAR / 2,
)
TOLD = pd.Series({"a/yes": "yes", "b/no": "no", "c/unknown": "unknown", "d/yes": "yes"}, dtype="str")
OK, FAIL, WRONG, OOM = "ok", "load_error", "wrong_output", "oom"


def _ends(*groups: tuple[str, str | None, int], engine: str = "vllm") -> pd.DataFrame:
    """Attempts by model and outcome, each as often as it says."""
    return tried(*[(model, engine, end) for model, end, times in groups for _ in range(times)])


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the attempts on the graded Hubs."""
    base = (("a/yes", OK, 7), ("a/yes", FAIL, 3), ("b/no", OK, 1), ("b/no", FAIL, 5), ("c/unknown", OK, 4))
    yield case("three kinds of badges", TOLD, _ends(*base), "vllm")
    yield case(
        "failures without a verdict", TOLD, _ends(*base[:4], ("c/unknown", FAIL, 3), ("c/unknown", OK, 2)), "vllm"
    )
    yield case("out of memory with yes", TOLD, _ends(*base, ("a/yes", OOM, 6)), "vllm")
    yield case("out of memory with no", TOLD, _ends(*base, ("b/no", OOM, 2)), "vllm")
    yield case("out of memory without a verdict", TOLD, _ends(*base, ("c/unknown", OOM, 8)), "vllm")
    yield case("wrong output", TOLD, _ends(*base, ("a/yes", WRONG, 4), ("b/no", WRONG, 3)), "vllm")
    yield case("outcomes not written down", TOLD, _ends(*base, ("a/yes", None, 3), ("c/unknown", None, 2)), "vllm")
    yield case("a model without a badge", TOLD, _ends(*base[:3], ("z/new", OK, 2), ("z/new", FAIL, 1)), "vllm")
    yield case("no yes", TOLD, _ends(("b/no", FAIL, 5), ("b/no", OK, 1), ("c/unknown", OK, 2)), "vllm")
    yield case("no no", TOLD, _ends(("a/yes", OK, 5), ("a/yes", FAIL, 2), ("c/unknown", FAIL, 2)), "vllm")
    yield case("nothing that ran", TOLD, _ends(("a/yes", FAIL, 4), ("b/no", WRONG, 2)), "vllm")
    yield case("nothing judged", TOLD, _ends(("c/unknown", OK, 4), ("z/new", FAIL, 2)), "vllm")
    yield case("out of memory alone", TOLD, _ends(("a/yes", OOM, 4), ("b/no", OOM, 1)), "vllm")
    yield case("no attempts", TOLD, _ends(*base).iloc[:0], "vllm")
    yield case("ten of ten", TOLD, _ends(("a/yes", OK, 10), ("b/no", FAIL, 3)), "vllm")
    yield case("none of three", TOLD, _ends(("a/yes", FAIL, 3), ("b/no", OK, 3)), "vllm")
    two = pd.concat([_ends(*base), _ends(("a/yes", FAIL, 9), ("b/no", OK, 4), engine="tgi")], ignore_index=True)
    yield case("two engines", TOLD, two, "vllm")
    yield case("the other engine", TOLD, two, "tgi")
    yield case("several models with yes", TOLD, _ends(*base, ("d/yes", OK, 1), ("d/yes", FAIL, 1)), "vllm")
    for slot in SLOTS:
        yield case("attempts on an unseen Hub", badges(slot, "vllm"), attempts(slot), "vllm")


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
LIMITS = "low, high = stats.wilson(ran_with_yes.sum(), len(ran_with_yes))"
RECALL, NPV = 'good.eq("yes").mean()', "1 - ran_with_no.mean()"
ROWS = "rows = verdicts(badges, outcomes, engine)"
slip("recall_of_all_that_ran", "Recall compares yes with no; attempts without a verdict belong to coverage.",
     'rows.loc[judged & rows["ok"], "badge"]', 'rows.loc[rows["ok"], "badge"]')
slip("unknown_counted_as_no", "`unknown` is no error: it lowers the coverage, and is in no other number.",
     ROWS, ROWS + '\n    rows["badge"] = rows["badge"].replace("unknown", "no")')
slip("oom_counted", "Out of memory means the wrong GPU, not the wrong engine: leave it out before you count.",
     ROWS, 'rows = verdicts(badges, outcomes.replace("oom", "load_error"), engine)')
slip("coverage_with_oom", "Leave `oom` out before you count the coverage too.",
     '"coverage": judged.mean()', '"coverage": judged.sum() / outcomes["engine"].eq(engine).sum()')
slip("engine_not_filtered", "Other engines' attempts are in this count.",
     ROWS, "rows = verdicts(badges, outcomes.assign(engine=engine), engine)")
slip("one_row_a_model", "Count attempts, not models.",
     ROWS, 'rows = verdicts(badges, outcomes.drop_duplicates("model_id"), engine)')
slip("wrong_output_as_success", "It loaded and answered wrongly: that is not `ok`.",
     ROWS, 'rows = verdicts(badges, outcomes.replace("wrong_output", "ok"), engine)')
slip("wald_interval", "Use `stats.wilson`: near 0 and 1 the plain interval leaves the range.",
     LIMITS, "p, n = ran_with_yes.mean(), len(ran_with_yes)\n    half = 1.96 * (p * (1 - p) / n) ** 0.5\n"
     "    low, high = p - half, p + half")
slip("interval_of_all", "The interval is of the precision: of those with a yes, k ran of n.",
     LIMITS, "low, high = stats.wilson(ran_with_yes.sum(), judged.sum())")
slip("limits_reversed", "`precision_lo` is the lower end, and `precision_hi` the upper.",
     "low, high = stats", "high, low = stats")
slip("npv_inverted", "NPV is the share of *failures* among the attempts with a no.",
     NPV, "ran_with_no.mean()")
slip("npv_of_all_failures", "NPV looks at the attempts with a no: of these, the share that failed.",
     NPV, 'rows.loc[judged & ~rows["ok"], "badge"].eq("no").mean()')
slip("accuracy_for_precision", "Precision looks at the attempts with a yes alone, and not at every right verdict.",
     '"precision": ran_with_yes.mean()',
     '"precision": rows.loc[judged, "badge"].eq("yes").eq(rows.loc[judged, "ok"]).mean()')
slip("precision_of_all", "Precision divides by the attempts with a yes, not by all that were judged.",
     '"precision": ran_with_yes.mean()', '"precision": ran_with_yes.sum() / max(1, judged.sum())')
slip("recall_and_precision_swapped", "Precision is a share of the yes; recall is a share of what ran.",
     '"precision": ran_with_yes.mean()', '"precision": good.eq("yes").mean()',
     '"recall": good.eq("yes").mean()', '"recall": ran_with_yes.mean()')
slip("coverage_of_yes", "The badge speaks with yes *and* with no: both are coverage.",
     '"coverage": judged.mean()', '"coverage": rows["badge"].eq("yes").mean()')
slip("share_without_a_verdict", "Coverage is the share that was judged, not the share that was not.",
     '"coverage": judged.mean()', '"coverage": 1 - judged.mean()')
slip("nothing_is_zero", "A share of nothing is NaN, not 0.",
     '"precision": ran_with_yes.mean()', '"precision": ran_with_yes.mean() if len(ran_with_yes) else 0.0',
     '"recall": good.eq("yes").mean()', '"recall": good.eq("yes").mean() if len(good) else 0.0')
slip("division_by_nothing", "If nothing got a yes, its share is NaN: do not divide by 0.",
     '"precision": ran_with_yes.mean()', '"precision": int(ran_with_yes.sum()) / len(ran_with_yes)')
slip("rounded", "Return the shares as they are: round only where you print.",
     "low, high = stats.wilson(ran_with_yes.sum(), len(ran_with_yes))",
     "low, high = [round(end, 3) for end in stats.wilson(ran_with_yes.sum(), len(ran_with_yes))]",
     '"coverage": judged.mean()', '"coverage": round(judged.mean(), 3)',
     '"precision": ran_with_yes.mean()', '"precision": round(ran_with_yes.mean(), 3)',
     RECALL, "round(" + RECALL + ", 3)", NPV, "round(" + NPV + ", 3)")
slip("in_percent", "Shares lie between 0 and 1; you return percent.",
     '"coverage": judged.mean()', '"coverage": 100 * judged.mean()',
     '"precision": ran_with_yes.mean()', '"precision": 100 * ran_with_yes.mean()',
     '"recall": good.eq("yes").mean()', '"recall": 100 * good.eq("yes").mean()', NPV, "100 - 100 * ran_with_no.mean()",
     LIMITS, "low, high = [100 * end for end in stats.wilson(ran_with_yes.sum(), len(ran_with_yes))]")
# fmt: on


@exercise.right
def with_a_table(badges: pd.Series, outcomes: pd.DataFrame, engine: str) -> dict[str, float]:
    own = outcomes[(outcomes["engine"] == engine) & outcomes["outcome"].isin(["ok", "load_error", "wrong_output"])]
    said = own["model_id"].map(badges.astype(object)).where(lambda word: word.isin(["yes", "no"]), "unknown")
    counts = pd.crosstab(said, own["outcome"] == "ok").reindex(index=["yes", "no"], columns=[True, False], fill_value=0)
    (tp, fp), (fn, tn) = counts.to_numpy(float)
    z, n = 1.959963984540054, tp + fp
    with np.errstate(invalid="ignore", divide="ignore"):
        p = np.float64(tp) / n
        half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        ends = [(p + z * z / (2 * n) + sign * half) / (1 + z * z / n) for sign in (-1, 1)]
        return {
            "npv": np.float64(tn) / (tn + fn),
            "recall": np.float64(tp) / (tp + fn),
            "precision": p,
            "precision_lo": max(0.0, ends[0]) if n else np.nan,
            "precision_hi": min(1.0, ends[1]) if n else np.nan,
            "coverage": np.float64(n + fn + tn) / len(own),
        }


@exercise.right
def in_plain_python(badges: pd.Series, outcomes: pd.DataFrame, engine: str) -> dict[str, float | None]:
    from course.stats import wilson

    known, seen = dict(badges.items()), {"yes": [0, 0], "no": [0, 0], "unknown": [0, 0]}
    for model, own, end in zip(outcomes["model_id"], outcomes["engine"], outcomes["outcome"], strict=True):
        if own == engine and end in ("ok", "load_error", "wrong_output"):
            word = known.get(model)
            seen[word if word in ("yes", "no") else "unknown"][end == "ok"] += 1
    low, high = wilson(seen["yes"][1], sum(seen["yes"]))
    every = sum(map(sum, seen.values()))
    ran = seen["yes"][1] + seen["no"][1]
    return {
        "coverage": 1 - sum(seen["unknown"]) / every if every else None,
        "precision": seen["yes"][1] / sum(seen["yes"]) if sum(seen["yes"]) else None,
        "precision_lo": low,
        "precision_hi": high,
        "recall": seen["yes"][1] / ran if ran else None,
        "npv": seen["no"][0] / sum(seen["no"]) if sum(seen["no"]) else None,
    }
