"""A snapshot in a dataset repo of the Hub opens like any other, also without a network once it was downloaded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import constants

from course import hub_of
from course.hub import remote
from course.hub.connect import connect, snapshot_of
from course.hub.snapshot import DamagedSnapshot, SnapshotError
from tests.hub.served import serving

ADDRESS = "hf://datasets/class/june/hubs/hub.sqlite"


@pytest.fixture
def hub(pond: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Hub over loopback, in the place of the live one, with a repo that holds a snapshot."""
    files = {"hubs/hub.sqlite": pond.read_bytes(), "notes.sqlite": "no snapshot"}
    api = hub_of(
        datasets=[{"id": "class/june", "files": files}, {"id": "class/gated", "gated": "auto", "files": files}]
    )
    held = snapshot_of(api)
    assert held is not None
    remote._check_hash.cache_clear()
    with serving(held.path) as address:
        template = f"{address}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        monkeypatch.setattr(constants, "ENDPOINT", address)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        yield


@pytest.mark.usefixtures("hub")
def test_it_opens_and_is_cached(pond: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    api = connect(ADDRESS)
    assert api.model_info("lab-a/otter").id == "lab-a/otter"
    assert remote.located(ADDRESS).read_bytes() == pond.read_bytes()
    assert remote.located(ADDRESS.replace("june/", "june@main/")) == remote.located(ADDRESS)
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert connect(ADDRESS).model_info("lab-a/otter").id == "lab-a/otter"


@pytest.mark.usefixtures("hub")
def test_a_cached_file_that_changed_is_noticed() -> None:
    kept = remote.located(ADDRESS).resolve()
    content = bytearray(kept.read_bytes())
    content[5000] ^= 1
    kept.write_bytes(content)
    remote._check_hash.cache_clear()
    with pytest.raises(DamagedSnapshot, match="delete it, and it is downloaded again"):
        connect(ADDRESS)


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("hf://datasets/class/june/absent.sqlite", "class/june has no file absent.sqlite"),
        ("hf://datasets/class/absent/hub.sqlite", "answers 401 for class/absent"),
        ("hf://datasets/class/gated/hubs/hub.sqlite", "is not open to you"),
        ("hf://datasets/class/june/notes.sqlite", "is not a snapshot"),
        ("hf://datasets/a..b/june/hub.sqlite", "is no id of a repo"),
        ("hf://class/june/hub.sqlite", "is no address"),
        ("hf://datasets/class/hub.sqlite", "is no address"),
        ("hf://datasets/class/june/hub.csv", "is no address"),
    ],
)
def test_what_cannot_be_opened_is_one_sentence(address: str, words: str) -> None:
    with pytest.raises(SnapshotError) as caught:
        connect(address)
    assert words in str(caught.value)
    assert str(caught.value).count("\n") == 0


@pytest.mark.usefixtures("hub")
def test_without_a_network_and_never_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(SnapshotError, match="the Hub cannot be reached, and it was not downloaded before"):
        connect(ADDRESS)
