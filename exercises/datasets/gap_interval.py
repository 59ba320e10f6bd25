"""How far apart are the changes of treated models and controls, and how sure is that?"""

from collections.abc import Iterator
from statistics import fmean

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, shuffled
from exercises.datasets.by_hand import LESSON
from exercises.datasets.panels import unseen

exercise = Exercise(
    LESSON,
    "gap_interval",
    looks_at="the order of repos, small groups, other numbers of draws, other seeds, and three unseen panels",
)

NAN = float("nan")
COLUMNS = ["repo_id", "treated", "d"]


def table(treated: dict[str, float], control: dict[str, float]) -> pd.DataFrame:
    """Changes of models by name."""
    rows = [(name, True, d) for name, d in treated.items()] + [(name, False, d) for name, d in control.items()]
    made = pd.DataFrame(rows, columns=COLUMNS)
    return made.astype({"repo_id": object, "treated": bool, "d": float})


def drawn(seed: int, treated: int, control: int) -> pd.DataFrame:
    """Random changes of models whose names are in no particular order."""
    rng = np.random.default_rng(seed)
    names = [f"{letter}{number}" for letter, number in zip("cAbZaDeBxQ", rng.integers(100, 999, 10), strict=True)]
    d = rng.normal(0.1, 0.4, treated + control).round(3)
    own = dict(zip(names, d, strict=False))
    return table({k: own[k] for k in names[:treated]}, {k: own[k] for k in names[treated : treated + control]})


@exercise.cases
def cases() -> Iterator[Case]:
    """Small tables first, then the changes in unseen panels."""
    four = drawn(1, 4, 5)
    yield from also(case("nine models", four, 100), shuffled, gapped_index)
    yield case("two models on each side", table({"b": 0.4, "a": 0.1}, {"d": 0.2, "c": 0.3}), 50)
    yield case("controls before treated models", four.iloc[::-1].reset_index(drop=True), 80)
    yield case("names in capitals", table({"b": 0.5, "C": 0.1, "a": 0.9}, {"B": 0.2, "A": 0.7, "c": -0.3}), 60)
    yield case("another seed", four, 100, 3)
    yield case("another number of draws", four, 37)
    yield case("the usual number of draws", drawn(2, 3, 3))
    yield case("one treated model", drawn(3, 1, 4), 50)
    yield case("one control", drawn(4, 4, 1), 50)
    yield case("one model on each side", drawn(5, 1, 1), 50)
    yield case("controls alone", drawn(6, 0, 4), 50)
    yield case("treated models alone", drawn(7, 4, 0), 50)
    yield case("a fall", table({"a": -0.5, "b": -0.7}, {"c": 0.1, "d": 0.3}), 50)
    yield case("no models", four.iloc[:0], 50)
    for slot in hubs.SLOTS:
        panel = unseen(slot)
        known = panel.assign(y=np.log1p(panel["downloads"].astype(float)), late=panel["week"].ge(0)).dropna()
        sides = known.groupby(["repo_id", "late"])["y"].mean().unstack().dropna()
        kinds = known.groupby("repo_id")["treated"].first()
        found = pd.DataFrame({"treated": kinds, "d": sides[True] - sides[False]}).dropna()
        yield case("the changes of an unseen panel", found.rename_axis("repo_id").reset_index(), 200, 1)


