"""The capstone's Hub shows 15 March, and nothing in it tells what came after."""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from huggingface_hub import HfApi

from course.hub.connect import connect
from course.hub.facts import facts
from course.hub.schema import SORT_KEYS
from course.hub.snapshot import Kind, Snapshot, SnapshotError
from course.simulate.build import build_cut
from course.simulate.hub import Hub
from course.simulate.logs.capstone import Capstone
from course.simulate.measures import spearman
from course.simulate.meta import CAPSTONE_SEED, PRACTICE_MODELS, T0

Values = Mapping[str, Any]
# What is known on 15 March and foretells adoption on purpose: the columns of the capstone's table, however asked for.
# A measured or claimed result is one too: who verified first and how good it is was told before that day.
MEANT = {"evalResults", "model-index", "cardData", "safetensors", "siblings", "tags", "usedStorage"}
LIMIT = 0.1


@pytest.fixture(scope="module")
def hub() -> Hub:
    return Hub(CAPSTONE_SEED, PRACTICE_MODELS)


@pytest.fixture(scope="module")
def made(hub: Hub) -> Capstone:
    return Capstone(hub)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("cut") / "capstone.sqlite"
    return build_cut(file, seed=CAPSTONE_SEED, models=PRACTICE_MODELS, name="capstone")


@pytest.fixture(scope="module")
def snapshot(path: Path) -> Snapshot:
    return Snapshot.open(path)


@pytest.fixture(scope="module")
def api(path: Path) -> HfApi:
    return connect(str(path))


@pytest.fixture(scope="module")
def cohort(made: Capstone) -> pd.DataFrame:
    """Both cohorts: id, type of author, and the outcome, of which one half is in no table."""
    rows = np.concatenate([made.cohort(2, 1), made.cohort(1, 0)])
    types = made.frame(rows).set_index("id")["author_type"]
    return made.adoption(rows).set_index("id").assign(kind=types)


def within(cohort: pd.DataFrame, value: Values) -> float:
    """Spearman's rho with the outcome within each type of author, weighted by models; 0 where nothing varies."""
    found = cohort.assign(value=pd.Series(cohort.index.map(dict(value).get), cohort.index).astype(float))
    parts = []
    for _, rows in found.groupby("kind"):
        known = rows["value"].fillna(-1.0)
        varies = known.nunique() > 1 and len(rows) > 10
        parts.append((len(rows), spearman(known, rows["adoption_90d"]) if varies else 0.0))
    return sum(n * rho for n, rho in parts) / sum(n for n, _ in parts)


def size(value: Any) -> float:
    """A value as one number: itself, or how much of it there is."""
    if isinstance(value, bool | int | float):
        return float(value)
    return float(len(value)) if isinstance(value, list | dict) else float("nan")


def test_nothing_is_newer_than_the_day_it_shows(snapshot: Snapshot) -> None:
    assert snapshot.meta.as_of == T0
    for kind in cast("tuple[Kind, ...]", ("models", "datasets", "spaces")):
        for name in snapshot.ids(kind):
            info = snapshot.info(kind, name)
            assert info
            assert info["createdAt"] <= info["lastModified"] < "2026-03-15"
    for collection in ("commits", "discussions"):
        for key, body in snapshot.documents(collection):
            assert all(str(one.get("date") or one.get("createdAt")) <= "2026-03-15T00:00:00.000Z" for one in body), key
    dates = [one.get("date", "") for name in snapshot.ids("models")
             for one in (snapshot.info("models", name) or {}).get("evalResults", ())]  # fmt: skip
    assert max(dates) < "2026-03-15"


def test_events_of_discussions_end_there_too(snapshot: Snapshot) -> None:
    threads = [thread for _, body in snapshot.documents("discussions") for thread in body]
    assert max(event["createdAt"] for thread in threads for event in thread["events"]) < "2026-03-15"
    for thread in threads:
        changes = [one["data"]["status"] for one in thread["events"] if one["type"] == "status-change"]
        assert thread["status"] in (changes[-1:] or ["open", "draft"])


def test_the_popularity_of_both_cohorts_is_withheld(api: HfApi, cohort: pd.DataFrame) -> None:
    asked: list[Any] = ["downloads", "downloadsAllTime", "likes", "trendingScore", "inferenceProviderMapping"]
    listed = {info.id: info for info in api.list_models(expand=asked)}
    young = [listed[name] for name in cohort.index]
    for info in young:
        assert (info.downloads, info.downloads_all_time, info.likes, info.trending_score) == (None,) * 4
        assert not info.inference_provider_mapping
    older = [info for name, info in listed.items() if name not in cohort.index]
    assert sum(info.downloads is not None for info in older) > 0.98 * len(older)


