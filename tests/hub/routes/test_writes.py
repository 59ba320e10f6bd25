"""What a snapshot takes: pull requests and Spaces, recorded beside it, counted, never in it."""

import json
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from course.hub.connect import scratch_of, writes_made
from tests.hub.conftest import CARD, Hub

BETTER = CARD.replace(b"A fictional", b"An entirely fictional")
REPO = "lab-a/otter"


def add(path: str = "README.md", content: bytes = BETTER) -> list[CommitOperationAdd]:
    """The operation that writes one file."""
    return [CommitOperationAdd(path, content)]


def test_a_pull_request_is_recorded_and_main_is_untouched(api: HfApi) -> None:
    before = writes_made(api)
    made = api.create_commit(REPO, add(), commit_message="Say it plainly", commit_description="Why", create_pr=True)
    assert (made.pr_num, made.pr_revision, writes_made(api) - before) == (64, "refs/pr/64", 1)
    assert Path(api.hf_hub_download(REPO, "README.md")).read_bytes() == CARD
    assert Path(api.hf_hub_download(REPO, "README.md", revision="refs/pr/64")).read_bytes() == BETTER
    assert Path(api.hf_hub_download(REPO, "config.json", revision=made.oid)).exists()


def test_a_recorded_pull_request_is_shown_everywhere(api: HfApi) -> None:
    made = api.create_commit(REPO, add("NOTE.md", b"new\n"), commit_message="Add a note", create_pr=True)
    assert made.pr_num
    assert made.pr_revision in [
        ref.ref for ref in api.list_repo_refs(REPO, include_pull_requests=True).pull_requests or ()
    ]
    assert made.pr_num in [one.num for one in api.get_repo_discussions(REPO, discussion_type="pull_request")]
    details = api.get_discussion_details(REPO, made.pr_num)
    assert [event.type for event in details.events] == ["comment", "commit"]
    assert details.diff == "diff --git a/NOTE.md b/NOTE.md\n--- /dev/null\n+++ b/NOTE.md\n@@ -0,0 +1 @@\n+new\n"
    assert [commit.title for commit in api.list_repo_commits(REPO, revision=made.pr_revision)][:2] == [
        "Add a note",
        "third",
    ]
    assert "NOTE.md" in api.list_repo_files(REPO, revision=made.pr_revision)
    assert "NOTE.md" not in api.list_repo_files(REPO)


def test_a_pull_request_starts_from_the_commit_it_names(api: HfApi) -> None:
    api.create_commit(REPO, add(), commit_message="x", create_pr=True, parent_commit="f" * 40)
    scratch = scratch_of(api)
    assert scratch
    assert scratch.pulls[-1].base == "f" * 40
    with pytest.raises(RevisionNotFoundError):
        api.create_commit(REPO, add(), commit_message="x", create_pr=True, parent_commit="9" * 40)


def test_a_pull_request_takes_more_commits(api: HfApi) -> None:
    made = api.create_commit(REPO, add(), commit_message="One", create_pr=True)
    more = api.create_commit(
        REPO, [CommitOperationDelete("onnx/", is_folder=True)], commit_message="Two", revision=made.pr_revision
    )
    assert more.pr_url is None
    assert [file for file in api.list_repo_files(REPO, revision=made.pr_revision) if file.startswith("onnx")] == []
    assert len(api.list_repo_files(REPO, revision=made.oid)) == 5
    with pytest.raises(HfHubHTTPError, match="A commit has happened since"):
        api.create_commit(REPO, add("b"), commit_message="x", revision=made.pr_revision, parent_commit=made.oid)


def test_main_takes_no_commit(api: HfApi) -> None:
    before = writes_made(api)
    with pytest.raises(HfHubHTTPError, match="open a pull request instead"):
        api.create_commit(REPO, add(), commit_message="x")
    scratch = scratch_of(api)
    assert scratch
    assert scratch.refused[-1] == "commit to main of models/lab-a/otter"
    assert writes_made(api) == before + 1


def test_reading_is_never_counted_as_writing(api: HfApi) -> None:
    before = writes_made(api)
    api.get_paths_info(REPO, ["README.md"])
    api._validate_yaml("---\nlicense: mit\n---\n")
    api.create_commit(REPO, add(content=CARD), commit_message="Nothing new", create_pr=True)
    assert writes_made(api) == before


