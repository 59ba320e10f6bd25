"""How many repos and publishers does each surface have, and what share is new?"""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
from huggingface_hub import HfApi

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of

exercise = Exercise(
    "01-census",
    "surface_census",
    looks_at="missing authors and likes, the ends of the window, unusable dates, empty surfaces, unseen Hubs",
    over_budget="You asked the Hub more than once a surface. One listing of each, with expand=[…], holds all you need.",
    ordered=True,
)

COLUMNS = ["surface", "n_public", "n_namespaces", "new_30d", "share_new", "median_likes"]
NOW = pd.Timestamp("2026-06-15", tz="UTC")
EDGES: list[dict[str, object]] = [
    {"id": "alone", "createdAt": "2026-06-01T10:00:00.000Z", "likes": 4},
    {"id": "also", "createdAt": "2026-01-01T10:00:00.000Z", "likes": 1},
    {"id": "ada/x", "author": "ada", "createdAt": "2026-06-15T00:00:00.000Z", "likes": 0},
    {"id": "ada/y", "author": "ada", "createdAt": "2026-05-16T00:00:00.000Z", "likes": 9, "private": False},
    {"id": "ben/z", "createdAt": "2022-03-02T23:29:04.000Z", "lastModified": "2026-06-10T00:00:00.000Z"},
    {"id": "cat/u", "author": "cat", "createdAt": "2026-05-15T23:59:59.000Z", "likes": 2},
    {"id": "cat/w", "author": "cat", "lastModified": "2026-06-09T00:00:00.000Z", "likes": 30},
]
PRIVATE: list[dict[str, object]] = [
    {"id": "dora/v", "author": "dora", "createdAt": "2026-06-02T00:00:00.000Z", "likes": 90, "private": True},
    {"id": "eve/v", "author": "eve", "createdAt": "2026-06-03T00:00:00.000Z", "likes": 2, "private": False},
]


@exercise.cases
def cases() -> Iterator[Case]:
    """Small Hubs of known repos first, then the graded ones; one request a surface suffices for the small."""
    yield case("models of every kind and no datasets", hub_of(models=EDGES), NOW, budget=3)
    yield case("a private repo on each surface", hub_of(PRIVATE, PRIVATE, PRIVATE), NOW, budget=3)
    yield case("datasets and Spaces", hub_of(EDGES[:2], EDGES[2:], EDGES), NOW, budget=3)
    yield case("an earlier date", hub_of(datasets=EDGES), pd.Timestamp("2026-01-20", tz="UTC"), budget=3)
    for slot in hubs.SLOTS:
        hub = hubs.hub(slot)
        yield case("an unseen Hub", hub, frames.as_of(hub), budget=hubs.budget(hub, "models", "datasets", "spaces"))


Repos = list[Any]


def _listings(api: HfApi) -> list[Repos]:
    names: list[Any] = ["author", "createdAt", "lastModified", "likes", "private"]
    listings = (api.list_models, api.list_datasets, api.list_spaces)
    return [list(listing(expand=names)) for listing in listings]


def _namespace(repo: Any) -> str | None:
    return repo.author or (repo.id.split("/")[0] if "/" in repo.id else None)


def _usable(repo: Any) -> bool:
    return repo.created_at is not None and repo.created_at != frames.SENTINEL


def _new(repos: Repos, as_of: pd.Timestamp) -> int:
    return sum(_usable(repo) and as_of - pd.Timedelta(days=30) <= repo.created_at < as_of for repo in repos)


def _row(repos: Repos, new: int) -> list[Any]:
    dated = sum(_usable(repo) for repo in repos)
    likes = pd.Series([repo.likes for repo in repos], dtype=float).median()
    publishers = {_namespace(repo) for repo in repos} - {None}
    return [len(repos), len(publishers), new, new / dated if dated else None, likes]


def _table(
    api: HfApi,
    as_of: pd.Timestamp,
    keep: Callable[[Any], bool] = lambda repo: repo.private is not True,
    new: Callable[[Repos], int] | None = None,
    **other: Callable[[Repos], object],
) -> pd.DataFrame:
    """The right table, but for `new` and the columns that `other` computes from a surface's repos."""
    rows = []
    for surface, listed in zip(("model", "dataset", "space"), _listings(api), strict=True):
        repos = [repo for repo in listed if keep(repo)]
        row = dict(zip(COLUMNS, [surface, *_row(repos, new(repos) if new else _new(repos, as_of))], strict=True))
        rows.append(row | {name: compute(repos) for name, compute in other.items()})
    return pd.DataFrame(rows, columns=COLUMNS)


@exercise.wrong("You counted ‘no author’ as one publisher.")
def nobody_is_a_publisher(api: HfApi, as_of: pd.Timestamp) -> pd.DataFrame:
    return _table(api, as_of, n_namespaces=lambda repos: len({_namespace(repo) for repo in repos}))


