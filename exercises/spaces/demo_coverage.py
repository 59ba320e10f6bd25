"""Which models can be tried before anybody downloads them?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index, shuffled
from exercises.spaces.tables import inventory, listed_spaces, models, spaces

exercise = Exercise(
    "10-spaces",
    "demo_coverage",
    looks_at="each state beside a broken one, private models, missing downloads, ids that nobody has, Spaces "
    "with several "
    "models or none, empty tables, and unseen Hubs",
)

SHELF = (("A", 70), ("B", 20), ("C", 10), ("D", None))
FOUR = models(*SHELF)
HIDDEN = models(*SHELF, ("P", 900, True), ("N", 5, None))


@exercise.cases
def cases() -> Iterator[Case]:
    """One limit a case, then the graded Hubs."""
    some = spaces((["A"], "running"), (["B"], "broken"), (["B"], "broken"), (["D"], "broken"), (["D"], "idle"))
    yield from also(case("four models and five Spaces", FOUR, some), gapped_index, shuffled)
    yield case("a further column in each table", FOUR.assign(likes=3), some.assign(sdk="gradio"))
    for state in ("building", "unknown", "idle", "running"):
        beside = spaces((["A"], "broken"), (["A"], state), (["C"], "broken"))
        yield case("a model with a broken Space and another one", FOUR, beside)
    yield case("a model whose only Space is building", FOUR, spaces((["A"], "building"), (["B"], "broken")))
    yield case("a model whose only Space is idle", FOUR, spaces((["A"], "idle"), (["B"], "broken")))
    three = spaces((["A"], "building"), (["B"], "broken"), (["C"], "idle"))
    yield case("three models with a Space each", FOUR, three)
    twice = spaces((["A"], "running"), (["A"], "idle"), (["B"], "broken"))
    yield case("a model with two working Spaces", FOUR, twice)
    yield case(
        "a Space that lists a model twice", FOUR, spaces((["A", "A"], "broken"), (["A"], "idle"), (["B"], "broken"))
    )
    yield case(
        "a Space with two models", FOUR, spaces((["A", "C"], "running"), (["B", "D"], "broken"), (["D"], "idle"))
    )
    private = spaces((["P"], "running"), (["A"], "idle"), (["N"], "broken"))
    yield case("a private model with a working Space", HIDDEN, private)
    yield case(
        "a private model with a broken Space", HIDDEN, spaces((["P"], "broken"), (["A"], "idle"), (["N"], "broken"))
    )
    yield case(
        "a private model without a Space", HIDDEN, spaces((["A"], "idle"), (["N"], "running"), (["B"], "broken"))
    )
    yield case("a covered model without a count", FOUR, spaces((["D"], "running"), (["B"], "running")))
    yield case("an uncovered model without a count", FOUR, spaces((["A"], "running")))
    gone = spaces((["gone"], "running"), (["A", "also-gone"], "idle"), (["B"], "broken"))
    yield case("working Spaces that list ids nobody has", FOUR, gone)
    yield case("a broken Space that lists an id nobody has", FOUR, spaces((["gone"], "broken"), (["A"], "idle")))
    yield case("an id in other letters", FOUR, spaces((["a"], "running"), (["B"], "broken"), (["b"], "broken")))
    nothing = spaces(([], "broken"), (None, "running"), (["A"], "idle"), (None, "broken"))
    yield case("Spaces that list nothing", FOUR, nothing)
    yield case("Spaces that all list nothing", FOUR, spaces(([], "running"), (None, "running")))
    yield case("no Spaces", FOUR, some.iloc[:0])
    yield case("no models", FOUR.iloc[:0], some)
    yield case("private models alone", models(("P", 4, True), ("Q", 1, True)), spaces((["P"], "running")))
    yield case("a single download", models(("A", 1), ("B", 0), ("C", None)), spaces((["B"], "broken"), (["A"], "idle")))
    yield case("downloads that are all zero or missing", models(("A", 0), ("B", None)), some)
    for slot in SLOTS:
        yield case("an unseen Hub", inventory(slot, ["id", "private", "downloads"]), listed_spaces(slot))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
WORKING = 'pairs["state"].isin(["running", "idle"])'
ONLY = 'pairs["state"].eq("broken").groupby(pairs["models"]).all()'
PRIVATE = "Private models are on no shelf; leave them out above and below the line."
ALL_BROKEN = "One broken Space is not enough: all Spaces of the model must be broken."
slip("any_space_counts", "Only running and idle Spaces cover a model; yours counts others too.",
     WORKING, 'pairs["state"].notna()')
slip("all_but_broken_cover", "Building and unknown Spaces do not work yet: only running and idle ones cover a model.",
     WORKING, 'pairs["state"].ne("broken")')
slip("idle_not_working", "An idle Space wakes when somebody visits it, so it works.",
     WORKING, 'pairs["state"].eq("running")')
slip("one_broken_suffices", ALL_BROKEN, ONLY, ONLY.replace(".all()", ".any()"))
slip("not_working_is_broken", "Building and unknown are not broken; `broken_only` asks for broken alone.",
     ONLY, '(~pairs["state"].isin(["running", "idle"])).groupby(pairs["models"]).all()')
slip("last_space_decides", ALL_BROKEN, ONLY, ONLY.replace(".all()", ".last()"))
slip("broken_only_of_all", "Only models that have a Space can have only broken ones: divide by those.",
     '"broken_only": listed.mean()', '"broken_only": listed.sum() / len(public) if len(public) else np.nan')
slip("broken_only_of_spaces", "`broken_only` is a share of models; yours is the share of Spaces that are broken.",
     '"broken_only": listed.mean()', '"broken_only": pairs["state"].eq("broken").mean()')
slip("only_those_that_could_work", "A Space that is building is a Space too: its model belongs below the line.",
     ONLY, 'pairs["state"].eq("broken")[pairs["state"].isin(["running", "idle", '
     '"broken"])].groupby(pairs["models"]).all()')
slip("share_of_spaces", "The question is about models, not about Spaces.",
     '"covered": covered.mean()', '"covered": spaces["state"].isin(["running", "idle"]).mean()')
slip("pairs_counted", "A model with two working Spaces is one model: ask for each model whether it is among them.",
     '"covered": covered.mean()',
     '"covered": working["models"].isin(public["id"]).sum() / len(public) if len(public) else np.nan')
slip("gone_models_covered", "An id that is not in `models` covers nothing: count public models.",
     '"covered": covered.mean()', '"covered": working["models"].nunique() / len(public) if len(public) else np.nan')
slip("gone_models_listed", "An id that is not in `models` does not count in `broken_only` either.",
     'only_broken[only_broken.index.isin(public["id"])]', "only_broken")
slip("private_kept", PRIVATE, 'models[models["private"].ne(True)]', "models")
slip("private_below_the_line", PRIVATE,
     'covered.mean()', 'covered.sum() / len(models) if len(public) else np.nan')
slip("private_in_broken_only", PRIVATE, 'only_broken.index.isin(public["id"])', 'only_broken.index.isin(models["id"])')
slip("unsaid_is_private", "A model is left out if `private` is True; one that does not say counts.",
     'models[models["private"].ne(True)]', 'models[models["private"].eq(False)]')
slip("mean_of_the_covered", "Divide the downloads of covered models by those of all public models.",
     "downloads[covered].sum() / downloads.sum()", "downloads[covered].mean() / downloads.mean()")
slip("without_a_count_dropped", "A model without a count stays in `covered`; only its weight is 0.",
     'models[models["private"].ne(True)]', 'models[models["private"].ne(True)].dropna(subset=["downloads"])')
slip("missing_as_one", "A missing count weighs 0.",
     'public["downloads"].fillna(0)', 'public["downloads"].fillna(1)')
slip("nothing_weighs_nothing", "Without a single download there is nothing to divide by: NaN, not 0.",
     "weighted = np.nan", "weighted = 0.0")
slip("in_small_letters", "Ids are compared letter for letter.",
     'pairs = spaces.explode("models").dropna(subset=["models"])',
     'pairs = spaces.explode("models").dropna(subset=["models"])\n'
     '    pairs["models"] = pairs["models"].astype(str).str.lower()\n'
     '    public = public.assign(id=public["id"].astype(str).str.lower())')
slip("first_model_alone", "A Space can list several models, and it is a demo of each: use `explode`.",
     'spaces.explode("models")', 'spaces.assign(models=spaces["models"].str[0])')
# fmt: on


@exercise.right
def with_sets(models: pd.DataFrame, spaces: pd.DataFrame) -> dict[str, float]:
    states: dict[str, set[str]] = {}
    for listed, state in zip(spaces["models"], spaces["state"], strict=True):
        for model in listed if isinstance(listed, list) else []:
            states.setdefault(model, set()).add(state)
    public = [row for row in models.to_dict("records") if row["private"] is not True]
    able = [row for row in public if states.get(row["id"], set()) & {"running", "idle"}]
    shown = [row["id"] for row in public if row["id"] in states]
    weights = [sum(row["downloads"] for row in rows if pd.notna(row["downloads"])) for rows in (able, public)]
    only = [states[name] == {"broken"} for name in shown]
    return {
        "covered": len(able) / len(public) if public else np.nan,
        "covered_weighted": weights[0] / weights[1] if weights[1] else np.nan,
        "broken_only": sum(only) / len(only) if only else np.nan,
    }


@exercise.right
def with_a_merge(models: pd.DataFrame, spaces: pd.DataFrame) -> pd.Series:
    public = models.loc[[flag is not True for flag in models["private"].tolist()], ["id", "downloads"]]
    lists = spaces[np.array([isinstance(one, list) and len(one) > 0 for one in spaces["models"]], dtype=bool)]
    pairs = lists[["models", "state"]].explode("models").merge(public, left_on="models", right_on="id")
    weight = public["downloads"].astype("Float64").fillna(0.0).to_numpy(float)
    able = public["id"].isin(pairs.loc[pairs["state"].isin(["idle", "running"]), "id"]).to_numpy(bool)
    kinds = pairs.groupby("id")["state"].agg(lambda states: set(states) == {"broken"})
    nan = float("nan")
    return pd.Series({
        "broken_only": float(np.mean(kinds.to_numpy(bool))) if len(kinds) else nan,
        "covered": float(able.mean()) if len(able) else nan,
        "covered_weighted": float(weight[able].sum() / weight.sum()) if weight.sum() else nan,
    })  # fmt: skip
