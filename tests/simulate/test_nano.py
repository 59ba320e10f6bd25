"""The hand-written Hub, asked through the ordinary client."""

from pathlib import Path

import pytest
from huggingface_hub import HfApi, ModelCard, ModelInfo
from huggingface_hub.errors import EntryNotFoundError

from course.hub.connect import connect
from course.simulate.nano import entries, nano

PROPERTIES = ["author", "baseModels", "cardData", "createdAt", "downloads", "gated", "likes", "pipeline_tag", "private",
              "safetensors", "tags", "evalResults"]  # fmt: skip


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> HfApi:
    return connect(str(nano(tmp_path_factory.mktemp("nano") / "nano.sqlite")))


@pytest.fixture(scope="module")
def models(api: HfApi) -> dict[str, ModelInfo]:
    return {info.id: info for info in api.list_models(expand=PROPERTIES)}  # type: ignore[arg-type]


def test_it_has_the_promised_size(api: HfApi, models: dict[str, ModelInfo]) -> None:
    assert len(models) == 24
    assert sum(bool(info.private) for info in models.values()) == 2
    assert len(list(api.list_datasets())) == 10
    assert len(list(api.list_spaces())) == 12


def test_every_repo_says_which_edge_it_stands_for() -> None:
    assert all(entry["about"] for kind in ("models", "datasets", "spaces") for entry in entries()[kind])
    assert sum("readme" in entry for entry in entries()["models"]) == 22
    assert sum("config" in entry for entry in entries()["models"]) == 17


def test_gaps_stay_gaps(models: dict[str, ModelInfo]) -> None:
    quiet = models["feldspar-lab/quiet"]
    assert quiet.gated is quiet.downloads is None
    assert models["corvane/tarn-7b"].gated is False
    assert models["oldnet-base"].author is None
    assert not models["tessaly-works/shrug"].tags


def test_cards_are_read_as_the_hub_reads_them(models: dict[str, ModelInfo]) -> None:
    for broken in ("vasken-tor/bare", "vasken-tor/unclosed", "vasken-tor/listed"):
        assert models[broken].card_data is None
    card = models["vasken-tor/nordlys"].card_data
    assert card is not None
    assert card.language is False  # type: ignore[comparison-overlap]


def test_parents_come_in_the_shape_of_the_live_hub(models: dict[str, ModelInfo]) -> None:
    parents = models["olda-mirren/heron-merge"].base_models
    assert repr(parents) == repr(
        {"relation": "merge", "models": [{"id": "corvane/tarn-7b"}, {"id": "corvane/tarn-7b-chat"}]}
    )


def test_one_result_cannot_be_read_and_one_index_neither(models: dict[str, ModelInfo]) -> None:
    assert len(models["corvane/tarn-7b"].eval_results or []) == 1
    card = models["tessaly-works/unindexed"].card_data
    assert card is not None
    assert card.eval_results is None


def test_cards_can_be_downloaded_and_weights_cannot(api: HfApi) -> None:
    path = api.hf_hub_download("corvane/tarn-7b", "README.md")
    assert ModelCard.load(path).data.license == "apache-2.0"
    with pytest.raises(EntryNotFoundError):
        api.hf_hub_download("corvane/tarn-7b", "no-such-file")


def test_writing_it_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    assert nano(tmp_path / "a.sqlite").read_bytes() == nano(tmp_path / "b.sqlite").read_bytes()


def test_a_tag_leads_to_an_earlier_state(api: HfApi) -> None:
    now, then = api.model_info("corvane/tarn-7b"), api.model_info("corvane/tarn-7b", revision="v1.0")
    assert now.sha != then.sha
    old = Path(api.hf_hub_download("corvane/tarn-7b", "config.json", revision="v1.0")).read_text()
    new = Path(api.hf_hub_download("corvane/tarn-7b", "config.json")).read_text()
    assert ("31999" in old, "32000" in new) == (True, True)


def test_the_newest_commit_is_the_head_and_tags_are_known(api: HfApi) -> None:
    listed = api.list_repo_commits("corvane/tarn-7b")
    assert [commit.authors for commit in listed][-1] == ["system"]
    assert listed[0].commit_id == api.model_info("corvane/tarn-7b").sha
    tags = {tag.name: tag.target_commit for tag in api.list_repo_refs("corvane/tarn-7b").tags}
    assert tags == {"v1.1": listed[1].commit_id, "v1.0": listed[2].commit_id}


def test_thirty_discussions_more_than_half_of_them_pull_requests(api: HfApi) -> None:
    rows = [row for rows in entries()["discussions"].values() for row in rows]
    assert (len(rows), sum(row[2] for row in rows)) == (30, 16)
    listed = list(api.get_repo_discussions("corvane/tarn-7b"))
    first = api.get_discussion_details("corvane/tarn-7b", listed[-1].num)
    assert [event.type for event in first.events] == ["comment", "comment", "comment", "status-change"]


def test_two_benchmarks_have_a_leaderboard(api: HfApi) -> None:
    every = api.get_dataset_leaderboard("harrow-ink/stair-bench", base_model_only=False)
    assert len(api.get_dataset_leaderboard("harrow-ink/stair-bench")) < len(every) == 6
    assert len(api.get_dataset_leaderboard("harrow-ink/lamp-bench", base_model_only=False)) == 2


def test_owners_have_overviews(api: HfApi) -> None:
    assert api.get_organization_overview("corvane").plan == "enterprise"
    assert api.get_user_overview("olda-mirren").num_models == 3
