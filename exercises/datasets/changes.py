"""How much did the downloads of each model change between two stretches of weeks?"""

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, shuffled
from exercises.datasets.by_hand import LESSON
from exercises.datasets.panels import Counts, panel, random_panel, steps, unseen

exercise = Exercise(
    LESSON,
    "changes",
    looks_at="repos with one side, missing weeks, zeros, unequal numbers of weeks, any order of rows, "
    "and three unseen panels",
)

Weeks = Collection[int]
BEFORE, AFTER = [*range(-8, 0)], [*range(8)]
PLAIN = panel({"cat": steps(10, 20), "Zoe": steps(0, 1)}, {"ada": steps(5, 5), "ben": steps(7, 6)})


@exercise.cases
def cases() -> Iterator[Case]:
    """Panels of a few models first, then the unseen ones."""
    yield from also(case("four models", PLAIN, BEFORE, AFTER), shuffled, gapped_index)
    both: dict[str, Counts] = {"x": {-1: 4, 0: 9}}
    yield case(
        "a treated model with weeks before alone",
        panel({"a": {-2: 3, -1: 4}, **both}, {"y": {-1: 2, 0: 5}}),
        [-2, -1],
        [0],
    )
    yield case("a control with weeks after alone", panel(both, {"b": {0: 3, 1: 4}, "y": {-1: 2, 1: 2}}), [-1], [0, 1])
    yield case("a control with weeks before alone", panel(both, {"b": {-2: 3}, "y": {-1: 2, 0: 2}}), [-2, -1], [0])
    yield case(
        "a week without a count", panel({"a": {-2: 3, -1: None, 0: 8}}, {"b": {-1: 1, 0: None, 1: 5}}), [-2, -1], [0, 1]
    )
    yield case(
        "no counts on one side", panel({"a": {-1: None, 0: 8}, "x": {-1: 2, 0: 3}}, {"b": {-1: 1, 0: 4}}), [-1], [0]
    )
    yield case(
        "weeks of no downloads", panel({"a": {-2: 0, -1: 6, 0: 0, 1: 2}}, {"b": {-1: 0, 0: 0}}), [-2, -1], [0, 1]
    )
    yield case(
        "unequal numbers of weeks",
        panel({"a": {-3: 1, -2: 5, -1: 90, 0: 30}}, {"b": {-1: 7, 0: 1, 1: 50}}),
        [-3, -2, -1],
        [0, 1],
    )
    yield case("weeks in neither list", random_panel(1), [-4, -3, -2, -1], [2, 3])
    yield case("lists with holes", random_panel(7), [-8, -1], [0, 7])
    yield case("a gap in a column that nobody asks for", PLAIN.assign(note=np.nan), BEFORE, AFTER)
    yield case("ranges of weeks", random_panel(2), range(-8, -4), range(-4, 0))
    yield case("one week against eight", random_panel(3), range(-8, 0), [5])
    yield case("names in capitals", random_panel(4), BEFORE, AFTER)
    yield case("treated models alone", PLAIN[PLAIN["treated"]], BEFORE, AFTER)
    yield case("no weeks that fit", PLAIN, [-20], AFTER)
    yield case("no rows", PLAIN.iloc[:0], BEFORE, AFTER)
    for slot in hubs.SLOTS:
        yield case("an unseen panel", unseen(slot), range(-8, 0), range(8))