@pytest.mark.parametrize("key", SORT_KEYS)
def test_no_order_of_a_listing_foretells_adoption(api: HfApi, cohort: pd.DataFrame, key: str) -> None:
    ordered = [info.id for info in api.list_models(sort=cast("Any", key))]
    places = {name: -float(place) for place, name in enumerate(ordered)}
    assert abs(within(cohort, places)) < LIMIT + (0.15 if key in ("createdAt", "lastModified") else 0)


def test_the_order_in_which_they_are_stored_does_not_either(api: HfApi, cohort: pd.DataFrame) -> None:
    same_age = cohort.groupby("kind", group_keys=False)
    places = {info.id: float(place) for place, info in enumerate(api.list_models())}
    assert abs(within(cohort, places)) < LIMIT
    assert same_age.ngroups == 3


def test_no_property_of_a_model_foretells_adoption_but_those_that_are_meant(
    snapshot: Snapshot, cohort: pd.DataFrame
) -> None:
    infos = {name: snapshot.info("models", name) or {} for name in cohort.index}
    keys = sorted({key for info in infos.values() for key in info} - MEANT)
    found = {key: within(cohort, {name: size(info.get(key)) for name, info in infos.items()}) for key in keys}
    assert {key: rho for key, rho in found.items() if abs(rho) >= LIMIT} == {}


def test_nothing_said_about_a_model_elsewhere_foretells_it(snapshot: Snapshot, cohort: pd.DataFrame) -> None:
    for collection, measure in MEASURES.items():
        told = {key.removeprefix("models/"): measure(body) for key, body in snapshot.documents(collection)}
        assert abs(within(cohort, told)) < LIMIT, collection
    listed = {name for name in cohort.index if snapshot.document("likers", f"models/{name}")}
    assert not listed


MEASURES: dict[str, Callable[[Any], float]] = {
    "discussions": len,
    "refs": lambda body: len(body.get("tags", ())),
    "answers": len,
}


def test_accounts_do_not_tell_how_well_known_they_became(snapshot: Snapshot, cohort: pd.DataFrame) -> None:
    told = dict(snapshot.documents("users")) | dict(snapshot.documents("organizations"))
    for key in sorted({key for body in told.values() for key in body}):
        values = {name: size(told.get(name.partition("/")[0], {}).get(key)) for name in cohort.index}
        assert abs(within(cohort, values)) < LIMIT + 0.05, key  # authors repeat, so chance is wider here


def test_no_log_foretells_it_but_the_table_that_is_meant(snapshot: Snapshot, cohort: pd.DataFrame) -> None:
    meant = {"capstone_models", "adoption_90d", "earlier_models", "earlier_adoption_90d"}
    assert set(snapshot.logs()) == {*meant, "engine_support", "failure_reports", "hardware", "org_profiles"}
    mentioned = Counter(snapshot.log("failure_reports")["repo_id"].str.removesuffix("-gone"))
    assert abs(within(cohort, {name: float(mentioned[name]) for name in cohort.index})) < LIMIT


def test_the_later_cohort_s_outcome_is_nowhere(snapshot: Snapshot, made: Capstone, hub: Hub) -> None:
    later = {hub.ids[i] for i in made.cohort(1, 0).tolist()}
    assert not later & set(snapshot.log("adoption_90d")["id"])
    assert not set(snapshot.log("earlier_adoption_90d")["id"]) & set(hub.ids)
    for name in ("hidden_adoption_90d", "cohort_adoption_90d", "reevaluation", "report_labels"):
        with pytest.raises(SnapshotError, match="capstone has no log"):
            snapshot.log(name)


def test_the_facts_of_listings_are_those_of_its_objects(snapshot: Snapshot, cohort: pd.DataFrame) -> None:
    name = cohort.index[0]
    assert facts(name, snapshot.info("models", name) or {}).keys[SORT_KEYS.index("downloads")] is None


def test_spaces_of_the_table_are_those_that_the_hub_shows(snapshot: Snapshot) -> None:
    shown: Counter[str] = Counter()
    for name in snapshot.ids("spaces"):
        info = snapshot.info("spaces", name) or {}
        stage = (info.get("runtime") or {}).get("stage", "")
        if stage in ("RUNNING", "SLEEPING", "PAUSED", "STOPPED"):
            shown.update(info.get("models", ()))
    table = snapshot.log("capstone_models").set_index("id")["working_spaces"]
    assert (table == [shown[name] for name in table.index]).all()
