"""Given the number of questions, which ranks can be told apart?"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from course import results
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from exercises.leaderboards.tables import LESSON, unseen

exercise = Exercise(
    LESSON,
    "rank_intervals",
    looks_at="equal scores on top and in the middle, scores in any order, 0 and 100 percent, one model, no models, few "
    "and many questions, other seeds and numbers of draws, and unseen Hubs",
)

BOARD = "measured-guild/sorting-bench"


def _scores(*values: float) -> pd.Series:
    return pd.Series(values, index=[f"org/bird-{'gacfbedihj'[at]}" for at in range(len(values))], dtype=float)


@exercise.cases
def cases() -> Iterator[Case]:
    """Scores written by hand, then a board of each graded Hub."""
    six = _scores(71.5, 64.0, 78.0, 70.0, 66.5, 72.0)
    yield case("six models in no order", six, 200, 500, 4)
    yield case("another seed", six, 200, 500, 5)
    yield case("more draws", six, 200, 801, 4)
    yield case("few questions", six, 10, 400, 0)
    yield case("many questions", six, 5000, 400, 0)
    yield case("four draws", six, 40, 4, 1)
    yield case("thirty draws", _scores(80.0, 79.0, 78.0, 77.0, 60.0, 60.0, 40.0), 20, 30, 0)
    yield case("equal scores on top", _scores(80.0, 71.0, 80.0, 60.0), 100, 300, 1)
    yield case("equal scores in the middle", _scores(80.0, 70.0, 70.0, 60.0), 50, 300, 2)
    yield case("0 and 100 percent", _scores(100.0, 0.0, 50.0), 20, 300, 3)
    yield case("everything right", _scores(100.0, 100.0), 10, 100, 0)
    yield case("one model", _scores(66.0), 100)
    yield case("no models", _scores(), 100)
    for slot in hubs.SLOTS:
        yield case("a board of an unseen Hub", _board(slot), 1000, 300, 6)


def _board(slot: str) -> pd.Series:
    rows = unseen(slot)
    rows = rows[rows["verified"] & rows["dataset_id"].eq(BOARD)]
    checked = results.latest(rows).round(1)
    return pd.Series(checked.to_numpy(), index=checked.index.get_level_values("model_id"))


RANKS, OWN = '.rank(axis=1, ascending=False, method="min")', 'values.rank(ascending=False, method="min")'
NEAREST = "Use the methods `lower` and `higher`: an end is a rank that was drawn, not the nearest or a rounded one."
LOWER = "`lo` takes `lower`: between two ranks that were drawn, take the better one."
HIGHER = "`hi` takes `higher`: between two ranks that were drawn, take the worse one."
DRAWS = "rng.binomial(n_items, chance, size=(B, len(chance)))"
BEST = "Rank 1 is the best: the greatest score."
SHARED = "Equal scores share a rank."
IN_ORDER = "Keep the order of `values`, in the draws and in the rows."
BETTER = "Equal scores share the better rank, not the mean of two."
TIES = "A tie takes no rank away: count strictly greater scores, so that 80, 70, 70, 60 are 1, 2, 2, 4."

# fmt: off
slip = exercise.slip
slip("interval_of_scores", "Report how far the rank may move, not the score.",
     "np.quantile(ranks, 0.025", "np.quantile(draws / n_items, 0.025",
     "np.quantile(ranks, 0.975", "np.quantile(draws / n_items, 0.975")
slip("ordinal_ranks", SHARED,
     RANKS, RANKS.replace("min", "first"), OWN, OWN.replace("min", "first"))
slip("average_ranks", BETTER,
     RANKS, RANKS.replace("min", "average"), OWN, OWN.replace("min", "average"))
slip("worse_rank", TIES,
     RANKS, RANKS.replace("min", "max"), OWN, OWN.replace("min", "max"))
slip("dense_ranks", TIES,
     RANKS, RANKS.replace("min", "dense"), OWN, OWN.replace("min", "dense"))
for kind, told in {"first": SHARED, "average": BETTER, "max": TIES, "dense": TIES}.items():
    slip(f"own_rank_{kind}", told, OWN, OWN.replace("min", kind))
    slip(f"drawn_ranks_{kind}", told, RANKS, RANKS.replace("min", kind))
slip("normal_noise", "Accuracy on n questions is binomial.",
     DRAWS, "rng.normal(n_items * chance, np.sqrt(n_items * chance * (1 - chance)), size=(B, len(chance)))")
slip("sorted_first", IN_ORDER,
     "chance = values", "values = values.sort_values(ascending=False)\n    chance = values")
slip("best_first", IN_ORDER,
     "return pd.DataFrame({", "found = pd.DataFrame({",
     'method="higher"),\n    })', 'method="higher"),\n    })\n    return found.sort_values("rank", ignore_index=True)')
slip("a_call_for_each_model", "Draw all models in one call.",
     DRAWS, "np.array([rng.binomial(n_items, p, size=B) for p in chance]).T")
slip("lowest_first", BEST,
     RANKS, '.rank(axis=1, method="min")', OWN, 'values.rank(method="min")')
slip("rank_of_the_mean_draw", "`rank` comes from the given values, not from the draws.",
     OWN, 'pd.Series(draws.mean(axis=0)).rank(ascending=False, method="min")')
slip("middle_rank", "`rank` comes from the given values, not from the ranks in the draws.",
     OWN + ".to_numpy()", "np.median(ranks, axis=0)")
slip("between_ranks", "Use the methods `lower` and `higher`: ranks are whole.",
     ', method="lower")', ")", ', method="higher")', ")")
slip("lower_end_raised", LOWER,
     ', method="lower")', ', method="higher")')
slip("upper_end_lowered", HIGHER,
     ', method="higher")', ', method="lower")')
slip("nearest_ranks", NEAREST,
     ', method="lower")', ', method="nearest")', ', method="higher")', ', method="nearest")')
slip("nearest_lower_end", NEAREST,
     ', method="lower")', ', method="nearest")')
slip("nearest_upper_end", NEAREST,
     ', method="higher")', ', method="nearest")')
slip("rounded_ranks", NEAREST,
     'np.quantile(ranks, 0.025, axis=0, method="lower")', "np.quantile(ranks, 0.025, axis=0).round()",
     'np.quantile(ranks, 0.975, axis=0, method="higher")', "np.quantile(ranks, 0.975, axis=0).round()")
slip("rounded_outwards", NEAREST,
     'np.quantile(ranks, 0.025, axis=0, method="lower")', "np.floor(np.quantile(ranks, 0.025, axis=0))",
     'np.quantile(ranks, 0.975, axis=0, method="higher")', "np.ceil(np.quantile(ranks, 0.975, axis=0))")
slip("methods_swapped", "`lo` takes `lower` and `hi` takes `higher`, so that the range is not too narrow.",
     ', method="lower")', ', method="higher_")', ', method="higher")', ', method="lower")', "higher_", "higher")
slip("ninety_percent", "Cut off 2.5 % at either end: the quantiles are 0.025 and 0.975.",
     "0.025", "0.05", "0.975", "0.95")
slip("worst_and_best_draw", "Take the two quantiles, not the best and the worst draw.",
     "0.025", "0.0", "0.975", "1.0")
slip("own_seed", "Use the seed that is given.",
     "default_rng(seed)", "default_rng(0)")
slip("own_number_of_draws", "Draw as often as `B` says.",
     "size=(B,", "size=(2000,")
slip("percent_for_chance", "The scores are percent; a chance lies between 0 and 1.",
     " / 100", "")
slip("own_number_of_questions", "Use the number of questions that is given.",
     "rng.binomial(n_items,", "rng.binomial(1000,")
# fmt: on


@exercise.right
def by_counting(values: pd.Series, n_items: int, B: int = 2000, seed: int = 0) -> pd.DataFrame:
    scores = values.to_numpy(float)
    share = np.random.default_rng(seed).binomial(n_items, scores / 100, size=(B, len(scores))) / n_items
    ranks = 1 + (share[:, None, :] > share[:, :, None]).sum(axis=2)
    place = 1 + (scores[None, :] > scores[:, None]).sum(axis=1)
    ordered = np.sort(ranks, axis=0)
    low, high = int(np.floor(0.025 * (B - 1))), int(np.ceil(0.975 * (B - 1)))
    return pd.DataFrame({"model_id": values.index, "rank": place, "lo": ordered[low], "hi": ordered[high]})


@exercise.right
def draw_by_draw(values: pd.Series, n_items: int, B: int = 2000, seed: int = 0) -> pd.DataFrame:
    right = np.random.default_rng(seed).binomial(n_items, values.to_numpy(float) / 100, size=(B, len(values)))
    ranks = np.array([_ranks(draw) for draw in right], dtype=float).reshape(B, len(values))
    rows: list[dict[str, Any]] = []
    for at, (model, place) in enumerate(zip(values.index, _ranks(values.to_numpy(float)), strict=True)):
        column = pd.Series(ranks[:, at])
        ends = {
            "lo": column.quantile(0.025, interpolation="lower"),
            "hi": column.quantile(0.975, interpolation="higher"),
        }
        rows.append({"model_id": model, "rank": int(place)} | {name: int(end) for name, end in ends.items()})
    return pd.DataFrame(rows, columns=["model_id", "rank", "lo", "hi"])


def _ranks(scores: Any) -> Any:
    """One more than the number of greater scores."""
    return 1 + len(scores) - np.searchsorted(np.sort(scores), scores, side="right")
