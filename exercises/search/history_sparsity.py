"""Is there enough history to learn from?"""

from collections.abc import Iterator

import pandas as pd

from course import log
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, reversed_rows
from exercises.search.runs import shuffled

exercise = Exercise(
    "03-search",
    "history_sparsity",
    looks_at="repeated downloads, rows without a user or a time, an even number of users, an empty log, and the logs "
    "of three Hubs you have not seen",
)

NAN = float("nan")
START = pd.Timestamp("2026-06-01T09:00:00Z")
EVERY = 8  # of the users of a graded log, one in so many is looked at
Figures = dict[str, float]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    yield case("four users", _log(u1="a", u2="aa", u3="abc", u4="d"))
    yield case("a machine that fetches one model again and again", _log(u1="a" * 40, u2="ab", u3="cd", u4="abc"))
    yield case("an even number of users", _log(u1="a", u2="ab", u3="abc", u4="abcd"))
    anonymous = _log(u1="ab", u2="c", u3="abc", u4="d")
    anonymous.loc[anonymous["user_id"] == "u4", "user_id"] = None
    yield case("rows without a user", anonymous)
    yield case("rows without a user in a column of objects", shuffled(anonymous).astype({"user_id": object}))
    yield case("one download", _log(u1="a"))
    yield case("one user", _log(u1="abca"))
    untimed = _log(u1="ab", u2="c", u3="abc", u4="dd")
    untimed.loc[[1, 3, 6], "ts"] = pd.NaT
    yield from also(case("downloads at an unknown time", untimed), gapped_index, reversed_rows)
    yield case("the same row twice", pd.concat([untimed, untimed.iloc[:4]]))
    yield case("users of few models", _log(u1="a", u2="a", u3="ab", u4="a", u5="a"))
    yield case("an empty log", untimed.iloc[:0])
    yield case("a log in which nobody is named", anonymous[anonymous["user_id"].isna()])
    for slot in hubs.SLOTS:
        downloads = log("downloads", hubs.hub(slot))
        few = downloads[downloads["user_id"].str[1:].astype(int) % EVERY == 0]
        yield case("the log of an unseen Hub", few[["user_id", "model_id", "ts"]])


def _log(**models: str) -> pd.DataFrame:
    """Downloads a minute apart, each letter a model that the user took."""
    rows = [(user, model) for user, taken in models.items() for model in taken]
    table = pd.DataFrame(rows, columns=["user_id", "model_id"]).astype("str")
    return table.assign(ts=START + pd.to_timedelta(range(len(rows)), unit="min"))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, the text of the solution, what stands there instead
DISTINCT = 'known.drop_duplicates(["user_id", "model_id"])'
slip("repeats_counted", "A CI job fetching the same model 400 times is one preference.",
     DISTINCT, "known")
slip("repeats_at_another_time", "A CI job fetching the same model 400 times is one preference.",
     DISTINCT, "known.drop_duplicates()")
slip("repeats_in_the_density", "A CI job fetching the same model 400 times is one preference, in the density as well.",
     "density = len(pairs)", "density = len(known)")
slip("over_the_catalogue", "Use models in the log; the whole catalogue would make any log look empty.",
     'pairs["model_id"].nunique()', "4200")
slip("median_of_all_users",
     "Users who downloaded nothing are not in this log; say what population the median describes.",
     "items.median()", "0.0 if len(items) else np.nan")
slip("density_over_all_users", "Divide by the users of this log: nobody else is in it.",
     "(len(items) *", "(20_000 *")
slip("nobody_is_a_user", "Rows without a user tell nothing of anybody's history: drop them.",
     'downloads.dropna(subset=["user_id"])',
     'downloads.astype({"user_id": object}).fillna({"user_id": "nobody"})')
slip("rows_with_any_gap", "Only a gap in `user_id` matters: a download at an unknown time is one.",
     'dropna(subset=["user_id"])', "dropna()")
slip("models_of_all_rows", "Count the models of the rows that have a user.",
     'pairs["model_id"].nunique()', 'downloads["model_id"].nunique()')
slip("users_of_a_model", "Count the models of each user, not the users of each model.",
     'pairs.groupby("user_id")', 'pairs.groupby("model_id")')
slip("mean_of_items", "A few machines pull the mean up: the median is asked for.",
     "items.median()", "items.mean()")
slip("share_of_downloads", "The share is one of users, not of downloads.",
     "items.eq(1).mean()", "items.eq(1).sum() / len(pairs) if len(pairs) else np.nan")
slip("single_users_counted", "A share of the users is asked for, not their number.",
     "items.eq(1).mean()", "items.eq(1).sum() if len(pairs) else np.nan")
slip("several_items", "The share of users with one item is asked for; yours is of those with more.",
     "items.eq(1).mean()", "items.gt(1).mean()")
slip("nobody_is_zero", "With nobody in the log there is nothing to measure: NaN, not 0.",
     "density = np.nan", "density = 0.0", "items.eq(1).mean()", "items.eq(1).mean() if len(items) else 0.0",
     "items.median()", "items.median() if len(items) else 0.0")
slip("divides_by_zero", "Without users the density has nothing to be divided by: answer NaN before you divide.",
     "if len(pairs) > 0:", "if True:")
# fmt: on


@exercise.right
def with_nunique(downloads: pd.DataFrame) -> "pd.Series[float]":
    named = downloads[downloads["user_id"].notna()]
    items = named.groupby("user_id")["model_id"].nunique()
    cells = items.size * named["model_id"].nunique()
    density = items.sum() / cells if cells else None
    figures = [items.size, items.eq(1).mean(), items.median(), density]
    return pd.Series(figures, ["users", "share_single_item", "median_items", "density"], dtype=float)


@exercise.right
def with_a_cross_table(downloads: pd.DataFrame) -> Figures:
    taken = pd.crosstab(downloads["user_id"], downloads["model_id"]).gt(0)
    items = taken.sum(axis=1)
    cells = taken.to_numpy().mean() if taken.size else NAN
    return {
        "density": cells,
        "median_items": items.median(),
        "share_single_item": (items == 1).mean(),
        "users": len(taken),
    }
