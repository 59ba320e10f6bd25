"""`course snapshot publish`: shown first, sent when confirmed, refused where it holds what is not everybody's."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from huggingface_hub import HfApi, constants

from course.cli import main
from course.hub import remote, sending
from course.hub.connect import connect
from course.hub.snapshot import RepoFile, SnapshotWriter
from tests.hub.conftest import write
from tests.hub.served import serving

# the client itself sends large files in a way that its own library is leaving
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=<...>':DeprecationWarning")
Capture = pytest.CaptureFixture[str]
PLAN = {"endpoint": "https://huggingface.co", "models": 2, "sort": "likes", "filters": ["en"], "extras": ["cards"]}
REPO = "class/june"


def write_recording(path: Path, *more: dict[str, Any], simulated: bool = False, plan: Any = PLAN) -> Path:
    """A small recording: one open model with its card, one gated model without, and `more`."""
    about = {"name": "june", "as_of": "2026-06-15T10:00:00Z", "generator": "recorded"}
    with SnapshotWriter(path, simulated=simulated, plan=plan, **about) as writer:
        writer.add_repo("models", {"id": "lab/open", "likes": 3}, [RepoFile("README.md", b"# Open\n")])
        writer.add_repo("models", {"id": "lab/gated", "gated": "auto"}, [RepoFile("README.md")])
        for info in more:
            writer.add_repo("models", info, [RepoFile("README.md", f"# {info['id']}\n".encode())])
    return path


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording that may be published."""
    return write_recording(tmp_path_factory.mktemp("recording") / "june.sqlite")


@pytest.fixture
def endpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A Hub over loopback in the place of the live one, and somebody who is logged in."""
    remote._check_hash.cache_clear()
    with serving(write(tmp_path / "pond.sqlite")) as address:
        monkeypatch.setattr(constants, "ENDPOINT", address)
        template = f"{address}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setenv("HF_TOKEN", "any")
        yield address


def test_without_confirmation_the_card_is_shown_and_nothing_is_asked(recording: Path, capsys: Capture) -> None:
    assert main(["snapshot", "publish", str(recording), REPO]) == 0  # nothing answers: no Hub is served
    shown = capsys.readouterr().out
    front = yaml.safe_load(shown.split("---\n")[1])
    assert front["tags"] == ["measure-the-hub-snapshot"]
    for words in ("2026-06-15T10:00:00Z", "2 models", "by likes", "with en", "model cards", f"hf://datasets/{REPO}/"):
        assert words in shown
    assert shown.endswith(f"Nothing was sent. To send it, add: --confirm {REPO}\n")


def test_it_is_published_in_one_commit_opened_and_renewed(
    recording: Path, endpoint: str, tmp_path: Path, capsys: Capture
) -> None:
    command = ["snapshot", "publish", str(recording), REPO, "--confirm", REPO]
    assert main(command) == 0
    first = re.search(r"@(\w{40})/", capsys.readouterr().out)
    assert first
    api = HfApi(endpoint=endpoint)
    assert len(api.list_repo_commits(REPO, repo_type="dataset")) == 2  # the first is that of every new repo
    assert sorted(api.list_repo_files(REPO, repo_type="dataset")) == [".gitattributes", "README.md", "hub.sqlite"]
    later = write_recording(tmp_path / "july.sqlite", {"id": "lab/new"})
    assert main(["snapshot", "publish", str(later), REPO, "--confirm", REPO]) == 0
    assert connect(f"hf://datasets/{REPO}/hub.sqlite").model_info("lab/new").id == "lab/new"
    before = connect(f"hf://datasets/{REPO}@{first[1]}/hub.sqlite")
    assert {one.id for one in before.list_models()} == {"lab/open", "lab/gated"}


def test_what_was_published_already_stays_as_it_is(recording: Path, endpoint: str) -> None:
    command = ["snapshot", "publish", str(recording), REPO, "--confirm", REPO]
    assert [main(command), main(command)] == [0, 0]
    assert len(HfApi(endpoint=endpoint).list_repo_commits(REPO, repo_type="dataset")) == 2


@pytest.mark.parametrize(
    ("info", "why"),
    [
        ({"id": "lab/own", "private": True}, "lab/own (private)"),
        ({"id": "lab/asked", "gated": "manual"}, "lab/asked (gated, with files)"),
        ({"id": "lab/gone", "disabled": True}, "lab/gone (disabled, with files)"),
    ],
)
def test_what_is_not_everybodys_is_refused(info: dict[str, Any], why: str, tmp_path: Path, capsys: Capture) -> None:
    path = write_recording(tmp_path / "closed.sqlite", info)
    assert main(["snapshot", "publish", str(path), REPO, "--confirm", REPO]) == 2
    said = capsys.readouterr().err
    assert why in said
    assert "Record it anew without a token" in said
    assert said.count("\n") == 1


def test_a_simulated_one_says_so(tmp_path: Path, capsys: Capture) -> None:
    path = write_recording(tmp_path / "made.sqlite", {"id": "a/b", "gated": "auto"}, simulated=True, plan=None)
    assert main(["snapshot", "publish", str(path), REPO]) == 0
    shown = capsys.readouterr().out
    assert "A simulated Hub; its repos and people are fictional." in shown
    assert "the file does not say how" in shown


def foreign(endpoint: str) -> None:
    """A dataset of this name that holds something else."""
    api = HfApi(endpoint=endpoint)
    api.create_repo(REPO, repo_type="dataset")
    api.upload_file(path_or_fileobj=b"x,y\n", path_in_repo="data.csv", repo_id=REPO, repo_type="dataset")


def nothing(endpoint: str) -> None:
    """A Hub as it is."""


@pytest.mark.parametrize(
    ("repo", "confirm", "before", "words"),
    [
        (REPO, "class/july", nothing, "--confirm names 'class/july' and the command 'class/june'; nothing was sent."),
        ("june", "june", nothing, "'june' is no id of a repo; write it as OWNER/NAME."),
        (REPO, REPO, foreign, "class/june is there already and its card has no tag measure-the-hub-snapshot"),
        ("lab-a/pond", "lab-a/pond", nothing, "lab-a/pond is there already"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    recording: Path,
    endpoint: str,
    repo: str,
    confirm: str,
    before: Callable[[str], None],
    words: str,
    capsys: Capture,
) -> None:
    before(endpoint)
    assert main(["snapshot", "publish", str(recording), repo, "--confirm", confirm]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


@pytest.mark.usefixtures("endpoint")
def test_without_an_account_a_network_or_xet(recording: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    command = ["snapshot", "publish", str(recording), REPO, "--confirm", REPO]
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    assert main(command) == 2
    assert "takes large files only without Xet; set HF_HUB_DISABLE_XET=1" in capsys.readouterr().err
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert main(command) == 2
    assert "class/june was not published: " in capsys.readouterr().err
    monkeypatch.setattr(sending, "get_token", lambda: None)
    assert main(command) == 2
    assert capsys.readouterr().err.endswith("log in with: hf auth login\n")
