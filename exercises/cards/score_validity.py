"""Does the score agree with people at least as well as people agree with each other?"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "07-cards",
    "score_validity",
    looks_at="means of 2.5, scores of 25, 50 and 75, raters of one mind, missing ratings, and no rows",
)

Figures = dict[str, float]
Weight = Callable[[np.ndarray], np.ndarray]
Method = Literal["spearman", "pearson", "kendall"]
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
    yield case("five cards", ratings([1, 2, 3, 4, 2], [1, 3, 3, 4, 1], [12, 30, 61, 90, 40]))
    yield case("means that end in a half", ratings([1, 2, 3, 2, 4], [2, 3, 4, 3, 3], [30, 60, 80, 70, 20]))
    yield case("scores on the edges", ratings([1, 2, 3, 4, 2, 3], [1, 2, 3, 4, 2, 4], [25, 50, 75, 100, 25, 75]))
    yield case("ratings of 1, 2 and 4 alone", ratings([1, 2, 4, 4, 1], [2, 2, 4, 1, 1], [10, 30, 80, 90, 30]))
    yield case("a rater who always says 3", ratings([3, 3, 3, 3], [2, 3, 4, 3], [40, 60, 80, 55]))
    yield case("two raters who always say 3", ratings([3, 3, 3], [3, 3, 3], [60, 60, 60]))
    holes = ratings([1, None, 3, 4, 2, 2], [1, 4, None, 4, 3, 1], [10, 90, 20, 80, 45, None])
    yield case("missing ratings", holes)
    yield case("nothing but missing ratings", ratings([None, 2], [1, None], [10, 20]))
    yield case("no ratings", ratings([], [], []))
    yield case("raters who disagree", ratings([1, 4, 1, 4], [4, 1, 4, 1], [10, 90, 20, 80]))
    for seed, noise in ((11, 0.4), (12, 0.8), (13, 1.5)):
        yield case("ratings you have not seen", drawn(seed, 120, noise, gaps=6))


def half_up(values: pd.Series) -> np.ndarray:
    """Numbers rounded, halves upwards."""
    return np.floor(values.to_numpy(float) + 0.5)


def band(score: pd.Series, side: str = "right") -> np.ndarray:
    """The band 1 to 4 of each score."""
    return 1 + np.searchsorted(EDGES, score.to_numpy(float), side=side)  # type: ignore[call-overload, no-any-return]


def square(distance: np.ndarray) -> np.ndarray:
    """Weights of a disagreement: the square of its distance."""
    return distance**2


def kappa(
    one: np.ndarray, other: np.ndarray, weight: Weight = square, levels: Sequence[int] = (1, 2, 3, 4), none: float = NAN
) -> float:
    """Weighted Cohen's kappa over `levels`; `none` where chance leaves nothing to disagree on."""
    found = np.zeros((len(levels), len(levels)))
    for a, b in zip(one, other, strict=True):
        found[levels.index(int(a)), levels.index(int(b))] += 1
    steps = np.arange(len(levels), dtype=float)
    weights = weight(np.abs(np.subtract.outer(steps, steps)))
    chance = np.outer(found.sum(1), found.sum(0)) / max(1.0, found.sum())
    return float(1 - (weights * found).sum() / (weights * chance).sum()) if (weights * chance).sum() else none


def rho(score: pd.Series, mean: pd.Series, method: Method = "spearman") -> float:
    """The correlation of score and mean rating."""
    return float(pd.DataFrame({"x": score, "y": mean}).corr(method=method).to_numpy()[0, 1])


def figures(
    table: pd.DataFrame,
    agree: Callable[..., float] = kappa,
    rounded: Callable[[pd.Series], np.ndarray] = half_up,
    banded: Callable[[pd.Series], np.ndarray] = band,
    method: Method = "spearman",
) -> Figures:
    """The three figures, with what a slip replaces."""
    kept = table.dropna(subset=["rater_a", "rater_b", "score"]).astype({"rater_a": float, "rater_b": float})
    mean = (kept["rater_a"] + kept["rater_b"]) / 2
    return {
        "kappa_raters": agree(kept["rater_a"].to_numpy(), kept["rater_b"].to_numpy()),
        "rho": rho(kept["score"], mean, method),
        "kappa_score": agree(banded(kept["score"]), rounded(mean)),
    }


