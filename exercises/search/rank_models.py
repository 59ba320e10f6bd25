"""Can declared metadata order results better, for the segment you choose?"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from course.exercise.exercise import Answer, Case, case
from course.exercise.hubs import SLOTS
from course.exercise.performance import Measured, PerformanceExercise, Trial
from exercises.search.pools import ASKED, GIB, copies, inventory, pools, scores_of, silent, twins
from exercises.search.runs import LESSON, shuffled

exercise = PerformanceExercise(
    LESSON,
    "rank_models",
    looks_at="queries that ask for nothing, models that fit and their twins that do not, missing sizes, rows in "
    "another order, equal models, 200 candidates, and nDCG@10 of queries you have not seen on three Hubs: developers' "
    "earns the points, no other segment's may fall",
    measure="developers' nDCG@10",
)

EVERYONE = "Return every candidate: filtering is lesson 5, ranking keeps everyone."
UNSTEADY = "Two runs on the same candidates disagree; break ties by id."
UNCHANGED = "This is the baseline again: nDCG unchanged."
FIRES = "Enterprise nDCG fell by more than 0.02: your fit rule fires when no GPU was asked for."
IDS = "Return the ids of the candidates, not row numbers or rows."
TOO_LARGE = "Models too large for the GPU stand above models that fit: compare `weight_bytes` with `gpu_gib` × 2**30."


@exercise.cases
def cases() -> Iterator[Case]:
    """Queries and candidates that a ranker has to survive."""
    pool = max(pools(SLOTS[0]), key=lambda one: (one.query["segment"] == "developer", len(one.candidates)))
    query, found = pool.query, pool.candidates
    nothing = pd.Series(None, index=ASKED, dtype=object)
    yield case("a query of a developer", query, found)
    yield case("a query that asks for nothing", nothing, found)
    yield case("a query of nothing but text", pd.Series({**nothing, "segment": "enterprise", "text": "base"}), found)
    yield case("missing sizes", query, found.assign(weight_bytes=pd.array([pd.NA] * len(found), "Int64")))
    yield case("candidates that declare nothing", query, silent(found))
    yield case("rows in another order", query, shuffled(found))
    yield case("equal models", query, copies(found))
    yield case("one candidate", query, found.head(1))
    yield case("no candidates", query, found.head(0))
    yield case("200 candidates", query, inventory(SLOTS[0]).head(200))


@exercise.trials
def trials() -> Iterator[Trial]:
    """On each unseen Hub, the test half of every segment's queries."""
    for slot in SLOTS:
        asked = pools(slot)
        yield Trial(tuple(case("an unseen query", one.query, one.candidates) for one in asked), scores_of(asked))


@exercise.baseline
def by_downloads(query: pd.Series, candidates: pd.DataFrame) -> Sequence[str]:
    order = candidates.sort_values(["downloads", "id"], ascending=[False, True], na_position="last")
    return list(order["id"])


@exercise.rule
def every_candidate_once(one: Case, value: Any) -> str | None:
    """Whether what was returned are the ids of the candidates."""
    wanted = one.args[1]["id"].tolist()
    if not isinstance(value, list | tuple | pd.Series | pd.Index | np.ndarray):
        return IDS
    found = list(value)
    if found and not all(isinstance(name, str) for name in found):
        return IDS
    return None if sorted(found) == sorted(wanted) else EVERYONE


@exercise.probe
def steady(one: Case, ask: Answer) -> str | None:
    """Whether the order of the rows, and asking twice, make no difference."""
    query, found = one.args
    first = list(ask(query, found))
    again = (found, found[::-1], shuffled(found, 1))
    return next((UNSTEADY for rows in again if list(ask(query, rows)) != first), None)


@exercise.probe
def fit_counts(one: Case, ask: Answer) -> str | None:
    """Whether a model that fits the GPU stands above its twin that does not, where a GPU is asked for."""
    query, found = one.args
    if pd.isna(query["gpu_gib"]) or found.empty:
        return None
    if _prefers_smaller(ask, query, found, query["gpu_gib"]):
        return None
    return UNCHANGED if list(ask(query, found)) == list(by_downloads(query, found)) else TOO_LARGE


@exercise.remark
def nothing_gained(ask: Answer, measured: Sequence[Measured]) -> str | None:
    """Whether every score is the baseline's."""
    alike = (abs(one.got[name] - low) < 1e-9 for one in measured for name, low in one.baseline.items())
    return UNCHANGED if all(alike) else None


@exercise.remark
def fires_unasked(ask: Answer, measured: Sequence[Measured]) -> str | None:
    """Whether enterprises lost, and the size of a model counts where nobody named a GPU."""
    fell = any("Enterprise nDCG" in one.fallen(exercise.loss) for one in measured)
    query = pd.Series({"segment": "enterprise", "text": "copy"}, dtype=object).reindex(ASKED)
    return FIRES if fell and _prefers_smaller(ask, query, inventory(SLOTS[0]), 24.0) else None


