"""How well do two raters agree, chance aside?"""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "07-cards",
    "kappa",
    looks_at="raters who agree, who disagree, of one mind, levels that nobody gave, Series, and no ratings",
)

NAN = float("nan")


def _drawn(seed: int, number: int) -> tuple[list[int], list[int]]:
    """Simulated ratings of two raters who see the same thing with noise of their own."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(2.5, 1, number)
    first, second = (np.clip(np.rint(truth + rng.normal(0, 0.7, number)), 1, 4).astype(int) for _ in range(2))
    return first.tolist(), second.tolist()


@exercise.cases
def cases() -> Iterator[Case]:
    """Small sequences with one difficulty each, then longer ones."""
    yield case("four cards", [1, 2, 3, 4], [1, 2, 4, 4])
    yield case("raters who always agree", [1, 2, 3, 4], [1, 2, 3, 4])
    yield case("raters who disagree", [1, 4, 1, 4], [4, 1, 4, 1])
    yield case("ratings of 1, 2 and 4 alone", [1, 2, 4, 4, 1], [2, 2, 4, 1, 1])
    yield case("a rater of one mind", [3, 3, 3, 3], [2, 3, 4, 3])
    yield case("two raters of one mind", [3, 3, 3], [3, 3, 3])
    yield case("two raters of different minds", [3, 3, 3], [2, 2, 2])
    yield case("one card", [2], [3])
    yield case("one card, rated alike", [2], [2])
    yield case("no ratings", [], [])
    yield case("arrays", np.array([1, 2, 4, 3]), np.array([2, 2, 4, 1]))
    yield case("Series with other labels", pd.Series([1, 2, 4, 3], index=[3, 5, 8, 9]), pd.Series([2.0, 2, 4, 1]))
    yield case("halves", [1.5, 2, 3.5], [1, 2.5, 3])
    for seed in (21, 22, 23):
        yield case("ratings you have not seen", *_drawn(seed, 80))


# fmt: off
slip = exercise.slip
OBSERVED, CHANCE = "((a - b) ** 2).mean()", "(np.subtract.outer(a, b) ** 2).mean()"
NOTHING = "Where chance leaves nothing to disagree on, kappa has no value: NaN."
slip("unweighted", "3 against 4 is a small disagreement; weight by squared distance.",
     OBSERVED, "(a != b).mean()", CHANCE, "(np.subtract.outer(a, b) != 0).mean()")
slip("linear_weights", "Square the distance: 1 against 4 is nine times as bad as 1 against 2.",
     OBSERVED, "np.abs(a - b).mean()", CHANCE, "np.abs(np.subtract.outer(a, b)).mean()")
slip("share_of_agreement", "Two raters who always say 3 agree by doing nothing; κ corrects for chance.",
     OBSERVED, "(a != b).mean()", CHANCE, "1.0")
slip("disagreement", "κ is 1 less the quotient: raters who always agree have 1.",
     "1 - observed / chance", "observed / chance")
slip("turned_over", "Divide what was observed by what chance gives, not the other way round.",
     "1 - observed / chance", "1 - chance / observed if observed else 1.0")
slip("chance_of_one_rater", "Chance is a rating of the one against each rating of the other.",
     CHANCE, "(np.subtract.outer(a, a) ** 2).mean()")
slip("other_cards_alone", "Chance meets the other rating of the same card too: take all pairs.",
     CHANCE, "(np.subtract.outer(a, b) ** 2).sum() / max(1, len(a) * (len(a) - 1))")
slip("nothing_is_perfect", NOTHING,
     "if chance == 0:\n        return float(\"nan\")", "if chance == 0:\n        return 1.0")
slip("nothing_is_zero", NOTHING,
     "if chance == 0:\n        return float(\"nan\")", "if chance == 0:\n        return 0.0")
slip("divides_by_zero", NOTHING,
     "if chance == 0:\n        return float(\"nan\")", "if chance == 0:\n        raise ZeroDivisionError")
slip("no_ratings_are_perfect", "Without ratings there is nothing to measure: NaN.",
     "if len(a) == 0:\n        return float(\"nan\")", "if len(a) == 0:\n        return 1.0")
slip("by_label", "Ratings belong together by their place: the labels of a Series do not matter.",
     "    a = np.array(a, dtype=float)",
     "    a, b = (a.align(b) if hasattr(a, 'align') else (a, b))\n    a = np.array(a, dtype=float)")
# fmt: on


@exercise.right
def from_moments(a: Sequence[float], b: Sequence[float]) -> float:
    x, y = np.asarray(a, float), np.asarray(b, float)
    if x.size == 0:
        return NAN
    chance = x.var() + y.var() + (x.mean() - y.mean()) ** 2
    return float(1 - np.square(x - y).mean() / chance) if chance > 0 else NAN


@exercise.right
def pair_by_pair(a: Sequence[float], b: Sequence[float]) -> float:
    x, y = list(a), list(b)
    seen = math.fsum((one - other) ** 2 for one, other in zip(x, y, strict=True)) * len(x)
    chance = math.fsum((one - other) ** 2 for one in x for other in y)
    return 1 - seen / chance if chance else NAN
