"""Files and trees, as the ordinary client sees them."""

from pathlib import Path

import pytest
from huggingface_hub import HfApi, HfFileSystem, ModelCard
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RemoteEntryNotFoundError
from huggingface_hub.hf_api import RepoFile, RepoFolder

from tests.hub.conftest import CARD, Hub

README = "/lab-a/otter/resolve/main/README.md"


def test_a_card_is_downloaded_once_and_read_from_the_cache(api: HfApi) -> None:
    path = api.hf_hub_download("lab-a/otter", "README.md")
    assert Path(path).read_bytes() == CARD
    assert ModelCard.load(path).data.license == "mit"
    assert api.hf_hub_download("lab-a/otter", "README.md", local_files_only=True) == path


def test_the_whole_repo_can_be_downloaded_but_for_weights(api: HfApi) -> None:
    folder = Path(api.snapshot_download("lab-a/otter", ignore_patterns="*.safetensors"))
    assert (folder / "onnx" / "deep" / "é.txt").read_text("utf-8") == "é"


def test_weights_are_listed_and_not_given(api: HfApi) -> None:
    url = "https://pond.snapshot.invalid/"
    assert api.file_exists("lab-a/otter", "model.safetensors")
    with pytest.raises(HfHubHTTPError, match="does not hold its content") as caught:
        api.hf_hub_download("lab-a/otter", "model.safetensors")
    assert caught.value.response.status_code == 403, url


def test_gated_files_are_refused(api: HfApi, hub: Hub) -> None:
    with pytest.raises(GatedRepoError):
        api.hf_hub_download("lab-b/eel", "README.md")
    assert hub("GET", "/lab-b/eel/resolve/main/README.md").status == 401
    assert hub("GET", "/lab-b/eel/resolve/main/README.md", authorization="Bearer x").status == 403


def test_a_missing_file_names_the_commit(api: HfApi, hub: Hub) -> None:
    with pytest.raises(RemoteEntryNotFoundError):
        api.hf_hub_download("lab-a/otter", "nothing.txt")
    assert not api.file_exists("lab-a/otter", "nothing.txt")
    assert hub("HEAD", "/lab-a/otter/resolve/v1/nothing.txt").headers["X-Repo-Commit"] == "c" * 40


def test_head_promises_what_get_gives(hub: Hub) -> None:
    head, get = hub("HEAD", README), hub("GET", README)
    assert (head.body, get.body) == (b"", CARD)
    assert head.headers["Content-Length"] == str(len(CARD))
    assert {**head.headers, "Content-Length": ""} == {**get.headers, "Content-Length": ""}


def test_large_files_are_named_by_their_sha256(hub: Hub) -> None:
    headers = hub("HEAD", "/lab-a/otter/resolve/main/model.safetensors").headers
    assert headers["X-Linked-Etag"] == f'"{"5" * 64}"'
    assert headers["X-Linked-Size"] == "14000000000"
    assert "X-Xet-Hash" not in headers


@pytest.mark.parametrize(
    ("wanted", "status", "body"),
    [
        ("bytes=0-3", 206, CARD[:4]),
        ("bytes=4-", 206, CARD[4:]),
        ("bytes=-5", 206, CARD[-5:]),
        ("bytes=0-99999", 206, CARD),
        ("bytes=99999-", 416, None),
        ("bytes=5-4", 416, None),
        ("bytes=-", 200, CARD),
        ("lines=1-2", 200, CARD),
        ("bytes=0-1,3-4", 200, CARD),
    ],
)
def test_ranges(hub: Hub, wanted: str, status: int, body: bytes | None) -> None:
    response = hub("GET", README, range=wanted)
    assert response.status == status
    assert body is None or response.body == body
    assert (status == 200) == ("Content-Range" not in response.headers)


def test_safetensors_headers_are_read_by_range(api: HfApi) -> None:
    found = api.get_safetensors_metadata("lab-b/Newt-Small")
    assert found.sharded
    assert found.weight_map == {"a": "model-1-of-2.safetensors", "b": "model-2-of-2.safetensors"}
    assert found.parameter_count == {"F32": 3}
    again = api.get_sharded_safetensors_metadata("lab-b/Newt-Small")
    assert again.files_metadata == found.files_metadata


def test_sharded_metadata_of_another_repo_is_a_404(hub: Hub) -> None:
    path = "/api/models/{}/safetensors-metadata/{}"
    assert hub("GET", path.format("lab-a/otter", "config.json")).status == 200
    assert hub("GET", path.format("lab-a/otter", "model.safetensors.index.json")).status == 404
    assert hub("GET", path.format("lab-a/otter", "README.md")).status == 404


def test_the_tree_and_one_folder_of_it(api: HfApi) -> None:
    top = list(api.list_repo_tree("lab-a/otter"))
    assert [entry.path for entry in top] == ["README.md", "config.json", "model.safetensors", "onnx"]
    assert isinstance(top[-1], RepoFolder)
    weights = top[2]
    assert isinstance(weights, RepoFile)
    assert weights.lfs
    assert weights.lfs.sha256 == "5" * 64
    below = list(api.list_repo_tree("lab-a/otter", "onnx", recursive=True))
    assert [entry.path for entry in below] == ["onnx/a b.json", "onnx/deep", "onnx/deep/é.txt"]


def test_an_expanded_tree_names_the_last_commit(api: HfApi) -> None:
    entry = next(iter(api.list_repo_tree("lab-a/otter", expand=True)))
    assert isinstance(entry, RepoFile)
    assert entry.last_commit
    assert entry.last_commit["title"] == "third"
    assert entry.security


def test_a_missing_folder(api: HfApi) -> None:
    with pytest.raises(RemoteEntryNotFoundError):
        list(api.list_repo_tree("lab-a/otter", "nothing"))


def test_paths_info_leaves_out_what_is_missing(api: HfApi, hub: Hub) -> None:
    found = api.get_paths_info("lab-a/otter", ["README.md", "onnx", "nothing"], expand=True)
    assert [entry.path for entry in found] == ["README.md", "onnx"]
    as_json = {"content-type": "application/json"}
    body = b'{"paths": ["README.md"], "expand": false}'
    assert hub("POST", "/api/models/lab-a/otter/paths-info/main", body, **as_json).status == 200
    assert hub("POST", "/api/models/lab-a/otter/paths-info/main", b"[1", **as_json).status == 400


def test_hf_paths_read_from_a_snapshot(api: HfApi) -> None:
    files = HfFileSystem(endpoint=api.endpoint, token=False)
    assert [Path(name).name for name in files.glob("lab-a/otter/*.md")] == ["README.md"]
    assert files.read_bytes("lab-a/otter/README.md") == CARD


@pytest.mark.parametrize("path", ["../../etc/passwd", "..%2F..%2Fetc%2Fpasswd", "onnx/../README.md", "%00"])
def test_a_path_never_leaves_the_repo(hub: Hub, path: str) -> None:
    assert hub("GET", f"/lab-a/otter/resolve/main/{path}").status == 404
