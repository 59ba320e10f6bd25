"""What models say they were made from, with the licences of datasets and base models."""

import pandas as pd

from course import hub_of, sources

MODELS = [
    {"id": "ben/child", "cardData": {"license": "mit", "base_model": "ada/base", "datasets": ["org/poems", "gone"]}},
    {"id": "ada/base", "cardData": {"license": ["Apache-2.0"], "datasets": "org/maps"}, "downloads": 5},
    {"id": "cat/plain", "tags": ["license:gpl-3.0"]},
    {"id": "dan/secret", "private": True, "cardData": {"datasets": ["org/poems"], "base_model": "ada/base"}},
]
DATASETS = [
    {"id": "org/poems", "cardData": {"license": "cc-by-nc-4.0"}},
    {"id": "org/maps"},
    {"id": "org/secret", "private": True, "cardData": {"license": "mit"}},
]


def test_public_models_with_the_datasets_that_they_name() -> None:
    table = sources.models(hub_of(MODELS, DATASETS))
    assert list(table.columns) == ["id", "license", "downloads", "datasets"]
    assert table["id"].tolist() == ["ada/base", "ben/child", "cat/plain"]
    assert table["license"].tolist() == ["apache-2.0", "mit", "gpl-3.0"]
    assert table["datasets"].tolist() == [["org/maps"], ["org/poems", "gone"], []]


def test_public_datasets_with_their_downloads() -> None:
    table = sources.datasets(hub_of(datasets=[*DATASETS, {"id": "a/b", "downloads": 4}]))
    assert table["id"].tolist() == ["a/b", "org/maps", "org/poems"]
    assert table["downloads"].fillna(-1).tolist() == [4, -1, -1]


def test_each_source_has_the_licence_that_it_declares() -> None:
    table = sources.upstream(hub_of(MODELS, DATASETS))
    rows = table.where(table.notna(), None).itertuples(index=False, name=None)
    assert list(rows) == [
        ("ada/base", "org/maps", None),
        ("ben/child", "ada/base", "apache-2.0"),
        ("ben/child", "gone", None),
        ("ben/child", "org/poems", "cc-by-nc-4.0"),
    ]


def test_references_of_odd_types_are_rows_without_a_licence() -> None:
    odd = hub_of([{"id": "a/x", "cardData": {"datasets": [7, "org/maps"]}}], DATASETS)
    table = sources.upstream(odd)
    assert table["source_id"].tolist() == [7, "org/maps"]
    assert table["license"].isna().all()


def test_a_hub_without_models_has_empty_tables() -> None:
    empty = hub_of()
    for table in (sources.models(empty), sources.upstream(empty), sources.datasets(empty)):
        assert isinstance(table, pd.DataFrame)
        assert table.empty
    assert list(sources.upstream(empty).columns) == ["model_id", "source_id", "license"]
