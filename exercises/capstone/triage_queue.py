"""What does each new model get?"""

from collections.abc import Iterator

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, shuffled
from exercises.capstone.queue_of import first_that_holds
from exercises.capstone.tables import LESSON, model, models

exercise = Exercise(
    LESSON,
    "triage_queue",
    looks_at="no places and more places than models, equal scores at the edge, every queue, scores in another order "
    "and of other models, a model without a score, and no models",
)

TWO_GAPS = {"lint_errors": 1, "badge_vllm": "unknown"}


def eight() -> pd.DataFrame:
    """Models of every queue, their ids not in order."""
    return models(
        model("c/open"),
        model("a/open"),
        model("B/open"),
        model("d/pickle", has_pickle_only=True),
        model("h/pickle", has_pickle_only=True, is_duplicate=True),
        model("e/copy", is_duplicate=True),
        model("f/gaps", **TWO_GAPS),
        model("g/open"),
    )


SCORES = pd.Series(
    {"a/open": 40.0, "B/open": 70.0, "c/open": 70.0, "g/open": 90.5, "d/pickle": 99.0, "h/pickle": 12.0,
     "e/copy": 95.0, "f/gaps": 97.0}
)  # fmt: skip


@exercise.cases
def cases() -> Iterator[Case]:
    """The capacity from none to more than there are, and scores in every form."""
    for capacity in (2, 0, 1, 3, 4, 50):
        yield case(f"{capacity} places", eight(), SCORES, capacity)
    for one in also(case("two places", eight(), SCORES, 2), gapped_index, shuffled, emptied):
        yield Case(one.about, (one.args[0], SCORES, 2))
    yield case("scores in another order", eight(), SCORES[::-1], 2)
    yield case("scores of other models too", eight(), pd.concat([pd.Series({"A/other": 99.9}), SCORES]), 2)
    yield case("equal scores", eight(), SCORES * 0, 2)
    yield case("whole scores", eight(), SCORES.round().astype(int), 3)
    yield case("a model without a score", eight(), SCORES.drop("a/open"), 2)
    yield case("a model in quarantine without a score", eight(), SCORES.drop("d/pickle"), 2)
    yield case("a missing score", eight(), SCORES.where(SCORES.index != "g/open"), 2)


# fmt: off
slip = exercise.slip
RULES = 'table["queue"].eq("open")'
FIRST = "first = is_open & (is_open.cumsum() <= capacity)"
POSITION = 'table["position"] = table.groupby("queue").cumcount() + 1'
slip("score_before_rules", "A high score does not make unsafe weights safe to feature.",
     RULES, 'pd.Series(True, index=table.index)')
slip("capacity_over_all", "Only models that passed the other rules compete for the places.",
     FIRST, "first = is_open & (pd.Series(1, index=table.index).cumsum() <= capacity)")
slip("one_place_too_many", "Exactly `capacity` models are shown.", "<= capacity", "<= capacity + 1")
slip("one_place_too_few", "Exactly `capacity` models are shown.", "<= capacity", "< capacity")
slip("worst_shown", "The best scores are shown, not the lowest.", "ascending=[False, True]", "ascending=[True, True]")
slip("ties_turned_round", "With equal scores, the smaller id comes first.",
     "ascending=[False, True]", "ascending=[False, False]")
slip("ties_by_row", "With equal scores, the smaller id comes first.",
     '.sort_values(["score", "id"], ascending=[False, True])', '.sort_values("score", ascending=False, kind="stable")')
slip("positions_across_queues", "Each queue has its own order.",
     POSITION, 'table["position"] = np.arange(1, len(table) + 1)')
slip("positions_from_zero", "The best of a queue has position 1.", ".cumcount() + 1", ".cumcount()")
slip("score_by_place", "Match scores by id, not by place.",
     'table["score"] = table["id"].map(score)', 'table["score"] = list(score)[: len(table)]')
slip("no_score_dropped", "A model without a score is an error: raise ValueError.",
     'raise ValueError("a model has no score")', 'table = table.dropna(subset=["score"])')
slip("no_score_is_zero", "A model without a score is an error: raise ValueError.",
     '.map(score)', ".map(score).fillna(0)")
slip("in_order_of_score", "Sort the result by id.",
     '.sort_values("id", ignore_index=True)', ".reset_index(drop=True)")
slip("order_without_case", "Ids are sorted as plain text: capitals come before small letters.",
     '.sort_values("id", ignore_index=True)', '.sort_values("id", key=lambda ids: ids.str.lower(), ignore_index=True)')
slip("all_in_catalogue", "The best open models are shown, as many as there are places.",
     'table["queue"].mask(first, "surface")', 'table["queue"]')
# fmt: on


@exercise.right
def by_lists(table: pd.DataFrame, score: pd.Series, capacity: int) -> pd.DataFrame:
    known = {str(name): value for name, value in score.items() if pd.notna(value)}
    queues: dict[str, list[str]] = {}
    for row in table.to_dict("records"):
        if row["id"] not in known:
            raise ValueError(row["id"])
        queues.setdefault(first_that_holds(row), []).append(row["id"])
    best = {name: sorted(ids, key=lambda one: (-known[one], one)) for name, ids in queues.items()}
    waiting = best.pop("open", [])
    best |= {"surface": waiting[:capacity], "catalogue": waiting[capacity:]}
    rows = [(one, name, place) for name, ids in best.items() for place, one in enumerate(ids, 1)]
    return pd.DataFrame(sorted(rows), columns=["id", "queue", "position"])


@exercise.right
def by_ranks(table: pd.DataFrame, score: pd.Series, capacity: int) -> pd.DataFrame:
    made = pd.DataFrame({"id": table["id"].to_numpy(dtype=object)}).sort_values("id", ignore_index=True)
    rows = table.set_index("id")
    made["queue"] = [first_that_holds(rows.loc[name].to_dict() | {"id": name}) for name in made["id"]]
    made["points"] = score.reindex(made["id"]).to_numpy()
    if made["points"].isna().sum():
        raise ValueError("no score")
    place = made.groupby("queue")["points"].rank(method="first", ascending=False).astype(int)
    waiting = made["queue"] == "open"
    made.loc[waiting & (place <= capacity), "queue"] = "surface"
    made.loc[waiting & (place > capacity), "queue"] = "catalogue"
    made["position"] = place - capacity * (made["queue"] == "catalogue")
    return made[["id", "queue", "position"]]
