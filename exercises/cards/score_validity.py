"""Does the score agree with people at least as well as people agree with each other?"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, repeated_index, reversed_rows

exercise = Exercise(
    "07-cards",
    "score_validity",
    looks_at="means of 2.5, scores on the edges of bands, raters of one mind, gaps, other columns, and no rows",
)

Figures = dict[str, float]
NAN = float("nan")
EDGES = (25, 50, 75)


def ratings(a: Sequence[float | None], b: Sequence[float | None], score: Sequence[float | None]) -> pd.DataFrame:
    """A table of ratings."""
    ids = [f"ara/m{place}" for place in range(len(a))]
    columns = {"rater_a": a, "rater_b": b, "score": score}
    return pd.DataFrame({"repo_id": ids, **{name: np.array(values, float) for name, values in columns.items()}})


def drawn(seed: int, n: int, noise: float, gaps: int = 0) -> pd.DataFrame:
    """Simulated ratings: two raters and a score that see the same thing with noise of their own."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(size=n)
    a, b = (np.clip(np.rint(2.5 + truth + rng.normal(0, noise, n)), 1, 4) for _ in range(2))
    score = np.clip(50 + 22 * truth + rng.normal(0, 20 * noise, n), 0, 100).round(2)
    table = ratings(a.tolist(), b.tolist(), score.tolist())
    for column in ("rater_a", "rater_b", "score")[: 3 if gaps else 0]:
        table.loc[rng.choice(n, gaps, replace=False), column] = np.nan
    return table


@exercise.cases
def cases() -> Iterator[Case]:
    """Small tables with one difficulty each, then larger ones."""
    five = ratings([1, 2, 3, 4, 2], [1, 3, 3, 4, 1], [12, 30, 61, 90, 40])
    yield from also(case("five cards", five), gapped_index, repeated_index, reversed_rows, emptied)
    yield case("gaps in another column", five.assign(note=pd.Series([None, "good", None, None, "long"], dtype=object)))
    yield case("scores just below the edges", ratings([1, 2, 3, 4], [1, 3, 3, 4], [24.99, 49.99, 74.99, 0]))
    yield case("means that end in a half", ratings([1, 2, 3, 2, 4], [2, 3, 4, 3, 3], [30, 60, 80, 70, 20]))
    yield case("scores on the edges", ratings([1, 2, 3, 4, 2, 3], [1, 2, 3, 4, 2, 4], [25, 50, 75, 100, 25, 75]))
    yield case("ratings of 1, 2 and 4 alone", ratings([1, 2, 4, 4, 1], [2, 2, 4, 1, 1], [10, 30, 80, 90, 30]))
    yield case("a rater who always says 3", ratings([3, 3, 3, 3], [2, 3, 4, 3], [40, 60, 80, 55]))
    yield case("two raters who always say 3", ratings([3, 3, 3], [3, 3, 3], [60, 60, 60]))
    holes = ratings([1, None, 3, 4, 2, 2], [1, 4, None, 4, 3, 1], [10, 90, 20, 80, 45, None])
    yield from also(case("missing ratings", holes), gapped_index, reversed_rows)
    yield case("nothing but missing ratings", ratings([None, 2], [1, None], [10, 20]))
    yield case("no ratings", five.iloc[:0])
    yield case("raters who disagree", ratings([1, 4, 1, 4], [4, 1, 4, 1], [10, 90, 20, 80]))
    for seed, noise in ((11, 0.4), (12, 0.8), (13, 1.5)):
        yield case("ratings you have not seen", drawn(seed, 120, noise, gaps=6))


# fmt: off
slip = exercise.slip
GAPS = "Drop a row with any missing value before all three figures."
KEPT = 'subset=["rater_a", "rater_b", "score"]'
OBSERVED, CHANCE = "((a - b) ** 2).mean()", "(np.subtract.outer(a, b) ** 2).mean()"
NOTHING = 'if chance == 0:\n        return float("nan")'
slip("unweighted", "3 against 4 is a small disagreement; weight by squared distance.",
     OBSERVED, "(a != b).mean()", CHANCE, "(np.subtract.outer(a, b) != 0).mean()")
slip("linear_weights", "Square the distance: 1 against 4 is nine times as bad as 1 against 2.",
     OBSERVED, "np.abs(a - b).mean()", CHANCE, "np.abs(np.subtract.outer(a, b)).mean()")
slip("half_to_even", "Python rounds 2.5 to 2; the rule is half up.", "np.floor(mean + 0.5)", "np.round(mean)")
slip("cut_off", "A mean of 2.5 becomes 3: cutting off the half makes every card worse.",
     "np.floor(mean + 0.5)", "np.floor(mean)")
slip("not_rounded", "Round the mean half up before you compare it with the band.", "np.floor(mean + 0.5)", "mean")
slip("share_of_agreement", "Two raters who always say 3 agree by doing nothing; κ corrects for chance.",
     OBSERVED, "(a != b).mean()", CHANCE, "1.0")
slip("edges_below", "The bands begin at 25, 50 and 75: a score of exactly 25 is in band 2.",
     '[25, 50, 75])', '[25, 50, 75], right=True)')
slip("bands_from_zero", "The bands have the numbers 1 to 4, as the ratings have.",
     "[25, 50, 75]) + 1", "[25, 50, 75])")
slip("scores_for_bands", "Turn the score into its band before you compare it with ratings.",
     "kappa(band, ", 'kappa(kept["score"], ')
