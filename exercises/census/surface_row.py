"""How many repos and publishers does one surface have, and what share is new?"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from huggingface_hub import ModelInfo

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from exercises.census.by_hand import listed

exercise = Exercise(
    "01-census",
    "surface_row",
    looks_at="missing authors and likes, each end of the window, unusable dates, private repos, and no repos",
)

NOW = pd.Timestamp("2026-06-15", tz="UTC")
EDGES: list[dict[str, Any]] = [
    {"id": "alone", "createdAt": "2026-06-01T10:00:00.000Z", "likes": 4},
    {"id": "also", "createdAt": "2026-01-01T10:00:00.000Z", "likes": 1},
    {"id": "ada/x", "author": "ada", "createdAt": "2026-06-15T00:00:00.000Z", "likes": 0},
    {"id": "ada/y", "author": "ada", "createdAt": "2026-05-16T00:00:00.000Z", "likes": 9, "private": False},
    {"id": "ben/z", "createdAt": "2022-03-02T23:29:04.000Z", "lastModified": "2026-06-10T00:00:00.000Z"},
    {"id": "cat/u", "author": "cat", "createdAt": "2026-05-15T23:59:59.000Z", "likes": 2},
    {"id": "cat/w", "author": "cat", "lastModified": "2026-06-09T00:00:00.000Z", "likes": 30},
]
PRIVATE: list[dict[str, Any]] = [
    {"id": "dora/v", "author": "dora", "createdAt": "2026-06-02T00:00:00.000Z", "likes": 90, "private": True},
    {"id": "eve/v", "author": "eve", "createdAt": "2026-06-03T00:00:00.000Z", "likes": 2, "private": False},
]
END, START = EDGES[2], EDGES[3]


def _models(*rows: dict[str, Any]) -> list[ModelInfo]:
    return [listed(row) for row in rows]


@exercise.cases
def cases() -> Iterator[Case]:
    """Lists of known repos, then the Spaces of an unseen Hub."""
    yield case("an earlier date", _models(*EDGES), pd.Timestamp("2026-01-20", tz="UTC"))
    yield case("repos of every kind", _models(*EDGES), NOW)
    yield case("a private repo", _models(*PRIVATE), NOW)
    yield case("a repo created exactly at the start", _models(EDGES[1], START), NOW)
    yield case("a repo created exactly at the end", _models(EDGES[1], END), NOW)
    yield case("repos that were edited and are not new", _models(EDGES[4], EDGES[6], EDGES[1]), NOW)
    yield case("no usable creation time", _models(EDGES[4], EDGES[6]), NOW)
    yield case("no known likes", _models(EDGES[4]), NOW)
    yield case("a publisher with two repos, one without its author", _models(START, {"id": "ada/z"}), NOW)
    yield case("an author who differs from the id", _models({"id": "old/x", "author": "new"}, {"id": "old/y"}), NOW)
    yield case("repos without a publisher", _models(EDGES[0], EDGES[1]), NOW)
    yield case("private repos alone", _models(PRIVATE[0]), NOW)
    yield case("no repos", _models(), NOW)
    for slot in hubs.SLOTS[:1]:
        hub = hubs.hub(slot)
        listed = list(hub.list_spaces(expand=["author", "createdAt", "lastModified", "likes", "private"]))
        yield case("the Spaces of an unseen Hub", listed, frames.as_of(hub))


NO_PUBLISHER = "An id without `/` has no publisher: count neither its own name nor ‘no author’."
UNDATED = "A repo without a usable creation time has no place in the denominator, and the sentinel is not usable."

slip = exercise.slip
slip(
    "nobody_is_a_publisher",
    NO_PUBLISHER,
    '    publishers.discard("")\n',
    "",
)
slip(
    "authors_only",
    "Where the author was not returned, the part of the id before `/` names the publisher.",
    'repo.author or repo.id.rpartition("/")[0]',
    'repo.author or ""',
)
slip(
    "ids_only",
    "The publisher is the `author`; the id is asked only where the author is missing.",
    'repo.author or repo.id.rpartition("/")[0]',
    'repo.id.rpartition("/")[0]',
)
slip(
    "ids_are_publishers",
    NO_PUBLISHER,
    'repo.id.rpartition("/")[0]',
    'repo.id.split("/")[0]',
)
slip(
    "publishers_counted_twice",
    "Count different publishers: one with two repos is one.",
    '{repo.author or repo.id.rpartition("/")[0] for repo in public}',
    '[repo.author or repo.id.rpartition("/")[0] for repo in public]',
    'publishers.discard("")',
    'publishers = [name for name in publishers if name != ""]',
)
slip(
    "edits_counted",
    "Edited in the last 30 days is not created in the last 30 days.",
    "new = [time for time in made if",
    "new = [time for time in [repo.last_modified for repo in public if repo.last_modified] if",
)
slip(
    "share_of_all",
    UNDATED,
    "len(new) / len(made) if made",
    "len(new) / len(public) if public",
)
slip(
    "sentinel_is_a_date",
    UNDATED,
    "unusable = [None, frames.SENTINEL]",
    "unusable = [None]",
)
slip(
    "private_counted",
    "Your token can see private repos; the public census cannot.",
    "[repo for repo in repos if repo.private is not True]",
    "list(repos)",
)
slip(
    "unknown_is_private",
    "A repo is left out if `private` is True; where it was not returned, the repo counts.",
    "repo.private is not True",
    "repo.private is False",
)
slip(
    "window_closed_at_the_end",
    "The window is half-open: a repo created at as_of is not in it, one created 30 days before is.",
    "start <= time < as_of",
    "start <= time <= as_of",
)
slip(
    "window_open_at_the_start",
    "The window holds its start: a repo created exactly 30 days before as_of is new.",
    "start <= time < as_of",
    "start < time < as_of",
)
slip(
    "window_turned",
    "The window holds its start and not its end: yours holds the end and not the start.",
    "start <= time < as_of",
    "start < time <= as_of",
)
slip(
    "no_end",
    "A repo created after as_of is not there yet: the window has an end.",
    "start <= time < as_of",
    "start <= time",
)
slip(
    "missing_likes_are_zero",
    "Likes that were not returned are unknown, not zero: take the median of the others.",
    "[repo.likes for repo in public]",
    "[repo.likes or 0 for repo in public]",
)
slip("mean_likes", "The median is asked for, the middle one; yours is the mean.", "likes.median()", "likes.mean()")
slip(
    "nothing_is_zero",
    "A share of nothing is unknown: NaN, not 0.",
    "if made else np.nan",
    "if made else 0.0",
)
slip(
    "nothing_is_divided",
    "Without a usable creation time there is nothing to divide by: return NaN.",
    " if made else np.nan",
    "",
)
slip(
    "percent",
    "A share lies between 0 and 1; you return percent.",
    '"share_new": len(new)',
    '"share_new": 100 * len(new)',
)


@exercise.right
def with_pandas(repos: list[Any], as_of: pd.Timestamp) -> dict[str, float]:
    names = ["id", "author", "created_at", "likes", "private"]
    table = pd.DataFrame([vars(repo) for repo in repos], columns=names)
    table = table[table["private"].ne(True)]
    made = pd.to_datetime(table["created_at"], utc=True)
    made = made[made.notna() & made.ne(frames.SENTINEL)]
    new = made.between(as_of - pd.Timedelta(days=30), as_of, inclusive="left")
    owner = table["author"].fillna(table["id"].astype(str).str.extract("^(.+)/")[0])
    likes = pd.to_numeric(table["likes"]).median()
    found = [len(table), owner.nunique(), new.sum(), new.mean(), likes]
    return dict(zip(["n_public", "n_namespaces", "new_30d", "share_new", "median_likes"], found, strict=True))


@exercise.right
def in_one_walk(repos: list[Any], as_of: pd.Timestamp) -> dict[str, float]:
    known: dict[str, list[Any]] = {"ids": [], "owners": [], "ages": [], "likes": []}
    for repo in repos:
        if repo.private is True:
            continue
        known["ids"].append(repo.id)
        if repo.author or "/" in repo.id:
            known["owners"].append(repo.author or repo.id.split("/")[0])
        if repo.created_at is not None and repo.created_at != frames.SENTINEL:
            known["ages"].append((as_of - repo.created_at).total_seconds() / 86_400)
        if repo.likes is not None:
            known["likes"].append(repo.likes)
    new = sum(0 < age <= 30 for age in known["ages"])
    return {
        "median_likes": float(np.median(known["likes"])) if known["likes"] else np.nan,
        "share_new": new / len(known["ages"]) if known["ages"] else np.nan,
        "new_30d": new,
        "n_namespaces": len(set(known["owners"])),
        "n_public": len(known["ids"]),
    }
