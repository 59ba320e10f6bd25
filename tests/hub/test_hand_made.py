"""A Hub of a few repos is a Hub like any other, and dear to nobody."""

import copy
from pathlib import Path

from course import hub_of
from course.hub.connect import snapshot_of
from course.hub.hand_made import _folder


def test_repos_of_every_kind() -> None:
    hub = hub_of([{"id": "a/x", "likes": 3}], [{"id": "a/d"}], [{"id": "a/s", "sdk": "static"}])
    assert [model.id for model in hub.list_models()] == ["a/x"]
    assert [dataset.id for dataset in hub.list_datasets()] == ["a/d"]
    assert [space.sdk for space in hub.list_spaces(expand=["sdk"])] == ["static"]
    assert hub.model_info("a/x").likes == 3


def test_what_is_not_given_is_not_returned() -> None:
    model = next(iter(hub_of([{"id": "a/x"}]).list_models(expand=["downloads", "gated", "cardData"])))
    assert (model.downloads, model.gated, model.card_data) == (None, None, None)


def test_the_same_repos_are_the_same_hub() -> None:
    one, other = hub_of([{"id": "a/x"}]), hub_of([{"id": "a/x"}])
    assert one.endpoint == other.endpoint
    assert one.endpoint != hub_of([{"id": "a/y"}]).endpoint
    assert copy.deepcopy(one).endpoint == one.endpoint


def test_its_date_and_that_it_is_no_real_hub() -> None:
    snapshot = snapshot_of(hub_of(as_of="2025-02-03T00:00:00Z"))
    assert snapshot is not None
    assert (snapshot.meta.as_of, snapshot.meta.simulated) == ("2025-02-03T00:00:00Z", True)
    assert Path(snapshot.path).parent == _folder()


def test_a_repo_can_have_files_and_earlier_states() -> None:
    earlier = {"cardData": {"license": "mit"}, "files": {"config.json": "1"}}
    files = {"config.json": "22", "model.gguf": [9, "a" * 64]}
    api = hub_of([{"id": "a/x", "cardData": {"license": "gpl-3.0"}, "files": files, "revisions": {"v1": earlier}}])
    trees = [[one.path for one in api.list_repo_tree("a/x", revision=at)] for at in ("main", "v1")]
    assert trees == [["config.json", "model.gguf"], ["config.json"]]
    card = api.model_info("a/x", revision="v1", expand=["cardData"]).card_data
    assert card is not None
    assert card.license == "mit"
