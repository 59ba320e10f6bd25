"""How many repos and publishers does each surface have, and what share is new?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from huggingface_hub import HfApi

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of
from exercises.census.surface_row import EDGES, END, NO_PUBLISHER, NOW, PRIVATE, START, in_one_walk

GREEDY = "You asked the Hub too often: one listing of each surface, with expand=[…], holds all that you need."

exercise = Exercise(
    "01-census",
    "surface_census",
    looks_at="missing authors and likes, the ends of the window, unusable dates, empty surfaces, unseen Hubs",
    over_budget=GREEDY,
    ordered=True,
)

OTHER_AUTHOR = [{"id": f"{space}/x", "author": "ada", "likes": 1} for space in ("ada", "ben", "cat")]
COLUMNS = ["surface", "n_public", "n_namespaces", "new_30d", "share_new", "median_likes"]


@exercise.cases
def cases() -> Iterator[Case]:
    """Small Hubs of known repos first, then the graded ones; one request a surface suffices for the small."""
    yield case("models of every kind and no datasets", hub_of(models=EDGES), NOW, budget=3)
    yield case("a private repo on each surface", hub_of(PRIVATE, PRIVATE, PRIVATE), NOW, budget=3)
    yield case("datasets and Spaces", hub_of(EDGES[:2], EDGES[2:], EDGES), NOW, budget=3)
    yield case("a repo at one end of the window", hub_of([END], [START, EDGES[1]], [END]), NOW, budget=3)
    yield case("an author who is not in the ids", hub_of(OTHER_AUTHOR, OTHER_AUTHOR, OTHER_AUTHOR), NOW, budget=3)
    yield case("an earlier date", hub_of(datasets=EDGES), pd.Timestamp("2026-01-20", tz="UTC"), budget=3)
    for slot in hubs.SLOTS:
        hub = hubs.hub(slot)
        yield case("an unseen Hub", hub, frames.as_of(hub), budget=hubs.budget(hub, "models", "datasets", "spaces"))


WALK = "No likes were found: walk through a listing once, or keep it as a list, and name `likes` in expand."
NOT_NAMED = "A column is empty everywhere: expand returns only the properties that you name."

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
    "ids_are_publishers",
    NO_PUBLISHER,
    'repo.id.rpartition("/")[0]',
    'repo.id.split("/")[0]',
)
slip(
    "edits_counted",
    "Edited in the last 30 days is not created in the last 30 days.",
    '"createdAt", "likes"',
    '"createdAt", "lastModified", "likes"',
    "new = [time for time in made if",
    "new = [time for time in [repo.last_modified for repo in public if repo.last_modified] if",
)
slip(
    "share_of_all",
    "Repos with unknown creation dates cannot be in the denominator of a creation rate.",
    "len(new) / len(made) if made",
    "len(new) / len(public) if public",
)
slip(
    "private_counted",
    "Your token can see private repos; the public census cannot.",
    "[repo for repo in repos if repo.private is not True]",
    "list(repos)",
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
    "missing_likes_are_zero",
    "Likes that were not returned are unknown, not zero: take the median of the others.",
    "[repo.likes for repo in public]",
    "[repo.likes or 0 for repo in public]",
)
slip(
    "walked_twice",
    WALK,
    "list(listing)",
    "listing",
    "[repo.likes for repo in public]",
    "[repo.likes for repo in repos if repo.private is not True]",
)
slip(
    "nothing_is_zero",
    "An empty surface has no share to report: NaN, not 0.",
    "if made else np.nan",
    "if made else 0.0",
    "likes.median()",
    "likes.median() if likes.notna().any() else 0.0",
)
slip(
    "nothing_is_divided",
    "An empty surface has nothing to divide by: its share is NaN.",
    " if made else np.nan",
    "",
)
slip(
    "empty_surfaces_left_out",
    "A surface without repos keeps its row: three counts of 0, and two gaps.",
    "return pd.DataFrame(rows)",
    'return pd.DataFrame(rows).query("n_public > 0")',
)
slip(
    "one_request_a_repo",
    GREEDY,
    "surface_row(list(listing), as_of)",
    "surface_row([api.repo_info(repo.id, repo_type=surface) for repo in listing], as_of)",
)
slip("without_dates", NOT_NAMED, '"createdAt", ', "")
slip(
    "names_in_the_plural",
    "The column `surface` says model, dataset and space, in the singular.",
    '{"surface": surface}',
    '{"surface": surface + "s"}',
)


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
    listed: list[Any] = [api.list_models(full=True), api.list_datasets(full=True), api.list_spaces(full=True)]
    rows = [in_one_walk(list(repos), as_of) for repos in listed]
    return pd.DataFrame(rows).assign(surface=["model", "dataset", "space"])[COLUMNS]
