"""Papers, collections, tags and catalogues, as the ordinary client sees them."""

import json

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

from tests.hub.conftest import Hub


def test_papers(api: HfApi, hub: Hub) -> None:
    assert [paper.title for paper in api.list_papers(query="otters swim")] == ["On otters"]
    assert list(api.list_papers(query="otters fly")) == []
    assert json.loads(hub("GET", "/api/papers/2601.00001").body)["summary"] == "They swim."
    assert hub("GET", "/papers/2601.00001.md").body == b"# On otters\n\nThey swim.\n"
    assert hub("GET", "/papers/2601.00002.md").status == hub("GET", "/api/papers/2601.00002").status == 404


@pytest.mark.parametrize(
    ("chosen", "count"),
    [({}, 1), ({"date": "2026-01-01"}, 1), ({"month": "2026-02"}, 0), ({"submitter": "una"}, 1), ({"p": 1}, 0)],
)
def test_daily_papers(api: HfApi, chosen: dict[str, str], count: int) -> None:
    assert len(list(api.list_daily_papers(**chosen))) == count  # type: ignore[arg-type]


def test_a_weeks_papers(api: HfApi) -> None:
    assert len(list(api.list_daily_papers(week="2026-W01"))) == 1
    assert list(api.list_daily_papers(week="2026-W02")) == []


def test_listed_collections_show_four_items_and_one_shows_all(api: HfApi) -> None:
    listed = next(iter(api.list_collections(owner="una")))
    assert (len(listed.items), listed.position) == (4, 0)
    assert len(api.get_collection("lab-a/first-1").items) == 6
    assert list(api.list_collections(owner="nobody")) == []
    assert [one.slug for one in api.list_collections(item="models/lab-a/otter", sort="upvotes")] == ["lab-a/first-1"]
    with pytest.raises(HfHubHTTPError, match="Collection not found"):
        api.get_collection("lab-a/none")


def test_tags_are_grouped_by_type(hub: Hub) -> None:
    found = json.loads(hub("GET", "/api/models-tags-by-type").body)
    groups = {group: [tag["id"] for tag in tags] for group, tags in found.items()}
    assert groups["license"] == ["license:mit"]
    assert groups["library"] == ["transformers"]
    assert groups["pipeline_tag"] == ["text-generation"]
    assert found["license"][0] == {"id": "license:mit", "label": "mit", "type": "license"}
    assert json.loads(hub("GET", "/api/datasets-tags-by-type").body)["language"][0]["id"] == "language:en"


@pytest.mark.filterwarnings("ignore:.*is experimental")
def test_the_catalogue_of_another_host_is_the_snapshots_too(api: HfApi) -> None:
    assert [entry.repo_id for entry in api.list_inference_catalog(engine="vllm", search="OTT")] == ["lab-a/otter"]
    assert api.list_inference_catalog(license="apache-2.0") == []
    assert api.list_inference_catalog(accelerator="neuron") == []


def test_spaces_are_searched_by_the_words_they_share(api: HfApi) -> None:
    assert [found.id for found in api.search_spaces("a demo of board games", include_non_running=True)] == [
        *("lab-a/demo", "lab-b/board"),
    ]
    assert [found.id for found in api.search_spaces("demo")] == ["lab-a/demo"]
    assert list(api.search_spaces("demo", sdk="static")) == []
    assert list(api.search_spaces("board")) == []
    with pytest.raises(HfHubHTTPError, match='"q" is required'):
        list(api.search_spaces("  "))
