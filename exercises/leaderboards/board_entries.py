"""What stands on a leaderboard, in its default view and in the full one?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of
from exercises.leaderboards.tables import LESSON

exercise = Exercise(
    LESSON,
    "board_entries",
    looks_at="models that stand there twice, boards that the default view leaves empty, datasets without a "
    "leaderboard, datasets that do not exist, refused requests, the number of requests, and unseen Hubs",
    over_budget="Two requests are enough, one for each view.",
    ordered=True,
)

MADE = {"models": [{"id": "org/auk"}], "relation": "finetune"}
MODELS: list[dict[str, Any]] = [
    {"id": "org/auk"},
    {"id": "org/bee"},
    {"id": "zoe/auk-chat", "baseModels": MADE},
    {"id": "zoe/auk-gguf", "baseModels": MADE | {"relation": "quantized"}},
]


def place(model: str, value: float, *, verified: bool = False, **more: object) -> dict[str, Any]:
    """An entry of a leaderboard."""
    return {"modelId": model, "value": value, "verified": verified, **more}


TWICE = [
    place("zoe/auk-chat", 81.5, source="https://example.org/log"),
    place("org/auk", 77.0),
    place("org/bee", 74.5, verified=True),
    place("zoe/auk-chat", 70.0, verified=True),
    place("org/auk", 70.0, verified=True),
    place("org/bee", 40.0, pullRequest=3),
]
DERIVED = [place("zoe/auk-gguf", 60.0), place("zoe/auk-chat", 59.5, verified=True)]


def board_of(*places: dict[str, Any], **more: object) -> HfApi:
    """A Hub with one benchmark, `org/exam`, whose leaderboard holds these entries."""
    return hub_of(MODELS, datasets=[{"id": "org/exam", "leaderboard": list(places), **more}, {"id": "org/notes"}])


def refusing(status: int) -> HfApi:
    """A Hub that answers with a status where the leaderboard of `org/exam` is asked for."""
    return hub_of(MODELS, datasets=[{"id": "org/exam", "answers": {"leaderboard": status}}])


@exercise.cases
def cases() -> Iterator[Case]:
    """Hubs written by hand, then a board of each graded Hub."""
    yield case("a board on which models stand twice", board_of(*TWICE), "org/exam", budget=2)
    yield case("a board of derived models alone", board_of(*DERIVED), "org/exam", budget=2)
    yield case("a board of base models alone", board_of(*TWICE[1:3]), "org/exam", budget=2)
    yield case("a board without entries", board_of(), "org/exam", budget=2)
    yield case("a dataset without a leaderboard", board_of(*TWICE), "org/notes", budget=2)
    yield case("a dataset that does not exist", board_of(*TWICE), "org/nothing", budget=2)
    yield case("a request refused because there were too many", refusing(429), "org/exam")
    yield case("a Hub with a problem", refusing(500), "org/exam")
    for slot in hubs.SLOTS:
        yield case("a board of an unseen Hub", hubs.hub(slot), "measured-guild/listening-bench", budget=2)


CODES = """        if error.response.status_code != 404:
            raise"""

# fmt: off
slip = exercise.slip
slip("default_view_twice", "By default only base models are ranked: ask for the others with `base_model_only=False`.",
     '"all": False}', '"all": None}')
slip("full_view_twice", "The default view is what you get without `base_model_only=False`.",
     '{"default": None,', '{"default": False,')
slip("views_swapped", "The names of the views are swapped: `base_model_only=False` brings the full view.",
     '{"default": None, "all": False}', '{"default": False, "all": None}')
slip("no_leaderboard_stops_it", "Most datasets have no leaderboard; that is an answer.",
     CODES, "        raise")
slip("every_error_is_an_answer", "A refused request is not a missing leaderboard: pass the error on.",
     CODES, "        pass")
slip("full_view_first", "The default view comes first.",
     '{"default": None, "all": False}', '{"all": False, "default": None}')
slip("a_row_for_each_model", "A model has a row for each of its entries.",
     "pd.DataFrame(rows, columns=columns)", 'pd.DataFrame(rows, columns=columns).drop_duplicates(["view", "model_id"])')
slip("asks_before", "Two requests are enough, one for each view.",
     "for view, base_only in", "api.dataset_info(dataset_id)\n        for view, base_only in")
slip("source_for_proof", "`verified` is the entry's own; a source is no proof.",
     "entry.verified]", "entry.source is not None]")
slip("no_names", "Name the columns, also where there are no rows.",
     "pd.DataFrame(rows, columns=columns)", "pd.DataFrame(rows)")
slip("own_ranks", "The rank is the entry's own; it begins with 1 in each view.",
     "[entry.rank,", "[len(rows) + 1,")
slip("hidden_entries_alone", "The full view holds all entries, those of the default view too.",
     "pd.DataFrame(rows, columns=columns)",
     'pd.DataFrame(rows, columns=columns).drop_duplicates(["model_id", "value"])')
# fmt: on


@exercise.right
def view_by_view(api: HfApi, dataset_id: str) -> pd.DataFrame:
    try:
        views = [("default", api.get_dataset_leaderboard(dataset_id))]
        views.append(("all", api.get_dataset_leaderboard(dataset_id, base_model_only=False)))
    except HfHubHTTPError as error:
        if error.response is None or error.response.status_code != 404:
            raise
        views = []
    columns = ["rank", "model_id", "value", "verified"]
    parts = [pd.DataFrame([vars(one) for one in found], columns=columns).assign(view=view) for view, found in views]
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*columns, "view"])
    return whole[["view", *columns]]


@exercise.right
def by_tuples(api: HfApi, dataset_id: str) -> pd.DataFrame:
    found: list[tuple[Any, ...]] = []
    for view in ("default", "all"):
        try:
            listed = api.get_dataset_leaderboard(dataset_id, base_model_only=view == "default")
        except HfHubHTTPError as error:
            if "404" in str(error.response.status_code):
                break
            raise error
        found += [(view, one.rank, one.model_id, one.value, one.verified) for one in listed]
    return pd.DataFrame.from_records(found, columns=["view", "rank", "model_id", "value", "verified"])
