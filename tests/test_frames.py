"""The inventory keeps its gaps, and every table can say where it comes from."""

import pandas as pd
import pytest
from huggingface_hub import HfApi

from course import connect, frames, hub_of
from course.compare import difference
from course.lesson.reference import solution

CARD = {"license": ["MIT", " apache-2.0", "mit"], "base_model": "a/y"}


def row(**info: object) -> pd.Series:
    """The inventory's row of one model."""
    return frames.models(hub_of([{"id": "a/x", **info}])).iloc[0]


def test_columns_and_kinds() -> None:
    table = frames.models(hub_of([{"id": "a/x", "createdAt": "2026-01-02T03:04:05.000Z", "downloads": 3}]))
    assert list(table.columns) == frames.INVENTORY
    assert {str(table[name].dtype) for name in frames.COUNTS} == {"Int64"}
    assert {str(table[name].dt.tz) for name in frames.TIMES} == {"UTC"}
    assert table["created_at"][0] == pd.Timestamp("2026-01-02T03:04:05Z")


def test_an_empty_hub_has_an_empty_inventory() -> None:
    assert frames.models(hub_of()).empty
    assert list(frames.models(hub_of()).columns) == frames.INVENTORY


def test_what_is_not_returned_is_missing() -> None:
    bare = row()
    assert bare.drop(["id", "base_model", "tags"]).isna().all()
    assert (bare["base_model"], bare["tags"]) == ([], [])


@pytest.mark.parametrize(("gated", "wanted"), [(False, "no"), ("auto", "auto"), ("manual", "manual")])
def test_false_is_an_answer(gated: object, wanted: str) -> None:
    assert row(gated=gated)["gated"] == wanted


@pytest.mark.parametrize(
    ("card", "tags", "wanted"),
    [
        (CARD, ["license:gpl"], "apache-2.0+mit"),
        ({"license": "  MIT "}, [], "mit"),
        ({"license": []}, ["en", "license:cc0-1.0", "license:mit"], "cc0-1.0"),
        ({"license": ["", " "]}, [], None),
        ({"license": False}, ["license:"], None),
        ({}, ["license-plates"], None),
    ],
)
def test_declared_licence(card: dict[str, object], tags: list[str], wanted: str | None) -> None:
    assert frames.licence(card.get("license"), tags) == wanted


def test_lists_are_copies() -> None:
    given = ["a/x"]
    assert frames.as_list(given) == given
    assert frames.as_list(given) is not given
    assert (frames.as_list("a/x"), frames.as_list(None)) == (["a/x"], [])


def test_sorted_by_downloads_then_id_missing_last() -> None:
    counts = {"b/same": 5, "a/most": 9, "a/same": 5, "a/unknown": None}
    listed = [{"id": name, **({} if count is None else {"downloads": count})} for name, count in counts.items()]
    assert frames.models(hub_of(listed))["id"].tolist() == ["a/most", "a/same", "b/same", "a/unknown"]
    assert frames.models(hub_of(listed), 2)["id"].tolist() == ["a/most", "a/same"]


def test_one_listing_is_enough() -> None:
    hub = hub_of([{"id": f"a/{number}"} for number in range(30)])
    before = hub.requests_made  # type: ignore[attr-defined]
    frames.models(hub)
    assert hub.requests_made - before == 1  # type: ignore[attr-defined]


def test_the_lesson_builds_the_same_inventory() -> None:
    nano = connect("nano")
    pd.testing.assert_frame_equal(
        solution("01-census", "pull_models")(nano).astype(object), frames.models(nano).astype(object), check_dtype=False
    )


def test_label_names_the_hub_its_date_and_that_it_is_simulated() -> None:
    nano = connect("nano")
    assert frames.as_of(nano) == pd.Timestamp("2026-06-15", tz="UTC")
    assert frames.label(nano) == "HUB · nano, as of 2026-06-15, simulated"


def test_live_is_labelled_with_the_time_it_was_asked() -> None:
    assert frames.label(connect("live")).startswith("HUB · live, fetched 2")
    assert frames.as_of(connect("live")).tz is not None


def test_weights_are_the_weight_files_of_a_model() -> None:
    files = {"model.gguf": (9, "a" * 64), "tokenizer.json": (5, "b" * 64), "notes.bin": "text"}
    api = hub_of([{"id": "ada/x", "files": files}, {"id": "ada/y"}])
    found = frames.weights(api, ["ada/x", "ada/y", "no/one"])
    assert found.to_numpy().tolist() == [["ada/x", "model.gguf", "a" * 64]]
    assert found.equals(_asked(api, "ada/x"))


def _asked(api: HfApi, model: str) -> pd.DataFrame:
    """The same through requests alone, as from a live Hub."""
    return frames.weights(HfApi(endpoint=api.endpoint, headers=api.headers, token=False), [model])


def test_first_results_are_the_run_of_lesson_3() -> None:
    herons = [{"id": f"a/heron-{number}", "downloads": number % 3} for number in range(5)]
    api = hub_of(herons)
    queries = pd.DataFrame({"query_id": ["q2", "q1", "q3"], "text": ["swift", "heron", "HERON 3"]}, index=[4, 9, 2])
    wanted = solution("03-search", "baseline_run")(api, queries, 4)
    assert difference(frames.first_results(api, queries, 4), wanted, ordered=True) is None
    assert frames.first_results(api, queries.iloc[:0]).empty


def test_edges_and_siblings_are_what_lesson_2_builds() -> None:
    api = connect("nano")
    listed = list(api.list_models(expand=["baseModels", "cardData"]))
    edges, models = solution("02-families", "lineage_edges")(listed), frames.models(api)
    roots = solution("02-families", "family_roots")(edges, list(models["id"]))
    pd.testing.assert_frame_equal(frames.edges(api), edges)
    pd.testing.assert_frame_equal(frames.siblings(api), models.merge(roots, on="id"))