def _prefers_smaller(ask: Answer, query: pd.Series, models: pd.DataFrame, gpu_gib: float) -> bool:
    """Whether of two models alike but for their size, one that fits the GPU comes before one that does not.

    The larger has fewer parameters than the GPU has bytes: whoever compares parameters takes it for one that fits.
    """
    small, large = gpu_gib / 4, 1.4 * gpu_gib
    first, second = twins(models, small, large), twins(models, large, small)
    asked = ((first, first["id"][0]), (second, second["id"][1]))
    return all(next(iter(ask(query, found))) == fitting for found, fitting in asked)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, the text of the solution, what stands there instead
SORTED = """ranked.sort_values(
        ["score", "downloads", "id"], ascending=[False, False, True]
    )"""
FIT, ENGINE, LICENCE = ('weights["fit"] *', 'weights["engine"] *', 'weights["licence"] *')
slip("drops_what_does_not_fit", EVERYONE,
     "ranked = candidates.assign(score=score)",
     "ranked = candidates.assign(score=score)\n"
     '    if pd.notna(query["gpu_gib"]):\n'
     "        ranked = ranked[fits.fillna(False)]")
slip("ties_in_the_order_of_rows", UNSTEADY,
     SORTED, 'ranked.sort_values("score", ascending=False, kind="stable")')
slip("sorts_by_downloads", UNCHANGED,
     "assign(score=score)", "assign(score=0)")
slip("every_query_is_a_developers", FIRES,
     'if pd.notna(query["gpu_gib"]):', "if True:",
     'query["gpu_gib"] * 2**30', '(query["gpu_gib"] if pd.notna(query["gpu_gib"]) else 16.0) * 2**30',
     FIT, "3 *", LICENCE, "0 *", 'weights["task"] *', "0.5 *")
slip("row_numbers", IDS,
     '["id"].tolist()', ".index.tolist()")
slip("rows", IDS,
     SORTED + '["id"].tolist()', SORTED)
slip("engine_alone", TOO_LARGE,
     FIT, "0 *", ENGINE, "5 *")
slip("gib_taken_for_bytes", TOO_LARGE,
     'query["gpu_gib"] * 2**30', 'query["gpu_gib"]')
slip("parameters_for_bytes", TOO_LARGE,
     '1.2 * candidates["weight_bytes"]', 'candidates["n_params"]')
slip("larger_is_better", TOO_LARGE,
     '<= 0.9 * query["gpu_gib"]', '> 0.9 * query["gpu_gib"]')
slip("a_page_of_them", EVERYONE,
     '["id"].tolist()', '["id"].tolist()[:30]')
# fmt: on


@exercise.right
def with_a_key(query: pd.Series, candidates: pd.DataFrame) -> list[str]:
    asked = {name: value for name, value in query.items() if not pd.isna(value)}

    def points(model: Any) -> float:
        found: float = 2.0 * (model["pipeline_tag"] == asked.get("task"))
        size = model["weight_bytes"]
        if "gpu_gib" in asked:
            found += not pd.isna(size) and 1.2 * size <= 0.9 * asked["gpu_gib"] * GIB
        if "engine" in asked:
            found += model[f"badge_{asked['engine']}"] == "yes"
        if "license_need" in asked:
            found += 2 * (model["license_class"] == asked["license_need"] and model["gated"] == "no")
        return found

    def key(model: Any) -> tuple[float, float, str]:
        return -points(model), -model["downloads"] if not pd.isna(model["downloads"]) else 0.0, model["id"]

    return [model["id"] for model in sorted(candidates.to_dict("records"), key=key)]


@exercise.right
def with_numpy(query: pd.Series, candidates: pd.DataFrame) -> np.ndarray:
    size = candidates["weight_bytes"].to_numpy(float, na_value=np.inf)
    score = 2.0 * (candidates["pipeline_tag"] == query["task"]).to_numpy()
    if pd.notna(query["gpu_gib"]):
        score += 1.2 * size <= 0.9 * float(query["gpu_gib"]) * GIB
    if pd.notna(query["engine"]):
        score += (candidates["badge_" + query["engine"]] == "yes").to_numpy()
    if pd.notna(query["lang"]):
        score += np.array([0.3 * (query["lang"] in tags) for tags in candidates["tags"]], float)
    ids = candidates["id"].to_numpy(dtype=object)
    return ids[np.lexsort([ids.astype(str), -candidates["downloads"].to_numpy(float, na_value=-1), -score])]


@exercise.right
def group_by_group(query: pd.Series, candidates: pd.DataFrame) -> list[str]:
    ranked = candidates.sort_values(["downloads", "id"], ascending=[False, True])
    if query["segment"] != "developer":
        return list(ranked["id"])
    room = 0.75 * float(query["gpu_gib"]) * GIB if pd.notna(query["gpu_gib"]) else np.inf
    task, fit = ranked["pipeline_tag"] == query["task"], ranked["weight_bytes"].le(room).fillna(False)
    served = ranked["badge_tgi" if query["engine"] == "tgi" else "badge_vllm"] == "yes"
    level = 2 * task.astype(int) + fit.astype(int) + served.astype(int)
    return [name for value in range(4, -1, -1) for name in ranked.loc[level == value, "id"]]
