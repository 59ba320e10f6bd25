"""Can declared metadata order results better, for the segment you choose?"""

import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from course.exercise.exercise import Answer, Case, case
from course.exercise.hubs import SLOTS
from course.exercise.performance import Measured, PerformanceExercise, Trial
from exercises.search.pools import ASKED, copies, inventory, pools, scores_of, silent
from exercises.search.runs import LESSON, shuffled

exercise = PerformanceExercise(
    LESSON,
    "rank_models",
    looks_at="queries that ask for nothing, missing sizes, rows in another order, equal models, 200 candidates, and "
    "nDCG@10 of queries you have not seen on three Hubs: developers' earns the points, no other segment's may fall",
    measure="developers' nDCG@10",
)

SECONDS = 0.25  # five times what a search box may take for 200 candidates: a grader's machine is busy
TRIES = 3
GIB = 2**30

EVERYONE = "Return every candidate: filtering is lesson 5, ranking keeps everyone."
UNSTEADY = "Two runs on the same candidates disagree; break ties by id."
UNCHANGED = "This is the baseline again: nDCG unchanged."
FIRES = "Enterprise nDCG fell by more than 0.02: your fit rule fires when no GPU was asked for."
IDS = "Return the ids of the candidates, not row numbers or rows."
SLOW = "200 candidates take longer than a search box has: work on columns, not row by row."
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
def quick(one: Case, ask: Answer) -> str | None:
    """Whether a long list is ranked in the time that a search box has; one quick run of a few is enough."""
    if len(one.args[1]) < 200:
        return None
    for _ in range(TRIES):
        begun = time.perf_counter()
        ask(*one.args)
        if time.perf_counter() - begun < SECONDS:
            return None
    return SLOW


@exercise.remark
def nothing_gained(ask: Answer, measured: Sequence[Measured]) -> str | None:
    """Whether every score is the baseline's."""
    alike = (abs(one.got[name] - low) < 1e-9 for one in measured for name, low in one.baseline.items())
    return UNCHANGED if all(alike) else None


@exercise.remark
def fires_unasked(ask: Answer, measured: Sequence[Measured]) -> str | None:
    """Whether enterprises lost, and the size of a model counts where nobody named a GPU."""
    fell = any("Enterprise nDCG" in one.fallen(exercise.loss) for one in measured)
    return FIRES if fell and _prefers(ask, "enterprise", float("nan")) else None


@exercise.remark
def fit_ignored(ask: Answer, measured: Sequence[Measured]) -> str | None:
    """Whether a model that fits the GPU has no advantage over its twin that does not."""
    return None if _prefers(ask, "developer", 24.0) else TOO_LARGE


def _prefers(ask: Answer, segment: str, gpu_gib: float) -> bool:
    """Whether of two models, alike but for their size, the smaller always comes first."""
    query = pd.Series({"segment": segment, "text": "copy", "gpu_gib": gpu_gib}, dtype=object).reindex(ASKED)
    twins = copies(inventory(SLOTS[0])).head(2)
    small, large = 4 * GIB, 140 * GIB
    for sizes in ([small, large], [large, small]):
        found = twins.assign(weight_bytes=pd.array(sizes, "Int64"))
        if next(iter(ask(query, found))) != found["id"].tolist()[sizes.index(small)]:
            return False
    return True


# fmt: off
slip = exercise.slip  # a name, what it has to be told, the text of the solution, what stands there instead
SORTED = "ranked.sort_values(order, ascending=[False, False, True])"
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
     FIT, "0 *", LICENCE, "0 *", 'weights["task"] *', "1 *",
     "candidates[f\"badge_{query['engine']}\"]", 'candidates["badge_vllm"]')
slip("gib_taken_for_bytes", TOO_LARGE,
     'query["gpu_gib"] * 2**30', 'query["gpu_gib"]', LICENCE, "0 *", 'weights["task"] *', "0.25 *", ENGINE, "0.5 *")
# fmt: on


@exercise.wrong(SLOW)
def one_model_at_a_time(query: pd.Series, candidates: pd.DataFrame) -> Any:
    time.sleep(0.002 * len(candidates) if len(candidates) >= 200 else 0)
    return exercise.reference(query, candidates)


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
