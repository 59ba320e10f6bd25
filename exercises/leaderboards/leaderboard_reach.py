"""Whom does a leaderboard cover, and whom does its default view hide?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from huggingface_hub import HfApi

from course import results
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, shuffled
from exercises.leaderboards.board_entries import DERIVED, MODELS, TWICE, board_of, place, refusing
from exercises.leaderboards.tables import LESSON

exercise = Exercise(
    LESSON,
    "leaderboard_reach",
    looks_at="models that stand there twice, entries of other tasks and of private or deleted models, models that "
    "nobody downloads, missing counts, a task without models, no leaderboard, refused requests, the number of "
    "requests, and unseen Hubs",
    over_budget="Two requests are enough, one for each view; the models are in the table.",
)

TEXT, SOUND = "text-generation", "automatic-speech-recognition"
SHARES = ["hidden_share", "verified_share", "coverage", "coverage_weighted"]
NAN = float("nan")
Figures = dict[str, Any]


def _catalogue(*rows: tuple[str, str | None, int | None, bool | None]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["id", "pipeline_tag", "downloads", "private"])
    return table.astype({"downloads": "Int64", "private": "object"})


MANY = _catalogue(
    ("org/auk", TEXT, 500, False), ("org/bee", TEXT, None, False), ("zoe/auk-chat", TEXT, 70, None),
    ("zoe/auk-gguf", TEXT, 90, False), ("far/gnu", TEXT, 40, False), ("far/hen", SOUND, 900, False),
    ("far/ibis", None, 800, False), ("far/jay", TEXT, None, None))  # fmt: skip
LEFT = [place("far/hen", 69.0, verified=True), place("old/gone", 68.0), place("far/kiwi", 67.0, verified=True)]


@exercise.cases
def cases() -> Iterator[Case]:
    """Hubs written by hand, then a board of each graded Hub."""
    board = board_of(*TWICE)
    yield from also(
        case("a board on which models stand twice", board, "org/exam", TEXT, MANY, budget=2), gapped_index, shuffled
    )
    secret = pd.concat(
        [MANY, _catalogue(("far/kiwi", TEXT, 700, True), ("far/lynx", TEXT, 30, True))], ignore_index=True
    )
    others = board_of(*TWICE, *LEFT)
    yield case("entries of another task, a deleted and a private model", others, "org/exam", TEXT, secret, budget=2)
    yield case("a task of one model", others, "org/exam", SOUND, secret, budget=2)
    yield case("a task without models", board, "org/exam", "text-to-image", MANY, budget=2)
    unknown = MANY.assign(downloads=pd.array([None] * len(MANY), "Int64"))
    yield case("counts that are all missing", board, "org/exam", TEXT, unknown, budget=2)
    yield case(
        "models that nobody downloads", board, "org/exam", TEXT, MANY.assign(downloads=unknown["downloads"].fillna(0))
    )
    once = MANY.assign(downloads=unknown["downloads"].fillna(0).where(MANY["id"].ne("org/auk"), 1))
    yield case("one download in the field", board, "org/exam", TEXT, once, budget=2)
    proven = board_of(*TWICE, place("org/auk", 50.0, verified=True), place("org/auk", 49.0, verified=True))
    yield case("a model that was verified twice", proven, "org/exam", TEXT, MANY, budget=2)
    yield case("a board of derived models alone", board_of(*DERIVED), "org/exam", TEXT, MANY, budget=2)
    yield case("nobody was verified", board_of(*TWICE[:2]), "org/exam", TEXT, MANY, budget=2)
    yield case("a board without entries", board_of(), "org/exam", TEXT, MANY, budget=2)
    yield case("a dataset without a leaderboard", board, "org/notes", TEXT, MANY, budget=2)
    yield case("no catalogue", board, "org/exam", TEXT, MANY.iloc[:0], budget=2)
    yield case("a refused request", refusing(429), "org/exam", TEXT, MANY)
    for slot in hubs.SLOTS:
        models = hubs.models(slot)[["id", "pipeline_tag", "downloads", "private"]]
        yield case("an unseen Hub", hubs.hub(slot), "measured-guild/listening-bench", SOUND, models, budget=2)


assert len(MODELS) == 4  # what stands on the boards of `board_entries` is described in MANY

# fmt: off
slip = exercise.slip
slip("default_view_is_all", "By default only base models are ranked: the rest of the community is invisible.",
     'board[board["view"] == "all"]', 'board[board["view"] == "default"]')
slip("both_views_counted", "The full view already holds the entries of the default view: count one view.",
     'board[board["view"] == "all"]', "board")
slip("whole_catalogue", "An image model cannot enter a text benchmark: the field has one task.",
     ' & models["pipeline_tag"].eq(task)', "")
slip("covered_by_the_default_view", "Coverage is over all entries, not over the default view.",
     'field["id"].isin(on_board)', 'field["id"].isin(shown["model_id"])')
slip("hidden_entries", "A model that stands there three times is one model: count models, not entries.",
     'len(on_board - set(shown["model_id"])) / len(on_board)', "1 - len(shown) / len(every)")
slip("verified_entries", "Count the models with a verified entry, not the verified entries.",
     "len(checked) / len(on_board)", 'every["verified"].astype(bool).mean()')
slip("verified_entries_of_models", "A model that was verified twice is one verified model.",
     'set(every.loc[every["verified"].astype(bool), "model_id"])',
     'every.loc[every["verified"].astype(bool), "model_id"]')
slip("covered_twice", "A model that stands there twice is covered once.",
     "covered.mean(),", 'every["model_id"].isin(field["id"]).sum() / len(field) if len(field) else np.nan,')
slip("everybody_on_the_board", "Count only models of this task that are on the board.",
     "covered.mean(),", "len(on_board) / len(field) if len(field) else np.nan,")
slip("share_of_the_board", "Coverage is a share of the field: divide by the models of the task.",
     "covered.mean(),", "covered.sum() / len(on_board) if len(field) else np.nan,")
slip("private_counted", "Only public models can be covered.",
     'models["private"].ne(True) & ', "")
slip("silence_is_private", "A model is private only if `private` is True; where nothing is said, it counts.",
     ".ne(True)", ".eq(False)")
slip("missing_counts_dropped", "A missing count weighs 0; the model still counts.",
     'models["pipeline_tag"].eq(task)]', 'models["pipeline_tag"].eq(task)].dropna(subset=["downloads"])')
slip("weight_of_the_catalogue", "Weigh by the downloads of the field, not of the whole catalogue.",
     "total = weight.sum()", 'total = models["downloads"].fillna(0).astype(float).sum()')
slip("not_weighted", "The weighted coverage is a share of downloads, not of models.",
     "weight[covered].sum() / total", "covered.mean()")
slip("no_downloads_is_zero", "A share of no downloads is unknown: NaN, not 0.",
     "if total > 0 else np.nan", "if total > 0 else 0.0")
slip("no_board_is_zero", "Without a leaderboard nothing is known: NaN, not 0.",
     "dict.fromkeys(SHARES, np.nan)", "dict.fromkeys(SHARES, 0.0)")
slip("no_board_is_divided", "Most datasets have no leaderboard: answer before you divide.",
     "if not on_board:", "if board is None:")
slip("models_for_entries", "`entries_all` counts entries; a model may have several.",
     '"entries_all": len(every)}', '"entries_all": len(on_board)}')
# fmt: on


@exercise.right
def with_sets(api: HfApi, dataset_id: str, task: str, models: pd.DataFrame) -> Figures:
    views: dict[str, list[Any]] = {"default": [], "all": []}
    for one in results.board(api, dataset_id).itertuples():
        views[str(one.view)].append((one.model_id, one.verified))
    first, every = ({model for model, _ in views[name]} for name in ("default", "all"))
    found: Figures = dict.fromkeys(SHARES, NAN)
    found |= {"entries_default": len(views["default"]), "entries_all": len(views["all"])}
    if every:
        rows = [one for one in models.to_dict("records") if one["private"] is not True and one["pipeline_tag"] == task]
        count = [0 if pd.isna(one["downloads"]) else int(one["downloads"]) for one in rows]
        there = [one["id"] in every for one in rows]
        found["hidden_share"] = 1 - len(first & every) / len(every)
        found["verified_share"] = len({model for model, proof in views["all"] if proof}) / len(every)
        found["coverage"] = sum(there) / len(there) if there else NAN
        weighted = sum(number for number, covered in zip(count, there, strict=True) if covered)
        found["coverage_weighted"] = weighted / sum(count) if sum(count) else NAN
    return found


@exercise.right
def with_a_merge(api: HfApi, dataset_id: str, task: str, models: pd.DataFrame) -> pd.Series:
    board = results.board(api, dataset_id)
    sizes = board["view"].value_counts()
    found = pd.Series({f"entries_{view}": sizes.get(view, 0) for view in ("default", "all")}, dtype=float)
    full = board[board["view"] == "all"].astype({"verified": bool}).groupby("model_id")["verified"].any()
    if full.empty:
        return pd.concat([found, pd.Series(NAN, index=SHARES)])
    hidden = ~full.index.isin(board.loc[board["view"] == "default", "model_id"])
    field = models[(models["pipeline_tag"] == task) & (models["private"].fillna(False).astype(bool).eq(False))]
    joined = field.merge(full.reset_index(), left_on="id", right_on="model_id", how="left", indicator=True)
    inside, weight = joined["_merge"].eq("both"), joined["downloads"].astype(float).fillna(0)
    weighted = (weight * inside).sum() / weight.sum() if weight.sum() else NAN
    shares = [hidden.mean(), full.mean(), inside.mean() if len(joined) else NAN, weighted]
    whole: pd.Series = pd.concat([found, pd.Series(shares, index=SHARES)])
    return whole
