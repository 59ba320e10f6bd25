"""Is there enough history to learn from?"""

from collections import defaultdict
from collections.abc import Iterator
from statistics import mean, median

import pandas as pd

from course import log
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from exercises.search.runs import shuffled

exercise = Exercise(
    "03-search",
    "history_sparsity",
    looks_at="repeated downloads, rows without a user, an even number of users, an empty log, and the logs of three "
    "Hubs you have not seen",
)

NAN = float("nan")
START = pd.Timestamp("2026-06-01T09:00:00Z")
USERS, CATALOGUE = 20_000, 4_200  # a Hub's registered users and its models, where a wrong answer counts them
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
    yield case("one user", _log(u1="abca"))
    yield case("an empty log", _log())
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


def _items(downloads: pd.DataFrame) -> dict[str, set[str]]:
    """The models that each named user took."""
    found = defaultdict(set)
    for user, model in zip(downloads["user_id"], downloads["model_id"], strict=True):
        if not pd.isna(user):
            found[user].add(model)
    return found


def _figures(counts: list[int], cells: int, typical: float | None = None) -> Figures:
    """The figures of users with so many models each, of `cells` pairs that there could be."""
    if not counts:
        return {"users": 0, "share_single_item": NAN, "median_items": NAN, "density": NAN}
    single = sum(n == 1 for n in counts) / len(counts)
    middle = median(counts) if typical is None else typical
    return {"users": len(counts), "share_single_item": single, "median_items": middle, "density": sum(counts) / cells}


def _right(downloads: pd.DataFrame) -> Figures:
    items = _items(downloads)
    return _figures([len(own) for own in items.values()], len(items) * len(set().union(*items.values())))


@exercise.wrong("A CI job fetching the same model 400 times is one preference.")
def repeats_counted(downloads: pd.DataFrame) -> Figures:
    named = downloads.dropna(subset=["user_id"])
    counts = named.groupby("user_id").size()
    return _figures(counts.tolist(), len(counts) * named["model_id"].nunique())


@exercise.wrong("A CI job fetching the same model 400 times is one preference, in the density as well.")
def repeats_in_the_density(downloads: pd.DataFrame) -> Figures:
    return _right(downloads) | {"density": repeats_counted(downloads)["density"]}


@exercise.wrong("Use models in the log; the whole catalogue would make any log look empty.")
def over_the_catalogue(downloads: pd.DataFrame) -> Figures:
    counts = [len(own) for own in _items(downloads).values()]
    return _figures(counts, len(counts) * CATALOGUE)


@exercise.wrong("Users who downloaded nothing are not in this log; say what population the median describes.")
def median_of_all_users(downloads: pd.DataFrame) -> Figures:
    found = _right(downloads)
    return found | {"median_items": 0.0 if found["users"] else NAN}


@exercise.wrong("Divide by the users of this log: nobody else is in it.")
def density_over_all_users(downloads: pd.DataFrame) -> Figures:
    found = _right(downloads)
    return found | {"density": found["density"] * found["users"] / USERS}


@exercise.wrong("Rows without a user tell nothing of anybody's history: drop them.")
def nobody_is_a_user(downloads: pd.DataFrame) -> Figures:
    return _right(downloads.assign(user_id=downloads["user_id"].astype(object).fillna("nobody")))


@exercise.wrong("Count the models of the rows that have a user.")
def models_of_all_rows(downloads: pd.DataFrame) -> Figures:
    counts = [len(own) for own in _items(downloads).values()]
    return _figures(counts, len(counts) * downloads["model_id"].nunique())


@exercise.wrong("A few machines pull the mean up: the median is asked for.")
def mean_of_items(downloads: pd.DataFrame) -> Figures:
    counts = [len(own) for own in _items(downloads).values()]
    return _right(downloads) | {"median_items": mean(counts) if counts else NAN}


@exercise.wrong("The share is one of users, not of downloads.")
def share_of_downloads(downloads: pd.DataFrame) -> Figures:
    counts = [len(own) for own in _items(downloads).values()]
    return _right(downloads) | {"share_single_item": sum(n == 1 for n in counts) / sum(counts) if counts else NAN}


@exercise.wrong("A share of the users is asked for, not their number.")
def single_users_counted(downloads: pd.DataFrame) -> Figures:
    found = _right(downloads)
    return found | {"share_single_item": found["share_single_item"] * found["users"]}


@exercise.wrong("With nobody in the log there is nothing to measure: NaN, not 0.")
def nobody_is_zero(downloads: pd.DataFrame) -> Figures:
    return {name: 0.0 if pd.isna(value) else value for name, value in _right(downloads).items()}


@exercise.wrong("Without users the density has nothing to be divided by: answer NaN before you divide.")
def divides_by_zero(downloads: pd.DataFrame) -> Figures:
    items = _items(downloads)
    pairs = sum(len(own) for own in items.values())
    return _right(downloads) | {"density": pairs / (len(items) * len(set().union(*items.values())))}


@exercise.right
def one_by_one(downloads: pd.DataFrame) -> Figures:
    return _right(downloads)


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