@exercise.wrong("Where the author was not returned, the part of the id before `/` names the publisher.")
def authors_only(api: HfApi, as_of: pd.Timestamp) -> pd.DataFrame:
    return _table(api, as_of, n_namespaces=lambda repos: len({repo.author for repo in repos} - {None}))


@exercise.wrong("An id without `/` has no publisher: `alone` is a repo, not a namespace.")
def ids_are_publishers(api: HfApi, as_of: pd.Timestamp) -> pd.DataFrame:
    return _table(api, as_of, n_namespaces=lambda repos: len({repo.author or repo.id.split("/")[0] for repo in repos}))


@exercise.wrong("Edited in the last 30 days is not created in the last 30 days.")
def edits_counted(api: HfApi, as_of: pd.Timestamp) -> pd.DataFrame:
    def edited(repos: Repos) -> int:
        times = [repo.last_modified for repo in repos if repo.last_modified]
        return sum(as_of - pd.Timedelta(days=30) <= time < as_of for time in times)

    return _table(api, as_of, new=edited)


@exercise.wrong("Repos with unknown creation dates cannot be in the denominator of a creation rate.")
def share_of_all(api: HfApi, as_of: pd.Timestamp) -> pd.DataFrame:
    return _table(api, as_of, share_new=lambda repos: _new(repos, as_of) / len(repos) if repos else None)


@exercise.wrong("Your token can see private repos; the public census cannot.")
def private_counted(api: HfApi, as_of: pd.Timestamp) -> pd.DataFrame:
    return _table(api, as_of, keep=lambda repo: True)


@exercise.wrong("The window is half-open: a repo created at as_of is not in it, one created 30 days before is.")
def window_closed_at_the_end(api: HfApi, as_of: pd.Timestamp) -> pd.DataFrame:
    return _table(api, as_of, new=lambda repos: _new(repos, as_of) + sum(repo.created_at == as_of for repo in repos))


@exercise.wrong("The window holds its start: a repo created exactly 30 days before as_of is new.")
def window_open_at_the_start(api: HfApi, as_of: pd.Timestamp) -> pd.DataFrame:
    start = as_of - pd.Timedelta(days=30)
    return _table(api, as_of, new=lambda repos: _new([r for r in repos if r.created_at != start], as_of))


@exercise.wrong("Likes that were not returned are unknown, not zero: take the median of the others.")
def missing_likes_are_zero(api: HfApi, as_of: pd.Timestamp) -> pd.DataFrame:
    return _table(api, as_of, median_likes=lambda repos: pd.Series([repo.likes or 0 for repo in repos]).median())


@exercise.wrong("A listing can be walked through once, a second walk finds nothing: keep it as a list.")
def walked_twice(api: HfApi, as_of: pd.Timestamp) -> pd.DataFrame:
    return _table(api, as_of, median_likes=lambda repos: None)


@exercise.wrong("An empty surface has no share to report: NaN, not 0.")
def nothing_is_zero(api: HfApi, as_of: pd.Timestamp) -> pd.DataFrame:
    return _table(api, as_of).fillna({"share_new": 0.0, "median_likes": 0.0})


@exercise.wrong("You asked the Hub once per repo. One listing with expand=[…] returns the same fields.")
def one_request_a_repo(api: HfApi, as_of: pd.Timestamp) -> pd.DataFrame:
    for kind, listed in zip(("model", "dataset", "space"), _listings(api), strict=True):
        for repo in listed[:5]:
            api.repo_info(repo.id, repo_type=kind)
    return _table(api, as_of)


@exercise.right
def with_pandas(api: HfApi, as_of: pd.Timestamp) -> pd.DataFrame:
    rows = []
    for surface in ("model", "dataset", "space"):
        listed = getattr(api, f"list_{surface}s")(expand=["author", "createdAt", "likes", "private"])
        names = ["id", "author", "created_at", "likes", "private"]
        table = pd.DataFrame([vars(repo) for repo in listed], columns=names)
        table = table[table["private"].ne(True)]
        made = pd.to_datetime(table["created_at"], utc=True)
        made = made[made.notna() & made.ne(frames.SENTINEL)]
        new = made.between(as_of - pd.Timedelta(days=30), as_of, inclusive="left")
        owner = table["author"].fillna(table["id"].astype(str).str.extract("^(.+)/")[0])
        likes = pd.to_numeric(table["likes"]).median()
        rows.append((surface, len(table), owner.nunique(), new.sum(), new.mean(), likes))
    return pd.DataFrame(rows, columns=COLUMNS)


@exercise.right
def with_full_listings(api: HfApi, as_of: pd.Timestamp) -> pd.DataFrame:
    listed = (api.list_models(full=True), api.list_datasets(full=True), api.list_spaces(full=True))
    kept = [[repo for repo in repos if repo.private is not True] for repos in listed]
    rows = [_row(repos, _new(repos, as_of)) for repos in kept]
    return pd.DataFrame(rows, columns=COLUMNS[1:]).assign(surface=["model", "dataset", "space"])[COLUMNS]