def test_a_space_is_created_filled_and_read(api: HfApi) -> None:
    url = api.create_repo("me/board", repo_type="space", space_sdk="static")
    assert (url.repo_id, url.repo_type) == ("me/board", "space")
    api.create_commit("me/board", add("index.html", b"<p>hi"), commit_message="Page", repo_type="space")
    info = api.space_info("me/board", files_metadata=True)
    assert (info.sdk, [file.rfilename for file in info.siblings or ()]) == ("static", ["README.md", "index.html"])
    assert api.get_space_runtime("me/board").stage == "RUNNING"
    assert [commit.title for commit in api.list_repo_commits("me/board", repo_type="space")] == [
        "Page",
        "initial commit",
    ]
    path = api.hf_hub_download("me/board", "index.html", repo_type="space")
    assert Path(path).read_bytes() == b"<p>hi"


def test_a_space_is_created_once(api: HfApi) -> None:
    api.create_repo("me/twice", repo_type="space", space_sdk="static")
    with pytest.raises(HfHubHTTPError, match="already created"):
        api.create_repo("me/twice", repo_type="space", space_sdk="static")
    api.create_repo("me/twice", repo_type="space", space_sdk="static", exist_ok=True)
    with pytest.raises(HfHubHTTPError, match="already created"):
        api.create_repo("lab-a/demo", repo_type="space", space_sdk="static")


def test_what_was_written_can_be_forgotten(api: HfApi) -> None:
    api.create_repo("me/brief", repo_type="space", space_sdk="static")
    api.create_commit(REPO, add(), commit_message="x", create_pr=True)
    scratch = scratch_of(api)
    assert scratch
    scratch.clear()
    assert not api.repo_exists("me/brief", repo_type="space")
    assert not api.revision_exists(REPO, "refs/pr/64")


def test_nothing_else_is_written(api: HfApi) -> None:
    for attempt in (
        lambda: api.create_repo("me/model"),
        lambda: api.delete_repo(REPO),
        lambda: api.create_branch(REPO, branch="b"),
        lambda: api.create_discussion(REPO, title="x"),
    ):
        with pytest.raises(HfHubHTTPError):
            attempt()
    with pytest.raises(GatedRepoError):
        api.create_commit("lab-b/eel", add(), commit_message="x", create_pr=True)
    with pytest.raises(RepositoryNotFoundError):
        api.create_commit("lab-b/none", add(), commit_message="x", create_pr=True)
    with pytest.raises(RemoteEntryNotFoundError):
        api.create_commit(REPO, [CommitOperationDelete("none")], commit_message="x", create_pr=True)


def lines(*operations: object) -> bytes:
    """The body of a commit."""
    return b"\n".join(json.dumps(operation).encode() for operation in operations)


HEADER = {"key": "header", "value": {"summary": "s"}}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'{"key": 1, "value": 2}', 400),
        (lines(HEADER), 400),
        (lines(HEADER, {"key": "file", "value": {"path": "../x", "content": ""}}), 400),
        (lines(HEADER, {"key": "file", "value": {"path": "/etc/passwd", "content": ""}}), 400),
        (lines(HEADER, {"key": "file", "value": {"path": "x", "content": "%", "encoding": "base64"}}), 400),
        (lines(HEADER, {"key": "lfsFile", "value": {"path": "x", "oid": "0" * 64}}), 403),
        (lines(HEADER, {"key": "file", "value": {"path": "x", "content": "a" * (10 * 2**20 + 1)}}), 403),
    ],
)
def test_a_malformed_commit_is_refused(hub: Hub, body: bytes, status: int) -> None:
    assert hub("POST", "/api/models/lab-a/otter/commit/main?create_pr=1", body).status == status
    assert hub.scratch.pulls == []


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([{"path": "a", "size": 3, "sample": ""}], 200),
        ([{"path": "weights.bin", "size": 2**40}], 403),
        ([{}], 400),
        (7, 400),
    ],
)
def test_preupload(hub: Hub, files: object, status: int) -> None:
    body = json.dumps({"files": files}).encode()
    assert hub("POST", "/api/models/lab-a/otter/preupload/main", body).status == status


@pytest.mark.parametrize("body", [b"", b"[]", b'{"type": "space", "name": "a b", "sdk": "static"}'])
def test_a_malformed_creation_is_refused(hub: Hub, body: bytes) -> None:
    assert hub("POST", "/api/repos/create", body).status == 400