slip("pearson", "ρ compares ranks: that is Spearman's correlation, not Pearson's.",
     'method="spearman"', 'method="pearson"')
slip("kendall", "ρ compares ranks: that is Spearman's correlation, not Kendall's.",
     'method="spearman"', 'method="kendall"')
slip("rho_of_one_rater", "ρ compares the score with the mean of both raters.",
     '"rating": mean}', '"rating": kept["rater_a"]}')
slip("band_against_one_rater", "`kappa_score` compares the band with the mean of both raters.",
     "np.floor(mean + 0.5)", 'kept["rater_a"]')
slip("rho_of_bands", "ρ takes the score itself; the band is for `kappa_score`.",
     '"score": kept["score"], "rating"', '"score": band, "rating"')
slip("pairs_of_raters", GAPS,
     'kappa(kept["rater_a"], kept["rater_b"])',
     'kappa(*ratings.dropna(subset=["rater_a", "rater_b"])[["rater_a", "rater_b"]].T.to_numpy())')
slip("one_rater_suffices", GAPS,
     f"ratings.dropna({KEPT})", 'ratings.dropna(subset=["score"])', '(kept["rater_a"] + kept["rater_b"]) / 2',
     'kept[["rater_a", "rater_b"]].mean(axis=1)', 'kappa(kept["rater_a"], kept["rater_b"])',
     f'kappa(*ratings.dropna({KEPT})[["rater_a", "rater_b"]].T.to_numpy())')
slip("other_columns_matter", "A gap in a column that is neither a rating nor the score does not matter.", KEPT, "")
slip("gaps_are_zero", GAPS, f"ratings.dropna({KEPT})", "ratings.fillna({'rater_a': 0, 'rater_b': 0, 'score': 0})")
slip("nothing_is_perfect", "Raters who only ever said one thing leave nothing to measure: NaN, not 1.",
     NOTHING, NOTHING.replace('float("nan")', "1.0"))
slip("nothing_is_zero", "Raters who only ever said one thing leave nothing to measure: NaN, not 0.",
     NOTHING, NOTHING.replace('float("nan")', "0.0"))
# fmt: on


@exercise.wrong("Keep all four levels: 2 and 4 are two steps apart, even where nobody said 3.")
def levels_that_occur(ratings: pd.DataFrame) -> Figures:
    kept = ratings.dropna(subset=["rater_a", "rater_b", "score"])
    mean = np.floor((kept["rater_a"] + kept["rater_b"]) / 2 + 0.5).tolist()
    bands = [1 + sum(score >= edge for edge in EDGES) for score in kept["score"]]

    def agree(one: Sequence[float], other: Sequence[float]) -> float:
        levels = sorted({*one, *other})
        places = [[levels.index(value) for value in values] for values in (one, other)]
        chance = sum((x - y) ** 2 for x in places[0] for y in places[1])
        seen = sum((x - y) ** 2 for x, y in zip(*places, strict=True)) * len(one)
        return 1 - seen / chance if chance else NAN

    found: Figures = from_moments(ratings)
    found["kappa_raters"] = agree(kept["rater_a"].tolist(), kept["rater_b"].tolist())
    return found | {"kappa_score": agree([float(band) for band in bands], mean)}


@exercise.right
def from_moments(ratings: pd.DataFrame) -> Figures:
    t = ratings[ratings[["rater_a", "rater_b", "score"]].notna().all(axis=1)]
    mean = t[["rater_a", "rater_b"]].mean(axis=1)

    def agree(x: pd.Series, y: pd.Series) -> float:
        apart = ((x - y) ** 2).mean()
        chance = x.var(ddof=0) + y.var(ddof=0) + (x.mean() - y.mean()) ** 2
        return float(1 - apart / chance) if chance > 0 else NAN

    bands = pd.cut(t["score"], [-np.inf, *EDGES, np.inf], right=False, labels=[1, 2, 3, 4]).astype(float)
    ranks = pd.DataFrame({"x": t["score"], "y": mean}).rank()
    return {
        "kappa_raters": agree(t["rater_a"], t["rater_b"]),
        "rho": float(ranks.corr().to_numpy()[0, 1]),
        "kappa_score": agree(bands, (mean + 0.5).astype(int).astype(float)),
    }


@exercise.right
def pair_by_pair(ratings: pd.DataFrame) -> Figures:
    every: list[Any] = list(ratings.itertuples())
    rows = [row for row in every if not any(map(math.isnan, (row.rater_a, row.rater_b, row.score)))]

    def agree(pairs: list[tuple[float, float]]) -> float:
        seen = sum((x - y) ** 2 for x, y in pairs) * len(pairs)
        chance = sum((x - y) ** 2 for x, _ in pairs for _, y in pairs)
        return 1 - seen / chance if chance else NAN

    means = [(row.rater_a + row.rater_b) / 2 for row in rows]
    bands = [1 + sum(row.score >= edge for edge in EDGES) for row in rows]
    ranked = pd.DataFrame({"x": [row.score for row in rows], "y": means}, dtype=float)
    return {
        "kappa_raters": agree([(row.rater_a, row.rater_b) for row in rows]),
        "rho": ranked.corr(method="spearman").to_numpy()[0, 1],
        "kappa_score": agree([(x, math.floor(y + 0.5)) for x, y in zip(bands, means, strict=True)]),
    }
