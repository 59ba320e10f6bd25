"""One repo, as the ordinary client sees it: information, references, commits."""

import json

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import (
    BadRequestError,
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from course.hub.schema import EXPANDABLE
from tests.hub.conftest import DATASETS, MODELS, SPACES, Hub


def test_a_model_shows_what_the_hub_shows(hub: Hub) -> None:
    found = json.loads(hub("GET", "/api/models/lab-a/otter").body)
    wanted = {name: value for name, value in MODELS[0].items() if name not in HELD_BACK}
    assert {name: found[name] for name in wanted} == wanted
    assert not HELD_BACK & set(found)
    assert found["modelId"] == "lab-a/otter"


HELD_BACK = {"trendingScore", "downloadsAllTime", "baseModels", "inferenceProviderMapping"}


def test_expand_on_one_model_gives_what_listings_hold_back(api: HfApi) -> None:
    info = api.model_info("lab-a/otter", expand=["downloadsAllTime", "baseModels", "inferenceProviderMapping"])
    assert info.downloads_all_time == 900
    assert info.base_models == MODELS[0]["baseModels"]
    assert [mapping.provider for mapping in info.inference_provider_mapping or ()] == ["quick"]
    assert info.downloads is None


@pytest.mark.parametrize(
    ("kind", "repo_id"), [("models", "toad"), ("datasets", "lab-a/pond"), ("spaces", "lab-a/demo")]
)
def test_every_property_can_be_named_and_no_other(hub: Hub, kind: str, repo_id: str) -> None:
    if repo_id == "toad":
        repo_id = "lab-b/eel"
    for name in EXPANDABLE[kind]:
        found = json.loads(hub("GET", f"/api/{kind}/{repo_id}?expand={name}").body)
        assert set(found) - {name} == {"_id", "id"}
    assert hub("GET", f"/api/{kind}/{repo_id}?expand=colour").status == 400


def test_blobs_and_security(api: HfApi) -> None:
    info = api.model_info("lab-a/otter", files_metadata=True, securityStatus=True)
    weights = next(one for one in info.siblings or () if one.rfilename == "model.safetensors")
    assert weights.size == 14_000_000_000
    assert weights.lfs
    assert weights.lfs.sha256 == "5" * 64
    assert info.security_repo_status == {"scansDone": True, "filesWithIssues": []}


def test_datasets_and_spaces(api: HfApi) -> None:
    assert api.dataset_info("lab-a/pond").downloads == DATASETS[0]["downloads"]
    space = api.space_info("lab-a/demo")
    assert (space.sdk, space.runtime and space.runtime.stage) == (SPACES[0]["sdk"], "RUNNING")


@pytest.mark.parametrize(("revision", "sha"), [("v1", "c"), ("refs/pr/3", "d"), ("f" * 40, "f"), ("main", "a")])
def test_a_revision_is_a_tag_a_reference_or_a_commit(api: HfApi, revision: str, sha: str) -> None:
    assert api.model_info("lab-a/otter", revision=revision).sha == sha * 40


@pytest.mark.parametrize("asked", ["lab-a/old-otter", "LAB-A/Otter"])
def test_renamed_and_differently_cased_ids_are_redirected(api: HfApi, hub: Hub, asked: str) -> None:
    assert api.model_info(asked).id == "lab-a/otter"
    assert [file for file in api.list_repo_files(asked) if file == "README.md"]
    response = hub("GET", f"/api/models/{asked}/tree/main?recursive=true")
    assert (response.status, response.headers["Location"]) == (307, "/api/models/lab-a/otter/tree/main?recursive=true")


def test_a_missing_repo_is_a_401_for_https_and_http_alike(api: HfApi, hub: Hub) -> None:
    with pytest.raises(RepositoryNotFoundError) as caught:
        api.model_info("lab-a/nothing")
    assert caught.value.response.status_code == 401
    assert hub("GET", "/api/models/lab-a/nothing").headers["X-Error-Code"] == "RepoNotFound"


def test_gated_information_is_public_and_commits_are_not(api: HfApi) -> None:
    assert api.model_info("lab-b/eel").gated == "manual"
    with pytest.raises(GatedRepoError):
        list(api.list_repo_commits("lab-b/eel"))


@pytest.mark.parametrize(
    ("repo_id", "error"),
    [
        ("lab-b/eel", GatedRepoError),
        ("lab-a/nothing", RepositoryNotFoundError),
        ("toad", DisabledRepoError),
    ],
)
def test_auth_check(api: HfApi, repo_id: str, error: type[Exception]) -> None:
    api.auth_check("lab-a/otter")
    with pytest.raises(HfHubHTTPError, match="You may not write to lab-a/otter"):
        api.auth_check("lab-a/otter", write=True)
    with pytest.raises(error):
        api.auth_check(repo_id)


def test_a_recorded_answer_is_given_word_for_word(api: HfApi) -> None:
    with pytest.raises(HfHubHTTPError, match="Retry after 7 seconds") as caught:
        api.model_info("lab-a/busy")
    assert caught.value.response.status_code == 429


def test_wrong_revisions_and_properties(api: HfApi) -> None:
    with pytest.raises(RevisionNotFoundError):
        api.model_info("lab-a/otter", revision="v9")
    with pytest.raises(BadRequestError):
        api.model_info("lab-a/otter", expand=["colour"])  # type: ignore[list-item]


def test_refs(api: HfApi) -> None:
    refs = api.list_repo_refs("lab-a/otter", include_pull_requests=True)
    assert [(tag.name, tag.target_commit) for tag in refs.tags] == [("v1", "c" * 40)]
    assert [pull.ref for pull in refs.pull_requests or ()] == ["refs/pr/3"]
    assert api.list_repo_refs("lab-a/otter").pull_requests is None
    assert [branch.name for branch in api.list_repo_refs("lab-b/eel").branches] == ["main"]


def test_commits_run_from_the_revision_backwards(api: HfApi, hub: Hub) -> None:
    assert [commit.title for commit in api.list_repo_commits("lab-a/otter", formatted=True)] == [
        "third",
        "second",
        "first",
    ]
    assert [commit.title for commit in api.list_repo_commits("lab-a/otter", revision="v1")] == ["first"]
    assert [commit.title for commit in api.list_repo_commits("lab-b/Newt-Small")] == ["initial commit"]
    response = hub("GET", "/api/models/lab-a/otter/commits/main?limit=2")
    assert response.headers["X-Total-Count"] == "3"
    assert 'rel="next"' in response.headers["Link"]


def test_an_earlier_state_has_its_own_information_and_files(api: HfApi) -> None:
    info = api.model_info("lab-a/otter", revision="v1")
    assert (info.sha, info.tags, info.likes, info.mask_token) == ("c" * 40, ["en"], 7, "<m>")
    assert api.model_info("lab-a/otter").mask_token is None
    for revision in ("v1", "refs/tags/v1", "c" * 40):
        assert api.list_repo_files("lab-a/otter", revision=revision) == ["README.md", "old.json"]
    assert api.hf_hub_download("lab-a/otter", "old.json", revision="v1")
    assert "old.json" not in api.list_repo_files("lab-a/otter")
    assert [(tag.name, tag.target_commit) for tag in api.list_repo_refs("lab-a/otter").tags] == [("v1", "c" * 40)]
