"""Discussions, likes, leaderboards and runtimes, as the ordinary client sees them."""

import json

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

from tests.hub.conftest import Hub

DISCUSSIONS = "/api/models/lab-a/otter/discussions"


def test_discussions_are_read_page_by_page(api: HfApi) -> None:
    assert [one.num for one in api.get_repo_discussions("lab-a/otter")] == [3, 2, *range(4, 64)]
    assert list(api.get_repo_discussions("lab-a/pond", repo_type="dataset")) == []


@pytest.mark.parametrize(
    ("chosen", "nums"),
    [
        ({"discussion_type": "pull_request"}, [3]),
        ({"discussion_status": "closed"}, [2]),
        ({"discussion_type": "discussion", "discussion_status": "open"}, list(range(4, 64))),
        ({"author": "nobody"}, []),
    ],
)
def test_discussions_are_chosen_by_type_status_and_author(api: HfApi, chosen: dict[str, str], nums: list[int]) -> None:
    assert [one.num for one in api.get_repo_discussions("lab-a/otter", **chosen)] == nums  # type: ignore[arg-type]


def test_the_first_page_counts_the_closed(hub: Hub) -> None:
    first, second = (json.loads(hub("GET", f"{DISCUSSIONS}?p={page}").body) for page in (0, 1))
    assert (first["count"], first["start"], first["numClosedDiscussions"]) == (62, 0, 1)
    assert (second["start"], len(second["discussions"]), "numClosedDiscussions" in second) == (50, 12, False)


@pytest.mark.parametrize("page", ["-1", "x", "999999999999999999999", "²"])
def test_a_page_that_is_none_is_harmless(hub: Hub, page: str) -> None:
    assert hub("GET", f"{DISCUSSIONS}?p={page}").status == 200


def test_one_discussion_with_its_events(api: HfApi) -> None:
    pull = api.get_discussion_details("lab-a/otter", 3)
    assert (pull.is_pull_request, pull.target_branch, [event.type for event in pull.events]) == (
        *(True, "refs/heads/main"),
        ["commit"],
    )
    assert [event.type for event in api.get_discussion_details("lab-a/otter", 2).events] == ["status-change"]
    assert api.get_discussion_details("lab-a/otter", 4).events == []
    with pytest.raises(HfHubHTTPError, match="Discussion 99 not found"):
        api.get_discussion_details("lab-a/otter", 99)


def test_likers(api: HfApi) -> None:
    assert [user.username for user in api.list_repo_likers("lab-a/otter")] == ["una"]
    assert list(api.list_repo_likers("lab-b/eel")) == []


def test_a_runtime_comes_from_its_document_or_the_space_itself(api: HfApi) -> None:
    assert api.get_space_runtime("lab-a/demo").stage == "SLEEPING"
    assert api.get_space_runtime("lab-b/board").stage == "NO_APP_FILE"
    with pytest.raises(RepositoryNotFoundError):
        api.get_space_runtime("lab-a/nothing")


def test_a_leaderboard_hides_derived_models_unless_told(api: HfApi) -> None:
    shown = api.get_dataset_leaderboard("lab-a/marsh")
    assert [(entry.rank, entry.model_id) for entry in shown] == [(1, "lab-b/eel")]
    every = api.get_dataset_leaderboard("lab-a/marsh", base_model_only=False)
    assert [(entry.rank, entry.model_id) for entry in every] == [(1, "lab-a/otter"), (2, "lab-b/eel")]
    with pytest.raises(HfHubHTTPError, match="has no leaderboard"):
        api.get_dataset_leaderboard("lab-a/pond")


@pytest.mark.parametrize(
    "path", ["models/lab-a/otter/runtime", "models/lab-a/otter/leaderboard", "spaces/lab-a/demo/nothing"]
)
def test_what_a_kind_does_not_have_is_a_404(hub: Hub, path: str) -> None:
    assert hub("GET", f"/api/{path}").status == 404
