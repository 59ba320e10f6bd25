"""What does an improved card do to downloads, and did the groups move alike before?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, shuffled
from exercises.datasets.by_hand import LESSON
from exercises.datasets.panels import Counts, panel, random_panel, steps, unseen

exercise = Exercise(
    LESSON,
    "did_effect",
    looks_at="weeks outside the window, a trend before the edit, small groups, and three unseen panels",
)

NAN = float("nan")
DRAWS = 60
TREND = panel(
    {"a": steps(10, 40, middle=20), "b": steps(4, 9, middle=5), "c": steps(30, 60, middle=70)},
    {"x": steps(8, 9), "Y": steps(50, 45, middle=40), "z": steps(0, 1)},
)


def _early(counts: Counts) -> Counts:
    return {week: count for week, count in counts.items() if week < 0}


@exercise.cases
def cases() -> Iterator[Case]:
    """Panels of a few models first, then the unseen ones."""
    yield from also(case("a trend before the edit", TREND, DRAWS), shuffled)
    yield case(
        "no change and a trend before",
        panel({"a": steps(9, 9), "b": steps(5, 7, middle=9)}, {"x": steps(9, 9), "y": steps(4, 4)}),
        DRAWS,
    )
    far: Counts = {-9: 500, 8: 900, -20: 3}
    yield case(
        "weeks outside the window",
        panel({"a": steps(10, 20) | far, "b": steps(5, 6)}, {"x": steps(8, 9), "y": steps(3, 3) | far}),
        DRAWS,
    )
    short: Counts = {-2: 5, -1: 6, 0: 9, 1: 8}
    yield case(
        "models whose log begins late",
        panel(
            {"a": short, "b": steps(5, 6), "c": steps(7, 9, middle=6)}, {"x": short, "y": steps(3, 3), "z": steps(4, 6)}
        ),
        DRAWS,
    )
    gaps = {"a": steps(10, 20) | {-3: None, 2: None}, "b": steps(5, 6) | {-7: None}}
    yield case("weeks without a count", panel(gaps, {"x": steps(8, 9), "y": steps(3, 3) | {4: None}}), DRAWS)
    one_side = {"a": _early(steps(4, 4, middle=6)), "b": steps(5, 6), "c": steps(7, 9)}
    yield case("a model without weeks after", panel(one_side, {"x": steps(8, 9), "y": steps(3, 3)}), DRAWS)
    yield case("random counts", random_panel(5), DRAWS)
    yield case("another seed", random_panel(5), DRAWS, 4)
    yield case("the usual number of draws", random_panel(6, 3, 3))
    yield case("one treated model", panel({"a": steps(10, 20, middle=11)}, {"x": steps(8, 9), "y": steps(3, 4)}), DRAWS)
    yield case("controls alone", TREND[~TREND["treated"]].reset_index(drop=True), DRAWS)
    for slot in hubs.SLOTS:
        yield case("an unseen panel", unseen(slot), 200)


slip = exercise.slip
MOVED = "changes(panel, range(-8, 0), range(8))"
EARLIER = "changes(panel, range(-8, -4), range(-4, 0))"
TREATED = 'found = {"gap": treated.mean() - control.mean(), "low": np.nan, "high": np.nan}'
slip("week_0_before", "Week 0 is the first week after the edit.", MOVED, "changes(panel, range(-8, 1), range(1, 8))")
slip("weeks_1_to_8", "Week 0 is the first week after the edit, and week 7 the last that counts.", MOVED,
     "changes(panel, range(-8, 0), range(1, 9))")  # fmt: skip
slip("week_8_counts", "Only the weeks from −8 to 7 count: week 8 is outside.", MOVED,
     "changes(panel, range(-8, 0), range(9))")  # fmt: skip
slip("week_9_before_counts", "Only the weeks from −8 to 7 count: week −9 is outside.", MOVED,
     "changes(panel, range(-9, 0), range(8))")  # fmt: skip
for name, table in {"effect": "moved", "trend": "earlier"}.items():
    slip(f"seed_left_out_of_the_{name}", "Pass `seed` on in both calls: 0 is only its default.",
         f"gap_interval({table}, B, seed)", f"gap_interval({table}, B)")  # fmt: skip
slip(
    "all_weeks",
    "Only the weeks from −8 to 7 count.",
    MOVED,
    'changes(panel, [w for w in set(panel["week"]) if w < 0], [w for w in set(panel["week"]) if w >= 0])',
)
slip(
    "week_7_left_out",
    "Week 7 belongs to the weeks after: a range ends before its last number.",
    MOVED,
    "changes(panel, range(-8, 0), range(0, 7))",
)
slip("week_1_left_out", "Week −1 belongs to the weeks before.", MOVED, "changes(panel, range(-8, -1), range(0, 8))")
slip(
    "trend_is_effect",
    "The pre-trend compares weeks −4 … −1 with weeks −8 … −5; no week after the edit is in it.",
    EARLIER,
    "changes(panel, range(-8, -4), range(-4, 8))",
)
slip(
    "trend_turned_round",
    "The pre-trend is the later weeks minus the earlier ones.",
    EARLIER,
    "changes(panel, range(-4, 0), range(-8, -4))",
)
slip(
    "trend_of_those_in_effect",
    "A model without weeks after the edit still counts in the pre-trend.",
    EARLIER,
    f'{EARLIER}\n    earlier = earlier[earlier["repo_id"].isin(moved["repo_id"])]',
)
slip(
    "effect_of_those_in_trend",
    "A model without weeks −8 … −5 still counts in `att`.",
    EARLIER,
    f'{EARLIER}\n    moved = moved[moved["repo_id"].isin(earlier["repo_id"])]',
)
slip(
    "log_change_as_share",
    "A log change is not a share: `pct` is e^att − 1.",
    'np.exp(effect["gap"]) - 1',
    'effect["gap"]',
)
slip(
    "hundredfold", "Return a fraction, not per cent.", 'np.exp(effect["gap"]) - 1', '100 * (np.exp(effect["gap"]) - 1)'
)
slip("ratio", "e^att is the ratio; the change is one less.", 'np.exp(effect["gap"]) - 1', 'np.exp(effect["gap"])')
slip(
    "another_seed_for_the_trend",
    "Both intervals start from the same `seed`.",
    "gap_interval(earlier, B, seed)",
    "gap_interval(earlier, B, seed + 1)",
)
slip(
    "seed_left_out",
    "Pass `seed` on: 0 is only its default.",
    "gap_interval(moved, B, seed)",
    "gap_interval(moved, B)",
    "gap_interval(earlier, B, seed)",
    "gap_interval(earlier, B)",
)
slip(
    "draws_left_out",
    "Pass `B` on: 1,000 is only its default.",
    "gap_interval(moved, B, seed)",
    "gap_interval(moved, seed=seed)",
    "gap_interval(earlier, B, seed)",
    "gap_interval(earlier, seed=seed)",
)
slip("all_controls", "`n_control` counts the controls alone.", "len(moved) - n_treated", "len(moved)")
slip(
    "models_of_the_panel",
    "Count the models in `att`: one without weeks on both sides is not in it.",
    'int(moved["treated"].sum())',
    'panel.loc[panel["treated"], "repo_id"].nunique()',
    "len(moved) - n_treated",
    'panel["repo_id"].nunique() - n_treated',
)
slip(
    "before_and_after_alone",
    "Everything grew in those weeks: subtract what the controls did.",
    TREATED,
    TREATED.replace(" - control.mean()", ""),
)
slip(
    "after_alone",
    "The groups were not of equal size before the edit: compare changes, not the weeks after.",
    '"d": late - early',
    '"d": late + 0 * early',
)
slip(
    "log_of_zero",
    "A week without downloads is data: use `log1p`, which gives 0 for it.",
    'np.log1p(rows["downloads"].astype(float))',
    'np.log(rows["downloads"].astype(float).replace(0, np.nan))',
)
slip(
    "missing_is_zero",
    "A week without a count is unknown, not 0: leave it out.",
    'panel.dropna(subset=["downloads"])',
    'panel.fillna({"downloads": 0})',
)


def _bootstrapped(d: pd.DataFrame, B: int, seed: int) -> tuple[float, float, float]:
    rng, draws, gap = np.random.default_rng(seed), [], 0.0
    for sign, kind in ((1, True), (-1, False)):
        own = d[d["kind"].eq(kind)].sort_index()["d"].to_numpy(float)
        if len(own) == 0:
            return NAN, NAN, NAN
        gap += sign * own.mean()
        if len(own) > 1:
            draws.append(sign * own[rng.integers(0, len(own), size=(B, len(own)))].mean(axis=1))
    low, high = np.quantile(sum(draws), [0.025, 0.975]) if len(draws) == 2 else (NAN, NAN)
    return gap, low, high


@exercise.right
def with_windows(panel: pd.DataFrame, B: int = 1000, seed: int = 0) -> dict[str, float]:
    known = panel.dropna(subset=["downloads"])
    known = known[known["week"].between(-8, 7)].assign(y=np.log1p(known["downloads"].astype(float)))
    kinds = known.drop_duplicates("repo_id").set_index("repo_id")["treated"]
    parts = {}
    for name, (first, middle, last) in {"effect": (-8, 0, 8), "trend": (-8, -4, 0)}.items():
        own = known[known["week"].between(first, last - 1)]
        late = own["week"].ge(middle).rename("late")
        sides = own.groupby(["repo_id", late])["y"].mean().unstack().reindex(columns=[False, True])
        parts[name] = pd.DataFrame({"d": sides[True] - sides[False], "kind": kinds}).dropna()
    att, ci_low, ci_high = _bootstrapped(parts["effect"], B, seed)
    pretrend, pre_low, pre_high = _bootstrapped(parts["trend"], B, seed)
    found = {"att": att, "ci_low": ci_low, "ci_high": ci_high, "pct": np.expm1(att), "pretrend": pretrend}
    sizes = {
        "n_treated": (parts["effect"]["kind"].eq(True)).sum(),
        "n_control": parts["effect"]["kind"].eq(False).sum(),
    }
    return found | {"pre_low": pre_low, "pre_high": pre_high} | sizes


@exercise.right
def model_by_model(panel: pd.DataFrame, B: int = 1000, seed: int = 0) -> pd.Series:
    rows: dict[str, list[tuple[str, float, bool]]] = {"late": [], "early": []}
    seen: dict[str, tuple[bool, list[float], list[float], list[float]]] = {}
    for name, kind, week, count in panel[["repo_id", "treated", "week", "downloads"]].itertuples(index=False):
        quarters = seen.setdefault(name, (bool(kind), [], [], []))[1:]
        if not pd.isna(count) and -8 <= week < 8:
            quarters[0 if week < -4 else 1 if week < 0 else 2].append(float(np.log(count + 1)))
    for name, (kind, first, second, third) in seen.items():
        for key, (old, new) in {"late": (first + second, third), "early": (first, second)}.items():
            if old and new:
                rows[key].append((name, sum(new) / len(new) - sum(old) / len(old), kind))
    tables = {key: pd.DataFrame(own, columns=["id", "d", "kind"]).set_index("id") for key, own in rows.items()}
    att, low, high = _bootstrapped(tables["late"], B, seed)
    before_gap, before_low, before_high = _bootstrapped(tables["early"], B, seed)
    n_treated = sum(kind for _, _, kind in rows["late"])
    return pd.Series(
        {
            "n_control": len(rows["late"]) - n_treated,
            "n_treated": n_treated,
            "pre_high": before_high,
            "pre_low": before_low,
            "pretrend": before_gap,
            "pct": np.exp(att) - 1,
            "ci_high": high,
            "ci_low": low,
            "att": att,
        }
    )