@exercise.wrong("3 against 4 is a small disagreement; weight by squared distance.")
def unweighted(ratings: pd.DataFrame) -> Figures:
    return figures(ratings, agree=lambda one, other: kappa(one, other, weight=lambda d: (d > 0).astype(float)))


@exercise.wrong("Square the distance: 1 against 4 is nine times as bad as 1 against 2.")
def linear_weights(ratings: pd.DataFrame) -> Figures:
    return figures(ratings, agree=lambda one, other: kappa(one, other, weight=lambda d: d))


@exercise.wrong("Python rounds 2.5 to 2; the rule is half up.")
def half_to_even(ratings: pd.DataFrame) -> Figures:
    return figures(ratings, rounded=lambda mean: np.rint(mean.to_numpy(float)))


@exercise.wrong("A mean of 2.5 becomes 3: cutting off the half makes every card worse.")
def cut_off(ratings: pd.DataFrame) -> Figures:
    return figures(ratings, rounded=lambda mean: np.floor(mean.to_numpy(float)))


@exercise.wrong("Two raters who always say 3 agree by doing nothing; κ corrects for chance.")
def share_of_agreement(ratings: pd.DataFrame) -> Figures:
    return figures(ratings, agree=lambda one, other: float(np.mean(one == other)) if len(one) else NAN)


@exercise.wrong("The bands begin at 25, 50 and 75: a score of exactly 25 is in band 2.")
def edges_below(ratings: pd.DataFrame) -> Figures:
    return figures(ratings, banded=lambda score: band(score, side="left"))


@exercise.wrong("ρ compares ranks: that is Spearman's correlation, not Pearson's.")
def pearson(ratings: pd.DataFrame) -> Figures:
    return figures(ratings, method="pearson")


@exercise.wrong("ρ compares ranks: that is Spearman's correlation, not Kendall's.")
def kendall(ratings: pd.DataFrame) -> Figures:
    return figures(ratings, method="kendall")


@exercise.wrong("Drop a row with any missing value before all three figures.")
def pairs_of_raters(ratings: pd.DataFrame) -> Figures:
    both = ratings.dropna(subset=["rater_a", "rater_b"])
    return figures(ratings) | {"kappa_raters": kappa(both["rater_a"].to_numpy(), both["rater_b"].to_numpy())}


@exercise.wrong("Drop a row with any missing value before all three figures.")
def one_rater_suffices(ratings: pd.DataFrame) -> Figures:
    mean = ratings[["rater_a", "rater_b"]].mean(axis=1)
    kept = mean.notna() & ratings["score"].notna()
    agree = kappa(band(ratings.loc[kept, "score"]), half_up(mean[kept]))
    return figures(ratings) | {"rho": rho(ratings["score"], mean), "kappa_score": agree}


@exercise.wrong("Keep all four levels: 2 and 4 are two steps apart, even where nobody said 3.")
def levels_that_occur(ratings: pd.DataFrame) -> Figures:
    def agree(one: np.ndarray, other: np.ndarray) -> float:
        return kappa(one, other, levels=sorted({int(x) for x in (*one, *other)}))

    return figures(ratings, agree=agree)


@exercise.wrong("Raters who only ever said one thing leave nothing to measure: NaN, not 1.")
def nothing_is_perfect(ratings: pd.DataFrame) -> Figures:
    return figures(ratings, agree=lambda one, other: kappa(one, other, none=1.0))


@exercise.wrong("Raters who only ever said one thing leave nothing to measure: NaN, not 0.")
def nothing_is_zero(ratings: pd.DataFrame) -> Figures:
    return figures(ratings, agree=lambda one, other: kappa(one, other, none=0.0))


@exercise.right
def from_moments(ratings: pd.DataFrame) -> Figures:
    t = ratings.dropna()
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