slip = exercise.slip
GAP = "treated.mean() - control.mean()"
DRAWN = "for group in [treated.to_numpy(), control.to_numpy()]:"
PICKED = "picked = rng.integers(0, len(group), size=(B, len(group)))"
ENDS = "np.quantile(means[0] - means[1], [0.025, 0.975])"
ORDER = "Draw treated and controls apart, the treated first, from one generator."
SMALL = "min(len(treated), len(control)) < 2"
ONE = "One model drawn again and again never varies: with fewer than two in a group, both ends are NaN."
slip(
    "treated_alone", "Everything grew in those weeks: subtract the mean change of the controls.", GAP, "treated.mean()"
)
slip(
    "turned_round",
    "The gap is treated minus controls.",
    GAP,
    "control.mean() - treated.mean()",
    ENDS,
    "np.quantile(means[1] - means[0], [0.025, 0.975])",
)
slip("medians", "The gap is between means; yours is between medians.", GAP, "treated.median() - control.median()")
slip(
    "as_they_come",
    "Sort by `repo_id` before you draw, or the draws depend on the order of the rows.",
    'table.sort_values("repo_id")',
    "table",
)
slip(
    "sorted_without_capitals",
    "Sort the names as Python does: capitals before small letters.",
    'table.sort_values("repo_id")',
    'table.sort_values("repo_id", key=lambda column: column.str.lower())',
)
slip(
    "controls_first",
    ORDER,
    DRAWN,
    "for group in [control.to_numpy(), treated.to_numpy()]:",
    "means[0] - means[1]",
    "means[1] - means[0]",
)
slip(
    "two_generators",
    "One generator for both: a second one draws the same places again.",
    PICKED,
    f"rng = np.random.default_rng(seed)\n        {PICKED}",
)
slip(
    "drawn_in_another_shape",
    "Draw with `size=(B, n)`, a row for each draw: another shape gives other numbers.",
    PICKED,
    "picked = rng.integers(0, len(group), size=(len(group), B)).T",
)
slip("seed_left_out", "`seed` is an argument: 0 is only its default.", "default_rng(seed)", "default_rng(0)")
slip(
    "draws_left_out",
    "`B` is an argument: 1,000 is only its default.",
    "size=(B, len(group))",
    "size=(1000, len(group))",
)
slip("ninety_per_cent", "The middle 95 % lie between the quantiles 0.025 and 0.975.", "[0.025, 0.975]", "[0.05, 0.95]")
slip(
    "percentile_for_quantile",
    "`np.quantile` takes shares from 0 to 1: 0.025 and 0.975.",
    ENDS,
    "np.percentile(means[0] - means[1], [0.025, 0.975])",
)
slip(
    "limits_of_each",
    "Subtract draw by draw first, and take the quantiles of the differences.",
    ENDS,
    "np.quantile(means[0], [0.025, 0.975]) - np.quantile(means[1], [0.025, 0.975])",
)
slip("small_groups_drawn", ONE, SMALL, "min(len(treated), len(control)) < 1")
slip("one_control_drawn", ONE, SMALL, "len(treated) < 2 or len(control) < 1")
slip("one_treated_drawn", ONE, SMALL, "len(control) < 2 or len(treated) < 1")
slip(
    "small_groups_left_out",
    "With two models in a group there is an interval already.",
    SMALL,
    "min(len(treated), len(control)) < 3",
)
slip(
    "small_groups_have_no_gap",
    "With one model on each side the gap is known; only the interval is not.",
    "        return found",
    "        return dict.fromkeys(found, np.nan)",
)
slip(
    "both_in_one_draw",
    ORDER,
    f"    {DRAWN}\n        {PICKED}\n        means.append(group[picked].mean(axis=1))\n",
    '    d, kinds = rows["d"].to_numpy(), is_treated.to_numpy()\n'
    "    picked = rng.integers(0, len(d), size=(B, len(d)))\n"
    "    means.append(np.nanmean(np.where(kinds[picked], d[picked], np.nan), axis=1))\n"
    "    means.append(np.nanmean(np.where(kinds[picked], np.nan, d[picked]), axis=1))\n",
    ENDS,
    "np.nanquantile(means[0] - means[1], [0.025, 0.975])",
)


@exercise.right
def in_plain_python(table: pd.DataFrame, B: int = 1000, seed: int = 0) -> dict[str, float]:
    models = sorted(zip(table["repo_id"], table["treated"], table["d"], strict=True))
    groups = [[d for _, kind, d in models if bool(kind) is wanted] for wanted in (True, False)]
    if not groups[0] or not groups[1]:
        return {"gap": NAN, "low": NAN, "high": NAN}
    gap = fmean(groups[0]) - fmean(groups[1])
    if len(groups[0]) == 1 or len(groups[1]) == 1:
        return {"high": NAN, "low": NAN, "gap": gap}
    rng = np.random.default_rng(seed)
    first, second = (np.asarray(own)[rng.integers(0, len(own), (B, len(own)))] for own in groups)
    ends = np.percentile(first.mean(1) - second.mean(1), [2.5, 97.5])
    return {"low": float(ends[0]), "high": float(ends[1]), "gap": gap}


@exercise.right
def by_counting_draws(table: pd.DataFrame, B: int = 1000, seed: int = 0) -> pd.Series:
    rng = np.random.default_rng(seed=seed)
    means, centre = [], []
    for kind in (True, False):
        d = table[table["treated"].eq(kind)].set_index("repo_id")["d"].sort_index()
        centre.append(d.mean())
        if len(d) > 1:
            picked = rng.integers(len(d), size=(B, len(d)))
            times = (picked[:, :, None] == np.arange(len(d))).sum(axis=1) if len(d) < 50 else None
            means.append(d.to_numpy()[picked].sum(axis=1) / len(d) if times is None else times @ d.to_numpy() / len(d))
    spread = pd.Series(means[0] - means[1]) if len(means) == 2 else pd.Series([NAN])
    return pd.Series({"gap": centre[0] - centre[1], "low": spread.quantile(0.025), "high": spread.quantile(0.975)})
