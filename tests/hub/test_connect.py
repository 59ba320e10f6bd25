"""connect(): which Hub a name means, and what the api it gives can do."""

import copy
import os
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi, constants
from huggingface_hub.utils.tqdm import tqdm

from course.hub.connect import connect, requests_made, scratch_of, snapshot_of, writes_made
from course.hub.places import file_of, home, located, prepare
from course.hub.schema import VERSION
from course.hub.snapshot import SnapshotError
from course.simulate.meta import GENERATOR, PRACTICE_MODELS, PRACTICE_SEED
from tests.hub.conftest import MODELS, write


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[dict[str, Any]]:
    """What was built, in a home of its own; the small Hub stands for the simulated ones."""
    done: list[dict[str, Any]] = []

    def build(path: Path, **told: Any) -> Path:
        done.append(told | {"path": path})
        return write(path, told.get("name", "nano"))

    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "own home"))
    monkeypatch.setattr("course.simulate.build.build", build)
    monkeypatch.setattr("course.simulate.nano.nano", build)
    return done


def test_the_api_is_the_ordinary_one(api: HfApi) -> None:
    assert isinstance(api, HfApi)
    assert api.endpoint.startswith("https://pond-")
    assert api.endpoint.endswith(".snapshot.invalid")
    assert repr(api).startswith("<HfApi on the simulated snapshot '")


def test_practice_is_built_once_and_named_by_what_made_it(built: list[dict[str, Any]]) -> None:
    first, second = connect(), connect("practice")
    assert first.endpoint == second.endpoint == "https://practice.snapshot.invalid"
    assert len(built) == 1
    name = f"practice-{GENERATOR}-{PRACTICE_SEED}-{PRACTICE_MODELS}-{VERSION}.sqlite"
    assert built[0]["path"] == home() / name
    assert (built[0]["seed"], built[0]["models"]) == (PRACTICE_SEED, PRACTICE_MODELS)


def test_nano_and_the_grading_slots(built: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_GRADING_SEEDS", "7,8,9")
    monkeypatch.setenv("COURSE_GRADING_MODELS", "50")
    for name in ("nano", "s1", "s3"):
        assert connect(name).endpoint == f"https://{name}.snapshot.invalid"
    assert [(told.get("seed"), told.get("models")) for told in built] == [(None, None), (7, 50), (9, 50)]
    monkeypatch.setenv("COURSE_GRADING_SEEDS", "70,80,90")
    connect("s1")
    assert built[-1]["seed"] == 70


@pytest.mark.parametrize("name", ["practice", "nano", "s1"])
def test_where_a_hub_will_lie_is_known_before_it_is_built(name: str, built: list[dict[str, Any]]) -> None:
    expected = file_of(name)
    assert built == []
    assert prepare(name) == expected == built[0]["path"]


@pytest.mark.parametrize("seeds", ["1", "a,b,c"])
def test_seeds_that_are_none_are_named(
    built: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, seeds: str
) -> None:
    monkeypatch.setenv("COURSE_GRADING_SEEDS", seeds)
    with pytest.raises(SnapshotError, match="COURSE_GRADING_SEEDS"):
        connect("s2")
    assert built == []


def test_one_thread_builds_and_the_others_wait(built: list[dict[str, Any]]) -> None:
    threads = [threading.Thread(target=prepare, args=("practice",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1


def test_live_is_the_clients_default(monkeypatch: pytest.MonkeyPatch) -> None:
    live = connect("live")
    assert vars(live) == vars(HfApi())
    assert live.endpoint == constants.ENDPOINT
    assert (snapshot_of(live), scratch_of(live), writes_made(live)) == (None, None, 0)
    monkeypatch.setattr(constants, "ENDPOINT", "https://mirror.example")
    assert connect("live").endpoint == "https://mirror.example"


def test_an_unknown_name_is_told_what_there_is() -> None:
    with pytest.raises(
        SnapshotError, match=r"no Hub called 'practise'; use live, practice, nano, capstone, s1, s2, s3 or"
    ):
        connect("practise")


def test_the_live_hub_is_no_file() -> None:
    with pytest.raises(SnapshotError, match="record it into one"):
        located("live")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="cannot be opened"):
        connect(tmp_path / "gone.sqlite")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_home_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o500)
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "home"))
    with pytest.raises(SnapshotError, match="set COURSE_HOME to a folder"):
        connect("nano")


def test_a_home_that_is_a_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").write_text("")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "home"))
    with pytest.raises(SnapshotError, match="set COURSE_HOME to a folder"):
        connect("nano")


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda api: pickle.loads(pickle.dumps(api))])
def test_a_copy_keeps_its_snapshot(api: HfApi, again: Any) -> None:
    other = again(api)
    assert snapshot_of(other) is snapshot_of(api)
    assert [info.id for info in other.list_models()] == [info.id for info in api.list_models()]


def test_sixteen_threads_are_answered_in_order(api: HfApi) -> None:
    names = [info["id"] for info in MODELS if not info.get("disabled")] * 100
    with ThreadPoolExecutor(16) as pool:
        assert [info.id for info in pool.map(api.model_info, names)] == names
    assert requests_made(api) == len(names)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_forked_process_asks_the_same_api(api: HfApi) -> None:
    assert api.model_info("lab-a/otter")
    child = os.fork()
    if child == 0:
        os._exit(0 if api.model_info("lab-a/otter").id == "lab-a/otter" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_requests_are_counted_by_snapshot(api: HfApi, pond: Path) -> None:
    assert requests_made(api) == 0
    list(api.list_models())
    api.model_info("lab-a/otter")
    assert requests_made(api) == 2
    assert requests_made(copy.copy(api)) == 2
    assert (api.requests_made, api.writes_made) == (2, 0)  # type: ignore[attr-defined]


def test_each_snapshot_caches_its_own_files(api: HfApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = connect(write(tmp_path / "other.sqlite"))
    paths = {one.hf_hub_download("lab-a/otter", "README.md") for one in (api, other)}
    assert len(paths) == 2
    assert all(Path(path).is_relative_to(home() / "files") for path in paths)
    monkeypatch.setenv("COURSE_FILES", str(tmp_path / "scratch"))
    assert Path(api.hf_hub_download("lab-a/otter", "README.md")).is_relative_to(tmp_path / "scratch")
    given = api.hf_hub_download("lab-a/otter", "README.md", cache_dir=tmp_path / "given")
    assert Path(given).is_relative_to(tmp_path / "given")


def test_no_bar_is_shown_for_a_download(
    api: HfApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TQDM_POSITION", "-1")  # the client then shows bars to no terminal too
    api.hf_hub_download("lab-a/otter", "README.md", cache_dir=tmp_path / "quiet")
    assert not capsys.readouterr().err
    api.hf_hub_download("lab-a/otter", "README.md", cache_dir=tmp_path / "loud", tqdm_class=tqdm)
    assert "README.md" in capsys.readouterr().err


def test_a_file_made_again_is_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "home"))
    first = connect(write(tmp_path / "a.sqlite", "first"))
    write(tmp_path / "a.sqlite", "second")
    second = snapshot_of(connect(tmp_path / "a.sqlite"))
    assert second
    assert second.meta.name == "second"
    assert snapshot_of(first) is second
