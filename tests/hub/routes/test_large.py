"""A dataset made here takes large files as the real client sends them: announced, whole or in parts, then committed."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd, HfApi, constants
from huggingface_hub.errors import HfHubHTTPError

from course.hub.routes import large
from tests.hub.conftest import Hub, write
from tests.hub.served import serving

# the client itself sends large files in a way that its own library is leaving
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=<...>':DeprecationWarning")
DATASET = "me/june"
BINARY = b"SQLite format 3\0" + bytes(range(256)) * 5
OBJECTS = f"/datasets/{DATASET}.git/info/lfs/objects"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The hand-made Hub, over loopback."""
    with serving(write(tmp_path_factory.mktemp("large") / "pond.sqlite")) as address:
        yield address


@pytest.fixture
def api(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HfApi:
    """The real client, on a Hub that has no Xet, with a dataset."""
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    made = HfApi(endpoint=endpoint, token="any")
    made.create_repo(DATASET, repo_type="dataset", exist_ok=True)
    return made


def put(api: HfApi, content: bytes | str, path: str = "hub.sqlite") -> str:
    """The commit that writes one file."""
    return api.upload_file(path_or_fileobj=content, path_in_repo=path, repo_id=DATASET, repo_type="dataset").oid


def test_a_binary_file_is_kept_as_a_large_one_and_a_text_is_not(api: HfApi) -> None:
    commit = put(api, BINARY)
    put(api, b"---\nlicense: mit\n---\n# June\n", "README.md")
    info = api.dataset_info(DATASET, files_metadata=True)
    files = {file.rfilename: file for file in info.siblings or ()}
    assert sorted(files) == [".gitattributes", "README.md", "hub.sqlite"]
    assert files["README.md"].lfs is None
    held = files["hub.sqlite"].lfs
    assert held is not None
    assert (held.size, held.sha256) == (len(BINARY), hashlib.sha256(BINARY).hexdigest())
    path = api.hf_hub_download(DATASET, "hub.sqlite", repo_type="dataset", revision=commit)
    assert Path(path).read_bytes() == BINARY
    assert Path(path).resolve().name == held.sha256


def test_a_long_file_is_sent_in_parts(api: HfApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "PART", 1000)
    content = BINARY * 3
    put(api, content, "long.bin")
    assert Path(api.hf_hub_download(DATASET, "long.bin", repo_type="dataset")).read_bytes() == content


def test_what_is_there_already_is_not_sent_again(api: HfApi) -> None:
    put(api, BINARY + b"once", "a.bin")
    upload = CommitOperationAdd("b.bin", BINARY + b"once")
    api.preupload_lfs_files(DATASET, [upload], repo_type="dataset")
    assert upload._upload_mode == "lfs"
    put(api, BINARY + b"once", "b.bin")
    assert {"a.bin", "b.bin"} <= set(api.list_repo_files(DATASET, repo_type="dataset"))


def test_a_dataset_of_the_snapshot_takes_no_large_file(api: HfApi) -> None:
    with pytest.raises(HfHubHTTPError, match="open a pull request instead"):
        api.upload_file(path_or_fileobj=BINARY, path_in_repo="x.bin", repo_id="lab-a/pond", repo_type="dataset")
    with pytest.raises(HfHubHTTPError, match="already created"):
        api.create_repo("lab-a/pond", repo_type="dataset")


@pytest.fixture
def made(hub: Hub) -> Hub:
    """The Hub in this process, with the same dataset."""
    given = {"name": "june", "organization": "me", "type": "dataset", "visibility": "private"}
    assert hub("POST", "/api/repos/create", json.dumps(given).encode()).status == 200
    return hub


OID = hashlib.sha256(BINARY).hexdigest()


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", f"{OBJECTS}/batch", b"[]", 400),
        ("POST", f"{OBJECTS}/batch", b'{"operation": "upload", "objects": [{"oid": "x", "size": 1}]}', 400),
        ("PUT", f"{OBJECTS}/{OID}", b"other bytes", 422),
        ("PUT", f"{OBJECTS}/{OID}?part=0", b"x", 400),
        ("PUT", f"{OBJECTS}/short", b"x", 404),
        ("POST", f"{OBJECTS}/verify", json.dumps({"oid": OID, "size": 9}).encode(), 404),
        ("GET", f"{OBJECTS}/{OID}", b"", 404),
        ("PUT", f"{OBJECTS.replace('me/june', 'lab-a/pond')}/{OID}", BINARY, 403),
        ("PUT", f"{OBJECTS.replace('me/june', 'me/none')}/{OID}", BINARY, 401),
    ],
)
def test_what_is_not_right_is_refused_and_not_kept(made: Hub, method: str, path: str, body: bytes, status: int) -> None:
    assert made(method, path, body).status == status
    assert made.scratch.objects == {}


def test_a_file_that_is_too_large_and_a_commit_of_one_that_was_not_sent(made: Hub) -> None:
    asked = {"operation": "upload", "objects": [{"oid": OID, "size": 2**40}]}
    answered = json.loads(made("POST", f"{OBJECTS}/batch", json.dumps(asked).encode()).body)
    assert "up to 256 MB" in answered["objects"][0]["error"]["message"]
    header = {"key": "header", "value": {"summary": "s"}}
    named = {"key": "lfsFile", "value": {"path": "x.bin", "algo": "sha256", "oid": OID, "size": len(BINARY)}}
    body = b"\n".join(json.dumps(one).encode() for one in (header, named))
    assert made("POST", "/api/datasets/me/june/commit/main", body).status == 400


def test_all_together_have_a_bound(made: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "MOST", 10)
    assert made("PUT", f"{OBJECTS}/{OID}", BINARY).status == 507
