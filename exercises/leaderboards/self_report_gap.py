"""How inflated are self-reported scores?"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from course import results
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, shuffled
from exercises.leaderboards.tables import LESSON, both, row, table, unseen

exercise = Exercise(
    LESSON,
    "self_report_gap",
    looks_at="claims below the checks, gaps of exactly 1, one pair, no pair, an even number of pairs, other seeds and "
    "numbers of draws, rows in any order, and unseen Hubs",
)

Figures = dict[str, float]
NAMES = ["n", "mean_gap", "median_gap", "share_gt1", "ci_low", "ci_high"]
BOARDS = ("sorting-bench", "listening-bench")
NAN = float("nan")


@exercise.cases
def cases() -> Iterator[Case]:
    """Tables written by hand, then two boards of each graded Hub."""
    five = table(*both((70.5, 61.0), (68.0, 67.5), (60.0, 64.0), (77.0, 61.0), (58.0, 56.25)))
    yield from also(case("five pairs, one of them below its check", five), gapped_index, shuffled)
    yield case("another seed", five, 2000, 5)
    yield case("few draws", five, 37, 0)
    yield case("six pairs", table(*both((70, 61), (68, 67), (60, 64), (77, 61), (58, 56), (50, 30.5))), 400)
    exact = [(64.4, 63.4), (57.1, 56.1), (70.0, 69.0), (61.0, 59.9), (50.0, 49.5)]
    yield case("gaps of exactly 1", table(*both(*exact)), 300)
    above = both((61.04, 60), (62.004, 61), (63.0004, 62), (64.00004, 63), (65.000004, 64), (50, 49.5))
    yield case("gaps that are a little above 1", table(*above), 300)
    more = [row("fay/crow", 99.0), row("gus/kite", 20.0, "check"), row("hal/rook", 97.0, "run")]
    yield case("models with one side alone", table(*both((70, 61), (68, 67), (60, 64)), *more), 300)
    yield case("two pairs", table(*both((70.0, 61.0), (60.0, 64.0))), 100)
    yield case("one pair", table(*both((70.0, 61.0))))
    yield from also(case("no pair", table(row("ann/owl", 70.0), row("ben/wren", 60.0, "check"))), emptied)
    for slot in hubs.SLOTS:
        rows = unseen(slot)
        boards = rows["dataset_id"].str.rpartition("/")[2].isin(BOARDS)
        yield case("two boards of an unseen Hub", rows[boards], 500, 3)


APART = """claims, checks = pairs["claimed"].to_numpy(), pairs["checked"].to_numpy()
        means = claims[drawn].mean(axis=1) - checks[drawn[::-1]].mean(axis=1)"""

# fmt: off
slip = exercise.slip
slip("absolute_gap", "Under-claiming happens; keep the sign.",
     ").to_numpy()", ").abs().to_numpy()")
slip("turned_round", "A gap above 0 means that the author claimed more: subtract the check from the claim.",
     'pairs["claimed"] - pairs["checked"]', 'pairs["checked"] - pairs["claimed"]')
slip("one_included", "A gap of exactly 1 is not above 1.",
     "> 1).mean()", ">= 1).mean()")
slip("not_rounded", "64.4 − 63.4 is stored as a little more than 1: round before you compare.",
     "gap.round(6) > 1", "gap > 1")
for decimals in range(1, 6):
    slip(f"rounded_to_{decimals}", "A gap of 1.004 is above 1, and so is one of 1.000004: round to 6 decimals.",
         "gap.round(6) > 1", f"gap.round({decimals}) > 1")
slip("percent", "The share is a fraction from 0 to 1.",
     "(gap.round(6) > 1).mean()", "100 * (gap.round(6) > 1).mean()")
slip("share_above_zero", "The share is of the gaps above 1, not above 0.",
     "gap.round(6) > 1", "gap.round(6) > 0")
slip("share_of_distances", "A claim below its check is not above 1: keep the sign in the share as well.",
     "gap.round(6) > 1", "np.abs(gap).round(6) > 1")
slip("number_for_share", "The share is a part of the pairs: divide by their number.",
     "(gap.round(6) > 1).mean()", "float((gap.round(6) > 1).sum())")
slip("sides_apart", "Resample pairs, not the two sides: a model's claim stays with its check.",
     "means = gap[drawn].mean(axis=1)", APART)
slip("ninety_percent", "A 95 % interval leaves out 2.5 % at either end.",
     "[0.025, 0.975]", "[0.05, 0.95]")
slip("multiple_of_the_spread", "Take the quantiles of the means, not a multiple of their spread.",
     "np.quantile(means, [0.025, 0.975])", "gap.mean() + np.array([-1.96, 1.96]) * means.std()")
slip("quantiles_of_gaps", "The interval is of the mean: take the quantiles of the means, not of the gaps.",
     "np.quantile(means,", "np.quantile(gap,")
slip("medians_drawn", "The interval is of the mean; you drew medians.",
     "gap[drawn].mean(axis=1)", "np.median(gap[drawn], axis=1)")
slip("own_seed", "Use the seed that is given.",
     "default_rng(seed)", "default_rng(0)")
slip("own_number_of_draws", "Draw as often as `B` says.",
     "size=(B, n)", "size=(2000, n)")
slip("draws_in_columns", "A row is one draw: size=(B, n), and the mean of each row.",
     "size=(B, n)", "size=(n, B)", "gap[drawn].mean(axis=1)", "gap[drawn].mean(axis=0)")
slip("means_of_places", "Each row is one draw: take the mean of each row, with `axis=1`.",
     "gap[drawn].mean(axis=1)", "gap[drawn].mean(axis=0)")
slip("interval_of_one", "One pair says nothing about the spread: the ends are NaN.",
     "if n > 1:", "if n > 0:")
slip("nothing_is_zero", "Without a pair no gap is known: NaN, not 0.",
     "np.nan)", "0.0)")
slip("median_is_mean", "The median is the middle gap, not the mean.",
     "np.median(gap)", "gap.mean()")
slip("mean_is_median", "The mean gap is the mean, not the middle one.",
     "= gap.mean(), np.median(gap)", "= np.median(gap), np.median(gap)")
# fmt: on


@exercise.wrong("The models that verify are different models; compare each with itself.")
def means_of_all(evals: pd.DataFrame, B: int = 2000, seed: int = 0) -> Figures:
    found: Figures = from_the_pairs(evals, B, seed)
    claims = evals[~evals["verified"] & ~evals["community"]]["value"]
    return found | {"mean_gap": claims.mean() - evals[evals["verified"]]["value"].mean()}


@exercise.right
def from_the_pairs(evals: pd.DataFrame, B: int = 2000, seed: int = 0) -> Figures:
    sides = results.pairs(evals)[["claimed", "checked"]].to_numpy(float).tolist()
    gap = [claimed - checked for claimed, checked in sides]
    if not gap:
        return dict.fromkeys(NAMES, NAN) | {"n": 0}
    ordered, n = sorted(gap), len(gap)
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    found: Figures = {"n": n, "mean_gap": sum(gap) / n, "median_gap": middle}
    found |= {"share_gt1": sum(one > 1.0000001 for one in gap) / n, "ci_low": NAN, "ci_high": NAN}
    if n > 1:
        places = np.random.default_rng(seed).integers(0, n, size=(B, n))
        means = np.sort(np.take(gap, places).sum(axis=1) / n)
        found["ci_low"], found["ci_high"] = (float(np.interp(q * (B - 1), range(B), means)) for q in (0.025, 0.975))
    return found


@exercise.right
def with_a_series(evals: pd.DataFrame, B: int = 2000, seed: int = 0) -> pd.Series:
    sides = results.pairs(evals).set_index(results.KEYS)
    gap = sides["claimed"].sub(sides["checked"]).reset_index(drop=True)
    rng, n = np.random.default_rng(seed), len(gap)
    share = gap.round(6).gt(1).mean()
    told: dict[str, Any] = {"n": n, "mean_gap": gap.mean(), "median_gap": gap.median(), "share_gt1": share}
    means = (
        pd.DataFrame(gap.to_numpy()[rng.integers(0, n, size=(B, n))]).mean(axis=1) if n > 1 else pd.Series(dtype=float)
    )
    return pd.Series(told | {"ci_low": means.quantile(0.025), "ci_high": means.quantile(0.975)})