slip = exercise.slip
Y = 'np.log1p(rows["downloads"].astype(float))'
EARLY = 'rows[rows["week"].isin(before)].groupby("repo_id")["y"].mean()'
LATE = 'rows[rows["week"].isin(after)].groupby("repo_id")["y"].mean()'
RETURN = 'return table.dropna(subset=["d"]).rename_axis("repo_id").reset_index()'
slip(
    "log_of_zero",
    "A week without downloads is data: use `log1p`, which gives 0 for it.",
    Y,
    'np.log(rows["downloads"].astype(float).replace(0, np.nan))',
)
slip("plain_downloads", "Compare log(1 + downloads), not the counts themselves.", Y, 'rows["downloads"].astype(float)')
slip("another_base", "The natural logarithm is meant: `np.log1p`.", Y, 'np.log10(1 + rows["downloads"].astype(float))')
slip(
    "log_of_the_mean",
    "Take the log of each week first, and then the mean.",
    Y,
    'rows["downloads"].astype(float)',
    '"d": late - early',
    '"d": np.log1p(late) - np.log1p(early)',
)
slip(
    "missing_is_zero",
    "A week without a count is unknown, not 0: leave it out.",
    'panel.dropna(subset=["downloads"])',
    'panel.fillna({"downloads": 0})',
)
slip(
    "zero_is_missing",
    "A count of 0 is a count: keep the week.",
    'panel.dropna(subset=["downloads"])',
    'panel[panel["downloads"].gt(0).fillna(False)]',
)
slip("turned_round", "The change is after minus before.", "late - early", "early - late")
slip(
    "one_side_is_zero",
    "If one side has no counted week, the change is unknown: no row.",
    "late - early",
    "late.sub(early, fill_value=0)",
)
slip(
    "one_side_kept",
    "A model without a counted week on one side has no row.",
    RETURN,
    'return table.rename_axis("repo_id").reset_index()',
)
slip(
    "everything_after",
    "Weeks that are in neither list do not count.",
    'rows["week"].isin(after)',
    '~rows["week"].isin(before)',
)
slip(
    "from_first_to_last",
    "Only the weeks in the two lists count, not those between them.",
    'rows["week"].isin(before)',
    'rows["week"].between(min(before), max(before))',
    'rows["week"].isin(after)',
    'rows["week"].between(min(after), max(after))',
)
slip(
    "any_gap",
    "A gap in another column does not matter: leave out the weeks without a count alone.",
    'panel.dropna(subset=["downloads"])',
    "panel.dropna()",
)
slip(
    "everything_before",
    "Only the weeks in `before` come before.",
    'rows["week"].isin(before)',
    'rows["week"].lt(min(after))',
)
slip(
    "sums",
    "The means of the weeks are compared; sums grow with the number of weeks.",
    EARLY,
    EARLY.replace("mean()", "sum()"),
    LATE,
    LATE.replace("mean()", "sum()"),
)
slip(
    "medians",
    "The mean of the weeks is asked for; yours is the median.",
    EARLY,
    EARLY.replace("mean()", "median()"),
    LATE,
    LATE.replace("mean()", "median()"),
)
slip(
    "single_weeks",
    "Compare all weeks of the two lists, not one week with one week.",
    EARLY,
    'rows[rows["week"].eq(max(before))].groupby("repo_id")["y"].mean()',
    LATE,
    'rows[rows["week"].eq(min(after))].groupby("repo_id")["y"].mean()',
)
slip(
    "index_for_a_column",
    "`repo_id` is a column of the result: reset the index.",
    RETURN,
    'return table.dropna(subset=["d"])',
)
slip(
    "treated_alone",
    "The controls need a row as well; they say what would have happened anyway.",
    RETURN,
    f'table = table[table["treated"]]\n    {RETURN}',
)


@exercise.right
def with_a_wide_table(panel: pd.DataFrame, before: Weeks, after: Weeks) -> pd.DataFrame:
    counted = panel[panel["downloads"].notna()]
    wide = counted.assign(y=np.log1p(counted["downloads"].to_numpy(float))).pivot(
        index="repo_id", columns="week", values="y"
    )
    early = wide[[week for week in wide if week in before]].mean(axis=1)
    late = wide[[week for week in wide if week in after]].mean(axis=1)
    found = (late - early).dropna().sort_index().astype(float)
    kinds = dict(zip(panel["repo_id"], panel["treated"], strict=True))
    return pd.DataFrame({"repo_id": found.index, "treated": found.index.map(kinds), "d": found.to_numpy()})


@exercise.right
def in_plain_python(panel: pd.DataFrame, before: Weeks, after: Weeks) -> pd.DataFrame:
    seen: dict[str, tuple[bool, list[float], list[float]]] = {}
    for name, treated, week, count in panel[["repo_id", "treated", "week", "downloads"]].itertuples(index=False):
        _, early, late = seen.setdefault(name, (treated, [], []))
        if not pd.isna(count):
            early += [np.log(1 + count)] if week in before else []
            late += [np.log(1 + count)] if week in after else []
    rows = [
        (name, treated, sum(late) / len(late) - sum(early) / len(early))
        for name, (treated, early, late) in sorted(seen.items())
        if early and late
    ]
    return pd.DataFrame(rows, columns=["repo_id", "treated", "d"])
